// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/slice_outline.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace regen {
namespace {

constexpr float kHalf = 0.5F;

// The slice with an empty rim, so that a region at the border is closed half a pixel beyond it.
PlaneImage WithRim(const Volume& coverage, int k) {
  const auto& size = coverage.geometry.size;
  PlaneImage plane;
  plane.width = size[0] + 2;
  plane.height = size[1] + 2;
  plane.values.assign(
      static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.height), 0.0F);
  for (int j = 0; j < size[1]; ++j) {
    const auto row =
        coverage.values.begin() + static_cast<std::ptrdiff_t>(coverage.Offset(0, j, k));
    std::copy(row,
              row + size[0],
              plane.values.begin() + static_cast<std::ptrdiff_t>(j + 1) * plane.width + 1);
  }
  return plane;
}

}  // namespace

int KeySlice(const Volume& coverage) {
  const auto& size = coverage.geometry.size;
  int best = -1;
  std::int64_t most = 0;
  for (int k = 0; k < size[2]; ++k) {
    const auto first =
        coverage.values.begin() + static_cast<std::ptrdiff_t>(coverage.Offset(0, 0, k));
    const auto last = first + static_cast<std::ptrdiff_t>(size[0]) * size[1];
    const std::int64_t inside =
        std::count_if(first, last, [](float value) { return value >= kHalf; });
    if (inside > most) {
      most = inside;
      best = k;
    }
  }
  return best;
}

Outline LargestOutline(const Volume& coverage, int k) {
  assert(k >= 0 && k < coverage.geometry.size[2]);
  Outline largest;
  for (Outline& outline : IsoContours(WithRim(coverage, k), kHalf)) {
    if (OutlineArea(outline) > OutlineArea(largest)) largest = std::move(outline);
  }
  for (auto& [column, row] : largest) {
    --column;
    --row;
  }
  if (!largest.empty()) largest.push_back(largest.front());
  return largest;
}

double OutlineArea(const Outline& outline) {
  double twice = 0;
  for (std::size_t n = 0; n < outline.size(); ++n) {
    const auto& from = outline[n];
    const auto& to = outline[(n + 1) % outline.size()];
    twice += from[0] * to[1] - to[0] * from[1];
  }
  return std::abs(twice) / 2;
}

}  // namespace regen
