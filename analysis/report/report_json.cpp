// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/report_json.h"

#include "analysis/report/reason_json.h"

#include <cmath>

#include <json/json.h>

namespace regen {
namespace {

Json::Value Text(const std::string& text) {
  return text.empty() ? Json::Value() : Json::Value(text);
}

Json::Value Text(std::string_view text) {
  return Json::Value(std::string(text));
}

Json::Value Number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json::Value(*value) : Json::Value();
}

Json::Value Strings(const std::vector<std::string>& texts) {
  Json::Value array(Json::arrayValue);
  for (const std::string& text : texts) array.append(text);
  return array;
}

// Distances that could not be told are negative inside the program.
Json::Value Distance(double mm) {
  return mm < 0 ? Json::Value() : Json::Value(mm);
}

template <typename T, typename F>
Json::Value ArrayOf(const std::vector<T>& items, F&& to_json) {
  Json::Value array(Json::arrayValue);
  for (const T& item : items) array.append(to_json(item));
  return array;
}

Json::Value TreatmentJson(const Treatment& treatment) {
  Json::Value json;
  json["Id"] = treatment.id;
  json["Indication"] = Text(IndicationName(treatment.indication));
  json["Side"] = treatment.side ? Json::Value(SideName(*treatment.side)) : Json::Value();
  json["Level"] = Text(treatment.level);
  json["ApplicationDate"] = IsoDate(treatment.application_date);
  return json;
}

Json::Value TimePointJson(const TimePoint& point) {
  Json::Value json;
  json["Role"] = point.is_baseline ? "baseline" : "follow-up";
  json["StudyInstanceUID"] = point.study_instance_uid;
  json["SeriesInstanceUIDs"] = Strings(point.series_instance_uids);
  json["Date"] = point.date ? Json::Value(IsoDate(*point.date)) : Json::Value();
  json["DaysFromTreatment"] =
      point.days_from_treatment ? Json::Value(*point.days_from_treatment) : Json::Value();
  return json;
}

Json::Value ExamJson(const std::optional<ReportedMeasurement::Exam>& exam) {
  if (!exam) return {};
  Json::Value json;
  json["VoxelsMeasured"] = exam->voxels_measured;
  json["VoxelsRejected"] = exam->voxels_rejected;
  json["RegionVolumeMm3"] = exam->volume_mm3;
  json["StandardError"] = Number(exam->standard_error);
  json["RegistrationError"] = Number(exam->registration_error);
  return json;
}

Json::Value ErrorsJson(const std::optional<ReportedMeasurement::Errors>& errors) {
  if (!errors) return {};
  Json::Value json;
  json["Exams"] = errors->of_exams;
  json["Repeatability"] = errors->repeatability;
  json["Reproducibility"] = errors->reproducibility;
  json["Combined"] = errors->combined;
  return json;
}

Json::Value ControlJson(const std::optional<ReportedMeasurement::Control>& control) {
  if (!control) return {};
  Json::Value json;
  json["Region"] = control->region;
  json["Baseline"] = control->baseline;
  json["FollowUp"] = control->follow_up;
  json["ChangePercent"] = control->change_percent;
  return json;
}

Json::Value MeasurementJson(const ReportedMeasurement& m) {
  Json::Value json;
  json["Name"] = m.name;
  json["Structure"] = m.structure;
  json["Unit"] = m.unit;
  json["Primary"] = m.primary;
  json["Baseline"] = Number(m.baseline);
  json["FollowUp"] = Number(m.follow_up);
  json["Change"] = Number(m.change);
  json["ChangePercent"] = Number(m.change_percent);
  json["ChangePercentLower"] = Number(m.change_percent_lower);
  json["ChangePercentUpper"] = Number(m.change_percent_upper);
  json["ChangeLower"] = Number(m.change_lower);
  json["ChangeUpper"] = Number(m.change_upper);
  json["Z"] = Number(m.z);
  json["Adjusted"] = false;
  json["ErrorModel"] = Text(m.error_model);
  json["Errors"] = ErrorsJson(m.errors);
  json["SeriesRole"] = Text(m.role);
  json["Fit"] = Text(m.fit);
  json["Control"] = ControlJson(m.control);
  json["Repeatability"] = Number(m.repeatability);
  json["RepeatabilityPercent"] = Number(m.repeatability_percent);
  json["RepeatabilitySource"] = Text(m.repeatability_source);
  json["RepeatabilityCitation"] = Text(m.repeatability_citation);
  json["Verdict"] = Text(VerdictName(m.verdict));
  json["Reasons"] = ReasonsValue(m.reasons);
  json["BaselineExam"] = ExamJson(m.baseline_exam);
  json["FollowUpExam"] = ExamJson(m.follow_up_exam);
  return json;
}

Json::Value ComparabilityJson(const ComparabilityCheck& check) {
  Json::Value json;
  json["Check"] = check.check;
  json["Baseline"] = check.baseline;
  json["FollowUp"] = check.follow_up;
  json["Result"] = Text(ComparabilityName(check.result));
  json["SeriesRole"] = Text(check.role);
  json["T2"] = Text(ComparabilityName(check.t2));
  json["Signal"] = Text(ComparabilityName(check.signal));
  json["Geometry"] = Text(ComparabilityName(check.geometry));
  return json;
}

Json::Value RegistrationJson(const StructureRegistration& registration) {
  Json::Value json;
  json["Name"] = registration.name;
  Json::Value matrix(Json::arrayValue);
  for (const double value : registration.baseline_from_follow_up) matrix.append(value);
  json["BaselineFromFollowUp"] = matrix;
  json["ResidualMm"] = Distance(registration.residual_mm);
  json["InverseConsistencyMm"] = Distance(registration.inverse_consistency_mm);
  json["HalfSampleMm"] = Distance(registration.half_sample_mm);
  json["Correlation"] = registration.correlation;
  json["Overlap"] = registration.overlap;
  json["Usable"] = registration.usable;
  json["WhyNot"] = Text(registration.why_not);
  return json;
}

Json::Value RegistrationsJson(const FollowUpReport& report) {
  Json::Value json;
  json["JointAngleDeg"] = Number(report.registration.joint_angle_deg);
  json["UncertaintyMm"] = Number(report.registration.uncertainty_mm);
  json["CarriedBy"] = Text(report.registration.carried_by);
  json["Residual"] = Text(report.registration.residual);
  json["Structures"] = ArrayOf(report.registrations, RegistrationJson);
  return json;
}

Json::Value RoiJson(const FollowUpReport& report) {
  Json::Value json;
  json["Method"] = Text(RegionMethodName(report.region_method));
  json["Reviewed"] = report.region_reviewed;
  json["Quality"] = Number(report.region_quality.proposal);
  json["Agreement"] = Number(report.region_quality.agreement);
  json["VolumeChangePercent"] = Number(report.region_quality.volume_change_percent);
  json["MeanShiftMm"] = Number(report.region_quality.mean_shift_mm);
  return json;
}

}  // namespace

std::string ReportJson(const FollowUpReport& report) {
  Json::Value json;
  json["SchemaVersion"] = 1;
  json["Outcome"] = Text(OutcomeName(report.outcome));
  json["Reasons"] = ReasonsValue(report.reasons);
  json["Warnings"] = ReasonsValue(report.warnings);
  json["Treatment"] = TreatmentJson(report.treatment);
  json["TimePoints"] = ArrayOf(report.time_points, TimePointJson);
  json["Roi"] = RoiJson(report);
  json["Measurements"] = ArrayOf(report.measurements, MeasurementJson);
  json["Comparability"] = ArrayOf(report.comparability, ComparabilityJson);
  json["Registration"] = RegistrationsJson(report);
  json["Candidates"] = CandidatesValue(report.candidates);
  json["Software"]["Version"] = report.software.version;
  json["Software"]["ConfigurationHash"] = report.software.configuration_hash;
  json["Software"]["InputDigest"] = report.software.input_digest;
  json["Software"]["JobKey"] = report.software.job_key;
  Json::StreamWriterBuilder writer;
  writer["indentation"] = "  ";
  writer["emitUTF8"] = true;
  writer["precision"] = 15;
  return Json::writeString(writer, json) + "\n";
}

}  // namespace regen
