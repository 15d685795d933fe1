// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/atlas_region.h"

#include "analysis/base/files.h"
#include "analysis/segmentation/region.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLabel = "patellar-tendon";

VolumeGeometry Grid() {
  VolumeGeometry grid;
  grid.size = {20, 20, 20};
  return grid;
}

// A block of 10 voxels a side from `first` on.
AtlasVote Vote(int first, double correlation, double agreement) {
  AtlasVote vote{correlation, agreement, MakeVolume(Grid())};
  for (int k = 5; k < 15; ++k) {
    for (int j = 5; j < 15; ++j) {
      for (int i = first; i < first + 10; ++i) vote.region.At(i, j, k) = 1.0F;
    }
  }
  return vote;
}

TEST(ProposeFromVotes, TakesTheRegionOfTheExamThatFitsBest) {
  const auto proposal =
      ProposeFromVotes(kLabel, Grid(), {Vote(5, 0.82, 0.9), Vote(6, 0.9, 0.9)});
  EXPECT_TRUE(IsUsable(proposal));
  EXPECT_EQ(proposal.label, kLabel);
  EXPECT_EQ(proposal.coverage.values, Vote(6, 0, 0).region.values);
  ASSERT_EQ(proposal.remarks.size(), 1U);
  EXPECT_EQ(proposal.remarks.front().code, reasons::kRegionFromAtlas);
}

TEST(ProposeFromVotes, RefusesWhatOneExamAloneSays) {
  for (const auto& votes : {std::vector<AtlasVote>{},
                            std::vector<AtlasVote>{Vote(5, 0.95, 0.95)},
                            std::vector<AtlasVote>{Vote(5, 0.95, 0.95), Vote(5, 0.4, 0.95)}}) {
    const auto proposal = ProposeFromVotes(kLabel, Grid(), votes);
    EXPECT_FALSE(IsUsable(proposal));
    ASSERT_EQ(proposal.why_not.size(), 1U);
    EXPECT_EQ(proposal.why_not.front().code, reasons::kAutomaticRegionNotFound);
  }
}

void ExpectUncertain(const std::vector<AtlasVote>& votes, const char* why) {
  const auto proposal = ProposeFromVotes(kLabel, Grid(), votes);
  EXPECT_FALSE(IsUsable(proposal)) << proposal.quality;
  ASSERT_EQ(proposal.why_not.size(), 1U);
  EXPECT_EQ(proposal.why_not.front().code, reasons::kAutomaticRegionUncertain);
  EXPECT_NE(proposal.why_not.front().text.find(why), std::string::npos)
      << proposal.why_not.front().text;
}

TEST(ProposeFromVotes, RefusesExamsThatSayDifferentThings) {
  ExpectUncertain({Vote(2, 0.9, 0.9), Vote(7, 0.9, 0.9)}, "agreement of the atlas's exams");
}

TEST(ProposeFromVotes, RefusesAnOutlineThatTheImageDoesNotShow) {
  ExpectUncertain({Vote(5, 0.9, 0.6), Vote(5, 0.85, 0.9)}, "the image's edges");
}

TEST(ProposeFromVotes, RefusesImagesThatHardlyCorrespond) {
  ExpectUncertain({Vote(5, 0.55, 0.9), Vote(5, 0.52, 0.9)}, "correlation with the atlas");
}

class AtlasFolders : public testing::Test {
 protected:
  void Make(const std::string& exam) { fs::create_directories(scratch_.path() / exam); }

  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
};

TEST_F(AtlasFolders, AreThoseOfTheTreatmentsSideInTheOrderOfTheirNames) {
  Make("patellar-tendon/R/0002");
  Make("patellar-tendon/R/0001");
  Make("patellar-tendon/L/0003");
  Make("achilles-tendon/R/0004");
  Treatment treatment;
  treatment.side = Side::kRight;
  const auto exams = AtlasExams(scratch_.path(), treatment);
  ASSERT_EQ(exams.size(), 2U);
  EXPECT_EQ(exams[0].filename(), "0001");
  EXPECT_EQ(exams[1].filename(), "0002");
}

TEST_F(AtlasFolders, OfADiscBearItsLevel) {
  Make("intervertebral-disc/L4-L5/0001");
  Make("intervertebral-disc/L5-S1/0002");
  Treatment treatment;
  treatment.indication = Indication::kIntervertebralDisc;
  treatment.level = "L4/L5";
  ASSERT_EQ(AtlasExams(scratch_.path(), treatment).size(), 1U);
}

TEST_F(AtlasFolders, ThatHoldNoImagesAreNamedByTheirNumberOnly) {
  Make("patellar-tendon/R/Doe-John");
  Treatment treatment;
  treatment.side = Side::kRight;
  const StudySummary study;
  const EchoAcquisition acquisition;
  const auto proposal =
      ProposeFromAtlas(scratch_.path(),
                       treatment,
                       {&study, &acquisition, &ProtocolOf(treatment.indication), {}, {}},
                       MakeVolume(Grid()));
  ASSERT_TRUE(proposal);
  EXPECT_FALSE(IsUsable(*proposal));
  const std::string& text = proposal->why_not.front().text;
  EXPECT_NE(text.find("exam 1"), std::string::npos) << text;
  EXPECT_EQ(text.find("Doe"), std::string::npos) << text;
}

TEST_F(AtlasFolders, AreNotLookedAtWhereAReaderIsRequired) {
  for (const Indication indication :
       {Indication::kSupraspinatusTendon, Indication::kHamstringTendon, Indication::kBone}) {
    Treatment treatment;
    treatment.indication = indication;
    EXPECT_FALSE(ProposeFromAtlas(scratch_.path(), treatment, {}, MakeVolume(Grid())));
  }
}

}  // namespace
}  // namespace regen
