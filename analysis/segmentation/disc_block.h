// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/spine_view.h"

#include <array>
#include <vector>

namespace regen {

// The surroundings of one disc on a regular grid of its own frame: u, w and v in mm, see
// SpinePose. Values are relative to marrow; kOutsideImage where the image ends.
struct DiscBlock {
  static constexpr int kU = 65;
  static constexpr int kW = 37;
  static constexpr int kV = 81;
  static constexpr double kStepU = 1.0;
  static constexpr double kStepW = 2.0;
  static constexpr double kStepV = 0.5;

  std::vector<float> values;  // v fastest, then u, then w

  static double U(int n) { return (n - kU / 2) * kStepU; }
  static double W(int n) { return (n - kW / 2) * kStepW; }
  static double V(int n) { return (n - kV / 2) * kStepV; }
  const float* Column(int u, int w) const {
    return values.data() + static_cast<std::ptrdiff_t>(w * kU + u) * kV;
  }
};

DiscBlock SampleDiscBlock(const Volume& image, const SpinePose& pose, double marrow);

// A picture of the block seen along the spine: one value per (u, w).
struct DiscMap {
  std::array<float, static_cast<std::size_t>(DiscBlock::kU) * DiscBlock::kW> values{};

  float& At(int u, int w) { return values[static_cast<std::size_t>(w * DiscBlock::kU + u)]; }
  // Linear interpolation at (u, w) in mm; kOutsideImage beyond the map or the image.
  double AtMm(double u_mm, double w_mm) const;
};

}  // namespace regen
