// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/drawn_region.h"
#include "analysis/selection/series_summary.h"

#include <filesystem>
#include <vector>

namespace regen::dicom {

// Every ROI of an RT Structure Set (PS3.3 C.8.8.5, C.8.8.6) as a region: its CLOSED_PLANAR
// outlines, even-odd in each plane, on planes of any orientation and at any place, also between
// slices. `study` tells the distance of the slices they were drawn on. An ROI whose outlines
// enclose no area (POINT, OPEN_PLANAR), or whose planes are not parallel or unevenly spaced,
// has a `problem` instead of a coverage. Errors: not readable, no structure set, or no ROI.
Result<std::vector<DrawnRegion>> ReadStructureSet(const std::filesystem::path& file,
                                                  const StudySummary& study,
                                                  const DrawWhich& draw = DrawAll);

}  // namespace regen::dicom
