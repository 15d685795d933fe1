// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real T2-weighted lumbar crop (1.5 mm) against an independent segmentation of it: labels 105
// and 106 are its two discs, the upper one first.
#include "analysis/base/files.h"
#include "analysis/measurement/disc_measurement.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/spine_landmarks.h"
#include "analysis/segmentation/propose_discs.h"
#include "tests/support/nifti_file.h"
#include "tests/support/source_folder.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

class RealSpine : public testing::Test {
 protected:
  void SetUp() override {
    const auto image = Read("sub-mri_label-6_T2w");
    const auto labels = Read("sub-mri_seg-vert_label-6_msk");
    if (!image || !labels) GTEST_SKIP() << "no spine_tptbox beside the repository";
    series_.echo_times_ms = {100};
    series_.echoes = {*image};
    for (const float label : {106.0F, 105.0F}) {
      Volume drawn = MakeVolume(labels->geometry);
      for (std::size_t at = 0; at < drawn.values.size(); ++at)
        drawn.values[at] = labels->values[at] == label ? 1.0F : 0.0F;
      discs_.push_back(MakeRegionShape(drawn));
    }
  }

  std::optional<Volume> Read(const std::string& name) {
    const fs::path file = fs::path(SourceFolder()).parent_path() / "shared" / "data" /
                          "spine_tptbox" / (name + ".nii.gz");
    if (!fs::exists(file)) return std::nullopt;
    const fs::path plain = scratch_.path() / name;
    const std::string command = "gunzip -c '" + file.string() + "' > '" + plain.string() + "'";
    return std::system(command.c_str()) == 0 ? ReadNifti(plain) : std::nullopt;
  }

  ExamPair PairOf(const RegionShape& disc) const {
    const AxisMotion still = RigidMotion(Rigid3{});
    const OutlinedExam exam{series_, series_.echoes.front(), disc, still, still};
    return {exam, exam};
  }

  // Mean length inside the label across the disc, at the places where heights are measured.
  static double HeightOfLabel(const RegionShape& disc) {
    const ShapeAxes axes = AxesOf(disc);
    const bool along = std::abs(axes.along[1]) > std::abs(axes.across[1]);
    const Vec3 depth = along ? axes.along : axes.across;
    const Vec3 width = along ? axes.across : axes.along;
    const double half_depth = along ? axes.half_length_mm : axes.half_width_mm;
    double sum = 0;
    int count = 0;
    for (const double place : {-0.6, 0.0, 0.6}) {
      for (double w = -6; w <= 6; w += 2) {
        const Vec3 p = axes.centre + place * half_depth * depth + w * width;
        for (double v = -12; v <= 12; v += 0.05)
          sum += DistanceAt(disc, p + v * axes.through) > 0 ? 0.05 : 0;
        ++count;
      }
    }
    return sum / count;
  }

  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  EchoSeries series_;
  std::vector<RegionShape> discs_;  // the lower one first
};

TEST_F(RealSpine, HasHeightsOfItsLabelsWithinAMillimetre) {
  for (const RegionShape& disc : discs_) {
    const MeasuredPair height = MeasureDiscHeight(PairOf(disc));
    ASSERT_TRUE(height.baseline.value);
    std::cout << "height " << *height.baseline.value << " mm, of the label "
              << HeightOfLabel(disc) << " mm\n";
    EXPECT_NEAR(*height.baseline.value, HeightOfLabel(disc), 1.0);
  }
}

TEST_F(RealSpine, HasEachDiscFoundAsTheOthersNeighbour) {
  const SpineLandmarks lower =
      FindSpineLandmarks(series_.echoes.front(), AxesOf(discs_[0]).centre);
  const SpineLandmarks upper =
      FindSpineLandmarks(series_.echoes.front(), AxesOf(discs_[1]).centre);
  EXPECT_TRUE(lower.treated && lower.above && !lower.below);
  EXPECT_TRUE(upper.treated && upper.below && !upper.above);
}

TEST_F(RealSpine, IsNotCountedWithoutASacrum) {
  const LevelCheck check = CheckLevels(FindSpinePair(PairOf(discs_[0])), "L4/L5", false);
  EXPECT_TRUE(check.conflicts.empty());
  ASSERT_FALSE(check.warnings.empty());
  EXPECT_EQ(check.warnings.front().code, reasons::kLevelNotCountable);
}

TEST_F(RealSpine, IsCountedFromALevelThatIsKnown) {
  const FoundDiscs found = FindLumbarDiscs(series_.echoes.front(),
                                           KnownDiscLevel{AxesOf(discs_[0]).centre, "L3/L4"});
  ASSERT_EQ(found.discs.size(), 2U);
  EXPECT_EQ(found.discs[0].level, "L3/L4");
  EXPECT_EQ(found.discs[1].level, "L2/L3");
}

}  // namespace
}  // namespace regen
