// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>
#include <cstdint>

namespace regen::test {

// A flat structure in even tissue with an ellipsoid defect inside, on the grid of a sagittal
// exam: truth by formula. The patient's frame is the same for every scene; what differs from
// exam to exam is the grid, the gain, the coil and the noise.
struct SheetSceneOptions {
  std::array<int, 3> size{72, 96, 14};
  Vec3 spacing_mm{0.6, 0.6, 3.5};
  Vec3 shift_mm = Vec3::Zero();  // of the grid against the patient
  Vec3 tilt_rad = Vec3::Zero();
  // Half the extents left to right, front to back, along; a superellipse in cross-section.
  Vec3 half_mm{12, 3, 20};
  Vec3 defect_radii_mm = Vec3::Zero();  // in the same order; zero: none
  Vec3 defect_centre_mm = Vec3::Zero();
  double inside = 30;  // signals
  double defect = 100;
  double front = 80;
  double back = 80;
  double noise = 0;  // standard deviation, added to the real and the imaginary part
  double gain = 1;
  // The coil: 1 + shading · (a linear and a quadratic term, each within ± 1 over 40 mm).
  double shading = 0;
  std::uint64_t seed = 1;  // of noise and shading
};

struct SheetScene {
  EchoSeries series;  // one echo of 30 ms
  Volume structure;   // fractions of voxels
  Volume defect;
};

// Each voxel is the mean of 4 × 4 × 8 points.
SheetScene MakeSheetScene(const SheetSceneOptions& options);

double DefectVolumeMm3(const SheetSceneOptions& options);

}  // namespace regen::test
