// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/rigid3.h"

#include <vector>

namespace regen {

// The smooth motion of a structure whose parts follow different bones: one rigid motion per
// station along a straight axis, blended between neighbouring stations. One station is a rigid
// motion of everything. `b_from_a` as in Rigid3: takes points of frame a to frame b.
struct AxisMotion {
  Vec3 origin = Vec3::Zero();    // of station 0, in frame a
  Vec3 axis = Vec3::UnitZ();     // unit vector in frame a
  double step_mm = 1.0;          // between stations
  std::vector<Rigid3> stations;  // b_from_a, at least one

  Vec3 operator*(const Vec3& p_a) const;
};

AxisMotion RigidMotion(const Rigid3& b_from_a);

// Where a point of the axis' frame lies between stations: motion = (1 - fraction) · stations
// [first] + fraction · stations[first + 1]; before the first and after the last station their
// motion holds.
struct StationWeight {
  std::size_t first = 0;
  double fraction = 0;
};
StationWeight StationOf(const AxisMotion& motion, const Vec3& p_a);

// The point of frame a that the motion takes to `p_b`, by fixed-point iteration to 1e-6 mm:
// the blend bends far less than once over a structure's length.
Vec3 BackFrom(const AxisMotion& b_from_a, const Vec3& p_b);

// The rigid motion nearest to the whole: that of the middle station.
const Rigid3& MiddleOf(const AxisMotion& motion);

}  // namespace regen
