// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/interpolate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace regen {
namespace {

// The cell around an index: its lowest corner and the fractions inside it.
struct Cell {
  std::array<int, 3> corner{};
  Vec3 fraction = Vec3::Zero();
};

bool FindCell(const VolumeGeometry& geometry, const Vec3& index, Cell* cell) {
  for (int axis = 0; axis < 3; ++axis) {
    const int last = geometry.size[static_cast<std::size_t>(axis)] - 1;
    const double at = index[axis];
    if (!(at >= 0.0 && at <= static_cast<double>(last))) return false;
    const int corner = std::min(static_cast<int>(at), std::max(last - 1, 0));
    cell->corner[static_cast<std::size_t>(axis)] = corner;
    cell->fraction[axis] = at - corner;
  }
  return true;
}

// The eight corner values, [k][j][i]; a missing neighbour repeats the border.
struct Corners {
  double v[2][2][2];
};

Corners Gather(const Volume& volume, const Cell& cell) {
  Corners corners{};
  const auto& size = volume.geometry.size;
  const std::size_t step_i = size[0] > 1 ? 1 : 0;
  const std::size_t step_j = size[1] > 1 ? static_cast<std::size_t>(size[0]) : 0;
  const std::size_t step_k =
      size[2] > 1 ? static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) : 0;
  const std::size_t base = volume.Offset(cell.corner[0], cell.corner[1], cell.corner[2]);
  for (std::size_t k = 0; k < 2; ++k) {
    for (std::size_t j = 0; j < 2; ++j) {
      const std::size_t row = base + k * step_k + j * step_j;
      corners.v[k][j][0] = static_cast<double>(volume.values[row]);
      corners.v[k][j][1] = static_cast<double>(volume.values[row + step_i]);
    }
  }
  return corners;
}

double Mix(double a, double b, double fraction) {
  return a + (b - a) * fraction;
}

}  // namespace

bool InterpolateLinear(const Volume& volume, const Vec3& index, double* value) {
  Cell cell;
  if (!FindCell(volume.geometry, index, &cell)) return false;
  const Corners c = Gather(volume, cell);
  const Vec3& f = cell.fraction;
  *value = Mix(
      Mix(Mix(c.v[0][0][0], c.v[0][0][1], f[0]), Mix(c.v[0][1][0], c.v[0][1][1], f[0]), f[1]),
      Mix(Mix(c.v[1][0][0], c.v[1][0][1], f[0]), Mix(c.v[1][1][0], c.v[1][1][1], f[0]), f[1]),
      f[2]);
  return true;
}

bool InterpolateLinear(const Volume& volume, const Vec3& index, Sample* sample) {
  Cell cell;
  if (!FindCell(volume.geometry, index, &cell)) return false;
  const Corners c = Gather(volume, cell);
  const Vec3& f = cell.fraction;
  const double v00 = Mix(c.v[0][0][0], c.v[0][0][1], f[0]);
  const double v01 = Mix(c.v[0][1][0], c.v[0][1][1], f[0]);
  const double v10 = Mix(c.v[1][0][0], c.v[1][0][1], f[0]);
  const double v11 = Mix(c.v[1][1][0], c.v[1][1][1], f[0]);
  const double v0 = Mix(v00, v01, f[1]);
  const double v1 = Mix(v10, v11, f[1]);
  sample->value = Mix(v0, v1, f[2]);
  sample->gradient_per_index[0] =
      Mix(Mix(c.v[0][0][1] - c.v[0][0][0], c.v[0][1][1] - c.v[0][1][0], f[1]),
          Mix(c.v[1][0][1] - c.v[1][0][0], c.v[1][1][1] - c.v[1][1][0], f[1]),
          f[2]);
  sample->gradient_per_index[1] = Mix(v01 - v00, v11 - v10, f[2]);
  sample->gradient_per_index[2] = v1 - v0;
  return true;
}

}  // namespace regen
