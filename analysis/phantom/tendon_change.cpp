// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tendon_change.h"

#include <cassert>
#include <cmath>

namespace regen {
namespace {

constexpr double kSmallestCubeMm = 0.25;

bool IsTendon(KneeTissue tissue) {
  return tissue == KneeTissue::kPatellarTendon || tissue == KneeTissue::kTendonLesion;
}

// Distances to the tendon may be too long by up to this.
constexpr double kDistanceSafety = 0.7;

double VolumeInCube(const KneeAnatomy& anatomy, const Vec3& centre, double edge_mm) {
  const double half_diagonal = 0.5 * std::sqrt(3.0) * edge_mm;
  if (kDistanceSafety * anatomy.TendonDistanceMm(centre) > half_diagonal) {
    return 0.0;
  }
  const TissueAtPoint here = anatomy.TissueAt(centre);
  if (edge_mm <= kSmallestCubeMm || here.clearance_mm > half_diagonal) {
    return IsTendon(here.tissue) ? edge_mm * edge_mm * edge_mm : 0.0;
  }
  double volume = 0.0;
  for (int n = 0; n < 8; ++n) {
    const Vec3 corner((n & 1) - 0.5, ((n >> 1) & 1) - 0.5, (n >> 2) - 0.5);
    volume += VolumeInCube(anatomy, centre + 0.5 * edge_mm * corner, 0.5 * edge_mm);
  }
  return volume;
}

}  // namespace

double TendonVolumeMm3(const KneeAnatomy& anatomy) {
  return VolumeInCube(anatomy, anatomy.TendonCentre(0.5), 128.0);
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
