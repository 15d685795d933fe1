// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/anatomy.h"
#include "analysis/phantom/motion.h"

#include <cstdint>
#include <optional>

namespace regen {

// A shoulder with a torn supraspinatus tendon, as data. The frame has the head's centre at its
// origin; x runs away from the body's middle in the scapula's plane, along the tendon; y
// backwards, z up. Millimetres.
struct ShoulderShape {
  double head_radius_mm = 23.0;  // of the marrow, inside the cortex
  double tendon_thickness_mm = 5.5;
  double tendon_width_mm = 24.0;
  bool full_thickness = true;  // of the tear: from the joint to the bursa, filled with fluid
  // On the tendon's middle surface: along it from the head's pole, backwards, outwards.
  Vec3 tear_place_mm{13, -2, 0};
  Vec3 tear_radii_mm{6, 6, 9};  // along, from front to back, through

  double TendonRadiusMm() const;  // of its middle surface about the head's centre
};

// Another shoulder for every seed, every second tear of partial thickness; 0: the middling one.
ShoulderShape DrawShoulderShape(std::uint64_t seed);

// Roles: tendon and tear are the structure, the tear is the lesion, the deltoid the reference.
// In a frame turned about z by `kScapularPlaneDeg`: the pose's, whose x is the patient's.
Anatomy BuildShoulder(const ShoulderShape& shape);
inline constexpr double kScapularPlaneDeg = 30.0;  // the scapula's plane before the coronal one

// Exact sizes of a shape's tear.
struct TearTruth {
  double volume_mm3 = 0;
  double along_mm = 0;       // across the tear on the tendon's middle surface, in its tangent's
  double front_back_mm = 0;  // direction and from front to back
};
TearTruth TruthOfTear(const ShoulderShape& shape);

// The arm turned about its shaft at the second visit: the humerus with it, the scapula not, the
// tendon with the humerus at its insertion and less towards its muscle. Elsewhere a point is
// pulled back as the mean of what each body's motion would do, weighted by 1/distance² (Shepard
// 1968). In the pose's frame.
class ShoulderMotion : public JointMotion {
 public:
  ShoulderMotion(const ShoulderShape& shape, double rotation_deg);
  PulledBack PullBackWithStretch(const Vec3& y_mm) const override;

 private:
  ShoulderShape shape_;
  double rotation_rad_ = 0;
};

}  // namespace regen
