// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: a region from outlines on parallel planes.
#pragma once

#include "analysis/base/result.h"
#include "analysis/image/volume.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen::dicom {

// One closed outline in a plane; whether the first point stands again at the end is all the
// same.
struct Contour {
  std::vector<Vec3> points_lps;
  std::string where;  // begins messages: "contour 3"
};

// The grid's distance between columns and rows: finer than any examination's pixels.
inline constexpr double kContourPixelMm = 0.25;

// Fraction of every voxel inside the outlines, on a grid whose slices are the outlines' planes,
// each as thick as the distance of the planes. Inside is even-odd over all outlines of a plane
// (PS3.3 C.8.8.6: an outline inside another is a hole; keyhole outlines work as well).
//
// The distance of the planes is that between them. `series_spacing_mm` is the distance of the
// slices that the outlines were drawn on, where known: it gives a single plane its thickness,
// and lets planes be left out, which are empty then, as in a SEG. Errors, which begin with
// `what`: no outline, fewer than 3 points, not planar, not parallel, uneven distances, a single
// plane without a distance, or larger than any examination.
Result<Volume> ContourCoverage(const std::vector<Contour>& contours,
                               std::optional<double> series_spacing_mm,
                               std::string_view what);

}  // namespace regen::dicom
