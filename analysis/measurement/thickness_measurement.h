// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"
#include "analysis/measurement/shape_measurement.h"

#include <optional>
#include <vector>

namespace regen {

// A straight line across the structure, in the shape's frame.
struct Profile {
  Vec3 middle = Vec3::Zero();
  Vec3 direction = Vec3::UnitY();  // across, unit vector
  double half_mm = 0;              // from the middle to the outline
  double along_mm = 0;             // of the middle, from the shape's centre along its axis
  double across_mm = 0;
};

// Lines across the sheet that the shape is: every 1 mm along and 0.75 mm across, perpendicular
// to the sheet there (least-squares plane through the middles within 4 mm).
std::vector<Profile> ProfilesAcross(const RegionShape& shape, const ShapeAxes& axes);

// The same of the part of the sheet between two places along its axis.
std::vector<Profile> ProfilesBetween(const RegionShape& shape,
                                     const ShapeAxes& axes,
                                     double from_mm,
                                     double to_mm);

inline constexpr double kProfileAlongMm = 1.0;
inline constexpr double kProfileAcrossMm = 0.75;
inline constexpr double kProfileSampleMm = 0.1;
inline constexpr std::size_t kFewestProfiles = 15;
inline constexpr double kLeastStepInNoise = 4;  // a smaller step is no edge

// A profile as the exam's image has it, from `beyond_mm` before the outline to as much after it:
// places from its middle, and values.
struct ProfileSamples {
  std::vector<double> s_mm;
  std::vector<double> values;
  // Where the straight line from sample n - 1 to sample n passes a level between both.
  double CrossingBefore(std::size_t n, double level) const;
};
ProfileSamples SampleProfile(const OutlinedExam& exam, const Profile& profile, double beyond_mm);

// Pixels times slices that an area of the sheet holds: profiles nearer than that are not
// independent.
double IndependentProfiles(const OutlinedExam& exam, double area_mm2);

// too-few-profiles, with how many there were.
MeasuredValue TooFewProfiles(std::size_t found);

// What the image shows along a profile.
struct ProfileEdges {
  double inside = 0;  // level of the structure: median of its inner half
  double front = 0;   // levels beside it, 0.8 … 2.2 mm outside of the outline
  double back = 0;
  std::optional<double> front_mm;  // where half the step is passed, from the middle; negative
  std::optional<double> back_mm;   // positive
};

// Edges by half-maximum crossing with linear interpolation, each against its own side's level,
// within 1.5 mm of the outline. `noise` is the image's standard deviation; a step below 4 of
// them is no edge.
ProfileEdges FindEdges(const OutlinedExam& exam, const Profile& profile, double noise);

// Greatest thickness in mm: the largest of the medians over windows of 6 mm along the structure
// of all profiles in the inner 60 % of its width. The standard error is that of the median,
// with as many independent profiles as the window holds pixels times slices.
MeasuredValue MeasureGreatestThickness(const OutlinedExam& exam);

// Thickness in mm at one place along the axis: the median of such a window around it, in the
// inner 60 % of the width there. `noise` as of FindEdges.
MeasuredValue MeasureThicknessAt(const OutlinedExam& exam,
                                 const ShapeAxes& axes,
                                 double at_mm,
                                 double noise);

}  // namespace regen
