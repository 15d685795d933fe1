// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

namespace regen {

enum class KneeTissue {
  kAir,
  kSkin,
  kFat,
  kMuscle,
  kMarrow,
  kCortex,
  kCartilage,
  kFluid,
  kLigament,  // menisci, cruciate ligaments, quadriceps tendon
  kPatellarTendon
};
inline constexpr int kKneeTissueCount = 10;

struct TissueAtPoint {
  KneeTissue tissue = KneeTissue::kAir;
  // No boundary between tissues is nearer than this: what a renderer may take as one piece.
  double clearance_mm = 0;
};

// The digital knee, described by formula in its own frame, millimetres: x lateral, y posterior,
// z towards the head, origin between femur and tibia. Extended, adult size: femur with two
// condyles, tibia with plateau and tuberosity, patella and fibula with cortical shells, joint
// cartilage, menisci and fluid, infrapatellar and subcutaneous fat, muscle, skin, and the
// patellar tendon from the apex of the patella to the tuberosity.
TissueAtPoint TissueOfKnee(const Vec3& p_mm);

// The patellar tendon as it was built, before bone takes its share at both ends.
struct TendonShape {
  double length_mm = 0;     // along the centre line
  double width_mm = 0;      // left to right
  double thickness_mm = 0;  // front to back
};
TendonShape PatellarTendonShape();

// Where the tendon's centre line is at a height between tuberosity and apex: (0, y, z).
Vec3 TendonCentre(double z_mm);

}  // namespace regen
