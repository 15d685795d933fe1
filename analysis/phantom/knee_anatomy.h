// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/anatomy.h"
#include "analysis/phantom/knee_surfaces.h"

#include <memory>

namespace regen {

// The tissue at a point; no boundary is nearer than the clearance.
struct TissueAtPoint {
  Tissue tissue = Tissue::kAir;
  double clearance_mm = 0;
};

// The patellar tendon as it was built, before bone takes its share at both ends.
struct TendonSize {
  double length_mm = 0;     // along the centre line
  double width_mm = 0;      // left to right
  double thickness_mm = 0;  // front to back
};

// Parts of the knee, as indices into Anatomy::parts.
enum class KneePart {
  kAir,
  kSkin,
  kFat,
  kMuscle,
  kMarrow,
  kCortex,
  kCartilage,
  kRepair,   // what fills the defect of the cartilage
  kDefect,   // what is left of it: fluid
  kControl,  // healthy cartilage to compare with
  kFluid,
  kLigament,    // menisci, cruciate ligaments
  kQuadriceps,  // its tendon
  kPatellarTendon,
  kTendonLesion  // inside the patellar tendon
};

// What of a knee a treatment is about: decides the roles of its parts.
enum class KneeTreated { kPatellarTendon, kCartilage };

// The digital knee in its own frame, millimetres: x lateral, y posterior, z towards the head,
// origin between femur and tibia. Extended: femur with two condyles, tibia with plateau and
// tuberosity, patella and fibula with cortical shells, joint cartilage, menisci and fluid,
// infrapatellar and subcutaneous fat, muscle, skin, and the patellar tendon from the apex of
// the patella to the tuberosity.
class KneeAnatomy {
 public:
  explicit KneeAnatomy(const KneeShape& shape = {},
                       KneeTreated treated = KneeTreated::kPatellarTendon);

  // The same as layers, for the renderer; roles as `treated` asks.
  const Anatomy& layers() const { return layers_; }
  const KneeShape& shape() const { return surfaces_->shape(); }

  TissueAtPoint TissueAt(const Vec3& p_mm) const;
  // Signed, continuous everywhere, nearly exact close to the surface.
  double BoneDistanceMm(KneeBone bone, const Vec3& p_mm) const;
  double TendonDistanceMm(const Vec3& p_mm) const;

  TendonSize PatellarTendon() const;
  // Where the tendon's centre line is at a share of its height: 0 at the tuberosity, 1 at the
  // apex of the patella. x is 0.
  Vec3 TendonCentre(double share) const;
  // Height without sideways swelling that the tendon's formula covers, and its cross-section.
  double TendonHeightMm() const;
  double TendonAreaMm2() const;
  Vec3 FlexionCentre() const;
  Vec3 PatellaCentre() const;
  // The bone's surface in the middle of a cartilage place, and the unit vector out of it.
  KneeSurfaces::SurfacePlace SiteOf(const CartilagePlace& place) const;
  // Mean thickness across the bone's surface, over the place's disc, of a layer that is
  // `share` of the cartilage thick.
  double SiteThicknessMm(const CartilagePlace& place, double share) const;

 private:
  std::shared_ptr<const KneeSurfaces> surfaces_;
  Anatomy layers_;
};

}  // namespace regen
