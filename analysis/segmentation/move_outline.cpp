// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/move_outline.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace regen {
namespace {

// Shifts at every other voxel along each axis, where there is one.
struct CoarseShifts {
  Volume shift_mm;
  Volume known;  // 1 where there is one
};

// Of an odd place the mean of the even ones beside it that are known, along all axes; of an
// even place its own.
float ShiftBetween(const CoarseShifts& coarse, const std::array<int, 3>& at) {
  const auto& size = coarse.known.geometry.size;
  std::array<int, 3> first{};
  std::array<int, 3> last{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    first[axis] = at[axis] & ~1;
    last[axis] = std::min((at[axis] + 1) & ~1, (size[axis] - 1) & ~1);
  }
  float sum = 0;
  float count = 0;
  for (int k = first[2]; k <= last[2]; k += 2) {
    for (int j = first[1]; j <= last[1]; j += 2) {
      for (int i = first[0]; i <= last[0]; i += 2) {
        sum += coarse.shift_mm.At(i, j, k);
        count += coarse.known.At(i, j, k);
      }
    }
  }
  return count > 0 ? sum / count : 0.0F;
}

CoarseShifts ShiftsOf(const OutlineShift& shift_mm, const Volume& distance_mm, double reach_mm) {
  const VolumeGeometry& grid = distance_mm.geometry;
  CoarseShifts coarse{MakeVolume(grid), MakeVolume(grid)};
  for (int k = 0; k < grid.size[2]; k += 2) {
    for (int j = 0; j < grid.size[1]; j += 2) {
      for (int i = 0; i < grid.size[0]; i += 2) {
        if (std::abs(static_cast<double>(distance_mm.At(i, j, k))) > reach_mm) continue;
        const Vec3 normal = InwardNormal(distance_mm, i, j, k);
        if (normal.isZero()) continue;
        const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
        coarse.shift_mm.At(i, j, k) = static_cast<float>(shift_mm(p, normal));
        coarse.known.At(i, j, k) = 1;
      }
    }
  }
  return coarse;
}

}  // namespace

Vec3 InwardNormal(const Volume& d, int i, int j, int k) {
  const auto& size = d.geometry.size;
  if (i < 1 || j < 1 || k < 1 || i + 1 >= size[0] || j + 1 >= size[1] || k + 1 >= size[2]) {
    return Vec3::Zero();
  }
  const Vec3 per_index(static_cast<double>(d.At(i + 1, j, k) - d.At(i - 1, j, k)),
                       static_cast<double>(d.At(i, j + 1, k) - d.At(i, j - 1, k)),
                       static_cast<double>(d.At(i, j, k + 1) - d.At(i, j, k - 1)));
  const Vec3 gradient =
      d.geometry.direction * per_index.cwiseQuotient(2 * d.geometry.spacing_mm);
  const double length = gradient.norm();
  return length > 1e-6 ? Vec3(gradient / length) : Vec3::Zero();
}

void MoveOutline(const OutlineShift& shift_mm, double reach_mm, Volume& distance_mm) {
  const auto& size = distance_mm.geometry.size;
  const CoarseShifts coarse = ShiftsOf(shift_mm, distance_mm, reach_mm);
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        float& distance = distance_mm.At(i, j, k);
        if (std::abs(static_cast<double>(distance)) > reach_mm) continue;
        distance += ShiftBetween(coarse, {i, j, k});
      }
    }
  }
}

}  // namespace regen
