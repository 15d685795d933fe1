// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/options/section_reader.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>

namespace regen {

namespace {

// A value as one short line of JSON.
std::string ShownValue(const Json::Value& value) {
  constexpr std::size_t kShown = 60;
  Json::StreamWriterBuilder writer;
  writer["indentation"] = "";
  writer["emitUTF8"] = true;
  std::string text = Json::writeString(writer, value);
  if (text.size() > kShown) {
    std::size_t end = kShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) >> 6) == 2) --end;
    text = text.substr(0, end) + "…";
  }
  return text;
}

// JsonCpp's "* Line 3, Column 7\n  what\n" as one line.
std::string OneLine(const std::string& errors) {
  std::string line;
  for (const std::string& part : Split(errors, '\n')) {
    const std::string_view text = Trim(part);
    if (text.empty()) continue;
    if (text.starts_with("* Line")) {
      if (!line.empty()) break;  // the first mistake; the others follow from it
      line = StrCat("line", ToLower(text.substr(6)), ":");
    } else {
      line += StrCat(line.empty() ? "" : " ", text);
    }
  }
  return line;
}

}  // namespace

JsonParsed ParseConfigJson(std::string_view text) {
  Json::CharReaderBuilder builder;
  builder["collectComments"] = false;
  builder["failIfExtra"] = true;
  builder["rejectDupKeys"] = true;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  JsonParsed parsed;
  try {
    std::string errors;
    if (!reader->parse(text.data(), text.data() + text.size(), &parsed.value, &errors)) {
      parsed.error = OneLine(errors);
      if (parsed.error.empty()) parsed.error = "is not JSON";
    }
  } catch (const std::exception& error) {  // JsonCpp throws on nesting that is too deep
    parsed.error = StrCat("is not usable JSON: ", OneLine(error.what()));
  }
  return parsed;
}

SectionReader::SectionReader(const Json::Value& section,
                             std::string key_path,
                             std::vector<ConfigProblem>& problems)
    : section_(&section), key_path_(std::move(key_path)), problems_(problems) {
  if (!usable()) {
    problems_.push_back({key_path_, ShownValue(section), "an object with keys, {…}", ""});
  }
}

const Json::Value& SectionReader::Take(const char* key) {
  known_.emplace_back(key);
  return usable() ? (*section_)[key] : Json::Value::nullSingleton();
}

void SectionReader::Read(const char* key, bool& value) {
  const Json::Value& given = Take(key);
  if (given.isNull()) return;
  if (!given.isBool()) return Wrong(key, "true or false");
  value = given.asBool();
}

void SectionReader::Read(const char* key, int& value, int lowest, int highest) {
  const Json::Value& given = Take(key);
  if (given.isNull()) return;
  if (!given.isInt() || given.asInt() < lowest || given.asInt() > highest) {
    return Wrong(key, StrCat("a whole number from ", lowest, " to ", highest));
  }
  value = given.asInt();
}

void SectionReader::Read(const char* key, double& value, double lowest, double highest) {
  const Json::Value& given = Take(key);
  if (given.isNull()) return;
  if (!given.isNumeric() || !std::isfinite(given.asDouble()) || given.asDouble() < lowest ||
      given.asDouble() > highest) {
    return Wrong(key, StrCat("a number from ", lowest, " to ", highest));
  }
  value = given.asDouble();
}

void SectionReader::Read(const char* key, std::string& value) {
  const Json::Value& given = Take(key);
  if (given.isNull()) return;
  if (!given.isString()) return Wrong(key, "a text, \"…\"");
  value = given.asString();
}

void SectionReader::Read(const char* key, std::vector<std::string>& value) {
  const Json::Value& given = Take(key);
  if (given.isNull()) return;
  const bool texts =
      given.isArray() &&
      std::all_of(given.begin(), given.end(), [](const auto& v) { return v.isString(); });
  if (!texts) return Wrong(key, "a list of texts, [\"…\", \"…\"]");
  value.clear();
  for (const Json::Value& text : given) value.push_back(text.asString());
}

void SectionReader::ReadOneOf(const char* key,
                              std::string& value,
                              const std::vector<std::string>& allowed) {
  const Json::Value& given = Take(key);
  if (given.isNull()) return;
  if (!given.isString() ||
      std::find(allowed.begin(), allowed.end(), given.asString()) == allowed.end()) {
    return Wrong(key, StrCat("one of \"", JoinStrings(allowed, "\", \""), "\""));
  }
  value = given.asString();
}

void SectionReader::Wrong(const std::string& key, std::string expected) {
  WrongValue(key, ShownValue((*section_)[key]), std::move(expected));
}

void SectionReader::WrongValue(const std::string& key,
                               std::string shown,
                               std::string expected) {
  problems_.push_back({PathOf(key), std::move(shown), std::move(expected), ""});
}

void SectionReader::Require(const char* key, std::string_view expected) {
  if (usable() && !section_->isMember(key)) {
    problems_.push_back({PathOf(key), "", StrCat("is missing; expected ", expected), ""});
  }
}

std::string SectionReader::PathOf(const std::string& key) const {
  return key_path_.empty() ? key : StrCat(key_path_, ".", key);
}

void SectionReader::Finish() {
  if (!usable()) return;
  for (const std::string& key : section_->getMemberNames()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    problems_.push_back({PathOf(key), "", "", NearestOf(key, known_)});
  }
}

}  // namespace regen
