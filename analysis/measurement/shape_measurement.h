// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

namespace regen {

// Directions of a region by its principal moments: along, across and through it, unit vectors
// of the shape's frame; the signs make `along` point to the head (or, where it is level, to the
// left), `through` to the back, and the frame right-handed.
struct ShapeAxes {
  Vec3 centre = Vec3::Zero();
  Vec3 along = Vec3::UnitZ();
  Vec3 across = Vec3::UnitX();
  Vec3 through = Vec3::UnitY();
  double half_length_mm = 0;  // reach from the centre along each
  double half_width_mm = 0;
  double half_thickness_mm = 0;
};
ShapeAxes AxesOf(const RegionShape& shape);

// Signed distance to the outline at a point of the shape's frame; kFarOutsideMm where the
// shape's map does not reach.
inline constexpr double kFarOutsideMm = -1e3;
double DistanceAt(const RegionShape& shape, const Vec3& p);

// Area inside the shape in mm², perpendicular to its axis at `at_mm` from its centre.
double SectionMm2(const RegionShape& shape, const ShapeAxes& axes, double at_mm);

// What such an area is uncertain by, one standard deviation each.
struct SectionError {
  double outline_mm2 = 0;  // where the outline lies a twentieth of a pixel off
  // What slices tell of an area that they cut lengthwise: a sum over n of them is uncertain by
  // 0.3 n^-1.5 of it (ours, by drawn ellipses at random places; docs/measurements.md). Nothing
  // where slices lie across the axis.
  double slices_mm2 = 0;
  double Total() const;
};
SectionError SectionErrorOf(const OutlinedExam& exam, const ShapeAxes& axes, double area_mm2);

// Volume of the outline in mm³. Its error is that of an outline that lies a twentieth of a
// pixel too far out everywhere (ours; docs/measurements.md).
MeasuredValue MeasureVolume(const OutlinedExam& exam);

// Greatest cross-section perpendicular to the long axis, in mm²: sections every millimetre,
// averaged over 5 mm along the axis, the outermost tenth at each end left out.
MeasuredValue MeasureCrossSection(const OutlinedExam& exam);

}  // namespace regen
