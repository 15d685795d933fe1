// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/anatomical_view.h"
#include "analysis/segmentation/dark_band.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace regen {

// A dark sheet under the skin, such as a flat tendon: at most one band per row (v) and
// column (w) of an anatomical view, positions in mm of depth from the view's first voxel.
struct BandSheet {
  int rows = 0;     // down
  int columns = 0;  // across
  std::vector<std::optional<DarkBand>> cells;

  bool Inside(int v, int w) const { return v >= 0 && v < rows && w >= 0 && w < columns; }
  std::optional<DarkBand>& At(int v, int w) {
    return cells[static_cast<std::size_t>(v) +
                 static_cast<std::size_t>(rows) * static_cast<std::size_t>(w)];
  }
  const std::optional<DarkBand>& At(int v, int w) const {
    return cells[static_cast<std::size_t>(v) +
                 static_cast<std::size_t>(rows) * static_cast<std::size_t>(w)];
  }
};

struct SheetLimits {
  DarkBandLimits band;
  double depth_below_skin_mm = 35.0;  // where bands are looked for
  double down_slope = 0.9;            // most mm of depth per mm down that one sheet runs
  double across_slope = 0.7;          // and per mm across
  double gap_mm = 3.0;                // down, that a sheet goes on across
  double seed_least_mm = 2.2;         // thickness where a sheet may be started
  double seed_contrast = 0.45;
  double least_length_mm = 20.0;  // smaller sheets are left out
  double least_width_mm = 8.0;
  int most_sheets = 6;
};

// First depth index of the body per row and column (v + rows × w), -1 where there is none: the
// body is what stays above an eighth of the image's bright tissue for 2 mm.
std::vector<int> BodySurface(const AnatomicalView& view);

// Sheets by growing from the clearest bands: a neighbour belongs to the sheet where both of its
// edges go on. The largest first. A sheet begins only below skin whose air is in the image.
std::vector<BandSheet> FindSheets(const AnatomicalView& view, const SheetLimits& limits);

// Gaps of up to `gap_mm` filled along each column, edges smoothed by a running median.
BandSheet Smoothed(const BandSheet& sheet, double row_mm, double gap_mm);

// Value of the view at depth `depth_mm` of a row, linear between samples; 0 outside.
double ValueAtDepth(const AnatomicalView& view, int v, int w, double depth_mm);

}  // namespace regen
