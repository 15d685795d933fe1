// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: a grid from the planes of images or frames.
#pragma once

#include "analysis/base/result.h"
#include "analysis/geometry/volume_geometry.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace regen::dicom {

// No volume of an examination is larger; a header that claims more is refused before anything
// is allocated.
inline constexpr int kMaxRowsOrColumns = 4096;
inline constexpr int kMaxSlices = 4096;
inline constexpr int kMaxFrames = 65536;
inline constexpr std::uint64_t kMaxVoxels = std::uint64_t{512} << 20U;

// Unit vectors of i, j and k = i × j from ImageOrientationPatient; nothing where its two
// vectors are not perpendicular unit vectors (within 1e-2, what rounded headers have).
std::optional<Mat3> DirectionFromOrientation(const std::array<double, 6>& orientation);

// How far positions may lie beside an even stack: PS3.3 gives no figure; 1 % of the distance,
// at least 0.05 mm, covers rounding in every header met.
double PositionToleranceMm(double spacing_mm);

// Where planes lie along the normal.
struct PlaneStack {
  Vec3 origin_lps = Vec3::Zero();  // of the plane with k = 0
  double spacing_mm = 0;
  int planes = 0;
  std::vector<int> plane_of;  // k of each position given
};

// Places `positions` (of first voxels) on an even stack along `normal`; several positions may
// share a plane and planes may be left out. The distance is the smallest between two planes, or
// `declared_spacing_mm` where all positions are multiples of that; a single plane needs it.
// `what` begins the error's text: "series: ".
Result<PlaneStack> StackPlanes(const std::vector<Vec3>& positions,
                               const Vec3& normal,
                               std::optional<double> declared_spacing_mm,
                               std::string_view what);

}  // namespace regen::dicom
