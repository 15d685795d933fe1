// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/follow_up.h"
#include "analysis/treatment/parse_treatment.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <json/json.h>

namespace regen {
namespace {

constexpr int kDeepestNesting = 32;

Error RequestError(const std::string& key, const std::string& expected) {
  return InputError(StrCat("request: ", key, ": expected ", expected));
}

Result<Json::Value> ParseJson(const std::string& text) {
  Json::CharReaderBuilder builder;
  Json::CharReaderBuilder::strictMode(&builder.settings_);
  builder["stackLimit"] = kDeepestNesting;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value json;
  std::string problem;
  try {
    if (!reader->parse(text.data(), text.data() + text.size(), &json, &problem)) {
      return InputError(
          StrCat("request: not JSON: ", problem.substr(0, problem.find_last_not_of('\n') + 1)));
    }
  } catch (const Json::Exception&) {
    return InputError(StrCat("request: nested more than ", kDeepestNesting, " levels deep"));
  }
  if (!json.isObject()) return RequestError("the whole", "an object");
  return json;
}

// A column's value as text: what a CSV file would hold.
Result<std::string> ColumnText(const std::string& column, const Json::Value& value) {
  if (value.isNull()) return std::string();
  if (value.isString()) return value.asString();
  if (value.isNumeric() && !value.isBool()) {
    return value.isIntegral() ? std::to_string(value.asInt64()) : StrCat(value.asDouble());
  }
  return RequestError(StrCat("Treatment.", column), "text or a number");
}

Result<Treatment> ReadTreatment(const Json::Value& json) {
  if (!json.isObject())
    return RequestError("Treatment", "an object with the columns of treatments.csv");
  std::map<std::string, std::string> fields;
  for (const std::string& column : json.getMemberNames()) {
    auto text = ColumnText(column, json[column]);
    if (!text) return text.error();
    fields[column] = *std::move(text);
  }
  TreatmentsParsed parsed = ParseTreatmentFields(fields);
  if (!parsed.problems.empty()) {
    std::vector<std::string> lines;
    for (const ImportProblem& problem : parsed.problems) {
      lines.push_back(StrCat("request: Treatment: ", ImportProblemText(problem)));
    }
    return InputError(JoinStrings(lines, "\n"));
  }
  return std::move(parsed.treatments.front());
}

Result<std::filesystem::path> ReadPath(const Json::Value& json,
                                       const char* key,
                                       const std::filesystem::path& folder) {
  if (!json.isMember(key)) return RequestError(key, "a path; the key is missing");
  if (!json[key].isString() || json[key].asString().empty()) return RequestError(key, "a path");
  return folder / std::filesystem::path(json[key].asString());
}

Result<Reasons> ReadRefusal(const Json::Value& json) {
  Reasons reasons;
  if (json.isNull()) return reasons;
  const Error wrong = RequestError("Refusal", "a list of {\"Code\", \"Text\"}, not empty");
  if (!json.isArray() || json.empty()) return wrong;
  for (const Json::Value& reason : json) {
    if (!reason.isObject() || !reason["Code"].isString() || !reason["Text"].isString())
      return wrong;
    reasons.push_back({reason["Code"].asString(), reason["Text"].asString()});
  }
  return reasons;
}

Status CheckKeys(const Json::Value& json) {
  const std::vector<std::string> known{
      "Treatment", "Baseline", "FollowUp", "Roi", "Supersedes", "Options", "JobKey", "Refusal"};
  for (const std::string& key : json.getMemberNames()) {
    bool found = false;
    for (const std::string& name : known) found = found || name == key;
    if (found) continue;
    const std::string nearest = NearestOf(key, known);
    return InputError(StrCat("request: ",
                             key,
                             ": unknown key; ",
                             nearest.empty() ? StrCat("known are ", JoinStrings(known, ", "))
                                             : StrCat("did you mean ", nearest, "?")));
  }
  return Done{};
}

}  // namespace

Result<FollowUpRequest> ReadFollowUpRequest(const std::filesystem::path& file) {
  const auto text = ReadWholeFile(file);
  if (!text) return text.error();
  const auto json = ParseJson(*text);
  if (!json) return json.error();
  if (const Status known = CheckKeys(*json); !known) return known.error();

  FollowUpRequest request;
  auto treatment = ReadTreatment((*json)["Treatment"]);
  if (!treatment) return treatment.error();
  request.treatment = *std::move(treatment);

  const std::filesystem::path folder = file.parent_path();
  auto refusal = ReadRefusal((*json)["Refusal"]);
  if (!refusal) return refusal.error();
  request.refusal = *std::move(refusal);
  if (request.refusal.empty()) {
    auto baseline = ReadPath(*json, "Baseline", folder);
    if (!baseline) return baseline.error();
    request.baseline = *std::move(baseline);
  }
  auto follow_up = ReadPath(*json, "FollowUp", folder);
  if (!follow_up) return follow_up.error();
  request.follow_up = *std::move(follow_up);
  for (auto& [key, path] :
       {std::pair("Roi", &request.roi), std::pair("Supersedes", &request.supersedes)}) {
    if (!json->isMember(key) || (*json)[key].isNull()) continue;
    auto given = ReadPath(*json, key, folder);
    if (!given) return given.error();
    *path = *std::move(given);
  }
  if (json->isMember("Options")) {
    Json::StreamWriterBuilder writer;
    writer["indentation"] = "";
    auto options = ParseAnalysisOptions(Json::writeString(writer, (*json)["Options"]));
    if (!options) return options.error();
    request.options = *std::move(options);
  }
  if (json->isMember("JobKey")) {
    if (!(*json)["JobKey"].isString()) return RequestError("JobKey", "text");
    request.job_key = (*json)["JobKey"].asString();
  }
  return request;
}

}  // namespace regen
