// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/self_check.h"

namespace regen {

double MeanDistanceMm(const std::vector<Vec3>& points_lps,
                      const PointMap& a,
                      const PointMap& b) {
  double sum = 0;
  for (const Vec3& p : points_lps) sum += (a(p) - b(p)).norm();
  return points_lps.empty() ? 0.0 : sum / static_cast<double>(points_lps.size());
}

std::array<std::vector<FixedSample>, 2> HalvesOf(const std::vector<FixedSample>& samples) {
  constexpr std::size_t kBlock = 16;
  std::array<std::vector<FixedSample>, 2> halves;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    halves[n / kBlock % 2].push_back(samples[n]);
  }
  return halves;
}

}  // namespace regen
