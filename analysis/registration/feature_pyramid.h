// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"
#include "analysis/registration/moving_image.h"

#include <array>

namespace regen {

// What of two images is compared.
enum class Residual {
  kIntensity,  // locally normalised signal: images of the same weighting
  kEdges       // locally normalised length of the gradient: roughly, of different weighting
};

// One image as the registration sees it, from fine to coarse: averaged to voxels of at most
// 1.25 mm (1.6 mm where the slices are thin as well), 2.5 and 5 mm, never finer than scanned,
// then locally normalised, so that gain, coil shading and offset are gone. Counted in patient
// order (InPatientOrder), so that it does not matter how the voxels were stored.
struct FeaturePyramid {
  static constexpr std::size_t kFine = 0;
  static constexpr std::size_t kMiddle = 1;
  static constexpr std::size_t kCoarse = 2;
  std::array<Volume, 3> levels;
  std::array<MovingImage, 3> lookups;  // of the same levels
  Volume middle_image;                 // the middle level as it was before
};

FeaturePyramid MakeFeatures(const Volume& image, Residual residual);

}  // namespace regen
