// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// Of what is brighter than muscle around a tendon or inside of it, on fat-suppressed images:
// oedema, a tear. The pair's defect is the lesion as the reader drew it on the baseline; it may
// reach beyond the structure.
//
// The threshold rule is frozen and has a name, half-step-to-remote-muscle-1. M is the remote
// muscle: even voxels 10 … 30 mm from the drawn lesion, of their brighter class (suppressed fat
// and marrow are darker), as a robust linear function of space in each exam. C is the step from
// muscle to lesion in the baseline, of the voxels deepest inside the drawn lesion; in the
// follow-up it is C times what the muscle's own level changed by. Lesion is where (S - M) / C
// of a voxel and its neighbours in the slice passes one half, within 8 mm of the drawn lesion.

// Volume in mm³: the sum of (S - M) / C over what the rule calls lesion and one voxel around
// it; what is darker than muscle there counts as none. No value: no-contrast,
// reference-not-found.
MeasuredPair MeasureOedemaVolume(const ExamPair& pair);

// Extent in mm along the body's axis (the baseline's z, carried to the follow-up) of what the
// rule calls lesion: slabs of one voxel, the mean of whose three fullest voxels passes one
// half, with linear interpolation at both ends.
MeasuredPair MeasureOedemaLength(const ExamPair& pair);

// Signal of the drawn lesion's place over that of its mirror image on the other side, over the
// same ratio of the muscle around both, which takes the coil out. The mirror plane is that of
// the greatest correlation of each exam's image with its own mirror image. No value:
// contralateral-missing where less than 90 % of the mirrored lesion lies inside the images,
// they are not alike, or the plane lies less than 35 mm from the lesion: in the middle of one
// thigh instead of between both.
MeasuredPair MeasureContralateral(const ExamPair& pair);

}  // namespace regen
