// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

namespace regen {

// The same voxels at the same places, counted in the one order that does not depend on how they
// were stored: of the 24 right-handed ways to count a grid (each axis forwards or backwards, in
// any order) the one whose axes lie nearest to left, back and head. Whatever walks over voxels
// by their number then does the same for axial, sagittal, coronal and reversed storage.
Volume InPatientOrder(const Volume& volume);

// The grid of it.
VolumeGeometry InPatientOrder(const VolumeGeometry& grid);

}  // namespace regen
