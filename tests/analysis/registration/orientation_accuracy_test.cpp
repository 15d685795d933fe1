// SPDX-License-Identifier: GPL-3.0-or-later
// How far off the tendon comes to lie when the two visits were scanned in other planes, on
// other grids and with other thicknesses: against the exact motion of a digital knee that bent.
#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/phantom/evaluation_points.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/registration/register_follow_up.h"
#include "tests/support/recounted.h"

#include <array>
#include <iostream>
#include <numbers>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kMostErrorMm = 0.4;  // with slices of 4 mm
constexpr double kMostCoronalErrorMm = 0.7;
constexpr double kMostRecountedMm = 1e-6;  // rounding of where the first voxel is

Mat3 Columns(const Vec3& i, const Vec3& j, const Vec3& k) {
  Mat3 direction;
  direction.col(0) = i;
  direction.col(1) = j;
  direction.col(2) = k;
  return direction;
}

const Mat3 kSagittal = Columns({0, 1, 0}, {0, 0, -1}, {-1, 0, 0});
const Mat3 kAxial = Columns({1, 0, 0}, {0, 1, 0}, {0, 0, 1});
const Mat3 kCoronal = Columns({1, 0, 0}, {0, 0, -1}, {0, 1, 0});

KneePhantomOptions KneeOptions(std::uint64_t seed, std::uint64_t anatomy_seed) {
  KneePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = anatomy_seed;
  options.size = {160, 160, 24};
  options.spacing_mm = Vec3(1.0, 1.0, 4.0);
  options.echo_times_ms = {30};
  options.noise_sigma = 80;
  options.threads = 2;
  return options;
}

KneePhantomOptions InPlane(KneePhantomOptions options, const Mat3& direction) {
  options.direction = direction;
  options.follow_up_grid =
      KneeGrid{options.size, options.spacing_mm, options.slice_thickness_mm, direction};
  return options;
}

KneePhantomOptions Bent(KneePhantomOptions options) {
  options.flexion_deg = 4;
  options.internal_rotation_deg = 2;
  return options;
}

KneePhantom Make(const KneePhantomOptions& options) {
  auto knee = MakeKneePhantom(options);
  EXPECT_TRUE(knee.has_value());
  return std::move(*knee);
}

// A sagittal knee that bent, rendered once for the tests that need no other.
const KneePhantom& SagittalKnee() {
  static const KneePhantom knee = Make(InPlane(Bent(KneeOptions(11, 0)), kSagittal));
  return knee;
}

// The same knee and motion with its follow-up on another grid.
KneePhantom SagittalKneeThen(const KneeGrid& follow_up_grid) {
  KneePhantomOptions options = Bent(KneeOptions(11, 0));
  options.size = {1, 1, 1};  // its baseline is there already
  options.follow_up_grid = follow_up_grid;
  KneePhantom knee = Make(options);
  knee.baseline = SagittalKnee().baseline;
  return knee;
}

FollowUpRegistration Register(const KneePhantom& knee) {
  return RegisterFollowUp(MeanOfEchoes(knee.baseline.images),
                          MeanOfEchoes(knee.follow_up.images),
                          knee.baseline.tendon,
                          PatellarTendonJoint(),
                          {.lateral_sign = -1});
}

// Mean distance from the truth over points of the tendon.
double TendonErrorMm(const KneePhantom& knee, const FollowUpRegistration& found) {
  double sum = 0;
  const auto points = EvaluationPoints(knee, KneeStructure::kPatellarTendon, 300);
  for (const Vec3& p : points) {
    sum += (knee.motion.FollowUpFromBaseline(p) - found.followup_from_baseline * p).norm();
  }
  return points.empty() ? 1e3 : sum / static_cast<double>(points.size());
}

void ExpectFound(const KneePhantom& knee, double most_error_mm = kMostErrorMm) {
  const FollowUpRegistration found = Register(knee);
  EXPECT_TRUE(found.usable) << found.why_not;
  const double error_mm = TendonErrorMm(knee, found);
  EXPECT_LT(error_mm, most_error_mm);
  std::cout << "tendon " << error_mm << " mm, at most " << most_error_mm << " mm\n";
}

TEST(RegisterFollowUpInEveryPlane, FindsTheTendonInSagittalImages) {
  ExpectFound(SagittalKnee());
}

TEST(RegisterFollowUpInEveryPlane, FindsTheTendonInAxialImages) {
  ExpectFound(Make(InPlane(KneeOptions(12, 3), kAxial)));
}

// Slices as thick as the tendon lie along it here: other knees were 0.2 to 0.7 mm off.
TEST(RegisterFollowUpInEveryPlane, FindsTheTendonInCoronalImages) {
  KneePhantomOptions options = Bent(KneeOptions(13, 4));
  options.size = {160, 160, 32};  // from the skin in front to the hollow of the knee
  ExpectFound(Make(InPlane(options, kCoronal)), kMostCoronalErrorMm);
}

TEST(RegisterFollowUpInEveryPlane, FindsTheTendonFromSagittalToObliqueImages) {
  const Mat3 turn = RigidAbout(Vec3::Zero(), Vec3(18, 22, -15) * kDeg, Vec3::Zero()).rotation;
  ExpectFound(SagittalKneeThen({{160, 160, 28}, Vec3(1.0, 1.0, 4.0), 3.0, turn * kSagittal}));
}

TEST(RegisterFollowUpInEveryPlane, FindsTheTendonFromImagesToOnesWithReversedAxes) {
  const Mat3 reversed = Columns({0, -1, 0}, {0, 0, -1}, {1, 0, 0});
  ExpectFound(SagittalKneeThen({{160, 160, 24}, Vec3(1.0, 1.0, 4.0), 3.0, reversed}));
}

TEST(RegisterFollowUpInEveryPlane, FindsTheTendonFromThickSagittalToThinAxialSlices) {
  ExpectFound(SagittalKneeThen({{130, 130, 48}, Vec3(1.2, 1.1, 2.0), 2.0, kAxial}));
}

// Mean distance at the tendon between the alignment of the images as they are and of the same
// images counted in another way.
double RecountingMovesMm(const test::Count& of_baseline, const test::Count& of_follow_up) {
  const KneePhantom& knee = SagittalKnee();
  static const FollowUpRegistration before = Register(knee);
  const FollowUpRegistration after =
      RegisterFollowUp(test::Recounted(MeanOfEchoes(knee.baseline.images), of_baseline),
                       test::Recounted(MeanOfEchoes(knee.follow_up.images), of_follow_up),
                       test::Recounted(knee.baseline.tendon, of_baseline),
                       PatellarTendonJoint(),
                       {.lateral_sign = -1});
  EXPECT_TRUE(before.usable) << before.why_not;
  EXPECT_TRUE(after.usable) << after.why_not;
  double sum = 0;
  const auto points = EvaluationPoints(knee, KneeStructure::kPatellarTendon, 300);
  for (const Vec3& p : points) {
    sum += (before.followup_from_baseline * p - after.followup_from_baseline * p).norm();
  }
  return points.empty() ? 1e3 : sum / static_cast<double>(points.size());
}

constexpr test::Count kAsItIs{{{0, false}, {1, false}, {2, false}}};

TEST(RegisterFollowUpInEveryPlane, GivesTheSameWhenTheFollowUpsSlicesAreStoredBackwards) {
  EXPECT_LT(RecountingMovesMm(kAsItIs, {{{0, true}, {1, false}, {2, true}}}), kMostRecountedMm);
}

TEST(RegisterFollowUpInEveryPlane, GivesTheSameWhenBothAreStoredAsAxialAndCoronalSlices) {
  EXPECT_LT(RecountingMovesMm({{{2, false}, {0, false}, {1, false}}},
                              {{{1, false}, {0, true}, {2, false}}}),
            kMostRecountedMm);
}

TEST(RegisterFollowUpInEveryPlane, GivesTheSameWhenTheBaselineIsFlippedInAndAcrossItsPlane) {
  EXPECT_LT(RecountingMovesMm({{{1, true}, {0, true}, {2, true}}}, kAsItIs), kMostRecountedMm);
}

}  // namespace
}  // namespace regen
