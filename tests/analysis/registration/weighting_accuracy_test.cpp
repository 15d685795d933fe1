// SPDX-License-Identifier: GPL-3.0-or-later
// Two visits that were scanned with different weighting, against the exact motion of digital
// knees that bent.
#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/phantom/evaluation_points.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/registration/register_follow_up.h"

#include <algorithm>
#include <array>
#include <iostream>
#include <utility>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kSilentFailureMm = 1.0;

// What the follow-up differs by.
struct Weighting {
  double baseline_echo_ms = 15;
  double follow_up_echo_ms = 80;
  double fat = 1;  // what suppression leaves of it
};

KneePhantom Knee(std::uint64_t seed, const Weighting& weighting) {
  KneePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = seed;
  options.size = {256, 256, 26};
  options.spacing_mm = Vec3(0.6, 0.6, 3.5);
  options.echo_times_ms = {weighting.baseline_echo_ms};
  options.follow_up_echo_times_ms = {{weighting.follow_up_echo_ms}};
  options.follow_up_fat_factor = weighting.fat;
  options.noise_sigma = 60;
  options.change_percent = -20;
  options.flexion_deg = 3;
  options.internal_rotation_deg = 1;
  auto knee = MakeKneePhantom(options);
  EXPECT_TRUE(knee.has_value());
  return std::move(*knee);
}

// How often, and how far off: bones and tendon, mean of the usable ones.
struct Tally {
  int tries = 0;
  int usable = 0;
  int silent = 0;
  double bones_mm = 0;
  double tendon_mm = 0;

  double MeanBonesMm() const { return bones_mm / std::max(usable, 1); }
  double MeanTendonMm() const { return tendon_mm / std::max(usable, 1); }
};

// Both ways: the baseline's images as the follow-up as well.
void Add(const KneePhantom& knee, bool swapped, Tally* tally) {
  const KneePhantomExam& first = swapped ? knee.follow_up : knee.baseline;
  const KneePhantomExam& second = swapped ? knee.baseline : knee.follow_up;
  const auto found = RegisterFollowUp(MeanOfEchoes(first.images),
                                      MeanOfEchoes(second.images),
                                      first.tendon,
                                      PatellarTendonJoint(),
                                      {.other_weighting = true, .lateral_sign = -1});
  constexpr int kPoints = 200;
  const auto error_mm = [&](KneeStructure structure, const auto& motion) {
    double sum = 0;
    for (const Vec3& p : EvaluationPoints(knee, structure, kPoints)) {
      const Vec3 moved = knee.motion.FollowUpFromBaseline(p);
      const Vec3 off = swapped ? motion * moved - p : motion * p - moved;
      sum += off.norm() / kPoints;
    }
    return sum;
  };
  const double tendon_mm =
      error_mm(KneeStructure::kPatellarTendon, found.followup_from_baseline);
  ++tally->tries;
  std::cout << (found.usable ? "usable" : found.why_not) << ", tendon " << tendon_mm << " mm\n";
  if (!found.usable) return;
  ++tally->usable;
  tally->silent += tendon_mm > kSilentFailureMm ? 1 : 0;
  tally->tendon_mm += tendon_mm;
  const std::array<std::pair<const char*, KneeStructure>, 3> structures{
      {{"femur", KneeStructure::kFemur},
       {"tibia", KneeStructure::kTibia},
       {"patella", KneeStructure::kPatella}}};
  for (const RegisteredStructure& bone : found.bones) {
    for (const auto& [name, structure] : structures) {
      if (bone.name == name)
        tally->bones_mm += error_mm(structure, bone.followup_from_baseline) / 3;
    }
  }
}

Tally TryAll(const Weighting& weighting) {
  Tally tally;
  for (const std::uint64_t seed : {71U, 72U}) {
    const KneePhantom knee = Knee(seed, weighting);
    for (const bool swapped : {false, true}) Add(knee, swapped, &tally);
  }
  std::cout << tally.usable << " of " << tally.tries << " usable, bones " << tally.MeanBonesMm()
            << " mm, tendon " << tally.MeanTendonMm() << " mm\n";
  return tally;
}

TEST(OtherWeighting, OfTheEchoTimeIsAlignedNearlyAsWellAsTheSame) {
  const Tally tally = TryAll({15, 80, 1});
  EXPECT_GE(tally.usable, 3);  // of 4
  EXPECT_EQ(tally.silent, 0);
  EXPECT_LE(tally.MeanBonesMm(), 0.3);
  EXPECT_LE(tally.MeanTendonMm(), 0.5);
}

TEST(OtherWeighting, OfTheFatIsRightOrRefused) {
  EXPECT_EQ(TryAll({30, 70, 0.15}).silent, 0);
}

}  // namespace
}  // namespace regen
