// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/drawn_groups.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace regen {
namespace {

// PS3.16 codes that are looked for.
constexpr const char* kTrackingIdentifier = "DCM:112039";
constexpr const char* kTrackingUniqueIdentifier = "DCM:112040";
constexpr const char* kFinding = "DCM:121071";
constexpr const char* kFindingSite = "SCT:363698007";
constexpr const char* kFindingSiteRetired = "SRT:G-C0E3";
constexpr const char* kAlgorithmName = "DCM:111001";
constexpr const char* kObserverType = "DCM:121005";
constexpr const char* kPerson = "DCM:121006";
constexpr const char* kDevice = "DCM:121007";

bool IsGraphic(const ReportItem& item) {
  return item.value_type == "SCOORD" || item.value_type == "SCOORD3D";
}

bool Same(double a, double b) {
  constexpr double kRounding = 1e-2;  // values are single precision
  return std::abs(a - b) <= kRounding;
}

bool FirstIsLast(const std::vector<double>& data, std::size_t dimensions) {
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (!Same(data[d], data[data.size() - dimensions + d])) return false;
  }
  return true;
}

// Why an item encloses no area; empty where it does.
std::string WhyNoOutline(const ReportItem& item) {
  const std::string& type = item.graphic_type;
  const std::size_t dimensions = item.value_type == "SCOORD" ? 2 : 3;
  if (type == "POINT" || type == "MULTIPOINT") {
    return StrCat("a ", type, " is only a seed, expected a closed outline");
  }
  if (type == "ELLIPSE" || type == "CIRCLE" || type == "POLYGON") return {};
  if (type != "POLYLINE") {
    return StrCat("graphic type ", type, " encloses no area of a plane, expected an outline");
  }
  constexpr std::size_t kFewestPoints = 4;  // a triangle and its first point again
  const bool closed =
      !item.graphic_data_known || (item.graphic_data.size() >= kFewestPoints * dimensions &&
                                   FirstIsLast(item.graphic_data, dimensions));
  return closed
             ? std::string()
             : "an open POLYLINE encloses no area, expected its first point again at the end";
}

bool SameOutline(const DrawnGraphic& a, const DrawnGraphic& b) {
  return a.three_d == b.three_d && a.type == b.type && a.image_uid == b.image_uid &&
         a.frame_number == b.frame_number &&
         a.frame_of_reference_uid == b.frame_of_reference_uid && a.data == b.data &&
         !a.data.empty();
}

void AddGraphic(const ReportItem& item, DrawnGroup& group) {
  std::string why = WhyNoOutline(item);
  if (!why.empty()) {
    if (group.problem.empty()) group.problem = std::move(why);
    return;
  }
  DrawnGraphic graphic;
  graphic.three_d = item.value_type == "SCOORD3D";
  graphic.type = item.graphic_type;
  graphic.data = item.graphic_data;
  graphic.frame_of_reference_uid = item.frame_of_reference_uid;
  for (const ReportItem& child : item.children) {
    if (child.value_type == "IMAGE" && graphic.image_uid.empty()) {
      graphic.image_uid = child.image_uid;
      graphic.frame_number = child.frame_number;
    }
  }
  group.graphics.push_back(std::move(graphic));
}

// What a group says of itself, collected on the way.
struct GroupTexts {
  std::string finding;
  std::string site;
  std::string image_uid;
  int frame_number = 0;
  bool algorithm = false;
};

// Everything below a container, except what is in containers of its own.
void Collect(const ReportItem& item, int depth, DrawnGroup& group, GroupTexts& texts) {
  for (const ReportItem& child : item.children) {
    if (child.value_type == "CONTAINER") continue;
    if (IsGraphic(child)) AddGraphic(child, group);
    const std::string& code = child.concept_code;
    if (code == kAlgorithmName) texts.algorithm = true;
    if (depth == 0 && code == kTrackingIdentifier) group.tracking_id = child.value;
    if (depth == 0 && code == kTrackingUniqueIdentifier) group.tracking_uid = child.value;
    if (depth == 0 && code == kFinding) texts.finding = child.value;
    if (code == kFindingSite || code == kFindingSiteRetired) {
      if (texts.site.empty()) texts.site = child.value;
    }
    if (depth == 0 && child.value_type == "IMAGE" && texts.image_uid.empty()) {
      texts.image_uid = child.image_uid;
      texts.frame_number = child.frame_number;
    }
    if (!IsGraphic(child)) Collect(child, depth + 1, group, texts);
  }
}

std::string LabelOf(const DrawnGroup& group, const GroupTexts& texts) {
  std::vector<std::string> parts;
  for (const std::string& part : {texts.finding, texts.site, group.tracking_id}) {
    if (!part.empty() && std::find(parts.begin(), parts.end(), part) == parts.end()) {
      parts.push_back(part);
    }
  }
  return JoinStrings(parts, ", ");
}

void DropRepeated(std::vector<DrawnGraphic>& graphics) {
  std::vector<DrawnGraphic> once;
  for (DrawnGraphic& graphic : graphics) {
    const bool known = std::any_of(once.begin(), once.end(), [&](const DrawnGraphic& other) {
      return SameOutline(graphic, other);
    });
    if (!known) once.push_back(std::move(graphic));
  }
  graphics = std::move(once);
}

void AddGroup(const ReportItem& container, std::vector<DrawnGroup>& groups) {
  DrawnGroup group;
  GroupTexts texts;
  Collect(container, 0, group, texts);
  if (group.graphics.empty() && group.problem.empty()) return;
  group.label = LabelOf(group, texts);
  if (texts.algorithm) group.algorithm_type = "AUTOMATIC";
  for (DrawnGraphic& graphic : group.graphics) {
    if (graphic.image_uid.empty()) {
      graphic.image_uid = texts.image_uid;
      graphic.frame_number = texts.frame_number;
    }
  }
  const auto same = std::find_if(groups.begin(), groups.end(), [&](const DrawnGroup& other) {
    return group.tracking_uid.empty()
               ? !group.tracking_id.empty() && other.tracking_uid.empty() &&
                     other.label == group.label
               : other.tracking_uid == group.tracking_uid;
  });
  if (same == groups.end()) {
    group.number = static_cast<int>(groups.size()) + 1;
    groups.push_back(std::move(group));
  } else {
    std::move(group.graphics.begin(), group.graphics.end(), std::back_inserter(same->graphics));
    if (same->problem.empty()) same->problem = group.problem;
  }
}

void Walk(const ReportItem& item, std::vector<DrawnGroup>& groups) {
  if (item.value_type == "CONTAINER") AddGroup(item, groups);
  for (const ReportItem& child : item.children) Walk(child, groups);
}

bool DrawnByPersonAlone(const ReportItem& root) {
  bool person = false;
  bool device = false;
  for (const ReportItem& child : root.children) {
    if (child.concept_code != kObserverType) continue;
    person = person || child.value_code == kPerson;
    device = device || child.value_code == kDevice;
  }
  return person && !device;
}

}  // namespace

std::vector<DrawnGroup> DrawnGroupsOf(const ReportItem& root) {
  std::vector<DrawnGroup> groups;
  Walk(root, groups);
  const bool by_person = DrawnByPersonAlone(root);
  for (DrawnGroup& group : groups) {
    DropRepeated(group.graphics);
    if (!group.graphics.empty()) group.problem.clear();
    if (by_person && group.algorithm_type.empty()) group.algorithm_type = "MANUAL";
  }
  return groups;
}

}  // namespace regen
