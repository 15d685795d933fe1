// SPDX-License-Identifier: GPL-3.0-or-later
// How good the automatic patellar tendon is: on digital knees whose tendon is known exactly,
// and on a real knee with a person's outline, where the data beside the source folder are
// there.
#include "analysis/base/files.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/image/shrink.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/segmentation/propose_patellar_tendon.h"
#include "analysis/segmentation/region.h"
#include "tests/support/image_changes.h"
#include "tests/support/mr_files.h"
#include "tests/support/scene.h"
#include "tests/support/source_folder.h"

#include <cstdlib>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

struct Knee {
  Volume image;
  Volume tendon;
};

const std::vector<Knee>& DigitalKnees() {
  static const std::vector<Knee> knees = [] {
    std::vector<Knee> made;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      KneePhantomOptions options;
      options.seed = 40 + seed;
      options.side = seed % 2 == 0 ? Side::kLeft : Side::kRight;
      options.noise_sigma = seed % 3 == 0 ? 60 : 10;
      options.baseline_t2_ms = seed < 3 ? 38 : 25;
      options.echo_times_ms = {8, 24, 40, 56};
      const auto phantom = MakeKneePhantom(options);
      for (const KneePhantomExam* exam : {&phantom->baseline, &phantom->follow_up}) {
        made.push_back({MeanOfEchoes(exam->images), exam->tendon});
      }
    }
    return made;
  }();
  return knees;
}

struct Tally {
  int tries = 0;
  int usable = 0;
  int wrong = 0;

  void Add(const Volume& image, const Volume& tendon) {
    const RegionProposal proposal = ProposePatellarTendon(image);
    ++tries;
    if (!IsUsable(proposal)) return;
    ++usable;
    wrong += Dice(proposal.coverage, tendon) < 0.6 ? 1 : 0;
  }
};

TEST(PatellarTendonAccuracy, DigitalKneesAreOutlinedNearlyAsTheyAre) {
  double sum = 0;
  int usable = 0;
  for (const Knee& knee : DigitalKnees()) {
    const RegionProposal proposal = ProposePatellarTendon(knee.image);
    if (!IsUsable(proposal)) continue;
    ++usable;
    sum += Dice(proposal.coverage, knee.tendon);
  }
  RecordProperty("Dice", std::to_string(sum / usable));
  EXPECT_EQ(usable, 8);
  EXPECT_GT(sum / usable, 0.9);
}

TEST(PatellarTendonAccuracy, AKneeThatLiesTurnedIsFoundAsWell) {
  Tally tally;
  const double turn = 20 * std::numbers::pi / 180;
  for (const Knee& knee : DigitalKnees()) {
    for (int axis = 0; axis < 3; ++axis) {
      for (const double sign : {-1.0, 1.0}) {
        const Vec3 rotation = sign * turn * Vec3::Unit(axis);
        tally.Add(test::Turned(knee.image, rotation), test::Turned(knee.tendon, rotation));
      }
    }
  }
  EXPECT_EQ(tally.wrong, 0);
  RecordProperty("Usable", tally.usable);
  EXPECT_GE(tally.usable, tally.tries * 90 / 100);
}

// Everything that may go wrong with the images: each outcome is right or refused.
TEST(PatellarTendonAccuracy, NothingWrongIsAccepted) {
  Tally tally;
  for (const Knee& knee : DigitalKnees()) {
    const auto& size = knee.image.geometry.size;
    const auto cropped = [&](const std::array<int, 3>& begin, const std::array<int, 3>& end) {
      tally.Add(test::Cropped(knee.image, begin, end), test::Cropped(knee.tendon, begin, end));
    };
    cropped({0, 110, 0}, size);
    cropped({0, 0, 0}, {size[0], 150, size[2]});
    cropped({70, 0, 0}, size);
    cropped({0, 0, 0}, {size[0], size[1], size[2] / 2});
    cropped({0, 0, 0}, {size[0], 120, size[2]});
    cropped({20, 60, 4}, {200, 240, 20});
    for (const std::size_t axis : {std::size_t{0}, std::size_t{1}}) {
      tally.Add(test::Mirrored(knee.image, axis), test::Mirrored(knee.tendon, axis));
    }
    Volume noisy = knee.image;
    test::AddNoise(noisy, 250, 3);
    tally.Add(noisy, knee.tendon);
    Volume inverted = knee.image;
    for (float& value : inverted.values) value = std::max(0.0F, 5000.0F - value);
    tally.Add(inverted, knee.tendon);
    Volume suppressed = knee.image;
    for (float& value : suppressed.values) value = value > 1500 ? 0.3F * value : value;
    tally.Add(suppressed, knee.tendon);
  }
  EXPECT_GE(tally.tries, 60);
  EXPECT_EQ(tally.wrong, 0) << tally.usable << " of " << tally.tries << " accepted";
}

// A real knee on 24 slices of 4 mm, its two follow-ups and the outline of one person.
class RealPatellarTendon : public testing::Test {
 protected:
  const fs::path data_ = fs::path(SourceFolder()).parent_path() / "shared/data/knee_pair";
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());

  // Nothing where the data are missing.
  std::optional<Knee> Load(const std::string& exam, const std::string& roi) {
    const std::string command = "tar -xJf '" + (data_ / (exam + ".tar.xz")).string() +
                                "' -C '" + scratch_.path().string() + "' 2>/dev/null";
    if (!fs::exists(data_ / roi) || std::system(command.c_str()) != 0) return std::nullopt;
    const auto study = dicom::ReadStudyFolder(scratch_.path());
    if (!study) return std::nullopt;
    const auto series = dicom::LoadEchoSeries(*study, test::AcquisitionOf(*study));
    const auto drawn = dicom::ReadSegmentation(data_ / roi);
    if (!series || !drawn) return std::nullopt;
    Knee knee{MeanOfEchoes(*series), {}};
    knee.tendon = RegionCoverage(
        MakeRegionShape(drawn->front().coverage), knee.image.geometry, Rigid3{}, 0.0);
    return knee;
  }

  void ExpectAgreement(const std::string& exam, const std::string& roi) {
    const auto knee = Load(exam, roi);
    if (!knee) GTEST_SKIP() << "no " << exam << " in " << data_;
    const RegionProposal proposal = ProposePatellarTendon(knee->image);
    const double dice = Dice(proposal.coverage, knee->tendon);
    RecordProperty("Dice", std::to_string(dice));
    RecordProperty("Quality", std::to_string(proposal.quality));
    EXPECT_TRUE(IsUsable(proposal)) << proposal.quality;
    EXPECT_GT(dice, 0.7);
  }
};

TEST_F(RealPatellarTendon, AgreesWithAPersonsOutlineOnTheBaseline) {
  ExpectAgreement("baseline", "roi.dcm");
}

TEST_F(RealPatellarTendon, AgreesWithTheTrueRegionOnTheFollowUp) {
  ExpectAgreement("follow-up", "roi-follow-up-truth.dcm");
}

TEST_F(RealPatellarTendon, AgreesWithTheTrueRegionOnTheUnchangedFollowUp) {
  ExpectAgreement("follow-up-null", "roi-follow-up-null-truth.dcm");
}

}  // namespace
}  // namespace regen
