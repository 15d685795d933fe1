// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/rendition/report_pdf.h"

#include <string_view>
#include <vector>

namespace regen {
namespace {

// Components family, given, middle, prefix, suffix: "Family, Given Middle, Prefix, Suffix".
std::string GroupText(const std::string& group, std::string_view after_family) {
  std::vector<std::string> parts = Split(group, '^');
  parts.resize(5);
  for (std::string& part : parts) part = std::string(Trim(part));
  std::string given = parts[1];
  if (!parts[2].empty()) given += (given.empty() ? "" : " ") + parts[2];
  std::string text = parts[0];
  if (!given.empty())
    text += (text.empty() ? std::string() : std::string(after_family)) + given;
  for (const std::size_t title : {std::size_t{3}, std::size_t{4}}) {
    if (!parts[title].empty()) text += (text.empty() ? "" : ", ") + parts[title];
  }
  return text;
}

}  // namespace

std::string PersonNameText(const std::string& person_name) {
  const std::vector<std::string> groups = Split(person_name, '=');
  std::string text = GroupText(groups[0], ", ");
  std::vector<std::string> other;
  for (std::size_t g = 1; g < groups.size() && g < 3; ++g) {
    // Ideographs are written without a comma.
    const std::string group = GroupText(groups[g], " ");
    if (!group.empty()) other.push_back(group);
  }
  if (other.empty()) return text;
  if (text.empty()) return JoinStrings(other, ", ");
  return StrCat(text, " (", JoinStrings(other, ", "), ")");
}

}  // namespace regen
