// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/indications/series_role.h"
#include "analysis/selection/recognise_series.h"
#include "analysis/selection/series_summary.h"

#include <vector>

namespace regen {

// Why the series, which was recognised as `kind`, cannot play the role, by itself: kind of
// object, sequence, weighting, fat suppression. Empty where nothing speaks against it;
// geometry, plane and completeness are looked at afterwards, when the images are arranged.
//
// Tags come first. Words of descriptions rule out localizers, diffusion and spin-lock
// preparations, and tell what tags leave open: fat suppression, and the sequence of a single
// volume, never that of a train of echoes. Where sources contradict one another in what the
// role asks for, the series does not play it: …-ambiguous, with both sides.
Reasons WhyNotInRole(const SeriesSummary& series,
                     const SeriesKind& kind,
                     const SeriesRole& role);

// Whether the image is of the kind that the role measures: a magnitude image as the scanner
// made it, or, for maps, a map of T2 or T2*.
bool IsImageOfRole(const InstanceSummary& image, const SeriesRole& role);

// Fat suppressed by a pulse that ScanOptions names, or by an inversion that fits fat's T1.
bool IsFatSuppressed(const SeriesSummary& series);

// The plane whose axis is nearest to the normal.
SlicePlane PlaneOfNormal(const std::array<double, 3>& normal_lps);
std::string_view PlaneName(SlicePlane plane);

}  // namespace regen
