// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <string>
#include <string_view>

#include <json/value.h>

namespace regen {

inline constexpr int kMaximalJsonDepth = 64;

// Whether arrays and objects nest at most `maximum` deep. A flat scan without recursion, to be
// asked before any parser sees text from outside: threads may have little stack.
bool JsonDepthWithin(std::string_view text, int maximum);

// The document, or an error that names `what` it was. Refuses what nests too deep.
Result<Json::Value> ParseJson(std::string_view text, const std::string& what);

// UTF-8, two spaces of indentation, a line break at the end.
std::string WriteJson(const Json::Value& value);

// A member that is a string; empty where it is absent or something else.
std::string JsonString(const Json::Value& object, const char* member);

}  // namespace regen
