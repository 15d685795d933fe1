// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_surfaces.h"

#include <algorithm>
#include <cmath>
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

}  // namespace

TendonSpan SpanOf(TendonPart part) {
  // The uppermost tenth is partly bone already.
  return part == TendonPart::kMiddle ? TendonSpan{0.30, 0.70} : TendonSpan{0.50, 0.90};
}

KneeSurfaces::KneeSurfaces(const KneeShape& shape)
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

double KneeSurfaces::Leg(const Vec3& p) const {
  const double z = p.z();
  const double front =
      -61.0 + 0.0016 * (z - 25.0) * (z - 25.0) + (z < -20.0 ? 0.06 : 0.0) * (-20.0 - z);
  const double back = 66.0 + 0.0012 * (z + 30.0) * (z + 30.0) * (z > -30.0 ? -0.6 : 1.0);
  const double half_depth = 0.5 * (back - front);
  return ColumnDistance(p, 0.0, 0.5 * (back + front), 58.0, half_depth);
}

double KneeSurfaces::MedialCalf(const Vec3& p) const {
  return kMedialCalf.Distance(p);
}

double KneeSurfaces::LateralCalf(const Vec3& p) const {
  return kLateralCalf.Distance(p);
}

double KneeSurfaces::ShinMuscle(const Vec3& p) const {
  return std::max(ColumnDistance(p, 27.0, -2.0, 17.0, 19.0), p.z() + 30.0);
}

double KneeSurfaces::MedialHamstrings(const Vec3& p) const {
  return std::max(ColumnDistance(p, -26.0, 38.0, 13.0, 12.0), 8.0 - p.z());
}

double KneeSurfaces::Biceps(const Vec3& p) const {
  return std::max(ColumnDistance(p, 28.0, 36.0, 11.0, 11.0), 8.0 - p.z());
}

double KneeSurfaces::Quadriceps(const Vec3& p) const {
  return std::max(ColumnDistance(p, 0.0, -12.0, 46.0, 27.0), 58.0 - p.z());
}

double KneeSurfaces::Femur(const Vec3& p) const {
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

double KneeSurfaces::Shin(const Vec3& p) const {
  const double plateau = kTibialPlateau.Distance(p);
  const double depth = std::clamp((-10.0 - p.z()) / 45.0, 0.0, 1.0);
  const double radius = 31.0 - 13.0 * depth * (2.0 - depth);
  const double shaft =
      std::max(ColumnDistance(p, 0.0, -3.0, radius, 0.85 * radius), p.z() + 14.0);
  const double tuberosity = kTuberosity.Distance(p);
  return RoundedUnion(RoundedUnion(plateau, shaft, 10.0), tuberosity, 10.0);
}

double KneeSurfaces::Fibula(const Vec3& p) const {
  const double head = kFibulaHead.Distance(p);
  const double shaft = std::max(ColumnDistance(p, 36.0, 22.0, 6.0, 6.5), p.z() + 28.0);
  return RoundedUnion(head, shaft, 4.0);
}

double KneeSurfaces::Patella(const Vec3& p) const {
  return RoundedUnion(patella_body_.Distance(p), patella_apex_.Distance(p), 6.0);
}

double KneeSurfaces::TendonCentreY(double z) const {
  const double t = (z - kTendonInsertionZ) / (tendon_apex_z_ - kTendonInsertionZ);
  // A straight line from tuberosity to apex, bowed forward by 1.5 mm in the middle.
  return -33.8 - 11.7 * t - 6.0 * t * (1.0 - t);
}

double KneeSurfaces::BumpAt(double z) const {
  const TendonSpan span = SpanOf(shape_.tendon_bump.part);
  const double share = (z - kTendonInsertionZ) / (tendon_apex_z_ - kTendonInsertionZ);
  const double u = (share - span.lower) / (span.upper - span.lower);
  return u <= 0.0 || u >= 1.0 ? 0.0 : 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * u);
}

// A super-ellipse of exponent 4 (a slab with rounded edges) swept along the centre line.
double KneeSurfaces::Tendon(const Vec3& p) const {
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

double KneeSurfaces::TendonLesion(const Vec3& p) const {
  // The centre line's slant shears the ellipsoid, which shortens distances.
  constexpr double kShear = 0.85;
  return kShear * lesion_.Distance({p.x(), p.y() - TendonCentreY(p.z()), p.z() - lesion_z_});
}

double KneeSurfaces::QuadricepsTendon(const Vec3& p) const {
  const double end = 46.0 + shape_.patella_shift_mm;
  const Bounds bounds{{-18.0, -50.0, end}, {18.0, -20.0, kEndless}};
  if (double far = 0; bounds.FarFrom(p, far)) {
    return far;
  }
  const double slab = ColumnDistance(p, 0.0, -41.0 + 0.16 * (p.z() - 50.0), 18.0, 3.5);
  return std::max(slab, end - p.z());
}

double KneeSurfaces::Menisci(const Vec3& p) const {
  static const Bounds kBounds{{-37.0, -21.0, -4.5}, {37.0, 29.0, 4.5}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double outside = ColumnDistance(p, 0.0, 4.0, 37.0, 25.0);
  return std::max(std::max(outside, -outside - 10.0),
                  std::abs(p.z()) - 0.45 * (10.0 + outside));
}

double KneeSurfaces::CruciateLigaments(const Vec3& p) const {
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

double KneeSurfaces::Fluid(const Vec3& p) const {
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

// The region is a box around the joint of femur and tibia and one behind the patella.
double KneeSurfaces::Articular(const Vec3& p) const {
  static const Bounds kTibiofemoral{{-kEndless, -22.0, -9.0}, {kEndless, kEndless, 24.0}};
  const double up = shape_.patella_shift_mm;
  const Bounds patellofemoral{{-24.0, -41.0, 14.0 + up}, {24.0, -20.0, 50.0 + up}};
  return std::min(kTibiofemoral.Distance(p), patellofemoral.Distance(p));
}

double KneeSurfaces::FemurOrBounds(const Vec3& p) const {
  static const Bounds kBounds{{-52.0, -38.0, -2.0}, {52.0, 42.0, kEndless}};
  double far = 0;
  return kBounds.FarFrom(p, far) ? far : Femur(p);
}

double KneeSurfaces::ShinOrBounds(const Vec3& p) const {
  static const Bounds kBounds{{-43.0, -42.0, -kEndless}, {43.0, 35.0, 2.0}};
  double far = 0;
  return kBounds.FarFrom(p, far) ? far : Shin(p);
}

double KneeSurfaces::FibulaOrBounds(const Vec3& p) const {
  static const Bounds kBounds{{23.0, 9.0, -kEndless}, {46.0, 33.0, -13.0}};
  double far = 0;
  return kBounds.FarFrom(p, far) ? far : Fibula(p);
}

double KneeSurfaces::PatellaOrBounds(const Vec3& p) const {
  double far = 0;
  return patella_bounds_.FarFrom(p, far) ? far : Patella(p);
}

double KneeSurfaces::TendonOrBounds(const Vec3& p) const {
  double far = 0;
  return tendon_bounds_.FarFrom(p, far) ? far : Tendon(p);
}

double KneeSurfaces::TendonFootZ() const {
  return kTendonInsertionZ;
}

double KneeSurfaces::TendonAreaMm2() const {
  return 4.0 * kSlabArea * shape_.tendon_half_width_mm * shape_.tendon_half_thickness_mm;
}

Vec3 KneeSurfaces::FlexionCentre() const {
  return {
      0.0,
      5.0,
      kCondyleFloorZ + 0.5 * (22.0 * shape_.medial_condyle + 23.0 * shape_.lateral_condyle)};
}

KneeSurfaces::SurfacePlace KneeSurfaces::SiteOf(const CartilagePlace& place) const {
  const double angle = place.posterior_deg * std::numbers::pi / 180.0;
  const Vec3 centre = place.lateral
                          ? Vec3(24.0, 4.0, kCondyleFloorZ + 23.0 * shape_.lateral_condyle)
                          : Vec3(-24.0, 6.0, kCondyleFloorZ + 22.0 * shape_.medial_condyle);
  const Vec3 way(0.0, std::sin(angle), -std::cos(angle));
  double inside = 0.0;
  double outside = 60.0;
  for (int n = 0; n < 60; ++n) {
    const double middle = 0.5 * (inside + outside);
    (Femur(centre + middle * way) < 0.0 ? inside : outside) = middle;
  }
  const Vec3 at = centre + inside * way;
  constexpr double kStep = 1e-4;
  Vec3 slope;
  for (int axis = 0; axis < 3; ++axis) {
    const Vec3 step = kStep * Vec3::Unit(axis);
    slope[axis] = Femur(at + step) - Femur(at - step);
  }
  return {at, slope.normalized()};
}

}  // namespace regen
