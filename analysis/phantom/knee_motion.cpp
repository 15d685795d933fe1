// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_motion.h"

#include "analysis/phantom/random_field.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include <Eigen/LU>

namespace regen {
namespace {

// The patella glides on an arc about this point, which fits the front of the femur: so it
// slides along the joint face and not into it.
const Vec3 kGlideCentre(0.0, -9.0, 36.0);
constexpr double kPatellaTiltShare = 0.6;
// Of the flexion: the patella also turns and slips a little sideways.
constexpr double kPatellaTurnShare = 0.08;
constexpr double kPatellaSlipMmPerRad = 4.0;
// Within this of the tendon's surface its own motion counts most.
constexpr double kTendonReachMm = 1.0;
// By its own motion the tendon's neighbouring points move apart by less than this factor.
constexpr double kTendonOwnStretch = 1.15;
constexpr double kMaxBowMm = 0.6;
constexpr double kFullBowDeg = 6.0;

double Radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

Rigid3 TibiaMotion(const KneeAnatomy& anatomy, const KneePosture& posture) {
  const Vec3 shaft = anatomy.shape().scale * Vec3(0.0, -3.0, 0.0);
  const Vec3 inwards(0.0, 0.0, -Radians(posture.internal_rotation_deg));
  const Vec3 bent(Radians(posture.flexion_deg), 0.0, 0.0);
  return RigidAbout(anatomy.FlexionCentre(), bent, Vec3::Zero()) *
         RigidAbout(shaft, inwards, Vec3::Zero());
}

// The patella after gliding by an angle along its arc.
Rigid3 PatellaMotion(const KneeAnatomy& anatomy, double flexion_rad, double glide_rad) {
  const Vec3 own_tilt(
      kPatellaTiltShare * flexion_rad - glide_rad, 0.0, kPatellaTurnShare * flexion_rad);
  const Vec3 slip(kPatellaSlipMmPerRad * flexion_rad, 0.0, 0.0);
  const Vec3 glide(glide_rad, 0.0, 0.0);
  return RigidAbout(anatomy.shape().scale * kGlideCentre, glide, Vec3::Zero()) *
         RigidAbout(anatomy.PatellaCentre(), own_tilt, slip);
}

// How far the patella must glide that its apex stays as far from the tuberosity as it was.
Rigid3 GlidingPatella(const KneeAnatomy& anatomy, double flexion_rad, const Rigid3& tibia) {
  const Vec3 apex = anatomy.TendonCentre(1.0);
  const Vec3 foot = anatomy.TendonCentre(0.0);
  const double length = (apex - foot).norm();
  double lower = flexion_rad - 0.3;
  double upper = flexion_rad + 0.3;
  const auto stretch = [&](double glide) {
    return (PatellaMotion(anatomy, flexion_rad, glide) * apex - tibia * foot).norm() - length;
  };
  assert(stretch(lower) > 0.0 && stretch(upper) < 0.0);
  for (int n = 0; n < 60; ++n) {
    const double middle = 0.5 * (lower + upper);
    (stretch(middle) > 0.0 ? lower : upper) = middle;
  }
  return PatellaMotion(anatomy, flexion_rad, 0.5 * (lower + upper));
}

// Mostly forwards or backwards; grows with the motion, which causes it.
Vec3 DrawBow(const KneePosture& posture) {
  RandomStream random(MixSeed(posture.seed, 601));
  const double sign = random.NextUniform() < 0.5 ? -1.0 : 1.0;
  const Vec3 way = Vec3(random.NextBetween(-0.4, 0.4), sign, 0.0).normalized();
  const double moved = std::abs(posture.flexion_deg) + std::abs(posture.internal_rotation_deg);
  return kMaxBowMm * random.NextBetween(0.4, 1.0) * std::min(1.0, moved / kFullBowDeg) * way;
}

}  // namespace

KneeMotion::KneeMotion(const KneeAnatomy& anatomy,
                       const KneePose& pose,
                       const KneePosture& posture)
    : anatomy_(anatomy),
      pose_(pose),
      baseline_from_follow_up_(posture.baseline_from_follow_up),
      followup_from_baseline_(Inverse(posture.baseline_from_follow_up)),
      rigid_(posture.flexion_deg == 0.0 && posture.internal_rotation_deg == 0.0),
      tendon_foot_(Vec3::Zero()),
      tendon_per_mm_(Vec3::Zero()),
      bow_mm_(Vec3::Zero()) {
  if (rigid_) {
    return;
  }
  moved_tibia_ = TibiaMotion(anatomy, posture);
  moved_patella_ = GlidingPatella(anatomy, Radians(posture.flexion_deg), moved_tibia_);
  tibia_back_ = Inverse(moved_tibia_);
  patella_back_ = Inverse(moved_patella_);
  tendon_foot_ = moved_tibia_ * anatomy.TendonCentre(0.0);
  const Vec3 along = moved_patella_ * anatomy.TendonCentre(1.0) - tendon_foot_;
  tendon_per_mm_ = along / along.squaredNorm();
  bow_mm_ = DrawBow(posture);
}

Vec3 KneeMotion::TendonPullBack(const Vec3& y) const {
  const double t = std::clamp((y - tendon_foot_).dot(tendon_per_mm_), 0.0, 1.0);
  const double patella = t * t * (3.0 - 2.0 * t);
  const double bow = 16.0 * t * t * (1.0 - t) * (1.0 - t);
  return patella * (patella_back_ * y) + (1.0 - patella) * (tibia_back_ * y) - bow * bow_mm_;
}

// The slope of the mean is the mean of the bodies' rotations and, from the weights' slopes,
// sum w_i (x_i - x) (d ln w_i)^T with |d ln w_i| = 2 / distance.
KneeMotion::PulledBack KneeMotion::PullBackWithStretch(const Vec3& y_knee) const {
  if (rigid_) {
    return {y_knee, 1.0};
  }
  constexpr std::size_t kTendon = 3;
  constexpr std::array<KneeBone, kTendon> kBones{
      KneeBone::kFemur, KneeBone::kTibia, KneeBone::kPatella};
  const std::array<Vec3, kTendon + 1> back{
      y_knee, tibia_back_ * y_knee, patella_back_ * y_knee, TendonPullBack(y_knee)};
  std::array<double, kTendon + 1> weights{};
  std::array<double, kTendon + 1> slopes{};
  for (std::size_t n = 0; n < kTendon; ++n) {
    const double distance = anatomy_.BoneDistanceMm(kBones[n], back[n]);
    if (distance <= 1e-6) {
      return {back[n], 1.0};
    }
    weights[n] = 1.0 / (distance * distance);
    slopes[n] = 2.0 / distance;
  }
  const double distance = std::max(anatomy_.TendonDistanceMm(back[kTendon]), 0.0);
  weights[kTendon] = 1.0 / (distance * distance + kTendonReachMm * kTendonReachMm);
  slopes[kTendon] = 2.0 * distance * weights[kTendon];

  Vec3 sum = Vec3::Zero();
  double weight = 0.0;
  for (std::size_t n = 0; n < back.size(); ++n) {
    sum += weights[n] * back[n];
    weight += weights[n];
  }
  const Vec3 mean = sum / weight;
  double stretch = kTendonOwnStretch;
  for (std::size_t n = 0; n < back.size(); ++n) {
    stretch += weights[n] / weight * (back[n] - mean).norm() * slopes[n];
  }
  return {mean, stretch};
}

// Newton's method with differences for slopes; steps are halved where the field bends too much.
Vec3 KneeMotion::Push(const Vec3& p_knee) const {
  if (rigid_) {
    return p_knee;
  }
  constexpr double kStep = 1e-4;
  Vec3 y = p_knee;
  Vec3 miss = p_knee - PullBack(y);
  for (int n = 0; n < 60 && miss.norm() > 1e-7; ++n) {
    Mat3 slope;
    for (int axis = 0; axis < 3; ++axis) {
      const Vec3 step = kStep * Vec3::Unit(axis);
      slope.col(axis) = (PullBack(y + step) - PullBack(y - step)) / (2.0 * kStep);
    }
    const Vec3 step = slope.inverse() * miss;
    double share = 1.0;
    Vec3 next = p_knee - PullBack(y + step);
    while (next.norm() > miss.norm() && share > 1e-3) {
      share *= 0.5;
      next = p_knee - PullBack(y + share * step);
    }
    y += share * step;
    miss = next;
  }
  assert(miss.norm() < 1e-6);
  return y;
}

Rigid3 KneeMotion::FollowUpFromBaseline(KneeBone bone) const {
  if (rigid_ || bone == KneeBone::kFemur) {
    return followup_from_baseline_;
  }
  const Rigid3& moved = bone == KneeBone::kTibia ? moved_tibia_ : moved_patella_;
  return followup_from_baseline_ * pose_.MotionInLps(moved);
}

Vec3 KneeMotion::FollowUpFromBaseline(const Vec3& p_lps) const {
  return followup_from_baseline_ * pose_.LpsFromKnee(Push(pose_.KneeFromLps(p_lps)));
}

Vec3 KneeMotion::BaselineFromFollowUp(const Vec3& p_lps) const {
  return pose_.LpsFromKnee(PullBack(pose_.KneeFromLps(baseline_from_follow_up_ * p_lps)));
}

}  // namespace regen
