// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"
#include "analysis/phantom/knee_anatomy.h"
#include "analysis/phantom/knee_pose.h"
#include "analysis/phantom/motion.h"

#include <cstdint>

namespace regen {

// How a knee lies at the second visit, compared with the first.
struct KneePosture {
  Rigid3 baseline_from_follow_up;    // of the femur, LPS
  double flexion_deg = 0;            // of the tibia against the femur; kMin..kMaxFlexionDeg
  double internal_rotation_deg = 0;  // of the tibia about its shaft; within ± kMaxRotationDeg
  std::uint64_t seed = 1;            // of the small extra bow of the tendon
};
inline constexpr double kMinFlexionDeg = -5.0;
inline constexpr double kMaxFlexionDeg = 10.0;
inline constexpr double kMaxRotationDeg = 5.0;

// The exact motion of every point of a knee from the first visit to the second. Each bone moves
// rigidly; the patella tilts by 0.6 of the flexion and glides so far that the straight way from
// its apex to the tuberosity keeps its length. Between them a point is pulled back as the mean
// of what each body's motion would do, weighted by 1/distance² (Shepard 1968): exactly one
// body's motion inside of it and smooth everywhere. The tendon is a body of its own, whose
// motion goes over from the tibia's to the patella's along its length, with a bow of at most
// 0.6 mm. With neither flexion nor rotation everything moves with the femur.
class KneeMotion : public JointMotion {
 public:
  KneeMotion() : KneeMotion(KneeAnatomy(), KneePose(), KneePosture()) {}
  KneeMotion(const KneeAnatomy& anatomy, const KneePose& pose, const KneePosture& posture);

  Rigid3 FollowUpFromBaseline(KneeBone bone) const;  // LPS
  // Any point, LPS; the inverse of the pull-back, by Newton's method to 1e-7 mm.
  Vec3 FollowUpFromBaseline(const Vec3& p_lps) const;
  Vec3 BaselineFromFollowUp(const Vec3& p_lps) const;

  bool IsRigid() const { return rigid_; }
  // From a follow-up point in the knee's frame, whose femur is where it was, to the point of
  // the baseline's knee that is there: the pull-back that a renderer asks for.
  Vec3 PullBack(const Vec3& y_knee) const { return PullBackWithStretch(y_knee).p_mm; }
  PulledBack PullBackWithStretch(const Vec3& y_knee) const override;

 private:
  Vec3 TendonPullBack(const Vec3& y) const;
  Vec3 Push(const Vec3& p_knee) const;

  KneeAnatomy anatomy_;
  KneePose pose_;
  Rigid3 baseline_from_follow_up_;
  Rigid3 followup_from_baseline_;
  bool rigid_ = true;
  // In the knee's frame, the femur at rest.
  Rigid3 moved_tibia_;
  Rigid3 moved_patella_;
  Rigid3 tibia_back_;
  Rigid3 patella_back_;
  Vec3 tendon_foot_;    // where its centre line begins after the motion
  Vec3 tendon_per_mm_;  // along the tendon after the motion: share of its length
  Vec3 bow_mm_;
};

}  // namespace regen
