// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"
#include "analysis/phantom/knee_shape.h"
#include "analysis/phantom/signed_distance.h"

namespace regen {

// Bones that move as one; the fibula goes with the tibia.
enum class KneeBone { kFemur, kTibia, kPatella };

// The surfaces of the digital knee as signed distances, by formula, in its own frame before
// `KneeShape::scale`, in millimetres: x lateral, y posterior, z towards the head, origin
// between femur and tibia. Negative inside, continuous everywhere, nearly exact close to the
// surface.
class KneeSurfaces {
 public:
  explicit KneeSurfaces(const KneeShape& shape);

  double Leg(const Vec3& p) const;
  double MedialCalf(
      const Vec3& p) const;  // muscles, as far as the fat below the skin lets them
  double LateralCalf(const Vec3& p) const;
  double ShinMuscle(const Vec3& p) const;
  double MedialHamstrings(const Vec3& p) const;
  double Biceps(const Vec3& p) const;
  double Quadriceps(const Vec3& p) const;
  double Femur(const Vec3& p) const;
  double Shin(const Vec3& p) const;  // the tibia without the fibula
  double Fibula(const Vec3& p) const;
  double Patella(const Vec3& p) const;
  double Tendon(const Vec3& p) const;  // the patellar one
  double TendonLesion(const Vec3& p) const;
  double QuadricepsTendon(const Vec3& p) const;
  double Menisci(const Vec3& p) const;
  double CruciateLigaments(const Vec3& p) const;
  double Fluid(const Vec3& p) const;
  // Where bone meets the joint: cartilage and a thin plate instead of soft tissue and cortex.
  double Articular(const Vec3& p) const;

  // As above, where they are far the distance to a box that holds them.
  double FemurOrBounds(const Vec3& p) const;
  double ShinOrBounds(const Vec3& p) const;
  double FibulaOrBounds(const Vec3& p) const;
  double PatellaOrBounds(const Vec3& p) const;
  double TendonOrBounds(const Vec3& p) const;

  double TendonCentreY(double z) const;
  double TendonFootZ() const;
  double TendonApexZ() const { return tendon_apex_z_; }
  double TendonAreaMm2() const;  // of the cross-section
  Vec3 PatellaCentre() const { return patella_centre_; }
  // Middle of the axis about which the tibia bends, which runs left to right.
  Vec3 FlexionCentre() const;
  // The place of the bone's surface in the middle of a cartilage site, and the way out of it.
  struct SurfacePlace {
    Vec3 at;
    Vec3 outward;
  };
  SurfacePlace SiteOf(const CartilagePlace& place) const;

  const KneeShape& shape() const { return shape_; }

 private:
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
