// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// Of a treated disc. Both exams are measured at the same places of the disc: what counts is
// where the baseline's region lies, carried to the follow-up. Without landmarks in the pair
// they are sought. No value: end-plates-not-found.

// Mean of the anterior, middle and posterior height in mm: between the end-plates' inner
// borders, 0.6 of the region's half depth before and behind its middle, each averaged over the
// inner 12 mm from side to side. End-plates are quadratic surfaces through the steepest steps
// from marrow (disc_shape.h), moved to where their mean profile has its border
// (marrow_border.h), in each exam by itself.
MeasuredPair MeasureDiscHeight(const ExamPair& pair);

// The same over the height of the vertebral bodies beside the disc, mean of those whose far
// end-plate both exams show (Salamat et al. 2016, SpringerPlus 5:829). Without one no value.
MeasuredPair MeasureDiscHeightIndex(const ExamPair& pair);

// Signal of the core against spinal fluid behind the disc, over the same ratio of an untreated
// neighbour in the same exam: gain and coil, and what the time of day does to all discs alike,
// go out. The neighbour is chosen on the baseline: the brighter against its fluid of those that
// both exams show, at least kLeastControlRatio; darker ones are degenerated and would change on
// their own. Without one the plain ratio to the fluid is taken, its error widened, with the
// remark control-missing or control-degenerated.
// `core`: the pair with cores as shapes (core_region.h).
MeasuredPair MeasureDiscSignal(const ExamPair& core);

// Signal of the nucleus over spinal fluid: T2-weighted images of healthy discs show 0.5 … 0.8,
// degenerated ones (Pfirrmann IV, V) below 0.25; the limit is ours.
inline constexpr double kLeastControlRatio = 0.25;
// Of the error where no control takes out the time of day: ours.
inline constexpr double kWithoutControlInflation = 1.5;

}  // namespace regen
