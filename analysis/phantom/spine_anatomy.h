// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/anatomy.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace regen {

inline constexpr int kSpineDiscs = 5;  // L5/S1 to L1/L2, from below
inline constexpr std::array<std::string_view, kSpineDiscs> kSpineLevels{
    "L5/S1", "L4/L5", "L3/L4", "L2/L3", "L1/L2"};

// What differs from one disc to the next. Lengths in mm.
struct SpineDiscShape {
  double height_mm = 8.5;  // at its rim's mean; end-plates bow out by kPlateBowMm each
  double wedge = 0.06;     // half the height grows forwards by this per mm
  double half_depth_mm = 17.5;
  double half_width_mm = 24.0;
  double turn_deg = 9.0;  // from this disc's plane to the next one's above
  double body_mm = 26.0;  // height of the vertebra above it
};

// A lumbar spine: its discs with their vertebrae, sacrum, canal, muscle and fat. The anatomy's
// frame has the treated disc's centre at its origin; x to the left, y backwards, z up.
struct SpineShape {
  std::array<SpineDiscShape, kSpineDiscs> discs;
  double sacral_tilt_deg = 38.0;  // of the lowest disc's plane, front edge down
  int treated = 1;                // index of its disc
};

inline constexpr double kPlateBowMm = 1.0;
inline constexpr double kBonyEndPlateMm = 1.0;

// Another spine for every seed; 0: the middling one.
SpineShape DrawSpineShape(std::uint64_t seed, int treated);

// Parts of the anatomy by their number.
struct SpineParts {
  std::array<int, kSpineDiscs> nucleus{};
  std::array<int, kSpineDiscs> annulus{};
  int fluid = 0;
};

struct SpineAnatomy {
  Anatomy layers;
  SpineParts parts;
};

// Roles: nucleus and annulus of the treated disc are the structure, other discs controls,
// spinal fluid the reference.
SpineAnatomy BuildSpine(const SpineShape& shape);

// Mean of a disc's height at its middle and 0.6 of its half depth before and behind, over the
// inner 12 mm from side to side: what disc-height measures.
double MeasuredHeightMm(const SpineDiscShape& disc);

}  // namespace regen
