// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/series_summary.h"

#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace regen {

// An even stack of parallel slices. Slices ascend along the cross product of the row's and the
// column's direction. Distances are those of ImagePositionPatient along that normal; no tag
// that names a thickness, a spacing or a location is asked.
struct SliceStack {
  int columns = 0;
  int rows = 0;
  int slices = 0;
  std::array<double, 2> pixel_spacing_mm{};  // between rows, between columns
  std::array<double, 6> orientation{};       // as (0020,0037)
  std::array<double, 3> normal_lps{};
  std::array<double, 3> origin_lps{};  // centre of the first voxel of slice 0
  double slice_spacing_mm = 0;
};

using Images = std::vector<const InstanceSummary*>;

struct OrderedStack {
  SliceStack stack;
  Images images;  // in the order of the slices

  std::vector<ImageReference> References() const;
};

// The same where several images, such as echoes, may lie at one position.
struct OrderedPositions {
  SliceStack stack;
  std::vector<Images> images;  // of each slice, in the order of the slices
};

// The stack that `images` make, exactly one image for each slice, or every reason against it:
// geometry-missing, orientation-mixed, too-few-slices (one position has no distance),
// slice-duplicated, slice-missing, geometry-irregular, gantry-tilt. Tolerance: 1 % of the
// distance, at least 0.05 mm.
std::variant<OrderedStack, Reasons> ArrangeStack(const Images& images);

// The stack of the positions at which `images` lie, by the same rules but slice-duplicated.
std::variant<OrderedPositions, Reasons> ArrangePositions(const Images& images);

// Whether two images have the same matrix, pixel spacing and orientation, up to rounding. Both
// must have a whole geometry.
bool SameImagePlane(const InstanceSummary& a, const InstanceSummary& b);

// Position, orientation, pixel spacing and matrix are there.
bool HasGeometry(const InstanceSummary& image);

// Unit normal of the image, row × column; it must have an orientation.
std::array<double, 3> NormalOf(const InstanceSummary& image);

// Of the image's first voxel along `normal_lps`.
double PositionAlong(const InstanceSummary& image, const std::array<double, 3>& normal_lps);

// Two positions that are closer are one.
inline constexpr double kSamePositionMm = 0.05;

}  // namespace regen
