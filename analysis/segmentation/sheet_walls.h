// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/band_sheet.h"

#include <vector>

namespace regen {

// Where a dark wall, such as the cortex of a bone, runs from behind into a dark sheet: the fat
// between both is a wedge that closes there. Positions in mm from the view's first row.
struct SheetWall {
  int column = 0;             // w
  double on_sheet_mm = 0;     // row where the wall meets the sheet's back
  double down_per_depth = 0;  // how it runs: mm down per mm away from the sheet
  double contrast = 0;        // of the weakest place it was followed at, see DarkBand
};

// Every wall behind one sheet. The value along lines parallel to the sheet's back is searched
// for dips; a dip that moves on a straight line from line to line is a wall. The sheet's
// columns are continued straight on by `beyond_mm` at both ends, so that a wall at its very end
// is seen.
std::vector<SheetWall> FindWallsBehind(const AnatomicalView& view,
                                       const BandSheet& sheet,
                                       double beyond_mm);

// Two walls that close a stretch of the sheet from above and from below, over its columns.
struct SheetEnds {
  double upper_mm = 0;  // median over the columns
  double lower_mm = 0;
  double scatter_mm = 0;  // median distance of a column's walls from these, or from the arch
  double contrast = 0;    // of the weaker wall, median over the columns
  double lower_rise = 0;  // mm up per mm away, of any wall at the lower end; median
  int columns = 0;        // that show the wall that fewer of them show
  std::vector<double> upper_of_column_mm;  // per column of the sheet; NaN where not seen
  std::vector<double> lower_of_column_mm;
};

struct EndRules {
  double least_mm = 25;
  double most_mm = 70;
  // The lower wall meets the sheet at a sharp angle: at least so many mm up per mm away.
  double lower_rises = 0.8;
  // How far the upper wall may climb from one column to the next: the end of a round bone is an
  // arch. 0: it is straight across.
  double upper_climbs_mm = 0;
};

// The pair within the rules that most columns agree on, each with the weight of its contrast
// and of how sharp its lower wedge is; `columns` is 0 where there is none. Where the upper wall
// may be an arch, its place is that of the columns which show the lower one as well, and its
// scatter the distance from a parabola across the columns.
SheetEnds AgreeOnEnds(const std::vector<SheetWall>& walls,
                      int sheet_columns,
                      const EndRules& rules);

}  // namespace regen
