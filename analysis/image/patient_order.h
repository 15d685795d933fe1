// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>
#include <cstddef>

namespace regen {

// The same voxels at the same places, counted in the one order that does not depend on how they
// were stored: of the 24 right-handed ways to count a grid (each axis forwards or backwards, in
// any order) the one whose axes lie nearest to left, back and head. Whatever walks over voxels
// by their number then does the same for axial, sagittal, coronal and reversed storage.
Volume InPatientOrder(const Volume& volume);

// The grid of it.
VolumeGeometry InPatientOrder(const VolumeGeometry& grid);

// How a grid is counted in that order: which stored axis each of its axes is, and whether it
// runs backwards along it.
struct PatientOrder {
  std::array<std::size_t, 3> axis{0, 1, 2};
  std::array<bool, 3> backwards{};
};
PatientOrder PatientOrderOf(const VolumeGeometry& stored);

}  // namespace regen
