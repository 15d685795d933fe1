// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tendon_change.h"

#include <cassert>
#include <cmath>

namespace regen {
double TendonVolumeMm3(const KneeAnatomy& anatomy) {
  const Vec3 reach = Vec3::Constant(0.5 * anatomy.TendonHeightMm() + 12.0);
  const Vec3 middle = anatomy.TendonCentre(0.5);
  return RoleVolumeMm3(
      anatomy.layers(), RegionRole::kStructure, middle - reach, middle + reach);
}

KneeShape WithTendonVolumeChange(const KneeShape& shape, TendonPart part, double percent) {
  assert(percent >= kMinVolumeChangePercent && percent <= kMaxVolumeChangePercent);
  KneeShape changed = shape;
  if (percent == 0.0) {
    return changed;
  }
  // The cross-section grows by (1 + gain b)(1 + gain b / 2) with b = (1 - cos)/2 over the part,
  // whose mean is 1/2 and whose mean square is 3/8: a quadratic equation for the gain.
  const KneeAnatomy anatomy(shape);
  const TendonSpan span = SpanOf(part);
  const double part_volume =
      anatomy.TendonAreaMm2() * anatomy.TendonHeightMm() * (span.upper - span.lower);
  const double wanted = percent / 100.0 * TendonVolumeMm3(anatomy) / part_volume;
  const double linear = 1.5 * 0.5;
  const double quadratic = 0.5 * 0.375;
  const double root = linear * linear + 4.0 * quadratic * wanted;
  assert(root > 0.0);
  changed.tendon_bump = {part, (std::sqrt(root) - linear) / (2.0 * quadratic)};
  return changed;
}

KneeShape WithSmallerLesion(const KneeShape& shape, double percent) {
  KneeShape changed = shape;
  changed.lesion.radii_mm *= std::cbrt(1.0 - percent / 100.0);
  return changed;
}

}  // namespace regen
