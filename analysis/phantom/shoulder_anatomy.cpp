// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/shoulder_anatomy.h"

#include "analysis/phantom/random_field.h"
#include "analysis/phantom/signed_distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kCortexMm = 1.0;
constexpr double kCartilageMm = 1.5;
constexpr double kGapMm = 0.6;           // of the joint, under the tendon
constexpr double kMedialDeg = -40.0;     // where the tendon goes over into its muscle
constexpr double kInsertionDeg = 48.0;   // where it ends on the greater tuberosity
constexpr double kNeighbourGapMm = 1.0;  // to the tendons before and behind

// About z.
Vec3 Turned(const Vec3& p, double angle_rad) {
  const double c = std::cos(angle_rad);
  const double s = std::sin(angle_rad);
  return {c * p.x() - s * p.y(), s * p.x() + c * p.y(), p.z()};
}

double HumerusDistance(const ShoulderShape& shape, const Vec3& p) {
  static const Ellipsoid tuberosity(Vec3(17, -1, 4), Vec3(12, 14, 15));
  const double head = p.norm() - shape.head_radius_mm;
  const double shaft = RodDistance(p, Vec3(8, 0, -60), Vec3::UnitZ(), 11, 46);
  return RoundedUnion(RoundedUnion(head, shaft, 6), tuberosity.Distance(p), 5);
}

double AcromionDistance(const Vec3& p) {
  static const Ellipsoid acromion(Vec3(10, 10, 41), Vec3(22, 16, 5));
  const Vec3 along = Vec3(0.97, -0.05, 0.24).normalized();
  const double spine = RodDistance(p, Vec3(-40, 17, 27), along, 5, 40);
  return RoundedUnion(acromion.Distance(p), spine, 5);
}

double BladeDistance(const Vec3& p) {
  static const Ellipsoid blade(Vec3(-75, 4, -38), Vec3(40, 5, 45));
  static const Ellipsoid neck(Vec3(-42, 0, -2), Vec3(17, 13, 18));
  return RoundedUnion(neck.Distance(p), blade.Distance(p), 6);
}

double CoracoidDistance(const Vec3& p) {
  static const Ellipsoid coracoid(Vec3(-26, -30, 12), Vec3(8, 14, 7));
  return coracoid.Distance(p);
}

double ScapulaDistance(const Vec3& p) {
  return std::min({BladeDistance(p), AcromionDistance(p), CoracoidDistance(p)});
}

// Of a spherical shell between two planes through the y axis.
double CuffDistance(const ShoulderShape& shape, const Vec3& p) {
  const double low = kMedialDeg * kDeg;
  const double high = kInsertionDeg * kDeg;
  const double shell =
      std::abs(p.norm() - shape.TendonRadiusMm()) - shape.tendon_thickness_mm / 2;
  const double lateral = p.x() * std::cos(high) - p.z() * std::sin(high);
  const double medial = p.z() * std::sin(low) - p.x() * std::cos(low);
  return std::max({shell, lateral, medial, -p.z()});
}

double TendonDistance(const ShoulderShape& shape, const Vec3& p) {
  return std::max(CuffDistance(shape, p), std::abs(p.y()) - shape.tendon_width_mm / 2);
}

Vec3 TearCentre(const ShoulderShape& shape) {
  const double angle = shape.tear_place_mm.x() / shape.TendonRadiusMm();
  const double back = shape.tear_place_mm.y();
  const double out = shape.TendonRadiusMm() + shape.tear_place_mm.z();
  const double flat = std::sqrt(std::max(1.0, out * out - back * back));
  return {flat * std::sin(angle), back, flat * std::cos(angle)};
}

// Of an ellipsoid that is bent with the tendon: along it, backwards, outwards.
double TearDistance(const ShoulderShape& shape, const Vec3& p) {
  const double away = (p - TearCentre(shape)).norm() - 1.1 * shape.tear_radii_mm.maxCoeff();
  if (away > 4.0) return away;
  const double radius = shape.TendonRadiusMm();
  const Ellipsoid tear(shape.tear_place_mm, shape.tear_radii_mm);
  return tear.Distance(Vec3(radius * std::atan2(p.x(), p.z()), p.y(), p.norm() - radius));
}

// Fields and parts of the shoulder on their way to an anatomy.
class ShoulderBuilder {
 public:
  explicit ShoulderBuilder(const ShoulderShape& shape) : shape_(shape) {}

  Anatomy Build() {
    AddParts();
    AddFields();
    anatomy_.AddLayer(0, {{outline_, 0.0, -1.0}});
    AddBones();
    if (shape_.tear_radii_mm.minCoeff() > 0.1) anatomy_.AddLayer(tear_, {{gap_}, {tendon_}});
    anatomy_.AddLayer(tendon_part_, {{tendon_}});
    for (const int field : {before_, behind_})
      anatomy_.AddLayer(cuff_, {{cuff_field_}, {field}});
    anatomy_.AddLayer(fluid_, {{head_, -kCortexMm - kCartilageMm - kGapMm}, {articular_}});
    for (const int muscle : muscles_) anatomy_.AddLayer(muscle_, {{muscle}});
    anatomy_.AddLayer(deltoid_, {{deltoid_outer_}, {deltoid_inner_, 0.0, -1.0}});
    return std::move(anatomy_);
  }

 private:
  void AddParts() {
    const auto structure = static_cast<unsigned>(RegionRole::kStructure);
    anatomy_.AddPart({"air", Tissue::kAir, 0});
    anatomy_.ground = anatomy_.AddPart({"fat", Tissue::kFat, 0});
    muscle_ = anatomy_.AddPart({"muscle", Tissue::kMuscle, 0});
    deltoid_ = anatomy_.AddPart(
        {"deltoid", Tissue::kMuscle, static_cast<unsigned>(RegionRole::kReference)});
    cortex_ = anatomy_.AddPart({"cortex", Tissue::kCortex, 0});
    marrow_ = anatomy_.AddPart({"marrow", Tissue::kMarrow, 0});
    cartilage_ = anatomy_.AddPart({"cartilage", Tissue::kCartilage, 0});
    fluid_ = anatomy_.AddPart({"joint fluid", Tissue::kFluid, 0});
    cuff_ = anatomy_.AddPart({"neighbouring tendons", Tissue::kTendon, 0});
    tendon_part_ = anatomy_.AddPart({"supraspinatus tendon", Tissue::kTendon, structure});
    tear_ = anatomy_.AddPart({"tear",
                              shape_.full_thickness ? Tissue::kFluid : Tissue::kTendonLesion,
                              structure | static_cast<unsigned>(RegionRole::kLesion)});
  }

  // Fields are written along the scapula's plane.
  template <typename F>
  int Add(const F& field) {
    return anatomy_.AddField(
        [field](const Vec3& p) { return field(Turned(p, kScapularPlaneDeg * kDeg)); });
  }

  int AddEllipsoid(const Vec3& centre, const Vec3& radii) {
    const Ellipsoid shape(centre, radii);
    return Add([shape](const Vec3& p) { return shape.Distance(p); });
  }

  void AddFields() {
    const ShoulderShape& shape = shape_;
    outline_ = AddEllipsoid(Vec3(-35, 0, -35), Vec3(105, 78, 100));
    head_ = Add([shape](const Vec3& p) { return p.norm() - shape.head_radius_mm; });
    humerus_ = Add([shape](const Vec3& p) { return HumerusDistance(shape, p); });
    articular_ = Add([](const Vec3& p) { return 0.75 * p.x() - 0.66 * p.z() - 3; });
    blade_ = Add(BladeDistance);
    acromion_ = Add(AcromionDistance);
    coracoid_ = Add(CoracoidDistance);
    gap_ = Add([shape](const Vec3& p) { return TearDistance(shape, p); });
    tendon_ = Add([shape](const Vec3& p) { return TendonDistance(shape, p); });
    cuff_field_ = Add([shape](const Vec3& p) { return CuffDistance(shape, p); });
    const double edge = shape.tendon_width_mm / 2 + kNeighbourGapMm;
    before_ = Add([edge](const Vec3& p) { return p.y() + edge; });
    behind_ = Add([edge](const Vec3& p) { return edge - p.y(); });
    muscles_ = {AddEllipsoid(Vec3(-52, 1, 21), Vec3(36, 12, 10)),
                AddEllipsoid(Vec3(-48, 22, -8), Vec3(40, 11, 27)),
                AddEllipsoid(Vec3(-48, -20, -18), Vec3(40, 10, 30))};
    deltoid_outer_ = AddEllipsoid(Vec3(6, 0, -22), Vec3(50, 47, 72));
    deltoid_inner_ = AddEllipsoid(Vec3(6, 0, -22), Vec3(37, 34, 59));
  }

  void AddBones() {
    anatomy_.AddLayer(marrow_, {{humerus_}});
    anatomy_.AddLayer(cortex_, {{humerus_, -kCortexMm}});
    anatomy_.AddLayer(cartilage_, {{head_, -kCortexMm - kCartilageMm}, {articular_}});
    // The socket keeps its distance from the head.
    const double socket = kCortexMm + kCartilageMm + kGapMm;
    anatomy_.AddLayer(marrow_, {{blade_, 1.2}, {head_, -socket - 2.6, -1.0}});
    anatomy_.AddLayer(cortex_, {{blade_}, {head_, -socket - 1.5, -1.0}});
    anatomy_.AddLayer(cartilage_, {{blade_}, {head_, -socket, -1.0}});
    for (const int bone : {acromion_, coracoid_}) {
      anatomy_.AddLayer(marrow_, {{bone, 1.2}});
      anatomy_.AddLayer(cortex_, {{bone}});
    }
  }

  ShoulderShape shape_;
  Anatomy anatomy_;
  int muscle_ = 0, deltoid_ = 0, cortex_ = 0, marrow_ = 0, cartilage_ = 0, fluid_ = 0;
  int cuff_ = 0, tendon_part_ = 0, tear_ = 0;
  int outline_ = 0, head_ = 0, humerus_ = 0, articular_ = 0, blade_ = 0, acromion_ = 0;
  int coracoid_ = 0, gap_ = 0, tendon_ = 0, cuff_field_ = 0, before_ = 0, behind_ = 0;
  int deltoid_outer_ = 0, deltoid_inner_ = 0;
  std::vector<int> muscles_;
};

}  // namespace

double ShoulderShape::TendonRadiusMm() const {
  return head_radius_mm + kCortexMm + kCartilageMm + kGapMm + tendon_thickness_mm / 2;
}

ShoulderShape DrawShoulderShape(std::uint64_t seed) {
  ShoulderShape shape;
  if (seed == 0) return shape;
  RandomStream random(MixSeed(seed, 701));
  shape.head_radius_mm = random.NextBetween(21.5, 24.5);
  shape.tendon_thickness_mm = random.NextBetween(5.0, 6.2);
  shape.tendon_width_mm = random.NextBetween(22, 26);
  shape.full_thickness = random.NextUniform() < 0.5;
  shape.tear_place_mm = Vec3(random.NextBetween(7, 14), random.NextBetween(-4, 4), 0);
  shape.tear_radii_mm = Vec3(random.NextBetween(4.5, 7), random.NextBetween(4.5, 7), 9);
  if (shape.full_thickness) return shape;
  shape.tear_place_mm.z() = random.NextBetween(-0.4, 0.4);
  shape.tear_radii_mm.z() = random.NextBetween(1.4, 1.8);
  return shape;
}

Anatomy BuildShoulder(const ShoulderShape& shape) {
  return ShoulderBuilder(shape).Build();
}

TearTruth TruthOfTear(const ShoulderShape& shape) {
  TearTruth truth;
  if (shape.tear_radii_mm.minCoeff() <= 0.1) return truth;
  Anatomy alone;
  alone.AddPart({"air", Tissue::kAir, 0});
  const int part =
      alone.AddPart({"tear", Tissue::kFluid, static_cast<unsigned>(RegionRole::kLesion)});
  const int gap = alone.AddField([shape](const Vec3& p) { return TearDistance(shape, p); });
  const int tendon =
      alone.AddField([shape](const Vec3& p) { return TendonDistance(shape, p); });
  const int bone = alone.AddField([shape](const Vec3& p) { return HumerusDistance(shape, p); });
  alone.AddLayer(part, {{gap}, {tendon}, {bone, -kCortexMm, -1.0}});
  const Vec3 reach = Vec3::Constant(shape.tear_radii_mm.head<2>().maxCoeff() + 6);
  const Vec3 centre = TearCentre(shape);
  truth.volume_mm3 = RoleVolumeMm3(alone, RegionRole::kLesion, centre - reach, centre + reach);
  const double radius = shape.TendonRadiusMm();
  truth.along_mm = 2 * radius * std::sin(shape.tear_radii_mm.x() / radius);
  truth.front_back_mm = 2 * shape.tear_radii_mm.y();
  return truth;
}

ShoulderMotion::ShoulderMotion(const ShoulderShape& shape, double rotation_deg)
    : shape_(shape), rotation_rad_(rotation_deg * kDeg) {}

// Stretch: as in KneeMotion, from the slopes of the weights.
JointMotion::PulledBack ShoulderMotion::PullBackWithStretch(const Vec3& y_mm) const {
  constexpr double kReachMm = 1.0;
  constexpr double kTendonOwnStretch = 1.1;
  if (rotation_rad_ == 0.0) return {y_mm, 1.0};
  const Vec3 y = Turned(y_mm, kScapularPlaneDeg * kDeg);
  const double t = std::clamp((y.x() + 25) / 30, 0.0, 1.0);
  const double share = 0.5 + 0.5 * t * t * (3 - 2 * t);
  const std::array<Vec3, 3> back{
      Turned(y, -rotation_rad_), y, Turned(y, -share * rotation_rad_)};
  const std::array<double, 3> away{
      std::max(0.0, HumerusDistance(shape_, back[0]) - kCortexMm - kCartilageMm),
      std::max(0.0, ScapulaDistance(back[1])),
      std::max(0.0, TendonDistance(shape_, back[2]))};
  std::array<double, 3> weights{};
  Vec3 sum = Vec3::Zero();
  double weight = 0;
  for (std::size_t n = 0; n < back.size(); ++n) {
    const double reach = n == 2 ? kReachMm : 0.0;
    if (n < 2 && away[n] <= 1e-6) return {Turned(back[n], -kScapularPlaneDeg * kDeg), 1.0};
    weights[n] = 1.0 / (away[n] * away[n] + reach * reach);
    sum += weights[n] * back[n];
    weight += weights[n];
  }
  const Vec3 mean = sum / weight;
  double stretch = kTendonOwnStretch;
  for (std::size_t n = 0; n < back.size(); ++n) {
    const double slope = n == 2 ? 2 * away[n] * weights[n] : 2 / away[n];
    stretch += weights[n] / weight * (back[n] - mean).norm() * slope;
  }
  return {Turned(mean, -kScapularPlaneDeg * kDeg), stretch};
}

}  // namespace regen
