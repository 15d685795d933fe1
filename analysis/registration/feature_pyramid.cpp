// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/feature_pyramid.h"

#include "analysis/image/local_normalisation.h"
#include "analysis/image/shrink.h"

#include <utility>

namespace regen {
namespace {

constexpr double kNoiseFloor = 0.05;  // of the volume's standard deviation
constexpr std::array<double, 3> kSpacingMm{1.25, 2.5, 5.0};
// Wide against the level's voxels, so that structure stays, and narrow against a coil.
constexpr std::array<double, 3> kBoxMm{16.0, 18.0, 36.0};

}  // namespace

FeaturePyramid MakeFeatures(const Volume& image, Residual residual) {
  FeaturePyramid features;
  Volume level = Shrunk(image, FactorsTowards(image.geometry, kSpacingMm[0]));
  for (std::size_t n = 0; n < kSpacingMm.size(); ++n) {
    if (n > 0) level = Shrunk(level, FactorsTowards(level.geometry, kSpacingMm[n]));
    features.levels[n] =
        residual == Residual::kEdges
            ? LocallyNormalised(GradientMagnitude(level), kBoxMm[n], kNoiseFloor)
            : LocallyNormalised(level, kBoxMm[n], kNoiseFloor);
    features.lookups[n] = MovingImage(features.levels[n]);
  }
  return features;
}

}  // namespace regen
