// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// Mean thickness in mm of a sheet that lies on bone, zeros included (ThCtAB, Eckstein 2006,
// Osteoarthritis Cartilage 14:974), on profiles across it as in thickness_measurement.h. The side
// of the bone is the one with the darker plate. Levels are those of the whole sheet, because
// neither a thin plate nor thin tissue shows its own in every profile: of the plate the tenth
// percentile of the troughs, of the tissue the median 0.75 mm above the plate.
//   Bone's edge: where the profile passes the middle between both levels.
//   Surface: below a film of fluid, whose middle is where it is brightest and whose width is the
//     sum of (S - tissue) / (fluid - tissue), because it may be thinner than a pixel; or halfway to
//     something darker by at least 0.35 of the tissue's step to the plate. Tissue that does not
//     fill the outline is measured so as well. Where neither is seen within 0.6 mm of the outline
//     (cartilage upon cartilage) the outline stands in.
// Where the profile stays below 0.3 of that step the place is denuded: zero. No value:
// too-few-profiles (also where plate and tissue differ by less than four times the noise).
// To the scatter of the edges 0.12 mm are added: on digital knees of 3.5 mm slices a change by
// 20 % of the thickness is found short by up to 0.25 mm, where the surface passes from free
// fluid to contact. Ours.
MeasuredValue MeasureMeanThickness(const OutlinedExam& exam);

// The same thickness in % of the mean depth that was drawn on the baseline, for both exams: how
// far a defect is filled where its place was drawn down to the bone and up to where the cartilage
// would end (100: filled; more: overgrown). Where the tissue alone was drawn it is near 100.
MeasuredPair MeasureDefectFill(const ExamPair& pair);

}  // namespace regen
