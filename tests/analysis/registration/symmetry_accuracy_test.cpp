// SPDX-License-Identifier: GPL-3.0-or-later
// What must not change an alignment: which visit is called the first, the number of threads,
// and what the treatment did to the tendon.
#include "analysis/image/interpolate.h"
#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/phantom/evaluation_points.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/registration/register_follow_up.h"

#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

KneePhantomOptions BentKnee(std::uint64_t seed, std::uint64_t anatomy_seed) {
  KneePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = anatomy_seed;
  options.size = {160, 160, 24};
  options.spacing_mm = Vec3(1.0, 1.0, 4.0);
  options.echo_times_ms = {30};
  options.noise_sigma = 80;
  options.flexion_deg = 3;
  options.threads = 2;
  return options;
}

KneePhantom Make(const KneePhantomOptions& options) {
  auto knee = MakeKneePhantom(options);
  EXPECT_TRUE(knee.has_value());
  return std::move(*knee);
}

// A knee with a lesion in its tendon, which nothing has changed at the follow-up.
KneePhantomOptions UntreatedKnee() {
  KneePhantomOptions options = BentKnee(31, 0);
  options.change_percent = 0;
  options.lesion_radii_mm = Vec3(6, 1.6, 5);
  return options;
}

const KneePhantom& Knee() {
  static const KneePhantom knee = Make(UntreatedKnee());
  return knee;
}

// The same baseline with another follow-up of the same knee and motion.
KneePhantom KneeThen(KneePhantomOptions options, const KneeGrid& follow_up_grid) {
  options.size = {1, 1, 1};  // its baseline is there already
  options.follow_up_grid = follow_up_grid;
  KneePhantom knee = Make(options);
  knee.baseline = Knee().baseline;
  return knee;
}

FollowUpRegistration Register(const KneePhantom& knee, int threads = 2) {
  return RegisterFollowUp(MeanOfEchoes(knee.baseline.images),
                          MeanOfEchoes(knee.follow_up.images),
                          knee.baseline.tendon,
                          PatellarTendonJoint(),
                          {.lateral_sign = -1, .threads = threads});
}

const FollowUpRegistration& Found() {
  static const FollowUpRegistration found = Register(Knee());
  return found;
}

std::vector<Vec3> TendonPoints(const KneePhantom& knee) {
  return EvaluationPoints(knee, KneeStructure::kPatellarTendon, 300);
}

// The baseline's region on the follow-up's grid.
Volume CarriedRegion(const KneePhantom& knee, const AxisMotion& followup_from_baseline) {
  const Volume& tendon = knee.baseline.tendon;
  Volume carried = MakeVolume(knee.follow_up.tendon.geometry);
  const VolumeGeometry& grid = carried.geometry;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 p = BackFrom(followup_from_baseline, LpsFromIndex(grid, Vec3(i, j, k)));
        double value = 0;
        if (InterpolateLinear(tendon, IndexFromLps(tendon.geometry, p), &value)) {
          carried.At(i, j, k) = static_cast<float>(value);
        }
      }
    }
  }
  return carried;
}

void ExpectTheSwappedVisitsToGiveTheInverse(const KneePhantom& knee,
                                            const FollowUpRegistration& forth) {
  const FollowUpRegistration back =
      RegisterFollowUp(MeanOfEchoes(knee.follow_up.images),
                       MeanOfEchoes(knee.baseline.images),
                       CarriedRegion(knee, forth.followup_from_baseline),
                       PatellarTendonJoint(),
                       {.lateral_sign = -1});
  EXPECT_TRUE(forth.usable) << forth.why_not;
  EXPECT_TRUE(back.usable) << back.why_not;
  const auto points = TendonPoints(knee);
  ASSERT_FALSE(points.empty());
  double sum = 0;
  for (const Vec3& p : points) {
    sum += (back.followup_from_baseline * (forth.followup_from_baseline * p) - p).norm();
  }
  const double off_mm = sum / static_cast<double>(points.size());
  EXPECT_LT(off_mm, 0.15);
  std::cout << "off the inverse by " << off_mm << " mm\n";
}

TEST(RegisterFollowUpSwapped, GivesTheInverse) {
  ExpectTheSwappedVisitsToGiveTheInverse(Knee(), Found());
}

TEST(RegisterFollowUpSwapped, GivesTheInverseOnAnotherGrid) {
  const KneePhantom knee =
      KneeThen(UntreatedKnee(), {{146, 146, 26}, Vec3(1.1, 1.1, 3.5), 3.5, std::nullopt});
  ExpectTheSwappedVisitsToGiveTheInverse(knee, Register(knee));
}

// Every number of a result, to be compared bit by bit.
std::vector<double> NumbersOf(const FollowUpRegistration& found) {
  std::vector<double> numbers;
  const auto add_motion = [&](const Rigid3& motion) {
    const auto matrix = RowMajor(motion);
    numbers.insert(numbers.end(), matrix.begin(), matrix.end());
  };
  const auto add_structure = [&](const RegisteredStructure& s) {
    add_motion(s.followup_from_baseline);
    numbers.insert(numbers.end(),
                   {s.correlation,
                    s.overlap,
                    s.inverse_consistency_mm,
                    s.half_sample_mm,
                    s.residual_mm,
                    s.usable ? 1.0 : 0.0});
  };
  const AxisMotion& motion = found.followup_from_baseline;
  numbers.insert(numbers.end(), motion.origin.begin(), motion.origin.end());
  numbers.insert(numbers.end(), motion.axis.begin(), motion.axis.end());
  numbers.push_back(motion.step_mm);
  for (const Rigid3& station : motion.stations) add_motion(station);
  add_structure(found.region);
  for (const RegisteredStructure& bone : found.bones) add_structure(bone);
  numbers.push_back(found.joint_angle_deg.value_or(-1));
  numbers.push_back(found.UncertaintyMm());
  return numbers;
}

TEST(RegisterFollowUpThreads, GivesTheSameBytesForOneThreadAndTwo) {
  const FollowUpRegistration one = Register(Knee(), 1);
  const FollowUpRegistration& two = Found();
  ASSERT_GE(one.followup_from_baseline.stations.size(), 2U);
  ASSERT_EQ(one.bones.size(), PatellarTendonJoint().bones.size());
  EXPECT_EQ(NumbersOf(one), NumbersOf(two));
  EXPECT_EQ(one.carried_by, two.carried_by);
}

// Knee, motion, shading and noise are the same with and without the change.
TEST(RegisterFollowUpTreated, IsNotMovedByAT2ThatFellBy60PercentAndALesionThatHealed) {
  KneePhantomOptions options = UntreatedKnee();
  options.change_percent = -60;
  options.lesion_shrinks_percent = 90;
  const KneePhantom treated = KneeThen(
      options, {options.size, options.spacing_mm, options.slice_thickness_mm, std::nullopt});
  ASSERT_LT(treated.follow_up.tendon_t2_ms, 0.5 * Knee().follow_up.tendon_t2_ms);
  const FollowUpRegistration found = Register(treated);
  EXPECT_TRUE(found.usable) << found.why_not;
  double moved = 0;
  double error = 0;
  const auto points = TendonPoints(treated);
  for (const Vec3& p : points) {
    const Vec3 here = found.followup_from_baseline * p;
    moved += (here - Found().followup_from_baseline * p).norm();
    error += (here - treated.motion.FollowUpFromBaseline(p)).norm();
  }
  const auto n = static_cast<double>(points.size());
  EXPECT_LT(moved / n, 0.1);
  std::cout << "moved by " << moved / n << " mm\n";
  RecordProperty("TendonErrorMm", std::to_string(error / n));
}

}  // namespace
}  // namespace regen
