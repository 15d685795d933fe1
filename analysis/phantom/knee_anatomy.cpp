// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_anatomy.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regen {
namespace {

// Signed distances: negative inside, exact or slightly short of exact near the surface.

// With k0 = |q/r| and k1 = |q/r²| the distance to an ellipsoid is about k0 (k0 - 1) / k1. Deep
// inside a flat one that is far too much; there the half thickness at this place limits it.
double LimitedInside(double k0, double distance, double smallest_radius) {
  if (k0 >= 1.0) {
    return distance;
  }
  return std::max(distance, -smallest_radius * std::sqrt(1.0 - k0 * k0));
}

class Ellipsoid {
 public:
  Ellipsoid(const Vec3& centre, const Vec3& radii)
      : centre_(centre), reciprocal_(radii.cwiseInverse()), smallest_(radii.minCoeff()) {}

  double Distance(const Vec3& p) const {
    const Vec3 scaled = (p - centre_).cwiseProduct(reciprocal_);
    const double k0 = scaled.norm();
    if (k0 < 1e-9) {
      return -smallest_;
    }
    const double k1 = scaled.cwiseProduct(reciprocal_).norm();
    return LimitedInside(k0, k0 * (k0 - 1.0) / k1, smallest_);
  }

 private:
  Vec3 centre_;
  Vec3 reciprocal_;
  double smallest_;
};

// A vertical tube of elliptic cross-section, by the same formula.
double ColumnDistance(const Vec3& p, double x, double y, double radius_x, double radius_y) {
  const double a = (p.x() - x) / radius_x;
  const double b = (p.y() - y) / radius_y;
  const double k0 = std::sqrt(a * a + b * b);
  if (k0 < 1e-9) {
    return -std::min(radius_x, radius_y);
  }
  const double c = a / radius_x;
  const double d = b / radius_y;
  const double k1 = std::sqrt(c * c + d * d);
  return LimitedInside(k0, k0 * (k0 - 1.0) / k1, std::min(radius_x, radius_y));
}

// Union whose seam is rounded over `k` millimetres (polynomial smooth minimum).
double RoundedUnion(double a, double b, double k) {
  const double h = std::max(k - std::abs(a - b), 0.0) / k;
  return std::min(a, b) - h * h * k * 0.25;
}

// A box that holds a shape. Far from it, its own distance stands for the shape's: it is never
// larger, and most of the knee is far from most of its parts.
struct Bounds {
  Vec3 lower;
  Vec3 upper;

  bool FarFrom(const Vec3& p, double& distance) const {
    distance = (lower - p).cwiseMax(p - upper).maxCoeff();
    return distance > 5.0;
  }
};

constexpr double kEndless = 1e6;

// The parts, in the knee's frame: centre and radii, millimetres.
const Ellipsoid kMedialCondyle({-24.0, 6.0, 25.0}, {21.0, 29.0, 22.0});
const Ellipsoid kLateralCondyle({24.0, 4.0, 26.0}, {21.0, 28.0, 23.0});
const Ellipsoid kTrochlea({2.0, -9.0, 30.0}, {36.0, 20.0, 22.0});
const Ellipsoid kTibialPlateau({0.0, 4.0, -15.5}, {38.0, 25.0, 13.0});
const Ellipsoid kTuberosity({1.0, -19.0, -48.0}, {14.0, 12.0, 18.0});
const Ellipsoid kPatellaBody({0.0, -43.0, 33.0}, {22.0, 9.5, 19.0});
const Ellipsoid kPatellaApex({0.0, -44.5, 16.0}, {9.0, 6.0, 8.0});
const Ellipsoid kFibulaHead({34.0, 21.0, -26.0}, {9.0, 9.0, 10.0});
const Ellipsoid kMedialCalf({-17.0, 40.0, -52.0}, {19.0, 20.0, 60.0});
const Ellipsoid kLateralCalf({19.0, 41.0, -50.0}, {16.0, 18.0, 55.0});
const Ellipsoid kSuprapatellarPouch({0.0, -34.5, 54.0}, {17.0, 3.5, 15.0});
const Ellipsoid kBehindPatella({0.0, -32.0, 33.0}, {17.0, 4.0, 13.0});

double FemurDistance(const Vec3& p) {
  static const Bounds kBounds{{-50.0, -36.0, -2.0}, {50.0, 40.0, kEndless}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double medial = kMedialCondyle.Distance(p);
  const double lateral = kLateralCondyle.Distance(p);
  const double trochlea = kTrochlea.Distance(p);
  const double taper = 17.0 + 0.012 * (p.z() - 70.0) * (p.z() - 70.0) * (p.z() < 70.0 ? 1 : 0);
  const double shaft =
      std::max(ColumnDistance(p, 0.0, -4.0, std::min(taper, 34.0), std::min(0.8 * taper, 22.0)),
               34.0 - p.z());
  return RoundedUnion(
      RoundedUnion(medial, lateral, 3.0), RoundedUnion(trochlea, shaft, 12.0), 10.0);
}

double TibiaDistance(const Vec3& p) {
  static const Bounds kBounds{{-43.0, -42.0, -kEndless}, {43.0, 35.0, 2.0}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double plateau = kTibialPlateau.Distance(p);
  const double depth = std::clamp((-10.0 - p.z()) / 45.0, 0.0, 1.0);
  const double radius = 31.0 - 13.0 * depth * (2.0 - depth);
  const double shaft =
      std::max(ColumnDistance(p, 0.0, -3.0, radius, 0.85 * radius), p.z() + 14.0);
  const double tuberosity = kTuberosity.Distance(p);
  return RoundedUnion(RoundedUnion(plateau, shaft, 10.0), tuberosity, 10.0);
}

double PatellaDistance(const Vec3& p) {
  static const Bounds kBounds{{-25.0, -56.0, 5.0}, {25.0, -30.0, 55.0}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double body = kPatellaBody.Distance(p);
  const double apex = kPatellaApex.Distance(p);
  return RoundedUnion(body, apex, 6.0);
}

double FibulaDistance(const Vec3& p) {
  static const Bounds kBounds{{23.0, 9.0, -kEndless}, {46.0, 33.0, -13.0}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double head = kFibulaHead.Distance(p);
  const double shaft = std::max(ColumnDistance(p, 36.0, 22.0, 6.0, 6.5), p.z() + 28.0);
  return RoundedUnion(head, shaft, 4.0);
}

constexpr double kTendonApexZ = 12.0;
constexpr double kTendonInsertionZ = -38.0;
constexpr double kTendonHalfWidth = 13.0;
constexpr double kTendonHalfThickness = 2.5;

double TendonCentreY(double z) {
  const double t = (z - kTendonInsertionZ) / (kTendonApexZ - kTendonInsertionZ);
  // A straight line from tuberosity to apex, bowed forward by 1.5 mm in the middle.
  return -33.8 - 11.7 * t - 6.0 * t * (1.0 - t);
}

// A super-ellipse of exponent 4 (a slab with rounded edges) swept along the centre line.
double TendonDistance(const Vec3& p) {
  static const Bounds kBounds{{-14.0, -52.0, -46.0}, {14.0, -26.0, 12.0}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double ends = std::max(p.z() - kTendonApexZ, kTendonInsertionZ - p.z());
  const double a = p.x() / kTendonHalfWidth;
  const double b = (p.y() - TendonCentreY(p.z())) / kTendonHalfThickness;
  const double a3 = a * a * a;
  const double b3 = b * b * b;
  const double f = a3 * a + b3 * b;
  if (f < 1e-12) {
    return std::max(-kTendonHalfThickness, ends);
  }
  const double g = std::sqrt(std::sqrt(f));
  const double slope =
      std::hypot(a3 / kTendonHalfWidth, b3 / kTendonHalfThickness) / (g * g * g);
  // As for the ellipsoids: deep inside, the half thickness at this place is the limit.
  const double limit = kTendonHalfThickness * std::sqrt(std::sqrt(std::max(1.0 - f, 0.0)));
  const double surface = (g - 1.0) / slope;
  return std::max(f < 1.0 ? std::max(surface, -limit) : surface, ends);
}

double QuadricepsTendonDistance(const Vec3& p) {
  static const Bounds kBounds{{-18.0, -50.0, 46.0}, {18.0, -20.0, kEndless}};
  if (double far = 0; kBounds.FarFrom(p, far)) {
    return far;
  }
  const double slab = ColumnDistance(p, 0.0, -41.0 + 0.16 * (p.z() - 50.0), 18.0, 3.5);
  return std::max(slab, 46.0 - p.z());
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
  const double calf = std::max(kMedialCalf.Distance(p), inside_fat);
  const double calf_lateral = std::max(kLateralCalf.Distance(p), inside_fat);
  const double shin = std::max(ColumnDistance(p, 27.0, -2.0, 17.0, 19.0), p.z() + 30.0);
  const double thigh_back = std::max(std::min(ColumnDistance(p, -26.0, 38.0, 13.0, 12.0),
                                              ColumnDistance(p, 28.0, 36.0, 11.0, 11.0)),
                                     8.0 - p.z());
  const double thigh_front = std::max(ColumnDistance(p, 0.0, -12.0, 46.0, 27.0), 58.0 - p.z());
  return std::max(
      std::min(std::min(std::min(calf, calf_lateral), std::min(shin, thigh_back)), thigh_front),
      inside_fat);
}

double FluidDistance(const Vec3& p) {
  const double joint = std::max(ColumnDistance(p, 0.0, 4.0, 37.0, 25.0), std::abs(p.z()) - 5.5);
  const double pouch = kSuprapatellarPouch.Distance(p);
  const double behind_patella = kBehindPatella.Distance(p);
  return std::min(joint, std::min(pouch, behind_patella));
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

// Whether bone meets the joint here: cartilage instead of soft tissue around a thin plate.
bool IsArticular(const Vec3& p) {
  const bool tibiofemoral = p.z() > -9.0 && p.z() < 24.0 && p.y() > -22.0;
  const bool patellofemoral =
      p.y() > -41.0 && p.y() < -20.0 && p.z() > 14.0 && p.z() < 50.0 && std::abs(p.x()) < 24.0;
  return tibiofemoral || patellofemoral;
}

// Distance to the planes that bound the articular region, which are boundaries of tissue too.
double ArticularPlaneDistance(const Vec3& p) {
  double nearest = std::min(std::abs(p.z() + 9.0), std::abs(p.z() - 24.0));
  nearest = std::min(nearest, std::min(std::abs(p.y() + 22.0), std::abs(p.y() + 41.0)));
  nearest = std::min(nearest, std::min(std::abs(p.y() + 20.0), std::abs(p.z() - 14.0)));
  return std::min(nearest, std::min(std::abs(p.z() - 50.0), std::abs(std::abs(p.x()) - 24.0)));
}

}  // namespace

TissueAtPoint TissueOfKnee(const Vec3& p) {
  Clearance clearance;
  const double leg = clearance.Surface(LegDistance(p));
  if (leg > 0.0) {
    return clearance.Decide(KneeTissue::kAir);
  }
  if (clearance.Surface(leg + kSkinMm) > 0.0) {
    return clearance.Decide(KneeTissue::kSkin);
  }
  const double bone = std::min(std::min(FemurDistance(p), TibiaDistance(p)),
                               std::min(PatellaDistance(p), FibulaDistance(p)));
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
  if (clearance.Surface(TendonDistance(p)) < 0.0) {
    return clearance.Decide(KneeTissue::kPatellarTendon);
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

TendonShape PatellarTendonShape() {
  // The centre line is so nearly straight that its chord polygon is its length.
  double length = 0.0;
  constexpr int kSteps = 100;
  constexpr double kStep = (kTendonApexZ - kTendonInsertionZ) / kSteps;
  for (int n = 0; n < kSteps; ++n) {
    const double z = kTendonInsertionZ + n * kStep;
    length += (TendonCentre(z + kStep) - TendonCentre(z)).norm();
  }
  return {length, 2.0 * kTendonHalfWidth, 2.0 * kTendonHalfThickness};
}

Vec3 TendonCentre(double z_mm) {
  return {0.0, TendonCentreY(z_mm), z_mm};
}

}  // namespace regen
