// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/sheet_walls.h"

#include <vector>

namespace regen {

// A stretch of a dark sheet between two ends and two sides: a tendon as a slab. Lengths are
// true ones in patient space: the thickness is measured across the sheet, not along the depth.
struct Slab {
  BandSheet sheet;  // only the cells of the slab
  int columns = 0;
  double length_mm = 0;
  double width_mm = 0;
  double thickness_mm = 0;  // median
  double contrast = 0;      // median of the cells
  double continuity = 0;    // share of its cells where a band was seen and not filled in
  // Median distance between the edge at half height and the steepest place of the profile: two
  // ways to the same edge, which agree where it is an edge and not a slope or noise.
  double edge_disagreement_mm = 0;
  std::vector<int> row_begin;  // per column of the sheet; begin = end: not in the slab
  std::vector<int> row_end;
};

// The columns around those that show an end in which the sheet goes on with at least half and
// at most 1.7 times their thickness, and with at least `least_contrast` of their contrast: 0.5
// where a side is shared with fat only, more where another sheet goes on beside the slab.
// `columns` is 0 where nothing is left.
Slab CutSlab(const AnatomicalView& view,
             const BandSheet& sheet,
             const SheetEnds& ends,
             double least_contrast = 0.7);

// Fraction of each voxel inside the slab, in the view's order: exact along the depth.
std::vector<float> SlabCoverage(const AnatomicalView& view, const Slab& slab);

}  // namespace regen
