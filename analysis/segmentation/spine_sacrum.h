// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/disc_shape.h"

namespace regen {

// The bone below a disc, seen from the side.
struct BodyProfile {
  int rows = 0;           // of the body in which both walls were found, of kBodyRows
  double depth_mm = 0;    // front to back, near the disc
  double taper = 0;       // share of the depth that is lost over kBodySpanMm downwards
  int tail_rows = 0;      // beyond the body's length, of kTailRows
  double tail_share = 0;  // depth there as share of `depth_mm`
};

inline constexpr int kBodyRows = 14;
inline constexpr int kTailRows = 9;
inline constexpr double kBodySpanMm = 20.0;

// Walls are where the signal leaves the bone's own level, brighter or darker, on the way out
// from the middle of each row; the taper is the slope of Theil and Sen through the rows, which
// a vein or one bad row does not move. `next`: the next disc below, whose plane the rows turn
// to; without it they stay parallel to the disc, and go on below the body (the tail).
BodyProfile ProfileBodyBelow(const Volume& image,
                             const DiscShape& disc,
                             const DiscShape* next,
                             double marrow);

// S1 is the first body that is much deeper at its top than below, and goes on tapering without
// a disc: from promontory to S2 its depth in the midline falls to about two thirds, while
// lumbar bodies keep theirs within some percent (Panjabi et al. 1992, Spine 17:299; squaring of
// transitional vertebrae: Wigh 1980, Spine 5:311; O'Driscoll et al. 1996, Skeletal Radiol
// 25:225). What lies between the limits is a transitional shape nobody should count by.
inline constexpr double kSacralTaper = 0.22;
inline constexpr double kSacralTailShare = 0.75;
inline constexpr double kLumbarTaper = 0.15;

// Whether the bone is S1 beyond doubt. `tilt_rad`: of the disc above it.
bool IsSacrum(const BodyProfile& body, double tilt_rad);

// Whether the body is lumbar: not tapering.
bool IsLumbarBody(const BodyProfile& body);

}  // namespace regen
