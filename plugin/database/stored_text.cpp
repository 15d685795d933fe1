// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/stored_text.h"

#include <array>
#include <ctime>
#include <exception>
#include <memory>

#include <json/json.h>

namespace regen {
namespace {

std::string Compact(const Json::Value& value) {
  Json::StreamWriterBuilder builder;
  builder["indentation"] = "";
  builder["emitUTF8"] = true;
  return Json::writeString(builder, value);
}

Json::Value ParseArray(const std::string& text) {
  Json::CharReaderBuilder builder;
  builder["stackLimit"] = 32;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value value;
  try {
    if (!reader->parse(text.data(), text.data() + text.size(), &value, nullptr) ||
        !value.isArray()) {
      return Json::Value(Json::arrayValue);
    }
  } catch (const std::exception&) {  // nested beyond the limit
    return Json::Value(Json::arrayValue);
  }
  return value;
}

Json::Value ReasonsValue(const Reasons& reasons) {
  Json::Value list(Json::arrayValue);
  for (const Reason& reason : reasons) {
    Json::Value item;
    item["Code"] = reason.code;
    item["Text"] = reason.text;
    list.append(item);
  }
  return list;
}

std::string TextOf(const Json::Value& object, const char* key) {
  const Json::Value& value = object[key];
  return value.isString() ? value.asString() : std::string();
}

Reasons ReasonsOf(const Json::Value& list) {
  Reasons reasons;
  if (!list.isArray()) {
    return reasons;
  }
  for (const Json::Value& item : list) {
    if (item.isObject()) {
      reasons.push_back({TextOf(item, "Code"), TextOf(item, "Text")});
    }
  }
  return reasons;
}

}  // namespace

std::string ReasonsText(const Reasons& reasons) {
  return Compact(ReasonsValue(reasons));
}

Reasons ParseReasonsText(const std::string& text) {
  return ReasonsOf(ParseArray(text));
}

std::string CandidatesText(const std::vector<Candidate>& candidates) {
  Json::Value list(Json::arrayValue);
  for (const Candidate& candidate : candidates) {
    Json::Value item;
    item["Study"] = candidate.study_instance_uid;
    item["Series"] = candidate.series_instance_uid;
    item["Description"] = candidate.series_description;
    item["Selected"] = candidate.selected;
    item["Reasons"] = ReasonsValue(candidate.reasons);
    list.append(item);
  }
  return Compact(list);
}

std::vector<Candidate> ParseCandidatesText(const std::string& text) {
  std::vector<Candidate> candidates;
  for (const Json::Value& item : ParseArray(text)) {
    if (!item.isObject()) {
      continue;
    }
    Candidate candidate;
    candidate.study_instance_uid = TextOf(item, "Study");
    candidate.series_instance_uid = TextOf(item, "Series");
    candidate.series_description = TextOf(item, "Description");
    candidate.selected = item["Selected"].isBool() && item["Selected"].asBool();
    candidate.reasons = ReasonsOf(item["Reasons"]);
    candidates.push_back(candidate);
  }
  return candidates;
}

std::string IsoUtc(std::int64_t milliseconds_since_1970) {
  const std::time_t seconds = static_cast<std::time_t>(milliseconds_since_1970 / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length =
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return std::string(text.data(), length);
}

}  // namespace regen
