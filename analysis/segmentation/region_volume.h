// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

namespace regen {

// Volume in mm³ where a distance map is greater than `level_mm`; the outline cuts its voxels.
double VolumeInside(const Volume& distance_mm, double level_mm);

// Moves the outline so that it holds `volume_mm3`, by at most `most_mm`.
void MatchVolume(Volume& distance_mm, double volume_mm3, double most_mm);

// How the slices of a distance map divide those of a drawing, in plane the same pixels.
struct SliceParts {
  int parts = 1;   // of one drawn slice
  int border = 0;  // drawn slices that the map goes on for before the first one
};

// Moves the outline so that everywhere it holds as much as was drawn there, not only in all:
// a distance map that was interpolated between slices falls steeply beside a slice's end and
// takes too little there. In blocks of about 2 mm (at least a slice) and their neighbours
// (weights 1:2:1 along each axis)
//   shift = (drawn - held) / outline's area,
// interpolated between the blocks, five times; at most a pixel or half a slice.
void MatchVolumeLocally(Volume& distance_mm, const Volume& drawn, const SliceParts& slices);

}  // namespace regen
