// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// Of a lesion of bone. The pair's shapes are the bone (a femoral head, a condyle), its defect
// the lesion as the reader drew it on the baseline.
//
// The threshold rule is frozen and has a name, half-step-to-remote-marrow-1, because results of
// different rules differ by 40 % and more (BMC Musculoskelet Disord 15:447). M is the bone's
// remote marrow: a robust linear function of space, fitted in each exam to the bone farther
// than kRemoteMm from the drawn lesion. C is the step from marrow to lesion in the baseline, of
// the voxels deepest inside the drawn lesion; in the follow-up it is C times what the marrow's
// own level changed by. Lesion is where (S - M) / C of a voxel and its neighbours in the slice
// passes one half, within kRemoteMm of the drawn lesion.
inline constexpr double kRemoteMm = 5.0;

// Volume of the lesion in mm³: the sum of (S - M) / C over what the rule calls lesion and one
// voxel around it, which holds the partial volume of its border; of voxels at least half a
// pixel inside the bone (and, where the bone is a ball, inside the ball). Beyond, the drawn
// lesion is added as far as the counted voxels beside it are wholly lesion; what they leave
// open joins the error, and so does a border that lies a fiftieth of a pixel off (ours). Zero
// where no voxel passes. No value: no-contrast (C below four times the marrow's spread),
// too-few-voxels.
MeasuredPair MeasureLesionVolume(const ExamPair& pair);

// The same as a share of the bone in %: of the ball, where it is one in the baseline
// (reference_ball.h), else of the drawn bone, with the remark bone-not-round. The bone's volume
// is the baseline's in both exams.
MeasuredPair MeasureLesionFraction(const ExamPair& pair);

// Median signal of the drawn lesion, a pixel inside it, over the remote marrow's there.
MeasuredPair MeasureLesionSignal(const ExamPair& pair);

// Combined necrotic angle in degrees (after Kerboul et al. 1974, J Bone Joint Surg Br 56:291,
// modified for MRI: Ha et al. 2006, JBJS Am 88 Suppl 3:35): the angles that the lesion spans at
// the centre of the ball in its coronal and its sagittal plane, added up. The planes are the
// baseline's, carried to the follow-up. No value: bone-not-round.
MeasuredPair MeasureNecroticAngle(const ExamPair& pair);

}  // namespace regen
