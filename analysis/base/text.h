// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

namespace text_internal {
inline void Append(std::string& out, std::string_view part) { out.append(part); }
void Append(std::string& out, double value);
inline void Append(std::string& out, int value) { out.append(std::to_string(value)); }
inline void Append(std::string& out, std::int64_t value) { out.append(std::to_string(value)); }
inline void Append(std::string& out, std::size_t value) { out.append(std::to_string(value)); }
}  // namespace text_internal

// Text and numbers joined; a double is written in its shortest exact form, independent of locale.
template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  std::string out;
  (text_internal::Append(out, parts), ...);
  return out;
}

// `value` with a fixed number of decimals, point as separator, never "-0.0".
std::string FormatFixed(double value, int decimals);

// A DICOM decimal string (PS3.5 section 6.2, VR DS): at most 16 characters, as exact as they
// allow. `value` must be finite.
std::string FormatDs(double value);

// White space and NUL (DICOM padding) removed at both ends.
std::string_view Trim(std::string_view text);
std::string ToLower(std::string_view text);  // ASCII only
std::string ToUpper(std::string_view text);  // ASCII only
std::vector<std::string> Split(std::string_view text, char separator);
std::string JoinStrings(const std::vector<std::string>& parts, std::string_view separator);

// The whole of the trimmed text as a number; nothing where anything else stands in it or where
// it is not finite. Decimal point, no locale.
std::optional<double> ParseDouble(std::string_view text);
std::optional<std::int64_t> ParseInt(std::string_view text);

// The candidate with the fewest edits (Levenshtein) to `text`, or empty where none is near
// (more than a third of its length, at least 2).
std::string NearestOf(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace regen
