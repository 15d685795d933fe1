// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <functional>

namespace regen {

// How far an outline moves outwards at a place, in mm; the place in LPS, its normal inward.
using OutlineShift = std::function<double(const Vec3& p_lps, const Vec3& inward_normal)>;

// Gradient of a map of distances to an outline (positive inside) in LPS, of length 1, by central
// differences; zero at the border of the grid and where the map is flat.
Vec3 InwardNormal(const Volume& distance_mm, int i, int j, int k);

// Adds the shifts to the distances that are at most `reach_mm`. Shifts that belong to windows of
// several voxels change little between neighbours: they are asked for at every other voxel along
// each axis, between them the mean is taken.
void MoveOutline(const OutlineShift& shift_mm, double reach_mm, Volume& distance_mm);

}  // namespace regen
