// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/random_field.h"

namespace regen {

// What makes tissue look like tissue: proton density and T2 that vary smoothly from place to
// place, fixed to the anatomy.
class TextureFields {
 public:
  struct Value {
    float density = 0;  // -1..1
    float t2 = 0;       // -1..1
  };

  explicit TextureFields(std::uint64_t seed)
      : coarse_(MixSeed(seed, 101), 9.0),
        fine_(MixSeed(seed, 102), 3.5),
        t2_(MixSeed(seed, 103), 8.0) {}

  // Mean over `depths` places along `across_mm`, whose middle is `p_mm`.
  Value MeanAlong(const Vec3& p_mm, const Vec3& across_mm, int depths) const {
    double density = 0.0;
    double t2 = 0.0;
    for (int n = 0; n < depths; ++n) {
      const Vec3 p = p_mm + ((n + 0.5) / depths - 0.5) * across_mm;
      density += 0.6 * coarse_.At(p) + 0.4 * fine_.At(p);
      t2 += t2_.At(p);
    }
    return {static_cast<float>(density / depths), static_cast<float>(t2 / depths)};
  }

 private:
  SmoothField coarse_;
  SmoothField fine_;
  SmoothField t2_;
};

}  // namespace regen
