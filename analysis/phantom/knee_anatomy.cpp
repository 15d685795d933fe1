// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_anatomy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace regen {
namespace {

constexpr double kEndless = 1e6;

// The parts that are alike in every knee, in its own frame: centre and radii, millimetres.
const Ellipsoid kTrochlea({2.0, -9.0, 30.0}, {36.0, 20.0, 22.0});
const Ellipsoid kTibialPlateau({0.0, 4.0, -15.5}, {38.0, 25.0, 13.0});
const Ellipsoid kTuberosity({1.0, -19.0, -48.0}, {14.0, 12.0, 18.0});
const Ellipsoid kFibulaHead({34.0, 21.0, -26.0}, {9.0, 9.0, 10.0});
const Ellipsoid kMedialCalf({-17.0, 40.0, -52.0}, {19.0, 20.0, 60.0});
const Ellipsoid kLateralCalf({19.0, 41.0, -50.0}, {16.0, 18.0, 55.0});
const Ellipsoid kSuprapatellarPouch({0.0, -34.5, 54.0}, {17.0, 3.5, 15.0});

constexpr double kCondyleFloorZ = 3.0;
constexpr double kPatellaFaceY = -33.5;
constexpr double kPatellaZ = 33.0;
constexpr double kTendonInsertionZ = -38.0;
constexpr double kLesionShare = 0.76;  // of the tendon's height
// The super-ellipse of exponent 4 covers this much of its box.
constexpr double kSlabArea = 0.92703733865069;

double ShinDistance(const Vec3& p) {
  const double plateau = kTibialPlateau.Distance(p);
  const double depth = std::clamp((-10.0 - p.z()) / 45.0, 0.0, 1.0);
  const double radius = 31.0 - 13.0 * depth * (2.0 - depth);
  const double shaft =
      std::max(ColumnDistance(p, 0.0, -3.0, radius, 0.85 * radius), p.z() + 14.0);
  const double tuberosity = kTuberosity.Distance(p);
  return RoundedUnion(RoundedUnion(plateau, shaft, 10.0), tuberosity, 10.0);
}

double FibulaDistance(const Vec3& p) {
  const double head = kFibulaHead.Distance(p);
  const double shaft = std::max(ColumnDistance(p, 36.0, 22.0, 6.0, 6.5), p.z() + 28.0);
  return RoundedUnion(head, shaft, 4.0);
}

double LegDistance(const Vec3& p) {
  const double z = p.z();
  const double front =
      -61.0 + 0.0016 * (z - 25.0) * (z - 25.0) + (z < -20.0 ? 0.06 : 0.0) * (-20.0 - z);
  const double back = 66.0 + 0.0012 * (z + 30.0) * (z + 30.0) * (z > -30.0 ? -0.6 : 1.0);
  const double half_depth = 0.5 * (back - front);
  return ColumnDistance(p, 0.0, 0.5 * (back + front), 58.0, half_depth);
}

double MuscleDistance(const Vec3& p, double leg) {
  const double inside_fat = leg + 9.0;
  if (inside_fat > 0.0) {
    return inside_fat;
  }
  const double calf = std::min(kMedialCalf.Distance(p), kLateralCalf.Distance(p));
  const double shin = std::max(ColumnDistance(p, 27.0, -2.0, 17.0, 19.0), p.z() + 30.0);
  const double thigh_back = std::max(std::min(ColumnDistance(p, -26.0, 38.0, 13.0, 12.0),
                                              ColumnDistance(p, 28.0, 36.0, 11.0, 11.0)),
                                     8.0 - p.z());
  const double thigh_front = std::max(ColumnDistance(p, 0.0, -12.0, 46.0, 27.0), 58.0 - p.z());
  return std::max(std::min(std::min(calf, std::min(shin, thigh_back)), thigh_front),
                  inside_fat);
}

double MeniscusDistance(const Vec3& p) {
  static const Bounds kBounds{{-37.0, -21.0, -4.5}, {37.0, 29.0, 4.5}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double outside = ColumnDistance(p, 0.0, 4.0, 37.0, 25.0);
  return std::max(std::max(outside, -outside - 10.0),
                  std::abs(p.z()) - 0.45 * (10.0 + outside));
}

double CruciateDistance(const Vec3& p) {
  static const Bounds kBounds{{-6.0, -20.0, -10.0}, {6.0, 32.0, 22.0}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  // Two oblique cords in the notch between the condyles.
  const double along = p.z() - 6.0;
  const double posterior = std::hypot(p.x() + 2.0, p.y() - 18.0 + 0.5 * along) - 4.0;
  const double anterior = std::hypot(p.x() - 2.0, p.y() + 4.0 - 0.6 * along) - 3.5;
  return std::max(std::min(posterior, anterior), std::abs(along) - 16.0);
}

constexpr double kCortexMm = 1.6;
constexpr double kSubchondralMm = 0.8;
constexpr double kCartilageMm = 2.2;
constexpr double kSkinMm = 1.8;
// Rounded unions shorten distances a little; the rest of the formulas do not lengthen them.
constexpr double kClearanceSafety = 0.8;

// Keeps the smallest distance to any surface that has been asked for.
class Clearance {
 public:
  double Surface(double distance) {
    nearest_ = std::min(nearest_, std::abs(distance));
    return distance;
  }
  TissueAtPoint Decide(KneeTissue tissue) const {
    return {tissue, kClearanceSafety * nearest_};
  }

 private:
  double nearest_ = std::numeric_limits<double>::max();
};

}  // namespace

TendonSpan SpanOf(TendonPart part) {
  // The uppermost tenth is partly bone already.
  return part == TendonPart::kMiddle ? TendonSpan{0.30, 0.70} : TendonSpan{0.50, 0.90};
}

KneeAnatomy::KneeAnatomy(const KneeShape& shape)
    : shape_(shape),
      tendon_apex_z_(kPatellaZ + shape.patella_shift_mm - 17.0 * shape.patella.z() - 4.0),
      medial_condyle_({-24.0, 6.0, kCondyleFloorZ + 22.0 * shape.medial_condyle},
                      shape.medial_condyle * Vec3(21.0, 29.0, 22.0)),
      lateral_condyle_({24.0, 4.0, kCondyleFloorZ + 23.0 * shape.lateral_condyle},
                       shape.lateral_condyle * Vec3(21.0, 28.0, 23.0)),
      patella_centre_(
          0.0, kPatellaFaceY - 9.5 * shape.patella.y(), kPatellaZ + shape.patella_shift_mm),
      patella_body_(patella_centre_, shape.patella.cwiseProduct(Vec3(22.0, 9.5, 19.0))),
      patella_apex_({0.0, -44.5, tendon_apex_z_ + 4.0},
                    shape.patella.cwiseProduct(Vec3(9.0, 6.0, 8.0))),
      behind_patella_({0.0, -32.0, kPatellaZ + shape.patella_shift_mm}, {17.0, 4.0, 13.0}),
      lesion_(Vec3::Zero(), shape.lesion.radii_mm.cwiseMax(1e-3)),
      lesion_z_(kTendonInsertionZ + kLesionShare * (tendon_apex_z_ - kTendonInsertionZ)),
      patella_bounds_{{-27.0, -58.0, 2.0 + shape.patella_shift_mm},
                      {27.0, -30.0, 57.0 + shape.patella_shift_mm}} {
  const double gain = std::max(shape.tendon_bump.gain, 0.0);
  const double half_width = shape.tendon_half_width_mm * (1.0 + 0.5 * gain);
  const double half_thickness = shape.tendon_half_thickness_mm * (1.0 + gain);
  tendon_bounds_ = {{-half_width - 1.0, -49.5 - half_thickness, kTendonInsertionZ - 8.0},
                    {half_width + 1.0, -28.5 + half_thickness, tendon_apex_z_}};
  const TendonSpan span = SpanOf(shape.tendon_bump.part);
  const double bump_slope = std::numbers::pi * std::abs(shape.tendon_bump.gain) /
                            ((span.upper - span.lower) * (tendon_apex_z_ - kTendonInsertionZ));
  const double slope =
      bump_slope * std::hypot(0.5 * shape.tendon_half_width_mm, shape.tendon_half_thickness_mm);
  tendon_steepness_ = 1.0 / std::sqrt(1.0 + slope * slope);
}

double KneeAnatomy::FemurDistance(const Vec3& p) const {
  const double medial = medial_condyle_.Distance(p);
  const double lateral = lateral_condyle_.Distance(p);
  const double trochlea = kTrochlea.Distance(p);
  const double taper = 17.0 + 0.012 * (p.z() - 70.0) * (p.z() - 70.0) * (p.z() < 70.0 ? 1 : 0);
  const double shaft =
      std::max(ColumnDistance(p, 0.0, -4.0, std::min(taper, 34.0), std::min(0.8 * taper, 22.0)),
               34.0 - p.z());
  return RoundedUnion(
      RoundedUnion(medial, lateral, 3.0), RoundedUnion(trochlea, shaft, 12.0), 10.0);
}

double KneeAnatomy::TibiaDistance(const Vec3& p) const {
  return std::min(ShinDistance(p), FibulaDistance(p));
}

double KneeAnatomy::PatellaDistance(const Vec3& p) const {
  return RoundedUnion(patella_body_.Distance(p), patella_apex_.Distance(p), 6.0);
}

double KneeAnatomy::NearestBone(const Vec3& p) const {
  static const Bounds kFemur{{-52.0, -38.0, -2.0}, {52.0, 42.0, kEndless}};
  static const Bounds kShin{{-43.0, -42.0, -kEndless}, {43.0, 35.0, 2.0}};
  static const Bounds kFibula{{23.0, 9.0, -kEndless}, {46.0, 33.0, -13.0}};
  double femur = 0;
  double shin = 0;
  double patella = 0;
  double fibula = 0;
  femur = kFemur.FarFrom(p, femur) ? femur : FemurDistance(p);
  shin = kShin.FarFrom(p, shin) ? shin : ShinDistance(p);
  patella = patella_bounds_.FarFrom(p, patella) ? patella : PatellaDistance(p);
  fibula = kFibula.FarFrom(p, fibula) ? fibula : FibulaDistance(p);
  return std::min(std::min(femur, shin), std::min(patella, fibula));
}

double KneeAnatomy::TendonCentreY(double z) const {
  const double t = (z - kTendonInsertionZ) / (tendon_apex_z_ - kTendonInsertionZ);
  // A straight line from tuberosity to apex, bowed forward by 1.5 mm in the middle.
  return -33.8 - 11.7 * t - 6.0 * t * (1.0 - t);
}

double KneeAnatomy::BumpAt(double z) const {
  const TendonSpan span = SpanOf(shape_.tendon_bump.part);
  const double share = (z - kTendonInsertionZ) / (tendon_apex_z_ - kTendonInsertionZ);
  const double u = (share - span.lower) / (span.upper - span.lower);
  return u <= 0.0 || u >= 1.0 ? 0.0 : 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * u);
}

// A super-ellipse of exponent 4 (a slab with rounded edges) swept along the centre line.
double KneeAnatomy::TendonDistance(const Vec3& p) const {
  double half_width = shape_.tendon_half_width_mm;
  double half_thickness = shape_.tendon_half_thickness_mm;
  if (shape_.tendon_bump.gain != 0.0) {
    const double swelling = shape_.tendon_bump.gain * BumpAt(p.z());
    half_width *= 1.0 + 0.5 * swelling;
    half_thickness *= 1.0 + swelling;
  }
  const double ends = std::max(p.z() - tendon_apex_z_, kTendonInsertionZ - p.z());
  const double a = p.x() / half_width;
  const double b = (p.y() - TendonCentreY(p.z())) / half_thickness;
  const double a3 = a * a * a;
  const double b3 = b * b * b;
  const double f = a3 * a + b3 * b;
  if (f < 1e-12) {
    return std::max(-half_thickness, ends);
  }
  const double g = std::sqrt(std::sqrt(f));
  const double slope = std::hypot(a3 / half_width, b3 / half_thickness) / (g * g * g);
  // As for the ellipsoids: deep inside, the half thickness at this place is the limit.
  const double limit = half_thickness * std::sqrt(std::sqrt(std::max(1.0 - f, 0.0)));
  const double surface = (g - 1.0) / slope;
  return std::max(tendon_steepness_ * (f < 1.0 ? std::max(surface, -limit) : surface), ends);
}

double KneeAnatomy::LesionDistance(const Vec3& p) const {
  // The centre line's slant shears the ellipsoid, which shortens distances.
  constexpr double kShear = 0.85;
  return kShear * lesion_.Distance({p.x(), p.y() - TendonCentreY(p.z()), p.z() - lesion_z_});
}

double KneeAnatomy::QuadricepsTendonDistance(const Vec3& p) const {
  const double end = 46.0 + shape_.patella_shift_mm;
  const Bounds bounds{{-18.0, -50.0, end}, {18.0, -20.0, kEndless}};
  if (double far = 0; bounds.FarFrom(p, far)) {
    return far;
  }
  const double slab = ColumnDistance(p, 0.0, -41.0 + 0.16 * (p.z() - 50.0), 18.0, 3.5);
  return std::max(slab, end - p.z());
}

double KneeAnatomy::FluidDistance(const Vec3& p) const {
  static const Bounds kJoint{{-37.0, -21.0, -5.5}, {37.0, 29.0, 5.5}};
  static const Bounds kPouch{{-17.0, -38.0, 39.0}, {17.0, -31.0, 69.0}};
  const double up = shape_.patella_shift_mm;
  const Bounds patellar{{-17.0, -36.0, 20.0 + up}, {17.0, -28.0, 46.0 + up}};
  double joint = 0;
  double pouch = 0;
  double behind_patella = 0;
  if (!kJoint.FarFrom(p, joint)) {
    joint = std::max(ColumnDistance(p, 0.0, 4.0, 37.0, 25.0), std::abs(p.z()) - 5.5);
  }
  pouch = kPouch.FarFrom(p, pouch) ? pouch : kSuprapatellarPouch.Distance(p);
  if (!patellar.FarFrom(p, behind_patella)) {
    behind_patella = behind_patella_.Distance(p);
  }
  return std::min(joint, std::min(pouch, behind_patella));
}

// Whether bone meets the joint here: cartilage instead of soft tissue around a thin plate.
bool KneeAnatomy::IsArticular(const Vec3& p) const {
  const double up = shape_.patella_shift_mm;
  const bool tibiofemoral = p.z() > -9.0 && p.z() < 24.0 && p.y() > -22.0;
  const bool patellofemoral = p.y() > -41.0 && p.y() < -20.0 && p.z() > 14.0 + up &&
                              p.z() < 50.0 + up && std::abs(p.x()) < 24.0;
  return tibiofemoral || patellofemoral;
}

// Distance to the planes that bound the articular region, which are boundaries of tissue too.
double KneeAnatomy::ArticularPlaneDistance(const Vec3& p) const {
  const double up = shape_.patella_shift_mm;
  double nearest = std::min(std::abs(p.z() + 9.0), std::abs(p.z() - 24.0));
  nearest = std::min(nearest, std::min(std::abs(p.y() + 22.0), std::abs(p.y() + 41.0)));
  nearest = std::min(nearest, std::min(std::abs(p.y() + 20.0), std::abs(p.z() - 14.0 - up)));
  return std::min(nearest,
                  std::min(std::abs(p.z() - 50.0 - up), std::abs(std::abs(p.x()) - 24.0)));
}

TissueAtPoint KneeAnatomy::UnscaledTissue(const Vec3& p) const {
  Clearance clearance;
  const double leg = clearance.Surface(LegDistance(p));
  if (leg > 0.0) {
    return clearance.Decide(KneeTissue::kAir);
  }
  if (clearance.Surface(leg + kSkinMm) > 0.0) {
    return clearance.Decide(KneeTissue::kSkin);
  }
  const double bone = NearestBone(p);
  const bool articular = IsArticular(p);
  if (bone < kCartilageMm + 3.0 && bone > -kCortexMm - 3.0) {
    clearance.Surface(ArticularPlaneDistance(p));
  }
  const double cortex = articular ? kSubchondralMm : kCortexMm;
  if (clearance.Surface(bone + cortex) < 0.0) {
    return clearance.Decide(KneeTissue::kMarrow);
  }
  if (clearance.Surface(bone) < 0.0) {
    return clearance.Decide(KneeTissue::kCortex);
  }
  double tendon = 0;
  if (clearance.Surface(tendon_bounds_.FarFrom(p, tendon) ? tendon : TendonDistance(p)) < 0.0) {
    const bool lesion = shape_.lesion.exists() && clearance.Surface(LesionDistance(p)) < 0.0;
    return clearance.Decide(lesion ? KneeTissue::kTendonLesion : KneeTissue::kPatellarTendon);
  }
  if (clearance.Surface(QuadricepsTendonDistance(p)) < 0.0) {
    return clearance.Decide(KneeTissue::kLigament);
  }
  const double cartilage = clearance.Surface(bone - kCartilageMm);
  if (articular && cartilage < 0.0) {
    return clearance.Decide(KneeTissue::kCartilage);
  }
  if (clearance.Surface(MeniscusDistance(p)) < 0.0 ||
      clearance.Surface(CruciateDistance(p)) < 0.0) {
    return clearance.Decide(KneeTissue::kLigament);
  }
  if (clearance.Surface(FluidDistance(p)) < 0.0) {
    return clearance.Decide(KneeTissue::kFluid);
  }
  if (clearance.Surface(MuscleDistance(p, leg)) < 0.0) {
    return clearance.Decide(KneeTissue::kMuscle);
  }
  return clearance.Decide(KneeTissue::kFat);
}

TissueAtPoint KneeAnatomy::TissueAt(const Vec3& p_mm) const {
  const TissueAtPoint there = UnscaledTissue(p_mm / shape_.scale);
  return {there.tissue, there.clearance_mm * shape_.scale};
}

double KneeAnatomy::BoneDistanceMm(KneeBone bone, const Vec3& p_mm) const {
  const Vec3 p = p_mm / shape_.scale;
  switch (bone) {
    case KneeBone::kFemur:
      return shape_.scale * FemurDistance(p);
    case KneeBone::kTibia:
      return shape_.scale * TibiaDistance(p);
    case KneeBone::kPatella:
      break;
  }
  return shape_.scale * PatellaDistance(p);
}

double KneeAnatomy::TendonDistanceMm(const Vec3& p_mm) const {
  return shape_.scale * TendonDistance(p_mm / shape_.scale);
}

TendonSize KneeAnatomy::PatellarTendon() const {
  // The centre line is so nearly straight that its chord polygon is its length.
  double length = 0.0;
  constexpr int kSteps = 100;
  for (int n = 0; n < kSteps; ++n) {
    length += (TendonCentre((n + 1.0) / kSteps) - TendonCentre(1.0 * n / kSteps)).norm();
  }
  return {length,
          shape_.scale * 2.0 * shape_.tendon_half_width_mm,
          shape_.scale * 2.0 * shape_.tendon_half_thickness_mm};
}

Vec3 KneeAnatomy::TendonCentre(double share) const {
  const double z = kTendonInsertionZ + share * (tendon_apex_z_ - kTendonInsertionZ);
  return shape_.scale * Vec3(0.0, TendonCentreY(z), z);
}

Vec3 KneeAnatomy::FlexionCentre() const {
  const double z =
      kCondyleFloorZ + 0.5 * (22.0 * shape_.medial_condyle + 23.0 * shape_.lateral_condyle);
  return shape_.scale * Vec3(0.0, 5.0, z);
}

double KneeAnatomy::TendonHeightMm() const {
  return shape_.scale * (tendon_apex_z_ - kTendonInsertionZ);
}

double KneeAnatomy::TendonAreaMm2() const {
  return shape_.scale * shape_.scale * 4.0 * kSlabArea * shape_.tendon_half_width_mm *
         shape_.tendon_half_thickness_mm;
}

}  // namespace regen
