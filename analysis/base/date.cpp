// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/date.h"

#include "analysis/base/text.h"

namespace regen {
namespace {

std::optional<Date> MakeDate(std::string_view year,
                             std::string_view month,
                             std::string_view day) {
  for (const std::string_view part : {year, month, day}) {
    if (part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  }
  const auto y = ParseInt(year);
  const auto m = ParseInt(month);
  const auto d = ParseInt(day);
  if (!y || !m || !d || *y < 1 || *m < 1 || *d < 1) return std::nullopt;
  const Date date{std::chrono::year(static_cast<int>(*y)),
                  std::chrono::month(static_cast<unsigned>(*m)),
                  std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::string Digits(int value, std::size_t width) {
  std::string digits = std::to_string(value);
  return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

std::string Join(const Date& date, std::string_view separator) {
  return StrCat(Digits(static_cast<int>(date.year()), 4),
                separator,
                Digits(static_cast<int>(static_cast<unsigned>(date.month())), 2),
                separator,
                Digits(static_cast<int>(static_cast<unsigned>(date.day())), 2));
}

}  // namespace

std::optional<Date> ParseIsoDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return MakeDate(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
}

std::optional<Date> ParseDicomDate(std::string_view text) {
  text = Trim(text);
  if (text.size() != 8) return std::nullopt;
  return MakeDate(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
}

std::string IsoDate(const Date& date) {
  return Join(date, "-");
}
std::string DicomDate(const Date& date) {
  return Join(date, "");
}

int DaysBetween(const Date& from, const Date& to) {
  return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

}  // namespace regen
