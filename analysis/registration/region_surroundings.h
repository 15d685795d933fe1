// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/image/volume.h"

#include <functional>
#include <vector>

namespace regen {

// The treated region as the registration of one exam sees it: where it is, and that it and a
// rim around it take no part, so that its change cannot pull the alignment.
class RegionSurroundings {
 public:
  // `region`: coverage 0..1 on any grid; at least 0.5 is inside. `rim_mm`: excluded around it.
  RegionSurroundings(const Volume& region, double rim_mm);

  bool Empty() const { return points_lps_.empty(); }
  // Centres of the region's voxels, evenly thinned to about 300.
  const std::vector<Vec3>& Points() const { return points_lps_; }
  const Vec3& Centre() const { return centre_lps_; }
  // Box around the region in patient coordinates.
  const Vec3& Low() const { return low_lps_; }
  const Vec3& High() const { return high_lps_; }

  bool Excluded(const Vec3& p_lps) const;  // inside the region or its rim
  // Distance to the box around the region: 0 inside of it.
  double DistanceToBoxMm(const Vec3& p_lps) const;

  // Unit vector along the region's longest extent, towards the head where it has a say
  // (else towards the left, else backwards), and how much longer it is than the second:
  // the ratio of standard deviations.
  const Vec3& LongAxis() const { return long_axis_; }
  double Elongation() const { return elongation_; }
  // Unit vector along the shortest extent: of a sheet its normal, to either side.
  const Vec3& ShortAxis() const { return short_axis_; }

 private:
  Volume excluded_;  // 0 or 1, cropped to the region and its rim
  std::vector<Vec3> points_lps_;
  Vec3 centre_lps_ = Vec3::Zero();
  Vec3 low_lps_ = Vec3::Zero();
  Vec3 high_lps_ = Vec3::Zero();
  Vec3 long_axis_ = Vec3::UnitZ();
  double elongation_ = 1;
  Vec3 short_axis_ = Vec3::UnitX();
};

// The region's voxels as another exam would see them: nearest voxels of `grid` moved by
// `grid_from_region`, for the surroundings of the way back.
Volume CarriedRegion(const Volume& region,
                     const VolumeGeometry& grid,
                     const std::function<Vec3(const Vec3&)>& grid_from_region);

}  // namespace regen
