// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/reason_json.h"
#include "analysis/report/report_json.h"

#include <memory>

#include <json/json.h>

namespace regen {
namespace {

std::string Text(const Json::Value& json) {
  return json.isString() ? json.asString() : "";
}

std::optional<double> Number(const Json::Value& json) {
  if (!json.isNumeric() || json.isBool()) return std::nullopt;
  return json.asDouble();
}

template <typename Enum, typename Name>
Enum FromName(const Json::Value& json, std::initializer_list<Enum> values, Name&& name) {
  for (const Enum value : values) {
    if (name(value) == Text(json)) return value;
  }
  return *(values.end() - 1);
}

Treatment ReadTreatment(const Json::Value& json) {
  Treatment treatment;
  treatment.id = Text(json["Id"]);
  treatment.indication =
      ParseIndication(Text(json["Indication"])).value_or(Indication::kPatellarTendon);
  if (Text(json["Side"]) == "L") treatment.side = Side::kLeft;
  if (Text(json["Side"]) == "R") treatment.side = Side::kRight;
  treatment.level = Text(json["Level"]);
  if (const auto date = ParseIsoDate(Text(json["ApplicationDate"])))
    treatment.application_date = *date;
  return treatment;
}

TimePoint ReadTimePoint(const Json::Value& json) {
  TimePoint point;
  point.is_baseline = Text(json["Role"]) == "baseline";
  point.study_instance_uid = Text(json["StudyInstanceUID"]);
  for (const Json::Value& uid : json["SeriesInstanceUIDs"]) {
    point.series_instance_uids.push_back(Text(uid));
  }
  point.date = ParseIsoDate(Text(json["Date"]));
  if (json["DaysFromTreatment"].isInt())
    point.days_from_treatment = json["DaysFromTreatment"].asInt();
  return point;
}

std::optional<ReportedMeasurement::Exam> ReadExam(const Json::Value& json) {
  if (!json.isObject()) return std::nullopt;
  ReportedMeasurement::Exam exam;
  exam.voxels_measured = static_cast<int>(Number(json["VoxelsMeasured"]).value_or(0));
  exam.voxels_rejected = static_cast<int>(Number(json["VoxelsRejected"]).value_or(0));
  exam.volume_mm3 = Number(json["RegionVolumeMm3"]).value_or(0);
  exam.standard_error = Number(json["StandardError"]);
  exam.registration_error = Number(json["RegistrationError"]);
  return exam;
}

std::optional<ReportedMeasurement::Errors> ReadErrors(const Json::Value& json) {
  if (!json.isObject()) return std::nullopt;
  return ReportedMeasurement::Errors{Number(json["Exams"]).value_or(0),
                                     Number(json["Repeatability"]).value_or(0),
                                     Number(json["Reproducibility"]).value_or(0),
                                     Number(json["Combined"]).value_or(0)};
}

std::optional<ReportedMeasurement::Control> ReadControl(const Json::Value& json) {
  if (!json.isObject()) return std::nullopt;
  return ReportedMeasurement::Control{Text(json["Region"]),
                                      Number(json["Baseline"]).value_or(0),
                                      Number(json["FollowUp"]).value_or(0),
                                      Number(json["ChangePercent"]).value_or(0)};
}

ReportedMeasurement ReadMeasurement(const Json::Value& json) {
  ReportedMeasurement m;
  m.name = Text(json["Name"]);
  m.structure = Text(json["Structure"]);
  m.unit = Text(json["Unit"]);
  m.primary = json["Primary"].isBool() && json["Primary"].asBool();
  m.baseline = Number(json["Baseline"]);
  m.follow_up = Number(json["FollowUp"]);
  m.change = Number(json["Change"]);
  m.change_percent = Number(json["ChangePercent"]);
  m.change_percent_lower = Number(json["ChangePercentLower"]);
  m.change_percent_upper = Number(json["ChangePercentUpper"]);
  m.change_lower = Number(json["ChangeLower"]);
  m.change_upper = Number(json["ChangeUpper"]);
  m.z = Number(json["Z"]);
  m.error_model = Text(json["ErrorModel"]);
  m.errors = ReadErrors(json["Errors"]);
  m.role = Text(json["SeriesRole"]);
  m.fit = Text(json["Fit"]);
  m.control = ReadControl(json["Control"]);
  m.repeatability = Number(json["Repeatability"]);
  m.repeatability_percent = Number(json["RepeatabilityPercent"]);
  m.repeatability_source = Text(json["RepeatabilitySource"]);
  m.repeatability_citation = Text(json["RepeatabilityCitation"]);
  m.verdict = FromName(json["Verdict"],
                       {Verdict::kExceedsError, Verdict::kWithinError, Verdict::kNotComparable},
                       VerdictName);
  m.reasons = ReasonsOf(json["Reasons"]);
  m.baseline_exam = ReadExam(json["BaselineExam"]);
  m.follow_up_exam = ReadExam(json["FollowUpExam"]);
  return m;
}

ComparabilityCheck ReadCheck(const Json::Value& json) {
  ComparabilityCheck check;
  check.check = Text(json["Check"]);
  check.baseline = Text(json["Baseline"]);
  check.follow_up = Text(json["FollowUp"]);
  const auto result = [&](const char* key) {
    return FromName(json[key],
                    {Comparability::kDegraded, Comparability::kRefused, Comparability::kSame},
                    ComparabilityName);
  };
  // An unknown word is no result that anything may rest on.
  check.result =
      FromName(json["Result"],
               {Comparability::kSame, Comparability::kDegraded, Comparability::kRefused},
               ComparabilityName);
  check.role = Text(json["SeriesRole"]);
  check.t2 = result("T2");
  check.signal = result("Signal");
  check.geometry = result("Geometry");
  return check;
}

StructureRegistration ReadRegistration(const Json::Value& json) {
  StructureRegistration registration;
  registration.name = Text(json["Name"]);
  for (Json::ArrayIndex n = 0; n < 16; ++n) {
    registration.baseline_from_follow_up[n] =
        Number(json["BaselineFromFollowUp"][n]).value_or(0);
  }
  registration.residual_mm = Number(json["ResidualMm"]).value_or(-1);
  registration.inverse_consistency_mm = Number(json["InverseConsistencyMm"]).value_or(-1);
  registration.correlation = Number(json["Correlation"]).value_or(0);
  registration.usable = json["Usable"].isBool() && json["Usable"].asBool();
  registration.half_sample_mm = Number(json["HalfSampleMm"]).value_or(-1);
  registration.overlap = Number(json["Overlap"]).value_or(0);
  registration.why_not = Text(json["WhyNot"]);
  return registration;
}

void ReadRegion(const Json::Value& json, FollowUpReport& report) {
  report.region_method = FromName(json["Method"],
                                  {RegionMethod::kPropagated,
                                   RegionMethod::kAutomatic,
                                   RegionMethod::kExternal,
                                   RegionMethod::kReader},
                                  RegionMethodName);
  report.region_reviewed = json["Reviewed"].isBool() && json["Reviewed"].asBool();
  report.region_quality.proposal = Number(json["Quality"]);
  report.region_quality.agreement = Number(json["Agreement"]);
  report.region_quality.volume_change_percent = Number(json["VolumeChangePercent"]);
  report.region_quality.mean_shift_mm = Number(json["MeanShiftMm"]);
}

void ReadRegistrations(const Json::Value& json, FollowUpReport& report) {
  report.registration.joint_angle_deg = Number(json["JointAngleDeg"]);
  report.registration.uncertainty_mm = Number(json["UncertaintyMm"]);
  report.registration.carried_by = Text(json["CarriedBy"]);
  report.registration.residual = Text(json["Residual"]);
  for (const Json::Value& item : json["Structures"]) {
    report.registrations.push_back(ReadRegistration(item));
  }
}

FollowUpReport ReadReport(const Json::Value& json) {
  FollowUpReport report;
  report.outcome = FromName(
      json["Outcome"], {Outcome::kMeasured, Outcome::kHeld, Outcome::kRefused}, OutcomeName);
  report.reasons = ReasonsOf(json["Reasons"]);
  report.warnings = ReasonsOf(json["Warnings"]);
  report.treatment = ReadTreatment(json["Treatment"]);
  for (const Json::Value& item : json["TimePoints"])
    report.time_points.push_back(ReadTimePoint(item));
  ReadRegion(json["Roi"], report);
  for (const Json::Value& item : json["Measurements"]) {
    report.measurements.push_back(ReadMeasurement(item));
  }
  for (const Json::Value& item : json["Comparability"])
    report.comparability.push_back(ReadCheck(item));
  ReadRegistrations(json["Registration"], report);
  report.candidates = CandidatesOf(json["Candidates"]);
  report.software.version = Text(json["Software"]["Version"]);
  report.software.configuration_hash = Text(json["Software"]["ConfigurationHash"]);
  report.software.input_digest = Text(json["Software"]["InputDigest"]);
  report.software.job_key = Text(json["Software"]["JobKey"]);
  return report;
}

}  // namespace

Result<FollowUpReport> ReadReportJson(std::string_view text) {
  Json::CharReaderBuilder builder;
  Json::CharReaderBuilder::strictMode(&builder.settings_);
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value json;
  std::string problem;
  try {
    if (!reader->parse(text.data(), text.data() + text.size(), &json, &problem)) {
      return InputError("report: not JSON; expected report.json");
    }
    if (!json.isObject() || !json["SchemaVersion"].isInt() ||
        json["SchemaVersion"].asInt() != 1) {
      return InputError("report: SchemaVersion is not 1; expected report.json of this version");
    }
    return ReadReport(json);
  } catch (const Json::Exception&) {
    return InputError("report: a value has another type than report.json's");
  }
}

}  // namespace regen
