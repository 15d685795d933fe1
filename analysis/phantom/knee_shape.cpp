// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_shape.h"

#include "analysis/phantom/random_field.h"

#include <numbers>

namespace regen {

double TendonLesion::VolumeMm3() const {
  return 4.0 / 3.0 * std::numbers::pi * radii_mm.prod();
}

KneeShape DrawKneeShape(std::uint64_t anatomy_seed) {
  KneeShape shape;
  if (anatomy_seed == 0) {
    return shape;
  }
  RandomStream random(MixSeed(anatomy_seed, 501));
  shape.scale = random.NextBetween(0.90, 1.12);
  shape.medial_condyle = random.NextBetween(0.95, 1.06);
  shape.lateral_condyle = random.NextBetween(0.95, 1.06);
  for (double& factor : shape.patella) {
    factor = random.NextBetween(0.93, 1.08);
  }
  shape.patella_shift_mm = random.NextBetween(-5.0, 5.0);
  shape.tendon_half_width_mm = random.NextBetween(11.0, 15.0);
  shape.tendon_half_thickness_mm = random.NextBetween(2.0, 3.2);
  return shape;
}

}  // namespace regen
