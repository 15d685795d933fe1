// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/change/retest_json.h"

#include "analysis/base/text.h"

#include <json/json.h>

namespace regen {
namespace {

// QIBA profiles ask for that many subjects before a site may claim conformance.
constexpr int kSubjectsForConformance = 35;

Json::Value ToJson(const Bounded& bounded) {
  Json::Value json;
  json["Value"] = bounded.value;
  json["Lower"] = bounded.lower;
  json["Upper"] = bounded.upper;
  return json;
}

Json::Value ToJson(const std::optional<Bounded>& bounded) {
  return bounded ? ToJson(*bounded) : Json::Value();
}

Json::Value ToJson(const std::optional<Linearity>& linearity) {
  if (!linearity) return {};
  Json::Value json;
  json["Values"] = linearity->values;
  json["Slope"] = ToJson(linearity->slope);
  json["Intercept"] = linearity->intercept;
  json["RSquared"] = linearity->r_squared;
  // Differences are read as true changes only where the slope is near one.
  json["SlopeWithin5Percent"] =
      linearity->slope.lower >= 0.95 && linearity->slope.upper <= 1.05;
  return json;
}

// "A change of at least 14.2 % is, with 95 % confidence, a true change …" and whether the claim
// that this version assumes is met.
Json::Value Conformance(const MeasurementDefinition& row, const RetestResult& result) {
  const bool is_sd = row.error_model == ErrorModel::kConstantSd;
  const double limit = is_sd ? result.within_subject_sd_claim
                             : result.within_subject_cv_claim_percent.value_or(0);
  const double coefficient = is_sd ? result.repeatability.value
                                   : result.repeatability_percent.value_or(Bounded{}).value;
  const char* unit = is_sd ? row.unit.c_str() : "%";
  const bool enough = result.subjects >= kSubjectsForConformance;
  const bool below = limit <= row.repeatability.within_subject;
  Json::Value json;
  json["Claim"] = row.repeatability.within_subject;
  json["UpperLimit"] = limit;
  json["SubjectsNeeded"] = kSubjectsForConformance;
  json["Conforms"] = enough && below;
  json["Statement"] =
      StrCat("A change of more than ",
             FormatFixed(coefficient, 3),
             " ",
             unit,
             " under the same conditions is a true change with 95 % confidence (",
             result.subjects,
             " subjects). The claim of ",
             row.repeatability.within_subject,
             " ",
             unit,
             " within a subject is ",
             below ? "met" : "not met",
             " at the one-sided 95 % limit of ",
             FormatFixed(limit, 3),
             " ",
             unit,
             enough ? "."
                    : StrCat("; at least ",
                             kSubjectsForConformance,
                             " subjects are needed to claim conformance."));
  return json;
}

Json::Value Entry(const MeasurementDefinition& row,
                  const RetestResult& result,
                  const std::string& source,
                  const std::string& citation) {
  Json::Value json;
  if (row.error_model == ErrorModel::kConstantSd) {
    json["WithinSubjectSd"] = result.within_subject_sd.value;
  } else {
    json["WithinSubjectCvPercent"] = result.within_subject_cv_percent->value;
  }
  json["Subjects"] = result.subjects;
  json["Source"] = source;
  json["Citation"] = citation;
  return json;
}

Json::Value Details(const MeasurementDefinition& row, const RetestResult& result) {
  Json::Value json;
  json["Unit"] = row.unit;
  json["Subjects"] = result.subjects;
  json["Values"] = result.values;
  json["DegreesOfFreedom"] = result.degrees_of_freedom;
  json["Mean"] = result.mean;
  json["WithinSubjectSd"] = ToJson(result.within_subject_sd);
  json["Repeatability"] = ToJson(result.repeatability);
  json["WithinSubjectCvPercent"] = ToJson(result.within_subject_cv_percent);
  json["RepeatabilityPercent"] = ToJson(result.repeatability_percent);
  json["Linearity"] = ToJson(result.linearity);
  json["Conformance"] = Conformance(row, result);
  return json;
}

}  // namespace

Result<std::string> RetestJson(const RetestStudy& study,
                               const std::string& source,
                               const std::string& citation) {
  Json::Value json;
  for (const auto& [key, values] : study) {
    const MeasurementDefinition& row = *MeasurementOfKey(key);
    const auto result = AnalyseRetest(values);
    if (!result)
      return InputError(StrCat(key, ": no subject has two values, expected at least one"));
    if (row.error_model != ErrorModel::kConstantSd && !result->within_subject_cv_percent)
      return InputError(StrCat(key, ": a subject's mean is not positive, expected values > 0"));
    json["Repeatability"][key] = Entry(row, *result, source, citation);
    json["Details"][key] = Details(row, *result);
  }
  Json::StreamWriterBuilder writer;
  writer["indentation"] = "  ";
  writer["emitUTF8"] = true;
  return Json::writeString(writer, json) + "\n";
}

}  // namespace regen
