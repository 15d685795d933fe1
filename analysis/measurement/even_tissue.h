// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <optional>

namespace regen {

// Mean of the 3 × 3 pixels around a voxel in its slice, where they are even: a standard
// deviation of at most 8 % of it. Nothing elsewhere and at the image's border.
std::optional<double> EvenMean(const Volume& image, int i, int j, int k);

}  // namespace regen
