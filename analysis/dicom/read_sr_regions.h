// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/drawn_region.h"
#include "analysis/selection/series_summary.h"

#include <filesystem>
#include <vector>

namespace regen::dicom {

// Every region that an Enhanced, Comprehensive or Comprehensive 3D SR has drawn, by measurement
// group and tracking identifier (selection/drawn_groups.h; TID 1500, TID 1410): SCOORD outlines
// in pixels of an image of `study`, whose header tells where they lie (PS3.3 C.18.6: 0\0 is the
// outer corner of the first pixel), and SCOORD3D outlines in their frame of reference (C.18.9).
// A group that encloses no area, or whose images are not in `study`, has a `problem` instead of
// a coverage. An SR without any coordinates gives no region. Errors: not readable, or no SR.
Result<std::vector<DrawnRegion>> ReadReportRegions(const std::filesystem::path& file,
                                                   const StudySummary& study,
                                                   const DrawWhich& draw = DrawAll);

}  // namespace regen::dicom
