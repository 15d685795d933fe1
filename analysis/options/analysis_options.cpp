// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/options/analysis_options.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/indications/indication.h"
#include "analysis/options/dictionary_options.h"
#include "analysis/options/section_reader.h"
#include "analysis/report/result_kinds.h"

#include <algorithm>

namespace regen {

namespace {

// "patellar-tendon/t2" for everything that this version measures.
std::vector<std::string> MeasurementKeys() {
  std::vector<std::string> keys;
  for (const Indication indication : AllIndications()) {
    for (const MeasurementDefinition& measurement : ProtocolOf(indication).measurements) {
      keys.push_back(StrCat(IndicationName(indication), "/", measurement.name));
    }
  }
  return keys;
}

SiteRepeatability ReadOneRepeatability(SectionReader& entry) {
  constexpr double kSmallestCvPercent = 0.01;
  constexpr double kLargestCvPercent = 100.0;
  constexpr int kMostSubjects = 100000;
  SiteRepeatability repeatability;
  entry.Require("WithinSubjectCvPercent", "the within-subject coefficient of variation in %");
  entry.Require("Subjects", "how many subjects were measured twice");
  entry.Require("Source", "\"site\" or \"phantom\"");
  entry.Read("WithinSubjectCvPercent",
             repeatability.within_subject_cv_percent,
             kSmallestCvPercent,
             kLargestCvPercent);
  entry.Read("Subjects", repeatability.subjects, 1, kMostSubjects);
  entry.ReadOneOf("Source", repeatability.source, {"site", "phantom"});
  entry.Read("Citation", repeatability.citation);
  entry.Finish();
  return repeatability;
}

void ReadRepeatability(SectionReader& section,
                       AnalysisOptions& options,
                       std::vector<ConfigProblem>& problems) {
  const Json::Value& given = section.Take("Repeatability");
  if (given.isNull()) return;
  if (!given.isObject()) {
    section.Wrong("Repeatability", "an object with keys such as \"patellar-tendon/t2\"");
    return;
  }
  const auto keys = MeasurementKeys();
  for (const std::string& key : given.getMemberNames()) {
    const std::string path = StrCat(section.PathOf("Repeatability"), ".", key);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      problems.push_back({path,
                          "",
                          StrCat("unknown measurement; known are ", JoinStrings(keys, ", ")),
                          NearestOf(key, keys)});
      continue;
    }
    SectionReader entry(given[key], path, problems);
    options.repeatability[key] = ReadOneRepeatability(entry);
  }
}

// "<check>DegradedDeg" must not lie beyond "<check>RefusedDeg".
void RequireAscending(const SectionReader& reader,
                      const std::string& check,
                      double degraded_deg,
                      double refused_deg,
                      std::vector<ConfigProblem>& problems) {
  if (degraded_deg <= refused_deg) return;
  problems.push_back({reader.PathOf(check + "DegradedDeg"),
                      StrCat(degraded_deg),
                      StrCat("at most ", check, "RefusedDeg, ", refused_deg),
                      ""});
}

void ReadComparability(SectionReader& section,
                       ComparabilityThresholds& thresholds,
                       std::vector<ConfigProblem>& problems) {
  constexpr double kLargestPercent = 100.0;
  constexpr double kRightAngleDeg = 90.0;
  const Json::Value& given = section.Take("Comparability");
  if (given.isNull()) return;
  SectionReader reader(given, section.PathOf("Comparability"), problems);
  reader.Read("FieldStrengthT", thresholds.field_strength_t, 0, 1);
  reader.Read("EchoSpacingPercent", thresholds.echo_spacing_percent, 0, kLargestPercent);
  reader.Read("FirstEchoPercent", thresholds.first_echo_percent, 0, kLargestPercent);
  reader.Read("RepetitionTimePercent", thresholds.repetition_time_percent, 0, kLargestPercent);
  reader.Read("VoxelSizePercent", thresholds.voxel_size_percent, 0, kLargestPercent);
  reader.Read("VoxelSizeRatio", thresholds.voxel_size_ratio, 1, 10);
  reader.Read("OrientationDegradedDeg", thresholds.orientation_degraded_deg, 0, kRightAngleDeg);
  reader.Read("OrientationRefusedDeg", thresholds.orientation_refused_deg, 0, kRightAngleDeg);
  reader.Read("JointAngleDegradedDeg", thresholds.joint_angle_degraded_deg, 0, kRightAngleDeg);
  reader.Read("JointAngleRefusedDeg", thresholds.joint_angle_refused_deg, 0, kRightAngleDeg);
  reader.Finish();
  RequireAscending(reader,
                   "Orientation",
                   thresholds.orientation_degraded_deg,
                   thresholds.orientation_refused_deg,
                   problems);
  RequireAscending(reader,
                   "JointAngle",
                   thresholds.joint_angle_degraded_deg,
                   thresholds.joint_angle_refused_deg,
                   problems);
}

void ReadOutputs(SectionReader& section, AnalysisOptions& options) {
  std::vector<std::string> known;
  for (const ResultKind& kind : ResultKinds()) known.emplace_back(kind.name);
  std::vector<std::string> given(options.outputs.begin(), options.outputs.end());
  section.Read("Outputs", given);
  for (const std::string& name : given) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string nearest = NearestOf(name, known);
    section.Wrong(
        "Outputs",
        StrCat("names from \"",
               JoinStrings(known, "\", \""),
               nearest.empty() ? "\"" : StrCat("\"; did you mean \"", nearest, "\"?")));
    return;
  }
  options.outputs = {given.begin(), given.end()};
}

// A UID (PS3.5 section 9.1): digits and points, no empty component, none with a leading zero.
bool IsUid(const std::string& text) {
  constexpr std::size_t kLongestUid = 64;
  if (text.size() > kLongestUid) return false;
  const auto components = Split(text, '.');
  return components.size() > 1 &&
         std::all_of(components.begin(), components.end(), [](const std::string& part) {
           return !part.empty() && (part == "0" || part.front() != '0') &&
                  part.find_first_not_of("0123456789") == std::string::npos;
         });
}

Json::Value ToJson(const ComparabilityThresholds& thresholds) {
  Json::Value json;
  json["FieldStrengthT"] = thresholds.field_strength_t;
  json["EchoSpacingPercent"] = thresholds.echo_spacing_percent;
  json["FirstEchoPercent"] = thresholds.first_echo_percent;
  json["RepetitionTimePercent"] = thresholds.repetition_time_percent;
  json["VoxelSizePercent"] = thresholds.voxel_size_percent;
  json["VoxelSizeRatio"] = thresholds.voxel_size_ratio;
  json["OrientationDegradedDeg"] = thresholds.orientation_degraded_deg;
  json["OrientationRefusedDeg"] = thresholds.orientation_refused_deg;
  json["JointAngleDegradedDeg"] = thresholds.joint_angle_degraded_deg;
  json["JointAngleRefusedDeg"] = thresholds.joint_angle_refused_deg;
  return json;
}

void ReadLanguage(SectionReader& section, AnalysisOptions& options) {
  std::vector<std::string> codes;
  for (const Language language : kLanguages) codes.emplace_back(LanguageCode(language));
  std::string code(LanguageCode(options.language));
  section.ReadOneOf("Language", code, codes);
  options.language = ParseLanguage(code).value_or(Language::kEnglish);
}

}  // namespace

std::set<std::string, std::less<>> DefaultOutputs() {
  std::set<std::string, std::less<>> outputs;
  for (const ResultKind& kind : ResultKinds()) {
    if (kind.by_default) outputs.emplace(kind.name);
  }
  return outputs;
}

void ReadAnalysisOptions(SectionReader& section,
                         AnalysisOptions& options,
                         std::vector<ConfigProblem>& problems) {
  ReadRepeatability(section, options, problems);
  ReadComparability(section, options.comparability, problems);
  ReadDictionary(section, options.dictionary, problems);
  section.Read("WriteIntoBaselineStudy", options.write_into_baseline_study);
  ReadLanguage(section, options);
  ReadOutputs(section, options);
  section.Read("DeviceUid", options.device_uid);
  if (!options.device_uid.empty() && !IsUid(options.device_uid)) {
    section.Wrong("DeviceUid", "a DICOM UID of digits and points, or \"\"");
  }
}

Result<AnalysisOptions> ParseAnalysisOptions(std::string_view json) {
  if (Trim(json).empty()) return AnalysisOptions{};
  const JsonParsed parsed = ParseConfigJson(json);
  if (!parsed.error.empty()) return InputError(StrCat("Options: ", parsed.error));
  AnalysisOptions options;
  std::vector<ConfigProblem> problems;
  SectionReader section(parsed.value, "Options", problems);
  if (section.usable()) {
    ReadAnalysisOptions(section, options, problems);
    section.ReadOneOf("AutomaticRegion", options.automatic_region, {"use", "propose", "off"});
    section.Finish();
  }
  if (problems.empty()) return options;
  std::vector<std::string> lines;
  for (const ConfigProblem& problem : problems) lines.push_back(ConfigProblemText(problem));
  return InputError(JoinStrings(lines, "\n"));
}

std::string AnalysisOptionsJson(const AnalysisOptions& options) {
  Json::Value json;
  json["AutomaticRegion"] = options.automatic_region;
  json["Comparability"] = ToJson(options.comparability);
  json["DeviceUid"] = options.device_uid;
  json["Dictionary"] = DictionaryJson(options.dictionary);
  json["Language"] = std::string(LanguageCode(options.language));
  json["Outputs"] = Json::Value(Json::arrayValue);
  for (const std::string& name : options.outputs) json["Outputs"].append(name);
  json["Repeatability"] = Json::Value(Json::objectValue);
  for (const auto& [key, repeatability] : options.repeatability) {
    Json::Value& entry = json["Repeatability"][key];
    entry["WithinSubjectCvPercent"] = repeatability.within_subject_cv_percent;
    entry["Subjects"] = repeatability.subjects;
    entry["Source"] = repeatability.source;
    entry["Citation"] = repeatability.citation;
  }
  json["WriteIntoBaselineStudy"] = options.write_into_baseline_study;
  Json::StreamWriterBuilder writer;
  writer["indentation"] = "";
  writer["emitUTF8"] = true;
  return Json::writeString(writer, json);
}

std::string ConfigurationHash(const AnalysisOptions& options) {
  return Sha256Hex(AnalysisOptionsJson(options));
}

}  // namespace regen
