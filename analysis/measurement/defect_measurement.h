// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// Volume of a defect inside the structure (gap, tear, lesion) in mm³, with partial volume: the
// reader's outline says where it is and how its tissue looks, the sum says how much of it is
// there:
//   V = Σ f · voxel,   f = (S - H) / C
// over the voxels within 2.5 mm of the drawn defect that lie wholly and half a pixel inside the
// structure; the share of the drawn defect in the rim beyond is added in proportion. H is the
// healthy structure's signal, a robust linear function of space fitted to the structure outside
// of that zone, in each exam by itself. C, the step from healthy to defect, is the baseline's:
// mean of S - H over the voxels deepest inside the drawn defect, divided by how much it fills
// them; in the follow-up it is multiplied by the gain of untreated tissue. So a change does not
// depend on how the reader drew it, while the volume itself leans on the outline where no voxel
// is wholly inside. Not clipped voxel by voxel, so that noise evens out; a sum below zero is
// reported as zero. What grew further than 2.5 mm beyond the drawn defect is not counted.
// No value: no-contrast (C below four standard deviations of the noise), too-few-voxels (no
// healthy structure beside it, or more than 40 % of the defect in the rim),
// reference-not-stable.
MeasuredPair MeasureDefectVolume(const ExamPair& pair);

// Extent of the defect along the structure's long axis in mm: between the outermost places
// where the mean of the three fullest voxels of a slab one pixel thick passes one half. Zero
// where none does.
MeasuredPair MeasureDefectLength(const ExamPair& pair);

// Extent of a tear of a sheet (the rotator cuff) in mm, in the sheet's tangent plane at the
// tear and as in the length above, of slabs as thick as the images are fine in that direction.
// From front to back is along the normal of coronal slices, away from the body's middle along
// that of sagittal ones, as both were planned along the sheet on the baseline; the other
// direction is perpendicular to it.
MeasuredPair MeasureDefectExtentMl(const ExamPair& pair);
MeasuredPair MeasureDefectExtentAp(const ExamPair& pair);

// The defect's volume as a share of the structure's, in %.
MeasuredPair MeasureDefectFraction(const ExamPair& pair);

}  // namespace regen
