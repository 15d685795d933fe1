// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/json_text.h"

#include "analysis/base/text.h"

#include <exception>
#include <memory>

#include <json/reader.h>
#include <json/writer.h>

namespace regen {

bool JsonDepthWithin(std::string_view text, int maximum) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > maximum) return false;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return true;
}

Result<Json::Value> ParseJson(std::string_view text, const std::string& what) {
  if (!JsonDepthWithin(text, kMaximalJsonDepth)) {
    return InputError(StrCat(what, ": nested deeper than ", kMaximalJsonDepth, " levels"));
  }
  try {
    Json::CharReaderBuilder builder;
    // Without comments a quote always opens a string, so that the scan above cannot be misled.
    builder["allowComments"] = false;
    const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
    Json::Value value;
    if (!reader->parse(text.data(), text.data() + text.size(), &value, nullptr)) {
      return InputError(StrCat(what, ": not JSON"));
    }
    return value;
  } catch (const std::exception&) {
    return InputError(StrCat(what, ": not usable as JSON"));
  }
}

std::string WriteJson(const Json::Value& value) {
  Json::StreamWriterBuilder builder;
  builder["indentation"] = "  ";
  builder["emitUTF8"] = true;
  return Json::writeString(builder, value) + "\n";
}

std::string JsonString(const Json::Value& object, const char* member) {
  if (!object.isObject() || !object.isMember(member) || !object[member].isString()) return {};
  return object[member].asString();
}

}  // namespace regen
