// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/spine_chain.h"

#include <array>

namespace regen {

// A surface across the spine: v = c0 + c1 u + c2 w + c3 u² + c4 u w + c5 w² with u and w in
// units of kEndPlateUnitMm, v in mm, in the frame of a pose.
using EndPlate = std::array<double, 6>;
inline constexpr double kEndPlateUnitMm = 20.0;

double EndPlateAt(const EndPlate& plate, double u_mm, double w_mm);

inline constexpr int kOutlineDirections = 48;

// A disc as two end-plates and an outline around (u, w) of its centre.
struct DiscShape {
  SpinePose pose;
  EndPlate top{};
  EndPlate bottom{};
  double centre_u_mm = 0;
  double centre_w_mm = 0;
  // Direction n lies at 2π n / kOutlineDirections from backwards (u) to the left (w).
  std::array<double, kOutlineDirections> radius_mm{};

  // What speaks for the shape.
  double plate_contrast = 0;    // slope at the weaker end-plate per mm, relative to marrow
  double plate_scatter_mm = 0;  // of single places about the worse end-plate
  double outline_contrast = 0;  // mean step across the outline, relative to marrow
  double share_in_image = 0;    // of the outline
  double height_mm = 0;         // mean
  double depth_mm = 0;          // front to back
  double width_mm = 0;          // side to side
};

// Outlines the disc of one link of the chain, sub-pixel, in three dimensions:
// - each end-plate as a quadratic surface through the steepest step from marrow to dark, sought
//   along the spine and averaged along the surface itself, refitted with Tukey's weights while
//   the search narrows; the disc begins kEndPlateMm inside of it;
// - the outline as the best closed path (dynamic programming in polar coordinates about the
//   best superellipse) along the step from the dark annulus to what is brighter around it.
DiscShape OutlineDisc(const Volume& image, const SpineLink& link);

// From the step marrow/dark to the disc: the bony end-plate, 0.5 to 1 mm thick in the lumbar
// spine (Roberts et al. 1989, Spine 14:166), which no clinical image resolves.
inline constexpr double kEndPlateMm = 1.0;

// Fraction of each voxel inside the disc: 4 × 4 × 4 points where its border may cross it.
Volume DiscCoverage(const DiscShape& shape, const VolumeGeometry& grid);

}  // namespace regen
