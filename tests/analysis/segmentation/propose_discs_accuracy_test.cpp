// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/phantom/random_field.h"
#include "analysis/segmentation/propose_discs.h"
#include "analysis/segmentation/region.h"
#include "tests/support/nifti_file.h"
#include "tests/support/source_folder.h"
#include "tests/support/spine_scene.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

// Twelve kinds of scene in turn, each with another contrast, plane and grid.
SpineSceneOptions SceneOf(int seed) {
  SpineSceneOptions options;
  options.seed = static_cast<std::uint64_t>(seed);
  if (seed % 3 == 1) options.contrast = SpineContrast::kT1;
  options.odd_axes = seed % 5 == 0;
  options.obliquity_deg = (seed % 7) * 2;
  if (seed % 4 == 3) options.pixel_mm = 0.8;
  const int round = seed / 12;
  switch (seed % 12) {
    case 3:
      options.cut_discs = 1;
      break;
    case 4:
      options.cut_discs = 2;
      break;
    case 5:
      options.discs = 8;
      break;
    case 6:
      options.fused_disc = round % 4;
      break;
    case 7:
      options.metal_disc = round % 3;
      break;
    case 8:
      options.transitional = true;
      break;
    case 9:
      options.thoracic = true;
      options.discs = 9;
      break;
    case 10:
      options.noise = 16;
      break;
    default:
      break;
  }
  return options;
}

struct Tally {
  int visible = 0, found = 0, named = 0, wrong = 0, extra = 0;
  double dice = 0, centre_mm = 0;
};

const SpineDiscTruth& Nearest(const SpineScene& scene, const Vec3& p) {
  return *std::min_element(
      scene.discs.begin(), scene.discs.end(), [&](const auto& a, const auto& b) {
        return (a.centre_lps - p).norm() < (b.centre_lps - p).norm();
      });
}

void Count(const SpineScene& scene, const LumbarDiscs& found, Tally* tally) {
  for (const RegionProposal& disc : found.discs) {
    if (!IsUsable(disc)) continue;
    const SpineDiscTruth& truth = Nearest(scene, disc.centre_lps);
    const double distance = (truth.centre_lps - disc.centre_lps).norm();
    if (distance > 9) ++tally->extra;
    if (disc.level.empty()) continue;
    ++tally->named;
    if (distance > 12 || truth.level != disc.level) ++tally->wrong;
  }
  for (const SpineDiscTruth& truth : scene.discs) {
    if (!truth.visible) continue;
    ++tally->visible;
    double best = 0;
    double centre = 0;
    for (const RegionProposal& disc : found.discs) {
      if (!IsUsable(disc)) continue;
      const double dice = Dice(disc.coverage, truth.coverage);
      if (dice > best) {
        best = dice;
        centre = (CoverageCentre(truth.coverage) - disc.centre_lps).norm();
      }
    }
    if (best < 0.6) continue;
    ++tally->found;
    tally->dice += best;
    tally->centre_mm += centre;
  }
}

class ManySpines : public testing::TestWithParam<int> {};

TEST_P(ManySpines, AreFoundAndNeverNamedWrongly) {
  Tally tally;
  int thoracic_found = 0;
  for (int seed = 12 * GetParam(); seed < 12 * GetParam() + 12; ++seed) {
    const SpineSceneOptions options = SceneOf(seed);
    const SpineScene scene = MakeSpineScene(options);
    const auto found = ProposeLumbarDiscs(scene.image);
    ASSERT_TRUE(found);
    if (options.thoracic) {
      thoracic_found += static_cast<int>(found->discs.size());
    } else {
      Count(scene, *found, &tally);
    }
  }
  std::cout << "visible " << tally.visible << " found " << tally.found << " named "
            << tally.named << " wrong " << tally.wrong << " extra " << tally.extra
            << " mean Dice " << tally.dice / tally.found << " mean distance "
            << tally.centre_mm / tally.found << " mm\n";
  EXPECT_EQ(tally.wrong, 0);
  EXPECT_EQ(thoracic_found, 0);
  EXPECT_GE(tally.found, 0.93 * tally.visible);
  EXPECT_GT(tally.dice / tally.found, 0.88);
  EXPECT_LT(tally.centre_mm / tally.found, 2.5);
  EXPECT_GT(tally.named, 10);
}

// Twelve spines each; REGENERATION_SPINES asks for more of them.
int GroupsOfSpines() {
  const char* asked = std::getenv("REGENERATION_SPINES");
  return asked == nullptr ? 4 : std::max(1, std::atoi(asked) / 12);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ManySpines, testing::Range(0, GroupsOfSpines()));

TEST(OtherImages, NoiseGivesNoDisc) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    VolumeGeometry grid;
    grid.size = {180, 220, 12};
    grid.spacing_mm = Vec3(1, 1, 4.4);
    grid.direction << 0, 0, -1, 1, 0, 0, 0, -1, 0;
    Volume image = MakeVolume(grid);
    RandomStream random(seed);
    for (float& value : image.values) {
      value = static_cast<float>(100 * std::hypot(1.0, random.NextNormalPair()[0]));
    }
    const auto found = ProposeLumbarDiscs(image);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->discs.empty());
  }
}

TEST(OtherImages, AKneeGivesNoDisc) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    KneePhantomOptions options;
    options.seed = seed;
    options.echo_times_ms = {16, 64};
    const auto knee = MakeKneePhantom(options);
    ASSERT_TRUE(knee);
    for (const Volume& echo : knee->baseline.images.echoes) {
      const auto found = ProposeLumbarDiscs(echo);
      ASSERT_TRUE(found);
      EXPECT_TRUE(found->discs.empty());
    }
  }
}

TEST(Speed, AWholeSeriesTakesLittleTime) {
  SpineSceneOptions options;
  options.pixel_mm = 0.55;
  options.slice_mm = 4.1;
  const SpineScene scene = MakeSpineScene(options);
  const auto& size = scene.image.geometry.size;
  const std::clock_t start = std::clock();
  ASSERT_TRUE(ProposeLumbarDiscs(scene.image));
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::cout << size[0] << " x " << size[1] << " x " << size[2] << ": " << seconds << " s\n";
  EXPECT_LT(seconds, 5);
}

// A real T2-weighted lumbar crop (columns backwards, rows to the feet, slices to the right, 1.5
// mm) with the discs of an independent segmentation, labels 105 and 106.
class RealSpine : public testing::Test {
 protected:
  std::optional<Volume> Read(const std::string& name) {
    const fs::path file = data_ / (name + ".nii.gz");
    if (!fs::exists(file)) return std::nullopt;
    const fs::path plain = scratch_.path() / name;
    const std::string command = "gunzip -c '" + file.string() + "' > '" + plain.string() + "'";
    return std::system(command.c_str()) == 0 ? ReadNifti(plain) : std::nullopt;
  }

  const fs::path data_ =
      fs::path(SourceFolder()).parent_path() / "shared" / "data" / "spine_tptbox";
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
};

TEST_F(RealSpine, HasItsTwoDiscsOutlinedAndNotNamed) {
  const auto image = Read("sub-mri_label-6_T2w");
  const auto labels = Read("sub-mri_seg-vert_label-6_msk");
  if (!image || !labels) GTEST_SKIP() << "no spine_tptbox beside the repository";
  const auto found = ProposeLumbarDiscs(*image);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->discs.size(), 2U);
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}}) {
    Volume truth = MakeVolume(labels->geometry);
    const float label = n == 0 ? 106 : 105;
    for (std::size_t at = 0; at < truth.values.size(); ++at) {
      truth.values[at] = labels->values[at] == label ? 1 : 0;
    }
    const RegionProposal& disc = found->discs[n];
    const double dice = Dice(disc.coverage, truth);
    const double distance = (disc.centre_lps - CoverageCentre(truth)).norm();
    std::cout << "Dice " << dice << ", centres " << distance << " mm apart, quality "
              << disc.quality << "\n";
    EXPECT_GT(dice, 0.82);
    EXPECT_LT(distance, 2.2);
    EXPECT_TRUE(IsUsable(disc));
    EXPECT_EQ(disc.level, "");
  }
}

}  // namespace
}  // namespace regen
