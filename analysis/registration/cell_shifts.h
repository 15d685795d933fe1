// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/rigid_registration.h"

#include <functional>
#include <vector>

namespace regen {

using PointMap = std::function<Vec3(const Vec3&)>;

inline PointMap MapOf(const Rigid3& motion) {
  return [motion](const Vec3& p) { return motion * p; };
}

// How pieces of the fixed image would still like to move after an alignment: what the whole
// cannot show, because each piece is judged by itself.
struct CellShifts {
  std::vector<int> cell_of_sample;  // -1: the sample lies outside of the moving image
  // Per cell: the shift, by one weighted least-squares step along the directions in which the
  // cell has edges, that lowers its residuals most; and whether it has enough to tell.
  std::vector<Vec3> shift_mm;
  std::vector<char> telling;
};

// Cells are cubes of `cell_mm` of patient coordinates.
CellShifts FindCellShifts(const std::vector<FixedSample>& samples,
                          const MovingImage& moving,
                          const PointMap& moving_from_fixed,
                          double cell_mm);

// Median length of the telling cells' shifts; -1 where none tells.
double MedianShiftMm(const CellShifts& shifts);

}  // namespace regen
