// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/disc_block.h"

#include <cmath>

namespace regen {

// A disc in the middle of a block: end-plates at v = ±half (dark, 1 mm), a dark annulus of 5 mm
// around a nucleus, marrow 1 above and below within the same outline, 1.5 around everything.
struct PlainDisc {
  double half_mm = 5;  // from the middle to the marrow
  double slope = 0;    // of the whole disc, mm per mm backwards
  double bow = 0;      // mm that each end-plate is higher in the middle than at 20 mm
  double half_depth_mm = 17;
  double half_width_mm = 23;
  double centre_w_mm = 0;
  double nucleus = 0.3;

  double Top(double u) const { return half_mm + slope * u + bow * (1 - u * u / 400); }
  double Bottom(double u) const { return -half_mm + slope * u - bow * (1 - u * u / 400); }
  double At(double u, double w, double v) const {
    const double r = std::hypot(u / half_depth_mm, (w - centre_w_mm) / half_width_mm);
    if (r > 1) return 1.5;
    if (v > Top(u) || v < Bottom(u)) return 1;
    if (v > Top(u) - 1 || v < Bottom(u) + 1) return 0.2;
    return r > 0.7 ? 0.25 : nucleus;
  }
};

inline DiscBlock MakeBlock(const PlainDisc& disc) {
  DiscBlock block;
  for (int w = 0; w < DiscBlock::kW; ++w) {
    for (int u = 0; u < DiscBlock::kU; ++u) {
      for (int v = 0; v < DiscBlock::kV; ++v) {
        block.values.push_back(
            static_cast<float>(disc.At(DiscBlock::U(u), DiscBlock::W(w), DiscBlock::V(v))));
      }
    }
  }
  return block;
}

}  // namespace regen
