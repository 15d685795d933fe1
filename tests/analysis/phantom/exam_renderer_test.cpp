// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/exam_renderer.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

// One echo of a grid of `count`³ voxels around a point of the knee at rest; nothing but tissue.
ExamPlan PlanAround(const Vec3& p_knee, double spacing_mm, int count) {
  const KneePose pose = PoseOf(Side::kRight);
  VolumeGeometry geometry;
  geometry.size = {count, count, count};
  geometry.spacing_mm = Vec3::Constant(spacing_mm);
  geometry.origin_lps =
      pose.LpsFromKnee(p_knee) - Vec3::Constant(0.5 * spacing_mm * (count - 1));
  RandomStream random(1);
  return {geometry,
          spacing_mm,
          {20.0},
          KneeAnatomy(),
          pose,
          Rigid3{},
          nullptr,
          38.0,
          1.0,
          1.0,
          CoilShading(random, pose.centre_lps, 0.0),
          1};
}

KneeMatter PlainMatter() {
  KneeMatter matter;
  matter.stimulated_echoes = false;
  matter.threads = 1;
  return matter;
}

double Mean(const Volume& volume) {
  double sum = 0;
  for (const float value : volume.values) {
    sum += static_cast<double>(value);
  }
  return sum / static_cast<double>(volume.values.size());
}

TEST(RenderExam, GivesMarrowItsSignal) {
  const KneePhantomExam exam = RenderExam(PlainMatter(), PlanAround({0, 4, -18}, 0.5, 6));
  EXPECT_NEAR(Mean(exam.images.echoes[0]), 4000.0 * std::exp(-20.0 / 130.0), 500.0);
}

TEST(RenderExam, MeansOverAVoxelWhatFinerVoxelsShow) {
  const Vec3 at_the_edge = KneeAnatomy().TendonCentre(0.5) + Vec3(0, -2.5, 0);
  const KneePhantomExam coarse = RenderExam(PlainMatter(), PlanAround(at_the_edge, 3.0, 1));
  const KneePhantomExam fine = RenderExam(PlainMatter(), PlanAround(at_the_edge, 0.3, 10));
  const double expected = Mean(fine.images.echoes[0]);
  EXPECT_NEAR(Mean(coarse.images.echoes[0]), expected, 0.03 * expected);
  EXPECT_NEAR(Mean(coarse.tendon), Mean(fine.tendon), 0.03);
}

TEST(RenderExam, ScalesFatAndMarrowByTheirFactor) {
  ExamPlan plan = PlanAround({0, 4, -18}, 0.5, 6);
  const double plain = Mean(RenderExam(PlainMatter(), plan).images.echoes[0]);
  plan.fat_factor = 0.25;
  EXPECT_NEAR(Mean(RenderExam(PlainMatter(), plan).images.echoes[0]), 0.25 * plain, 1e-3);
}

// The edge of the bent tibia lies where the exact motion takes it, to a tenth of a voxel.
TEST(RenderExam, ShowsABentTibiaWhereTheTruthSaysItIs) {
  const KneeAnatomy anatomy;
  const KneePose pose = PoseOf(Side::kRight);
  const KneeMotion motion(anatomy, pose, {Rigid3{}, 6.0, 2.0, 1});
  const Vec3 in_knee(0.0, 14.0, -55.0);  // near the back of the shaft
  const Vec3 moved = pose.KneeFromLps(motion.FollowUpFromBaseline(KneeBone::kTibia) *
                                      pose.LpsFromKnee(in_knee));
  ExamPlan rest = PlanAround(in_knee, 0.5, 8);
  ExamPlan bent = PlanAround(moved, 0.5, 8);
  bent.motion = &motion;
  // The grid turns along, so that both see the same piece of bone.
  const Rigid3 tibia = motion.FollowUpFromBaseline(KneeBone::kTibia);
  bent.geometry.direction = tibia.rotation;
  bent.geometry.origin_lps = tibia * rest.geometry.origin_lps;
  const Volume before = RenderExam(PlainMatter(), rest).images.echoes[0];
  const Volume after = RenderExam(PlainMatter(), bent).images.echoes[0];
  for (std::size_t n = 0; n < before.values.size(); ++n) {
    ASSERT_NEAR(
        static_cast<double>(after.values[n]), static_cast<double>(before.values[n]), 40.0);
  }
}

}  // namespace
}  // namespace regen
