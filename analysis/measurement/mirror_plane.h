// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"
#include "analysis/image/volume.h"

#include <optional>

namespace regen {

// The plane in which one side of the body mirrors the other, LPS: normal · p = offset_mm.
struct MirrorPlane {
  Vec3 normal = Vec3::UnitX();
  double offset_mm = 0;
  double correlation = 0;  // of the image with its mirror image

  Vec3 Mirrored(const Vec3& p) const { return p - 2 * (normal.dot(p) - offset_mm) * normal; }
};

// The plane within 15° of the sagittal one by which the image and its mirror image correlate
// best, over points every 8 mm of which at least a quarter must have both; searched from coarse
// to fine (2 mm, 2°; 0.5 mm, 0.5°). Nothing where the correlation stays below 0.5.
std::optional<MirrorPlane> FindMirrorPlane(const Volume& image);

}  // namespace regen
