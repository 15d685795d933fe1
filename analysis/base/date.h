// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace regen {

// A day of the Gregorian calendar, always valid.
using Date = std::chrono::year_month_day;

// "2026-01-15" (ISO 8601). Nothing for any other form and for days that do not exist.
std::optional<Date> ParseIsoDate(std::string_view text);

// "20260115" (DICOM DA, PS3.5 section 6.2). Trailing spaces are allowed.
std::optional<Date> ParseDicomDate(std::string_view text);

std::string IsoDate(const Date& date);    // "2026-01-15"
std::string DicomDate(const Date& date);  // "20260115"

// Days from `from` to `to`; negative where `to` is earlier.
int DaysBetween(const Date& from, const Date& to);

}  // namespace regen
