// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/region.h"

namespace regen {

// The inner part of a flat region, where its nucleus lies: the region drawn together about its
// centre of gravity, to kCoreInPlane along its two long axes and to kCoreThrough along its
// short one. The same rule for every disc and exam; nothing is asked of the signal, which is
// what changes.
inline constexpr double kCoreInPlane = 0.6;
inline constexpr double kCoreThrough = 0.8;

RegionShape CoreOf(const RegionShape& region);

}  // namespace regen
