// SPDX-License-Identifier: GPL-3.0-or-later
// Real images moved by known motions, so that the truth is exact where the pixels are not ours:
// a knee of thick slices with its tendon, moved rigidly and bent, and a lumbar crop with its
// discs. Skipped where the data beside the repository are missing.
#include "analysis/base/files.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/follow_up_outline.h"
#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/registration/region_surroundings.h"
#include "analysis/registration/register_follow_up.h"
#include "analysis/segmentation/propose_knee.h"
#include "analysis/segmentation/region.h"
#include "tests/support/image_changes.h"
#include "tests/support/known_warp.h"
#include "tests/support/mr_files.h"
#include "tests/support/nifti_file.h"
#include "tests/support/scene.h"
#include "tests/support/source_folder.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kMostErrorMm = 0.4;
constexpr double kMostVolumePercent = 3.0;

fs::path SharedData() {
  return fs::path(SourceFolder()).parent_path() / "shared" / "data";
}

bool Shell(const std::string& command) {
  return std::system((command + " 2>/dev/null").c_str()) == 0;
}

struct Exam {
  Volume image;
  Volume region;  // coverage, on the image's grid
};

std::optional<Exam> LoadKnee() {
  const fs::path data = SharedData() / "knee_pair";
  const ScratchFolder scratch = *ScratchFolder::Create(fs::temp_directory_path());
  if (!fs::exists(data / "roi.dcm") ||
      !Shell("tar -xJf '" + (data / "baseline.tar.xz").string() + "' -C '" +
             scratch.path().string() + "'")) {
    return std::nullopt;
  }
  const auto study = dicom::ReadStudyFolder(scratch.path());
  if (!study) return std::nullopt;
  const auto series = dicom::LoadEchoSeries(*study, test::AcquisitionOf(*study));
  const auto drawn = dicom::ReadSegmentation(data / "roi.dcm");
  if (!series || !drawn) return std::nullopt;
  Exam knee{MeanOfEchoes(*series), {}};
  knee.region = RegionCoverage(
      MakeRegionShape(drawn->front().coverage), knee.image.geometry, Rigid3{}, 0.0);
  return knee;
}

const std::optional<Exam>& Knee() {
  static const std::optional<Exam> knee = LoadKnee();
  return knee;
}

// What came out of a follow-up that was made by `warp`.
struct Outcome {
  double error_mm = 0;        // mean over the region
  double volume_percent = 0;  // of the carried region against the moved one's true volume
};

Outcome Judge(const Exam& exam,
              const FollowUpRegistration& found,
              const Volume& follow_up,
              const test::Warp& warp) {
  const RegionShape shape = MakeRegionShape(exam.region);
  const VolumeGeometry& grid = exam.region.geometry;
  double error = 0;
  double share = 0;
  double truth_mm3 = 0;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const auto inside = static_cast<double>(exam.region.At(i, j, k));
        if (inside <= 0) continue;
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        error += inside * (found.followup_from_baseline * p - warp(p)).norm();
        truth_mm3 += inside * grid.VoxelVolumeMm3() * test::VolumeRatio(warp, p);
        share += inside;
      }
    }
  }
  const FollowUpOutline outline =
      CarriedOutline(shape, exam.image, follow_up, found.followup_from_baseline);
  return {error / share, 100 * (CoverageVolumeMm3(outline.coverage) / truth_mm3 - 1)};
}

// The follow-up has its own gain and noise, on the grid `grid`.
Volume FollowUpOf(const Exam& exam,
                  const test::Warp& warp,
                  const VolumeGeometry& grid,
                  double noise,
                  std::uint64_t seed) {
  Volume follow_up = test::Warped(exam.image, grid, warp);
  for (float& value : follow_up.values) value *= 1.2F;
  test::AddNoise(follow_up, noise, seed);
  return follow_up;
}

void ExpectRecovered(const char* name,
                     const Exam& exam,
                     const Volume& follow_up,
                     const test::Warp& warp,
                     const JointModel& joint,
                     double lateral_sign) {
  const auto found = RegisterFollowUp(
      exam.image, follow_up, exam.region, joint, {.lateral_sign = lateral_sign});
  ASSERT_TRUE(found.usable) << found.why_not;
  const Outcome outcome = Judge(exam, found, follow_up, warp);
  std::cout << name << ": region off by " << outcome.error_mm
            << " mm (said: " << found.UncertaintyMm() << "), volume off by "
            << outcome.volume_percent << " %\n";
  EXPECT_LE(outcome.error_mm, kMostErrorMm);
  EXPECT_LE(std::abs(outcome.volume_percent), kMostVolumePercent);
}

Vec3 CentreOf(const Volume& region) {
  return CoverageCentre(region);
}

void ExpectKneeRecovered(const char* name, const test::Warp& warp, std::uint64_t seed) {
  const Exam& knee = *Knee();
  const Volume follow_up = FollowUpOf(knee, warp, knee.image.geometry, 20, seed);
  ExpectRecovered(name, knee, follow_up, warp, PatellarTendonJoint(), -1);
}

// --- the knee

TEST(RealKneeMoved, IsFoundWhereARigidMotionInTheSlicesPutIt) {
  if (!Knee()) GTEST_SKIP() << "no knee_pair beside the repository";
  const Rigid3 motion =
      RigidAbout(CentreOf(Knee()->region), Vec3(4, 0, 0) * kDeg, Vec3(0, 5, -7));
  ExpectKneeRecovered(
      "rigid, in the slices", [=](const Vec3& p) { return motion * p; }, 1);
}

TEST(RealKneeMoved, IsFoundWhereARigidMotionThroughTheSlicesPutIt) {
  if (!Knee()) GTEST_SKIP() << "no knee_pair beside the repository";
  const Rigid3 motion =
      RigidAbout(CentreOf(Knee()->region), Vec3(-3, 2, 3) * kDeg, Vec3(2.3, -4, 6));
  ExpectKneeRecovered(
      "rigid, through the slices", [=](const Vec3& p) { return motion * p; }, 2);
}

// The lower leg turns about the condyles, 45 mm behind the tendon and a little above the joint.
test::Warp FlexedBy(double flexion_deg, double internal_deg, const Rigid3& whole) {
  const Vec3 tendon = CentreOf(Knee()->region);
  test::Joint joint;
  joint.joint_lps = tendon + Vec3(0, 30, 4);
  joint.front_lps = tendon[1] + 8;
  joint.upper = whole;
  joint.lower = whole * RigidAbout(tendon + Vec3(0, 45, 18),
                                   Vec3(flexion_deg, 0, internal_deg) * kDeg,
                                   Vec3::Zero());
  return test::Bent(joint);
}

TEST(RealKneeMoved, IsFoundWhereAFlexionPutIt) {
  if (!Knee()) GTEST_SKIP() << "no knee_pair beside the repository";
  const Rigid3 whole =
      RigidAbout(CentreOf(Knee()->region), Vec3(2, 0, 0) * kDeg, Vec3(0, 3, -4));
  ExpectKneeRecovered("flexed by 4 degrees", FlexedBy(4, 0, whole), 3);
}

TEST(RealKneeMoved, IsFoundWhereAnExtensionWithRotationPutIt) {
  if (!Knee()) GTEST_SKIP() << "no knee_pair beside the repository";
  const Rigid3 whole =
      RigidAbout(CentreOf(Knee()->region), Vec3(-1, 2, 2) * kDeg, Vec3(1.5, 3, -4));
  ExpectKneeRecovered("extended by 4 degrees and turned", FlexedBy(-4, 1.5, whole), 4);
}

// Patches of 7 mm of a cartilage of the real knee, as it is proposed, evenly along its voxels.
std::vector<Volume> PatchesOf(const RegionProposal& cartilage, std::size_t count) {
  const VolumeGeometry& grid = cartilage.coverage.geometry;
  std::vector<Vec3> places;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        if (cartilage.coverage.At(i, j, k) > 0.5F)
          places.push_back(LpsFromIndex(grid, Vec3(i, j, k)));
      }
    }
  }
  std::vector<Volume> patches;
  for (std::size_t n = 0; n < count && !places.empty(); ++n) {
    const Vec3 middle = places[(2 * n + 1) * places.size() / (2 * count)];
    Volume& patch = patches.emplace_back(cartilage.coverage);
    for (int k = 0; k < grid.size[2]; ++k) {
      for (int j = 0; j < grid.size[1]; ++j) {
        for (int i = 0; i < grid.size[0]; ++i) {
          const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
          if ((p - middle).norm() > 7) patch.At(i, j, k) = 0;
        }
      }
    }
  }
  return patches;
}

// Cartilage goes with its own bone or is refused; with the opposite one it would be off by more
// than a millimetre.
void ExpectCartilageFollowed(const char* name,
                             const RegionProposal& cartilage,
                             const Rigid3& own,
                             const Volume& follow_up) {
  constexpr std::size_t kPatches = 6;
  int followed = 0;
  for (const Volume& patch : PatchesOf(cartilage, kPatches)) {
    const auto found = RegisterFollowUp(
        Knee()->image, follow_up, patch, ArticularCartilageJoint(), {.lateral_sign = -1});
    if (!found.usable) {
      std::cout << name << ": " << found.why_not << "\n";
      continue;
    }
    ++followed;
    double error_mm = 0;
    const RegionSurroundings here(patch, 0);
    for (const Vec3& p : here.Points()) {
      error_mm += (found.followup_from_baseline * p - own * p).norm() /
                  static_cast<double>(here.Points().size());
    }
    std::cout << name << ": off by " << error_mm << " mm (said: " << found.UncertaintyMm()
              << "), carried by " << found.carried_by << "\n";
    EXPECT_LE(error_mm, 0.7);  // the opposite bone would be off by 1.4 to 1.8
  }
  EXPECT_GE(followed, 1) << name;
}

TEST(RealKneeMoved, CarriesCartilageWithItsOwnBone) {
  if (!Knee()) GTEST_SKIP() << "no knee_pair beside the repository";
  const KneeProposal knee = ProposeKnee(Knee()->image);
  ASSERT_FALSE(knee.femoral_cartilage.coverage.values.empty());
  const Vec3 condyles = CentreOf(Knee()->region) + Vec3(0, 45, 18);
  test::Joint joint;
  joint.joint_lps = CoverageCentre(knee.tibial_cartilage.coverage) + Vec3(0, 0, 1);
  joint.front_lps = CentreOf(Knee()->region)[1] + 8;
  joint.back_mm = 3;  // cartilage does not bend with the joint
  joint.upper = RigidAbout(condyles, Vec3(2, 0, 0) * kDeg, Vec3(0, 3, -4));
  joint.lower =
      joint.upper * RigidAbout(condyles, Vec3(4, 0, 1) * kDeg, Vec3::Zero());
  const Volume follow_up =
      FollowUpOf(*Knee(), test::Bent(joint), Knee()->image.geometry, 20, 5);
  ExpectCartilageFollowed("femoral cartilage", knee.femoral_cartilage, joint.upper, follow_up);
  ExpectCartilageFollowed("tibial cartilage", knee.tibial_cartilage, joint.lower, follow_up);
}

// --- the lumbar crop

class RealDiscsMoved : public testing::TestWithParam<int> {
 protected:
  std::optional<Volume> Read(const std::string& name) {
    const fs::path file = SharedData() / "spine_tptbox" / (name + ".nii.gz");
    const fs::path plain = scratch_.path() / name;
    if (!fs::exists(file) ||
        !Shell("gunzip -c '" + file.string() + "' > '" + plain.string() + "'"))
      return std::nullopt;
    return ReadNifti(plain);
  }

  // The disc of a label in its crop.
  std::optional<Exam> Disc(int label) {
    const auto image = Read("sub-mri_label-6_T2w");
    const auto labels = Read("sub-mri_seg-vert_label-6_msk");
    if (!image || !labels) return std::nullopt;
    Exam exam{*image, MakeVolume(labels->geometry)};
    for (std::size_t n = 0; n < labels->values.size(); ++n) {
      exam.region.values[n] = labels->values[n] == static_cast<float>(label) ? 1.0F : 0.0F;
    }
    return exam;
  }

  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
};

TEST_P(RealDiscsMoved, AreFoundWhereARigidMotionPutThem) {
  const auto disc = Disc(GetParam());
  if (!disc) GTEST_SKIP() << "no spine_tptbox beside the repository";
  const Rigid3 motion =
      RigidAbout(CentreOf(disc->region), Vec3(3, -1, 2) * kDeg, Vec3(1.3, -2.6, 2.2));
  const test::Warp warp = [=](const Vec3& p) { return motion * p; };
  ExpectRecovered("disc, rigid",
                  *disc,
                  FollowUpOf(*disc, warp, disc->image.geometry, 4, 5),
                  warp,
                  IntervertebralDiscJoint(),
                  0);
}

TEST_P(RealDiscsMoved, AreFoundWhereABendingOfTheSpinePutThem) {
  const auto disc = Disc(GetParam());
  if (!disc) GTEST_SKIP() << "no spine_tptbox beside the repository";
  const Vec3 centre = CentreOf(disc->region);
  test::Joint joint;
  joint.joint_lps = centre + Vec3(0, 60, 0);
  joint.front_lps = centre[1] + 30;  // all of the disc is at the front
  joint.front_mm = 14;
  joint.back_mm = 14;
  joint.upper = RigidAbout(centre, Vec3(2, 0, 1) * kDeg, Vec3(1.1, -2, 1.6));
  joint.lower = joint.upper * RigidAbout(centre, Vec3(-3, 0, 0) * kDeg, Vec3::Zero());
  const test::Warp warp = test::Bent(joint);
  ExpectRecovered("disc, bent",
                  *disc,
                  FollowUpOf(*disc, warp, disc->image.geometry, 4, 6),
                  warp,
                  IntervertebralDiscJoint(),
                  0);
}

INSTANTIATE_TEST_SUITE_P(Labels, RealDiscsMoved, testing::Values(105, 106));

}  // namespace
}  // namespace regen
