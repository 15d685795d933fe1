// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/drawn_region.h"
#include "analysis/selection/series_summary.h"

#include <filesystem>
#include <vector>

namespace regen::dicom {

// Every region of a SEG, an RTSTRUCT or an SR with coordinates, by whichever of
// read_segmentation.h, read_rtstruct.h and read_sr_regions.h fits the file's SOP class. `study`
// is the study that it was drawn on: its headers place outlines that are given in pixels. Never
// an empty list: an SR that draws nothing is an error. The segments of a SEG are always drawn.
Result<std::vector<DrawnRegion>> ReadDrawnRegions(const std::filesystem::path& file,
                                                  const StudySummary& study,
                                                  const DrawWhich& draw = DrawAll);

}  // namespace regen::dicom
