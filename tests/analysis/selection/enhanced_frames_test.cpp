// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/enhanced_frames.h"

#include "analysis/base/text.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Groups by "place/macro/keyword"; the object by keyword.
struct Enhanced {
  std::map<std::string, std::string> object = {{"NumberOfFrames", "2"},
                                               {"SOPClassUID", "1.2.840.10008.5.1.4.1.1.4.1"},
                                               {"SOPInstanceUID", "1.2.3"},
                                               {"PatientID", "P1"}};
  std::map<std::string, std::string> groups;
  int frames = 2;

  AttributeLookup Object() const {
    return [this](std::string_view keyword) {
      const auto found = object.find(std::string(keyword));
      return found == object.end() ? std::string() : found->second;
    };
  }
  FunctionalGroups Groups() const {
    return {frames, [this](int place, std::string_view macro, std::string_view keyword) {
              const auto found = groups.find(StrCat(place, "/", macro, "/", keyword));
              return found == groups.end() ? std::string() : found->second;
            }};
  }
  std::string Of(int frame, std::string_view keyword) const {
    const AttributeLookup object_lookup = Object();
    const FunctionalGroups group_lookup = Groups();
    return AttributesOfFrame(object_lookup, group_lookup, frame)(keyword);
  }
};

TEST(AttributesOfFrame, TakesTheFramesOwnGroupBeforeTheSharedOne) {
  Enhanced mr;
  mr.groups = {{"-1/MREchoSequence/EffectiveEchoTime", "10"},
               {"1/MREchoSequence/EffectiveEchoTime", "20"}};
  EXPECT_EQ(mr.Of(0, "EchoTime"), "10");
  EXPECT_EQ(mr.Of(1, "EchoTime"), "20");
}

TEST(AttributesOfFrame, TakesTheDatasetsOwnWhereNoGroupTells) {
  Enhanced mr;
  mr.object["EchoTime"] = "30";
  EXPECT_EQ(mr.Of(0, "EchoTime"), "30");
}

TEST(AttributesOfFrame, NothingUnassignedReplacesAnIdentifier) {
  Enhanced mr;
  mr.groups = {{"0/UnassignedPerFrameConvertedAttributesSequence/PatientID", "P2"},
               {"-1/UnassignedSharedConvertedAttributesSequence/ScanOptions", "FS"}};
  EXPECT_EQ(mr.Of(0, "PatientID"), "P1");
  EXPECT_EQ(mr.Of(0, "ScanOptions"), "FS");
}

TEST(AttributesOfFrame, PutsTheClassicSequenceTogether) {
  Enhanced mr;
  mr.object["EchoPulseSequence"] = "SPIN";
  mr.object["SegmentedKSpaceTraversal"] = "PARTIAL";
  mr.object["PulseSequenceName"] = "TSE";
  mr.groups = {{"-1/MRModifierSequence/InversionRecovery", "YES"},
               {"-1/MRModifierSequence/SpectrallySelectedSuppression", "FAT"}};
  EXPECT_EQ(mr.Of(0, "ScanningSequence"), "SE\\IR");
  EXPECT_EQ(mr.Of(0, "SequenceVariant"), "SK");
  EXPECT_EQ(mr.Of(0, "ScanOptions"), "FS");
  EXPECT_EQ(mr.Of(0, "SequenceName"), "TSE");
}

TEST(AttributesOfFrame, AsksTheAnatomyOnlyWhereTheDatasetDoesNotTell) {
  Enhanced mr;
  mr.groups = {{"-1/FrameAnatomySequence/AnatomicRegionSequence/CodeMeaning", "Knee"},
               {"-1/FrameAnatomySequence/FrameLaterality", "R"}};
  EXPECT_EQ(mr.Of(0, "ImageLaterality"), "R");
  mr.groups = {{"-1/FrameAnatomySequence/AnatomicRegionSequence/CodeMeaning", "x"}};
  mr.object["BodyPartExamined"] = "KNEE";
  EXPECT_EQ(mr.Of(0, "BodyPartExamined"), "KNEE");
}

TEST(SummarizeFrames, MakesAnImageOfEachFrame) {
  Enhanced mr;
  mr.groups = {{"-1/PlaneOrientationSequence/ImageOrientationPatient", "1\\0\\0\\0\\1\\0"},
               {"0/PlanePositionSequence/ImagePositionPatient", "0\\0\\0"},
               {"1/PlanePositionSequence/ImagePositionPatient", "0\\0\\3"},
               {"1/FrameContentSequence/TemporalPositionIndex", "4"},
               {"1/FrameContentSequence/DimensionIndexValues", "1\\4\\2"},
               {"0/MRImageFrameTypeSequence/FrameType", "ORIGINAL\\PRIMARY\\T2\\NONE"},
               {"1/MRDiffusionSequence/DiffusionBValue", "800"}};
  const auto frames = SummarizeFrames(mr.Object(), mr.Groups());
  ASSERT_THAT(frames, SizeIs(2));
  EXPECT_EQ(frames[0].frame_number, 1);
  EXPECT_EQ(frames[1].frame_number, 2);
  EXPECT_EQ(frames[1].sop_instance_uid, "1.2.3");
  EXPECT_EQ((*frames[1].image_position_lps)[2], 3);
  EXPECT_EQ(frames[1].temporal_position, 4);
  EXPECT_EQ(frames[1].b_value_s_per_mm2, 800);
  EXPECT_THAT(frames[1].dimension_index, ElementsAre(1, 4, 2));
  EXPECT_EQ(frames[0].image_type.at(2), "T2");
}

TEST(SummarizeFrames, NeedsGroupsForExactlyEveryFrame) {
  Enhanced mr;
  mr.object["NumberOfFrames"] = "3";
  EXPECT_THAT(SummarizeFrames(mr.Object(), mr.Groups()), IsEmpty());
  mr.object.erase("NumberOfFrames");
  EXPECT_THAT(SummarizeFrames(mr.Object(), mr.Groups()), IsEmpty());
}

}  // namespace
}  // namespace regen
