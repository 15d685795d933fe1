// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/disc_block.h"
#include "analysis/segmentation/disc_shape.h"

namespace regen {

enum class PlateSide { kTop, kBottom };

// Where an end-plate is sought: inside this ellipse of the disc's plane.
struct PlateDomain {
  double centre_u_mm = 0;
  double centre_w_mm = 0;
  double half_depth_mm = 13;
  double half_width_mm = 15;
};

struct PlateFit {
  EndPlate plate{};       // the step from marrow to dark, not yet the disc's border
  double contrast = 0;    // mean slope per mm on the surface, relative to marrow
  double scatter_mm = 0;  // weighted RMS of single places about the surface
};

// Fits one end-plate as a quadratic surface; `start`: where the search begins.
PlateFit FitEndPlate(const DiscBlock& block,
                     PlateSide side,
                     const PlateDomain& domain,
                     const EndPlate& start,
                     bool near_start);

}  // namespace regen
