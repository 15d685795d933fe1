// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"
#include "analysis/phantom/knee_shape.h"
#include "analysis/phantom/signed_distance.h"

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
  kPatellarTendon,
  kTendonLesion  // inside the patellar tendon
};
inline constexpr int kKneeTissueCount = 11;

struct TissueAtPoint {
  KneeTissue tissue = KneeTissue::kAir;
  // No boundary between tissues is nearer than this: what a renderer may take as one piece.
  double clearance_mm = 0;
};

// Bones that move as one; the fibula goes with the tibia.
enum class KneeBone { kFemur, kTibia, kPatella };

// The patellar tendon as it was built, before bone takes its share at both ends.
struct TendonSize {
  double length_mm = 0;     // along the centre line
  double width_mm = 0;      // left to right
  double thickness_mm = 0;  // front to back
};

// The digital knee, described by formula in its own frame, millimetres: x lateral, y posterior,
// z towards the head, origin between femur and tibia. Extended: femur with two condyles, tibia
// with plateau and tuberosity, patella and fibula with cortical shells, joint cartilage,
// menisci and fluid, infrapatellar and subcutaneous fat, muscle, skin, and the patellar tendon
// from the apex of the patella to the tuberosity.
class KneeAnatomy {
 public:
  explicit KneeAnatomy(const KneeShape& shape = {});

  TissueAtPoint TissueAt(const Vec3& p_mm) const;

  // Signed, continuous everywhere, nearly exact close to the surface.
  double BoneDistanceMm(KneeBone bone, const Vec3& p_mm) const;
  double TendonDistanceMm(const Vec3& p_mm) const;

  TendonSize PatellarTendon() const;
  // Where the tendon's centre line is at a share of its height: 0 at the tuberosity, 1 at the
  // apex of the patella. x is 0.
  Vec3 TendonCentre(double share) const;

  // Middle of the axis about which the tibia bends, which runs left to right.
  Vec3 FlexionCentre() const;
  Vec3 PatellaCentre() const { return shape_.scale * patella_centre_; }
  // Height without sideways swelling that the tendon's formula covers, and its cross-section.
  double TendonHeightMm() const;
  double TendonAreaMm2() const;
  const KneeShape& shape() const { return shape_; }

 private:
  // All of these are in millimetres before `scale`.
  TissueAtPoint UnscaledTissue(const Vec3& p) const;
  double FemurDistance(const Vec3& p) const;
  double TibiaDistance(const Vec3& p) const;
  double PatellaDistance(const Vec3& p) const;
  double TendonDistance(const Vec3& p) const;
  double LesionDistance(const Vec3& p) const;
  double QuadricepsTendonDistance(const Vec3& p) const;
  double FluidDistance(const Vec3& p) const;
  double NearestBone(const Vec3& p) const;
  bool IsArticular(const Vec3& p) const;
  double ArticularPlaneDistance(const Vec3& p) const;
  double TendonCentreY(double z) const;
  // 0 at the ends of the swelling part, 1 in its middle.
  double BumpAt(double z) const;

  KneeShape shape_;
  double tendon_apex_z_;
  Ellipsoid medial_condyle_;
  Ellipsoid lateral_condyle_;
  Vec3 patella_centre_;
  Ellipsoid patella_body_;
  Ellipsoid patella_apex_;
  Ellipsoid behind_patella_;
  Ellipsoid lesion_;
  double lesion_z_;
  Bounds patella_bounds_;
  Bounds tendon_bounds_;
  double tendon_steepness_;  // shortens the tendon's distances where it swells
};

// The share of the tendon's height that a part swells over: its lower and upper end.
struct TendonSpan {
  double lower = 0;
  double upper = 1;
};
TendonSpan SpanOf(TendonPart part);

}  // namespace regen
