// SPDX-License-Identifier: GPL-3.0-or-later
// How good the automatic bones and cartilage are: on digital knees where both are known
// exactly, on images that show no whole knee, and on a real knee where the data beside the
// source folder are there.
#include "analysis/base/files.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/image/shrink.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/phantom/knee_pose.h"
#include "analysis/segmentation/propose_knee.h"
#include "analysis/segmentation/region.h"
#include "tests/support/ankle_scene.h"
#include "tests/support/image_changes.h"
#include "tests/support/mr_files.h"
#include "tests/support/scene.h"
#include "tests/support/source_folder.h"
#include "tests/support/spine_scene.h"

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

// What a voxel's centre is: 0, or the place in KneeProposal::All() plus 1.
using Labels = Volume;

int LabelAt(const KneeAnatomy& anatomy, const Vec3& p_knee) {
  const double femur = anatomy.BoneDistanceMm(KneeBone::kFemur, p_knee);
  const double tibia = anatomy.BoneDistanceMm(KneeBone::kTibia, p_knee);
  const double patella = anatomy.BoneDistanceMm(KneeBone::kPatella, p_knee);
  if (std::min({femur, tibia, patella}) > 5.0) return 0;
  const int bone = femur < tibia && femur < patella ? 1 : (tibia < patella ? 2 : 3);
  const Tissue tissue = anatomy.TissueAt(p_knee).tissue;
  if (tissue == Tissue::kCartilage) return bone + 3;
  if (tissue != Tissue::kMarrow && tissue != Tissue::kCortex) return 0;
  // The fibula goes with the tibia there, not in the proposal.
  const Vec3 p = p_knee / anatomy.shape().scale;
  const bool fibula =
      bone == 2 && p.z() < -13.0 && std::hypot(p.x() - 35.0, p.y() - 21.5) < 11.0;
  return fibula ? 0 : bone;
}

struct Knee {
  Volume image;
  Labels labels;
};

Knee KneeOf(const KneePhantom& phantom, bool follow_up) {
  const KneePhantomExam& exam = follow_up ? phantom.follow_up : phantom.baseline;
  Knee knee{MeanOfEchoes(exam.images), {}};
  const VolumeGeometry& grid = knee.image.geometry;
  knee.labels = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        Vec3 p_lps = LpsFromIndex(grid, Vec3(i, j, k));
        if (follow_up) p_lps = phantom.motion.BaselineFromFollowUp(p_lps);
        knee.labels.At(i, j, k) = static_cast<float>(
            LabelAt(phantom.baseline.anatomy, phantom.pose.KneeFromLps(p_lps)));
      }
    }
  }
  return knee;
}

// Two anatomies, a right and a left one; the second exam lies turned and shifted.
const std::vector<Knee>& DigitalKnees() {
  static const std::vector<Knee> knees = [] {
    std::vector<Knee> made;
    for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{4}}) {
      KneePhantomOptions options;
      options.seed = seed;
      options.anatomy_seed = seed;
      options.side = seed % 2 == 0 ? Side::kLeft : Side::kRight;
      options.noise_sigma = seed % 2 == 0 ? 60 : 10;
      options.echo_times_ms = {8, 40};
      options.size = {192, 192, 22};
      options.spacing_mm = Vec3(0.83, 0.83, 4.4);
      const auto phantom = MakeKneePhantom(options);
      for (const bool follow_up : {false, true}) made.push_back(KneeOf(*phantom, follow_up));
    }
    return made;
  }();
  return knees;
}

double DiceOf(const RegionProposal& proposal, const Labels& labels, int label) {
  double both = 0;
  double either = 0;
  for (std::size_t n = 0; n < labels.values.size(); ++n) {
    const bool proposed = proposal.coverage.values[n] >= 0.5F;
    const bool there = labels.values[n] == static_cast<float>(label);
    both += proposed && there ? 1 : 0;
    either += (proposed ? 1 : 0) + (there ? 1 : 0);
  }
  return either > 0 ? 2 * both / either : 0.0;
}

TEST(KneeAccuracy, BonesAndCartilageOfDigitalKneesAreOutlinedAsTheyAre) {
  std::array<double, 6> sum{};
  for (const Knee& knee : DigitalKnees()) {
    const KneeProposal proposal = ProposeKnee(knee.image);
    for (std::size_t n = 0; n < 6; ++n) {
      EXPECT_TRUE(IsUsable(*proposal.All()[n])) << proposal.All()[n]->label;
      sum[n] += DiceOf(*proposal.All()[n], knee.labels, static_cast<int>(n) + 1);
    }
  }
  for (std::size_t n = 0; n < 6; ++n) {
    const double dice = sum[n] / static_cast<double>(DigitalKnees().size());
    RecordProperty("Dice" + std::to_string(n + 1), std::to_string(dice));
    EXPECT_GT(dice, n < 3 ? 0.9 : 0.7) << n;
  }
}

struct Tally {
  int tries = 0;
  int usable = 0;
  int wrong = 0;

  void Add(const Volume& image, const Labels* labels) {
    const KneeProposal knee = ProposeKnee(image);
    ++tries;
    bool any = false;
    for (std::size_t n = 0; n < 6; ++n) {
      if (!IsUsable(*knee.All()[n])) continue;
      any = true;
      const double dice =
          labels == nullptr ? 0.0 : DiceOf(*knee.All()[n], *labels, static_cast<int>(n) + 1);
      wrong += dice < (n < 3 ? 0.8 : 0.6) ? 1 : 0;
    }
    usable += any ? 1 : 0;
  }
};

TEST(KneeAccuracy, AKneeThatLiesTurnedIsFoundAsWell) {
  Tally tally;
  const Knee& knee = DigitalKnees()[0];
  for (int axis = 0; axis < 3; ++axis) {
    const Vec3 rotation = 20 * std::numbers::pi / 180 * Vec3::Unit(axis);
    const Labels labels = test::Turned(knee.labels, rotation);
    tally.Add(test::Turned(knee.image, rotation), &labels);
  }
  EXPECT_EQ(tally.usable, tally.tries);
  EXPECT_EQ(tally.wrong, 0);
}

void AddCropped(const Knee& knee, Tally& tally) {
  const auto& size = knee.image.geometry.size;
  const auto cropped = [&](const std::array<int, 3>& begin, const std::array<int, 3>& end) {
    const Labels labels = test::Cropped(knee.labels, begin, end);
    tally.Add(test::Cropped(knee.image, begin, end), &labels);
  };
  for (const int part : {3, 4, 5}) {
    cropped({0, size[1] / part, 0}, size);
    cropped({size[0] / part, 0, 0}, size);
    cropped({0, 0, 2 * size[2] / part}, size);
    cropped({0, 0, 0}, {size[0], size[1] - size[1] * 2 / part, size[2]});
    cropped({0, 0, 0}, {size[0], size[1], size[2] - size[2] * 2 / part});
    cropped({0, 0, 0}, {size[0] - size[0] * 2 / part, size[1], size[2]});
    cropped({0, 0, size[2] / part}, {size[0], size[1], size[2] - size[2] / part});
    cropped({0, size[1] / part, 0}, {size[0], size[1] - size[1] / part, size[2]});
  }
}

void AddChanged(const Knee& knee, Tally& tally) {
  for (const std::size_t axis : {std::size_t{0}, std::size_t{1}}) {
    const Labels labels = test::Mirrored(knee.labels, axis);
    tally.Add(test::Mirrored(knee.image, axis), &labels);
  }
  for (const double sigma : {600.0, 1200.0}) {
    Volume noisy = knee.image;
    test::AddNoise(noisy, sigma, 3);
    tally.Add(noisy, &knee.labels);
  }
  Volume inverted = knee.image;
  for (float& value : inverted.values) value = std::max(0.0F, 4500.0F - value);
  tally.Add(inverted, &knee.labels);
  for (const float factor : {0.2F, 0.5F}) {
    Volume suppressed = knee.image;
    for (float& value : suppressed.values) value = value > 2000 ? factor * value : value;
    tally.Add(suppressed, &knee.labels);
  }
}

// Everything that may go wrong with the images: each outcome is right or refused.
TEST(KneeAccuracy, NothingWrongIsAccepted) {
  Tally tally;
  for (const std::size_t n : {0U, 3U}) {
    AddCropped(DigitalKnees()[n], tally);
    AddChanged(DigitalKnees()[n], tally);
  }
  EXPECT_GE(tally.tries, 60);
  EXPECT_EQ(tally.wrong, 0) << tally.usable << " of " << tally.tries << " accepted";
}

TEST(KneeAccuracy, OtherPartsOfTheBodyAreRefused) {
  Tally tally;
  const test::AnkleScene ankle;
  tally.Add(test::Rendered(test::SagittalGrid({130, 150, 16}, Vec3(1, 1, 4)),
                           [&](const Vec3& p) { return ankle.ValueAt(p); },
                           {2, 1, 1}),
            nullptr);
  for (const SpineContrast contrast : {SpineContrast::kT1, SpineContrast::kT2}) {
    SpineSceneOptions options;
    options.contrast = contrast;
    tally.Add(MakeSpineScene(options).image, nullptr);
  }
  EXPECT_EQ(tally.usable, 0);
}

// A real knee on 24 slices of 4 mm. Nobody has outlined its bones; their sizes are an adult's.
TEST(KneeAccuracy, ARealKneeHasBonesOfPlausibleSize) {
  const fs::path data = fs::path(SourceFolder()).parent_path() / "shared/data/knee_pair";
  const ScratchFolder scratch = *ScratchFolder::Create(fs::temp_directory_path());
  const std::string command = "tar -xJf '" + (data / "baseline.tar.xz").string() + "' -C '" +
                              scratch.path().string() + "' 2>/dev/null";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "no baseline in " << data;
  const auto study = dicom::ReadStudyFolder(scratch.path());
  ASSERT_TRUE(study.has_value());
  const auto series = dicom::LoadEchoSeries(*study, test::AcquisitionOf(*study));
  ASSERT_TRUE(series.has_value());
  const KneeProposal knee = ProposeKnee(MeanOfEchoes(*series));
  for (const RegionProposal* proposal : knee.All()) {
    const double volume_ml = CoverageVolumeMm3(proposal->coverage) / 1000.0;
    RecordProperty(proposal->label,
                   std::to_string(volume_ml) + " ml, " + std::to_string(proposal->quality));
  }
  EXPECT_TRUE(IsUsable(knee.femur) && IsUsable(knee.tibia) && IsUsable(knee.patella));
  EXPECT_NEAR(CoverageVolumeMm3(knee.femur.coverage), 195e3, 15e3);
  EXPECT_NEAR(CoverageVolumeMm3(knee.patella.coverage), 17.5e3, 2.5e3);
  EXPECT_TRUE(IsUsable(knee.femoral_cartilage));
}

}  // namespace
}  // namespace regen
