// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/core_region.h"

#include "analysis/measurement/shape_measurement.h"

namespace regen {

RegionShape CoreOf(const RegionShape& region) {
  const ShapeAxes axes = AxesOf(region);
  Mat3 frame;
  frame << axes.along, axes.across, axes.through;
  const Mat3 apart = frame *
                     Vec3(1 / kCoreInPlane, 1 / kCoreInPlane, 1 / kCoreThrough).asDiagonal() *
                     frame.transpose();
  RegionShape core;
  core.distance_mm = MakeVolume(region.distance_mm.geometry);
  Volume& map = core.distance_mm;
  for (int k = 0; k < map.geometry.size[2]; ++k) {
    for (int j = 0; j < map.geometry.size[1]; ++j) {
      for (int i = 0; i < map.geometry.size[0]; ++i) {
        const Vec3 arm = LpsFromIndex(map.geometry, Vec3(i, j, k)) - axes.centre;
        // Its faces lie along the short axis, so that this is how far away they are.
        map.At(i, j, k) =
            static_cast<float>(kCoreThrough * DistanceAt(region, axes.centre + apart * arm));
      }
    }
  }
  core.volume_mm3 = region.volume_mm3 * kCoreInPlane * kCoreInPlane * kCoreThrough;
  return core;
}

}  // namespace regen
