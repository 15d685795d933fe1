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
std::map<std::string, const MeasurementDefinition*> MeasurementsByKey() {
  std::map<std::string, const MeasurementDefinition*> rows;
  for (const Indication indication : AllIndications()) {
    for (const MeasurementDefinition& measurement : ProtocolOf(indication).measurements) {
      rows[StrCat(IndicationName(indication), "/", measurement.name)] = &measurement;
    }
  }
  return rows;
}

bool HasConstantSd(const MeasurementDefinition& row) {
  return row.error_model == ErrorModel::kConstantSd;
}

// The key that holds a measurement's repeatability.
const char* WithinSubjectKey(const MeasurementDefinition& row) {
  return HasConstantSd(row) ? "WithinSubjectSd" : "WithinSubjectCvPercent";
}

SiteRepeatability ReadOneRepeatability(SectionReader& entry, const MeasurementDefinition& row) {
  constexpr double kSmallest = 1e-6;
  constexpr double kSmallestCvPercent = 0.01;
  constexpr double kLargest = 1e6;
  constexpr double kLargestCvPercent = 100.0;
  constexpr int kMostSubjects = 100000;
  SiteRepeatability repeatability;
  const bool is_sd = HasConstantSd(row);
  entry.Require(WithinSubjectKey(row),
                is_sd ? StrCat("the within-subject standard deviation in ", row.unit)
                      : std::string("the within-subject coefficient of variation in %"));
  entry.Require("Subjects", "how many subjects were measured twice");
  entry.Require("Source", "\"site\" or \"phantom\"");
  entry.Read(WithinSubjectKey(row),
             repeatability.within_subject,
             is_sd ? kSmallest : kSmallestCvPercent,
             is_sd ? kLargest : kLargestCvPercent);
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
  const auto rows = MeasurementsByKey();
  std::vector<std::string> keys;
  for (const auto& row : rows) keys.push_back(row.first);
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
    options.repeatability[key] = ReadOneRepeatability(entry, *rows.at(key));
  }
}

// One threshold: its key, where it is kept, what is allowed.
struct Threshold {
  const char* key;
  double ComparabilityThresholds::*value;
  double lowest;
  double highest;
};

constexpr double kLargestPercent = 100;
constexpr double kRightAngleDeg = 90;
constexpr double kLargestFactor = 10;

using T = ComparabilityThresholds;
constexpr Threshold kThresholds[] = {
    {"FieldStrengthT", &T::field_strength_t, 0, 1},
    {"EchoSpacingPercent", &T::echo_spacing_percent, 0, kLargestPercent},
    {"FirstEchoPercent", &T::first_echo_percent, 0, kLargestPercent},
    {"EchoTimeDegradedPercent", &T::echo_time_degraded_percent, 0, kLargestPercent},
    {"EchoTimeRefusedPercent", &T::echo_time_refused_percent, 0, kLargestPercent},
    {"RepetitionTimePercent", &T::repetition_time_percent, 0, kLargestPercent},
    {"EchoTrainLengthPercent", &T::echo_train_length_percent, 0, kLargestPercent},
    {"FlipAngleDeg", &T::flip_angle_deg, 0, 2 * kRightAngleDeg},
    {"VoxelSizePercent", &T::voxel_size_percent, 0, kLargestPercent},
    {"VoxelSizeRatio", &T::voxel_size_ratio, 1, kLargestFactor},
    {"OrientationDegradedDeg", &T::orientation_degraded_deg, 0, kRightAngleDeg},
    {"OrientationRefusedDeg", &T::orientation_refused_deg, 0, kRightAngleDeg},
    {"IsotropicRatio", &T::isotropic_ratio, 1, kLargestFactor},
    {"JointAngleDegradedDeg", &T::joint_angle_degraded_deg, 0, kRightAngleDeg},
    {"JointAngleRefusedDeg", &T::joint_angle_refused_deg, 0, kRightAngleDeg},
    {"FibreAngleDegradedDeg", &T::fibre_angle_degraded_deg, 0, kRightAngleDeg},
    {"FibreAngleRefusedDeg", &T::fibre_angle_refused_deg, 0, kRightAngleDeg},
    {"TimeOfDayHours", &T::time_of_day_h, 0, 24},
    {"SoftwareFactor", &T::software_factor, 1, kLargestFactor},
    {"ScannerFactor", &T::scanner_factor, 1, kLargestFactor},
    {"DegradedFactor", &T::degraded_factor, 1, kLargestFactor},
};

// What degrades must not lie beyond what refuses.
constexpr std::pair<const char*, const char*> kAscending[] = {
    {"EchoTimeDegradedPercent", "EchoTimeRefusedPercent"},
    {"OrientationDegradedDeg", "OrientationRefusedDeg"},
    {"JointAngleDegradedDeg", "JointAngleRefusedDeg"},
    {"FibreAngleDegradedDeg", "FibreAngleRefusedDeg"},
};

double ValueOf(const ComparabilityThresholds& thresholds, std::string_view key) {
  for (const Threshold& threshold : kThresholds) {
    if (threshold.key == key) return thresholds.*threshold.value;
  }
  return 0;
}

void ReadComparability(SectionReader& section,
                       ComparabilityThresholds& thresholds,
                       std::vector<ConfigProblem>& problems) {
  const Json::Value& given = section.Take("Comparability");
  if (given.isNull()) return;
  SectionReader reader(given, section.PathOf("Comparability"), problems);
  for (const Threshold& threshold : kThresholds)
    reader.Read(
        threshold.key, thresholds.*threshold.value, threshold.lowest, threshold.highest);
  reader.Finish();
  for (const auto& [degraded, refused] : kAscending) {
    const double low = ValueOf(thresholds, degraded);
    const double high = ValueOf(thresholds, refused);
    if (low <= high) continue;
    problems.push_back(
        {reader.PathOf(degraded), StrCat(low), StrCat("at most ", refused, ", ", high), ""});
  }
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
  for (const Threshold& threshold : kThresholds)
    json[threshold.key] = thresholds.*threshold.value;
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
  section.Read("Atlas", options.atlas);
  if (!options.atlas.empty() && options.atlas.front() != '/') {
    section.Wrong("Atlas", "an absolute path, or \"\" for none");
  }
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
  json["Atlas"] = options.atlas;
  json["AutomaticRegion"] = options.automatic_region;
  json["Comparability"] = ToJson(options.comparability);
  json["DeviceUid"] = options.device_uid;
  json["Dictionary"] = DictionaryJson(options.dictionary);
  json["Language"] = std::string(LanguageCode(options.language));
  json["Outputs"] = Json::Value(Json::arrayValue);
  for (const std::string& name : options.outputs) json["Outputs"].append(name);
  json["Repeatability"] = Json::Value(Json::objectValue);
  const auto rows = MeasurementsByKey();
  for (const auto& [key, repeatability] : options.repeatability) {
    Json::Value& entry = json["Repeatability"][key];
    entry[WithinSubjectKey(*rows.at(key))] = repeatability.within_subject;
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
