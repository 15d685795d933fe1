// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/stored_text.h"

#include "analysis/report/reason_json.h"

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

}  // namespace

std::string ReasonsText(const Reasons& reasons) {
  return Compact(ReasonsValue(reasons));
}

Reasons ParseReasonsText(const std::string& text) {
  return ReasonsOf(ParseArray(text));
}

std::string CandidatesText(const std::vector<Candidate>& candidates) {
  return Compact(CandidatesValue(candidates));
}

std::vector<Candidate> ParseCandidatesText(const std::string& text) {
  return CandidatesOf(ParseArray(text));
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
