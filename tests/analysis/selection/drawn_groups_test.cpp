// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/drawn_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ReportItem Item(const std::string& type, const std::string& code, const std::string& value) {
  ReportItem item;
  item.value_type = type;
  item.concept_code = code;
  item.value = value;
  return item;
}

ReportItem Image(const std::string& uid) {
  ReportItem item = Item("IMAGE", "", "");
  item.image_uid = uid;
  return item;
}

ReportItem Graphic(const std::string& type,
                   std::vector<double> data,
                   const std::string& image = "1.5") {
  ReportItem item = Item("SCOORD", "DCM:111030", "");
  item.graphic_type = type;
  item.graphic_data = std::move(data);
  if (!image.empty()) item.children = {Image(image)};
  return item;
}

const std::vector<double> kTriangle = {0, 0, 9, 0, 0, 9, 0, 0};

ReportItem Group(const std::string& uid, std::vector<ReportItem> items) {
  ReportItem group = Item("CONTAINER", "DCM:125007", "");
  group.children = {Item("TEXT", "DCM:112039", "ROI 1"), Item("UIDREF", "DCM:112040", uid)};
  for (ReportItem& item : items) group.children.push_back(std::move(item));
  return group;
}

ReportItem Report(std::vector<ReportItem> groups) {
  ReportItem measurements = Item("CONTAINER", "DCM:126010", "");
  measurements.children = std::move(groups);
  ReportItem root = Item("CONTAINER", "DCM:126000", "");
  root.children = {std::move(measurements)};
  return root;
}

std::vector<DrawnGroup> GroupsOf(std::vector<ReportItem> groups) {
  return DrawnGroupsOf(Report(std::move(groups)));
}

TEST(DrawnGroups, AReportThatDrawsNothingHasNone) {
  EXPECT_THAT(GroupsOf({Group("1.1", {Item("NUM", "SRT:G-D7FE", "")})}), IsEmpty());
}

TEST(DrawnGroups, IsCalledByFindingAndSiteAndTrackingIdentifier) {
  const auto groups = GroupsOf({Group("1.1",
                                      {Item("CODE", "DCM:121071", "Tendinopathy"),
                                       Item("CODE", "SCT:363698007", "Patellar tendon"),
                                       Graphic("POLYLINE", kTriangle)})});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].label, "Tendinopathy, Patellar tendon, ROI 1");
  EXPECT_EQ(groups[0].tracking_id, "ROI 1");
  EXPECT_EQ(groups[0].tracking_uid, "1.1");
}

TEST(DrawnGroups, FindsTheSiteOfAMeasurement) {
  ReportItem area = Item("NUM", "SCT:42798000", "");
  area.children = {Item("CODE", "SCT:363698007", "Patellar tendon"),
                   Graphic("POLYLINE", kTriangle)};
  const auto groups = GroupsOf({Group("1.1", {area})});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].label, "Patellar tendon, ROI 1");
  EXPECT_EQ(groups[0].graphics.size(), 1U);
}

TEST(DrawnGroups, TheSameTrackingUidIsOneRegion) {
  const auto groups = GroupsOf({Group("1.1", {Graphic("POLYLINE", kTriangle, "1.5")}),
                                Group("1.2", {Graphic("POLYLINE", kTriangle, "1.5")}),
                                Group("1.1", {Graphic("POLYLINE", kTriangle, "1.6")})});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].graphics.size(), 2U);
  EXPECT_EQ(groups[0].number, 1);
  EXPECT_EQ(groups[1].number, 2);
}

TEST(DrawnGroups, WithoutTrackingUidTheSameLabelIsOneRegion) {
  const auto groups = GroupsOf({Group("", {Graphic("POLYLINE", kTriangle, "1.5")}),
                                Group("", {Graphic("POLYLINE", kTriangle, "1.6")})});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].graphics.size(), 2U);
}

TEST(DrawnGroups, AnOutlineGivenForEveryMeasurementCountsOnce) {
  ReportItem area = Item("NUM", "SCT:42798000", "");
  area.children = {Graphic("POLYLINE", kTriangle)};
  const auto groups = GroupsOf({Group("1.1", {area, area, area})});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].graphics.size(), 1U);
}

TEST(DrawnGroups, TakesTheImageOfTheOutlineElseOfItsGroup) {
  const auto groups = GroupsOf({Group("1.1",
                                      {Image("1.7"),
                                       Graphic("POLYLINE", kTriangle, "1.5"),
                                       Graphic("ELLIPSE", {1, 5, 9, 5, 5, 1, 5, 9}, "")})});
  ASSERT_EQ(groups.at(0).graphics.size(), 2U);
  EXPECT_EQ(groups[0].graphics[0].image_uid, "1.5");
  EXPECT_EQ(groups[0].graphics[1].image_uid, "1.7");
}

TEST(DrawnGroups, APointIsOnlyASeed) {
  const auto groups = GroupsOf({Group("1.1", {Graphic("POINT", {4, 4})})});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_THAT(groups[0].graphics, IsEmpty());
  EXPECT_THAT(groups[0].problem, HasSubstr("a POINT is only a seed"));
}

TEST(DrawnGroups, APointBesideAnOutlineIsNoProblem) {
  const auto groups =
      GroupsOf({Group("1.1", {Graphic("POINT", {4, 4}), Graphic("POLYLINE", kTriangle)})});
  EXPECT_EQ(groups.at(0).graphics.size(), 1U);
  EXPECT_EQ(groups[0].problem, "");
}

TEST(DrawnGroups, AnOpenLineEnclosesNothing) {
  for (const std::vector<double>& open : {std::vector<double>{0, 0, 9, 0, 0, 9},
                                          std::vector<double>{0, 0, 9, 9},
                                          std::vector<double>{0, 0, 9, 9, 0, 0}}) {
    const auto groups = GroupsOf({Group("1.1", {Graphic("POLYLINE", open)})});
    EXPECT_THAT(groups.at(0).problem, HasSubstr("open POLYLINE"));
  }
}

TEST(DrawnGroups, AssumesARegionWhereTheCoordinatesAreNotTold) {
  ReportItem line = Graphic("POLYLINE", {});
  line.graphic_data_known = false;
  EXPECT_EQ(GroupsOf({Group("1.1", {line})}).at(0).graphics.size(), 1U);
}

TEST(DrawnGroups, TellsWhoDrew) {
  const auto drawn_by = [](std::vector<std::string> observers, bool algorithm) {
    ReportItem group = Group("1.1", {Graphic("POLYLINE", kTriangle)});
    if (algorithm) group.children.push_back(Item("TEXT", "DCM:111001", "Net"));
    ReportItem root = Report({group});
    for (const std::string& observer : observers) {
      ReportItem item = Item("CODE", "DCM:121005", "");
      item.value_code = observer;
      root.children.push_back(item);
    }
    return DrawnGroupsOf(root).at(0).algorithm_type;
  };
  EXPECT_EQ(drawn_by({"DCM:121006"}, false), "MANUAL");
  EXPECT_EQ(drawn_by({"DCM:121006", "DCM:121007"}, false), "");
  EXPECT_EQ(drawn_by({"DCM:121006"}, true), "AUTOMATIC");
  EXPECT_EQ(drawn_by({}, false), "");
}

}  // namespace
}  // namespace regen
