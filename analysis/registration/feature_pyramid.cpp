// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/feature_pyramid.h"

#include "analysis/image/local_normalisation.h"
#include "analysis/image/patient_order.h"
#include "analysis/image/shrink.h"

#include <utility>

namespace regen {
namespace {

constexpr double kNoiseFloor = 0.05;  // of the volume's standard deviation
constexpr std::array<double, 3> kSpacingMm{1.25, 2.5, 5.0};
// An image without thick slices tells more per voxel's edge; it needs fewer of them.
constexpr double kIsotropicFineMm = 1.6;
// Wide against the level's voxels, so that structure stays, and narrow against a coil.
constexpr std::array<double, 3> kBoxMm{16.0, 18.0, 36.0};

}  // namespace

FeaturePyramid MakeFeatures(const Volume& image, Residual residual) {
  FeaturePyramid features;
  const bool thin_slices = image.geometry.spacing_mm.maxCoeff() <= kSpacingMm[0];
  for (std::size_t n = 0; n < kSpacingMm.size(); ++n) {
    const double spacing_mm = n == 0 && thin_slices ? kIsotropicFineMm : kSpacingMm[n];
    // From the image each time: whole blocks of its own voxels come nearest to the spacing.
    const Volume level = ShrunkInPatientOrder(image, spacing_mm);
    features.levels[n] =
        residual == Residual::kEdges
            ? LocallyNormalised(GradientMagnitude(level), kBoxMm[n], kNoiseFloor)
            : LocallyNormalised(level, kBoxMm[n], kNoiseFloor);
    features.lookups[n] = MovingImage(features.levels[n]);
    if (n == FeaturePyramid::kMiddle) features.middle_image = level;
  }
  return features;
}

}  // namespace regen
