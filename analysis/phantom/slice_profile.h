// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace regen {

// How strongly a slice is excited across its thickness: 1 in the middle, falling linearly to 0
// over `edge_mm` around each half thickness. The full width at half maximum is the thickness.
struct SliceProfile {
  double thickness_mm = 3.0;
  double edge_mm = 0.0;  // 0: a rectangle; at most the thickness

  double HalfExtentMm() const { return 0.5 * (thickness_mm + edge_mm); }

  // Share of the whole excitation below a place across the slice; 0 is its middle.
  double Below(double z_mm) const {
    const double inner = 0.5 * (thickness_mm - edge_mm);
    const double outer = HalfExtentMm();
    const double z = std::clamp(z_mm, -outer, outer);
    const double distance = z < 0.0 ? -z : z;
    double half = std::min(distance, inner);
    if (distance > inner) {
      const double into = distance - inner;
      half += into - 0.5 * into * into / edge_mm;
    }
    const double share = half / thickness_mm;
    return z < 0.0 ? 0.5 - share : 0.5 + share;
  }
};

}  // namespace regen
