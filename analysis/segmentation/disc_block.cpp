// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/disc_block.h"

#include "analysis/image/interpolate.h"

#include <cmath>

namespace regen {

DiscBlock SampleDiscBlock(const Volume& image, const SpinePose& pose, double marrow) {
  DiscBlock block;
  block.values.assign(static_cast<std::size_t>(DiscBlock::kU) * DiscBlock::kW * DiscBlock::kV,
                      kOutsideImage);
  std::size_t at = 0;
  for (int w = 0; w < DiscBlock::kW; ++w) {
    for (int u = 0; u < DiscBlock::kU; ++u) {
      for (int v = 0; v < DiscBlock::kV; ++v, ++at) {
        const Vec3 local(DiscBlock::U(u), DiscBlock::W(w), DiscBlock::V(v));
        const Vec3 index = IndexFromLps(image.geometry, LpsFromPose(pose, local));
        double value = 0;
        if (InterpolateLinear(image, index, &value)) {
          block.values[at] = static_cast<float>(std::max(value, 0.0) / marrow);
        }
      }
    }
  }
  return block;
}

double DiscMap::AtMm(double u_mm, double w_mm) const {
  const double u = u_mm / DiscBlock::kStepU + DiscBlock::kU / 2;
  const double w = w_mm / DiscBlock::kStepW + DiscBlock::kW / 2;
  if (!(u >= 0 && w >= 0 && u < DiscBlock::kU - 1 && w < DiscBlock::kW - 1)) {
    return kOutsideImage;
  }
  const int i = static_cast<int>(u);
  const int j = static_cast<int>(w);
  const double a = u - i;
  const double b = w - j;
  const float* corner = values.data() + j * DiscBlock::kU + i;
  const float* next = corner + DiscBlock::kU;
  if (corner[0] < 0 || corner[1] < 0 || next[0] < 0 || next[1] < 0) return kOutsideImage;
  return (1 - b) *
             ((1 - a) * static_cast<double>(corner[0]) + a * static_cast<double>(corner[1])) +
         b * ((1 - a) * static_cast<double>(next[0]) + a * static_cast<double>(next[1]));
}

}  // namespace regen
