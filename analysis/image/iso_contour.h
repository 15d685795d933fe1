// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

namespace regen {

// A plane of values, value (x, y) at x + width * y; samples lie at integer coordinates.
struct PlaneImage {
  int width = 0;
  int height = 0;
  std::vector<float> values;

  float At(int x, int y) const {
    return values[static_cast<std::size_t>(x) +
                  static_cast<std::size_t>(width) * static_cast<std::size_t>(y)];
  }
};

// Corners (x, y) in samples; the last is joined to the first.
using Outline = std::vector<std::array<double, 2>>;

// Closed outlines of {value >= level}, interpolated between samples (marching squares, Lorensen
// and Cline's idea in the plane; a saddle keeps its two high corners apart). Outside of the
// plane everything is below the level, so that a region at the border is closed along it.
// In order of their topmost, then leftmost cell.
std::vector<Outline> IsoContours(const PlaneImage& plane, float level);

}  // namespace regen
