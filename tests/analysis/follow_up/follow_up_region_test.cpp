// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_region.h"

#include "analysis/base/files.h"
#include "analysis/dicom/study_folder.h"
#include "tests/support/drawn_objects.h"
#include "tests/support/mr_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

// A study with one multi-echo series, and objects that were drawn on it.
class FollowUpRegionTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path study_ = scratch_.path() / "study";
  test::MrFiles series_;
  const IndicationProtocol& protocol_ = ProtocolOf(Indication::kPatellarTendon);

  void SetUp() override { test::WriteMrFiles(series_, study_); }

  static test::Roi Tendon(std::vector<double> heights, const std::string& name) {
    test::Roi roi;
    roi.name = name;
    roi.frame_of_reference_uid = "1.2.3.4.9";
    for (const double z : heights) {
      roi.outlines.push_back({{-20, -70, z}, {-10, -70, z}, {-10, -66, z}, {-20, -66, z}});
    }
    return roi;
  }

  static test::ObjectOrigin Origin(int number, const std::string& date = "20260103") {
    test::ObjectOrigin origin;
    origin.sop_instance_uid = "1.2.3.4.70." + std::to_string(number);
    origin.date = date;
    return origin;
  }

  RegionFound OnBaseline(const std::optional<fs::path>& roi = std::nullopt) {
    const auto folder = dicom::ReadStudyFolder(study_);
    EXPECT_TRUE(folder) << folder.error().message;
    auto found = FindBaselineRegion(*folder, test::AcquisitionOf(*folder), roi, protocol_);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *std::move(found) : RegionFound{};
  }

  RegionFound OnFollowUp() {
    const auto folder = dicom::ReadStudyFolder(study_);
    EXPECT_TRUE(folder) << folder.error().message;
    return FindFollowUpRegion(*folder, test::AcquisitionOf(*folder), protocol_);
  }
};

TEST_F(FollowUpRegionTest, DrawsTheStructureSetOfTheBaselinesFolder) {
  test::WriteStructureSet(study_ / "rt.dcm", {Tendon({40, 43, 46}, "Patellar tendon")});
  const RegionFound found = OnBaseline();
  ASSERT_TRUE(found.region) << found.reasons.at(0).text;
  double sum = 0;
  for (const float value : found.region->coverage.values) sum += value;
  EXPECT_NEAR(sum * found.region->coverage.geometry.VoxelVolumeMm3(), 10 * 4 * 9, 0.1);
}

TEST_F(FollowUpRegionTest, DrawsTheObjectThatTheRequestNames) {
  const fs::path file = scratch_.path() / "sr.dcm";
  test::ReportGroup group;
  group.graphics = {{"POLYLINE", {2, 1, 6, 1, 6, 4, 2, 4, 2, 1}, "1.2.3.4.5.6.1", ""}};
  test::WriteDrawnReport(file, {group});
  const RegionFound found = OnBaseline(file);
  ASSERT_TRUE(found.region) << found.reasons.at(0).text;
  EXPECT_EQ(found.region->tracking_uid, "1.2.3.4.71");
}

TEST_F(FollowUpRegionTest, AnObjectOfTheRequestThatCannotBeReadIsAnError) {
  const auto folder = dicom::ReadStudyFolder(study_);
  ASSERT_TRUE(folder);
  const auto found = FindBaselineRegion(
      *folder, test::AcquisitionOf(*folder), study_ / "image-1001.dcm", protocol_);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("no object with regions"));
}

TEST_F(FollowUpRegionTest, ABrokenObjectOfTheFolderIsNamedInTheReason) {
  test::WriteStructureSet(study_ / "rt.dcm", {});
  const RegionFound found = OnBaseline();
  ASSERT_FALSE(found.region);
  EXPECT_EQ(found.reasons.at(0).code, reasons::kNoBaselineRegion);
  EXPECT_THAT(found.reasons.at(0).text, HasSubstr("rt.dcm: StructureSetROISequence"));
}

TEST_F(FollowUpRegionTest, TheNewestOutlinesThatProveNoRegionMakeWayForOlderOnes) {
  test::WriteStructureSet(
      study_ / "old.dcm", {Tendon({40, 43, 46}, "Patellar tendon")}, Origin(1));
  test::WriteStructureSet(
      study_ / "new.dcm", {Tendon({40, 43, 48}, "Patellar tendon")}, Origin(2, "20260104"));
  const RegionFound found = OnBaseline();
  ASSERT_TRUE(found.region);
  EXPECT_EQ(found.region->sop_instance_uid, "1.2.3.4.70.1");
}

TEST_F(FollowUpRegionTest, TellsWhyTheOnlyOutlinesAreNoRegion) {
  test::WriteStructureSet(study_ / "rt.dcm", {Tendon({40, 43, 48}, "Patellar tendon")});
  EXPECT_THAT(OnBaseline().reasons.at(0).text,
              HasSubstr("RTSTRUCT \"Patellar tendon\": the planes of the outlines are uneven"));
}

TEST_F(FollowUpRegionTest, RefusesAnotherFrameOfReference) {
  test::Roi roi = Tendon({40, 43}, "Patellar tendon");
  roi.frame_of_reference_uid = "1.2.99";
  test::WriteStructureSet(study_ / "rt.dcm", {roi});
  EXPECT_THAT(OnBaseline().reasons.at(0).text,
              HasSubstr("RTSTRUCT \"Patellar tendon\": another frame of reference"));
}

TEST_F(FollowUpRegionTest, OurOwnObjectsAreNeverFound) {
  test::ObjectOrigin ours = Origin(1);
  ours.model = "Orthanc Regeneration";
  test::WriteStructureSet(study_ / "rt.dcm", {Tendon({40, 43}, "Patellar tendon")}, ours);
  EXPECT_FALSE(OnBaseline().region);
  EXPECT_FALSE(OnFollowUp().region);
}

TEST_F(FollowUpRegionTest, FindsWhatWasDrawnOnTheFollowUp) {
  test::Roi femur = Tendon({40, 43}, "Femur");
  test::Roi tendon = Tendon({50, 53}, "Patellar tendon");
  tendon.number = 2;
  test::WriteStructureSet(study_ / "rt.dcm", {femur, tendon});
  const RegionFound found = OnFollowUp();
  ASSERT_TRUE(found.region);
  EXPECT_EQ(found.region->number, 2);
  EXPECT_FALSE(found.region->coverage.values.empty());
}

TEST_F(FollowUpRegionTest, OnTheFollowUpANameIsNeeded) {
  test::WriteStructureSet(study_ / "rt.dcm", {Tendon({40, 43}, "ROI 1")});
  EXPECT_TRUE(OnBaseline().region);
  const RegionFound found = OnFollowUp();
  EXPECT_FALSE(found.region);
  EXPECT_THAT(found.reasons, IsEmpty());
}

TEST_F(FollowUpRegionTest, TwoOnTheFollowUpOfTheSameTimeAreAWarning) {
  test::WriteStructureSet(study_ / "a.dcm", {Tendon({40, 43}, "Patellar tendon")}, Origin(1));
  test::WriteStructureSet(study_ / "b.dcm", {Tendon({40, 43}, "Patellar tendon")}, Origin(2));
  const RegionFound found = OnFollowUp();
  EXPECT_FALSE(found.region);
  EXPECT_EQ(found.reasons.at(0).code, reasons::kSeveralFollowUpRegions);
}

}  // namespace
}  // namespace regen
