// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/hip_phantom.h"

#include "analysis/phantom/random_field.h"
#include "analysis/phantom/signed_distance.h"

#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kCortexMm = 1.0;
constexpr double kCartilageMm = 1.8;

// Fields and parts of the hip on their way to an anatomy.
class HipBuilder {
 public:
  explicit HipBuilder(const HipShape& shape) : shape_(shape) {}

  Anatomy Build() {
    AddParts();
    AddFields();
    anatomy_.AddLayer(0, {{trunk_, 0.0, -1.0}});
    if (shape_.lesion_radii_mm.minCoeff() > 0.1) {
      const Ellipsoid lesion(shape_.lesion_centre_mm, shape_.lesion_radii_mm);
      const int field =
          anatomy_.AddField([lesion](const Vec3& p) { return lesion.Distance(p); });
      anatomy_.AddLayer(lesion_, {{field}, {head_}});
    }
    anatomy_.AddLayer(head_marrow_, {{head_}});
    anatomy_.AddLayer(marrow_, {{femur_, 1.5}});
    anatomy_.AddLayer(cortex_, {{head_, -kCortexMm}});
    anatomy_.AddLayer(cortex_, {{femur_}});
    anatomy_.AddLayer(cartilage_, {{head_, -kCortexMm - kCartilageMm}, {articular_}});
    // The socket: cartilage, cortex and marrow outside of the head.
    anatomy_.AddLayer(marrow_, {{pelvis_, 1.2}, {head_, 5.8, -1.0}});
    anatomy_.AddLayer(cortex_, {{pelvis_}, {head_, 4.6, -1.0}});
    anatomy_.AddLayer(cartilage_, {{pelvis_}, {head_, kCortexMm, -1.0}});
    for (const int muscle : muscles_) anatomy_.AddLayer(muscle_, {{muscle}});
    return std::move(anatomy_);
  }

 private:
  void AddParts() {
    const auto structure = static_cast<unsigned>(RegionRole::kStructure);
    anatomy_.AddPart({"air", Tissue::kAir, 0});
    anatomy_.ground = anatomy_.AddPart({"fat", Tissue::kFat, 0});
    muscle_ = anatomy_.AddPart({"muscle", Tissue::kMuscle, 0});
    cortex_ = anatomy_.AddPart({"cortex", Tissue::kCortex, 0});
    cartilage_ = anatomy_.AddPart({"cartilage", Tissue::kCartilage, 0});
    marrow_ = anatomy_.AddPart(
        {"marrow", Tissue::kMarrow, static_cast<unsigned>(RegionRole::kControl)});
    head_marrow_ = anatomy_.AddPart({"marrow of the head", Tissue::kMarrow, structure});
    lesion_ = anatomy_.AddPart({"necrosis",
                                Tissue::kNecrosis,
                                structure | static_cast<unsigned>(RegionRole::kLesion)});
  }

  void AddFields() {
    trunk_ =
        anatomy_.AddField([](const Vec3& p) { return ColumnDistance(p, -80, 10, 175, 115); });
    head_ = anatomy_.AddField(
        [radius = shape_.head_radius_mm](const Vec3& p) { return p.norm() - radius; });
    const Ellipsoid trochanter(Vec3(56, 6, -22), Vec3(15, 18, 20));
    femur_ = anatomy_.AddField([trochanter](const Vec3& p) {
      const Vec3 neck = Vec3(0.78, 0.05, -0.62).normalized();
      const double rod = RodDistance(p, 34 * neck, neck, 15, 30);
      const double shaft = RodDistance(p, Vec3(52, 4, -95), Vec3::UnitZ(), 15, 72);
      return RoundedUnion(RoundedUnion(rod, shaft, 8), trochanter.Distance(p), 8);
    });
    articular_ = anatomy_.AddField([](const Vec3& p) { return 0.6 * p.x() - 0.8 * p.z() - 8; });
    const Ellipsoid pelvis(Vec3(-24, -4, 26), Vec3(30, 27, 44));
    pelvis_ = anatomy_.AddField([pelvis](const Vec3& p) { return pelvis.Distance(p); });
    for (const auto& [centre, radii] : {std::pair{Vec3(34, 34, 30), Vec3(30, 24, 60)},
                                        std::pair{Vec3(14, -46, -20), Vec3(24, 16, 80)},
                                        std::pair{Vec3(-30, 10, -70), Vec3(30, 40, 45)},
                                        std::pair{Vec3(60, -20, -80), Vec3(26, 30, 70)}}) {
      const Ellipsoid muscle(centre, radii);
      muscles_.push_back(
          anatomy_.AddField([muscle](const Vec3& p) { return muscle.Distance(p); }));
    }
  }

  HipShape shape_;
  Anatomy anatomy_;
  int muscle_ = 0, cortex_ = 0, cartilage_ = 0, marrow_ = 0, head_marrow_ = 0, lesion_ = 0;
  int trunk_ = 0, head_ = 0, femur_ = 0, articular_ = 0, pelvis_ = 0;
  std::vector<int> muscles_;
};

// Scales the lesion until its volume is the wanted share of what it was, by bisection.
HipShape WithLesionShare(const HipShape& shape, double share) {
  HipShape scaled = shape;
  if (share <= 0) {
    scaled.lesion_radii_mm.setZero();
    return scaled;
  }
  const double wanted = share * TruthOfHip(shape).lesion_mm3;
  double low = 0;
  double high = 1.5;
  for (int step = 0; step < 20; ++step) {
    const double middle = (low + high) / 2;
    scaled.lesion_radii_mm = middle * shape.lesion_radii_mm;
    (TruthOfHip(scaled).lesion_mm3 < wanted ? low : high) = middle;
  }
  return scaled;
}

ExamSeries CoronalT1() {
  ExamSeries series;
  series.role = "t1";
  series.description = "COR T1 TSE";
  series.sequence.kind = SequenceKind::kFastSpinEcho;
  series.sequence.repetition_time_ms = 600;
  series.sequence.echo_times_ms = {11};
  series.sequence.echo_train_length = 3;
  series.plane = ImagingPlane::kCoronal;
  series.size = {224, 224, 22};
  series.spacing_mm = Vec3(0.75, 0.75, 3.3);
  series.slice_thickness_mm = 3.0;
  series.noise_sigma = 60;
  return series;
}

PhantomVisit PlanVisit(const HipPhantomOptions& options,
                       Anatomy layers,
                       const AnatomyPose& pose,
                       int visit) {
  return PlanPhantomVisit(
      {options.seed, 620, visit, pose, Vec3(10, 0, -10), options.shading, 0, options.threads},
      std::move(layers));
}

}  // namespace

HipShape DrawHipShape(std::uint64_t seed) {
  HipShape shape;
  if (seed == 0) return shape;
  RandomStream random(MixSeed(seed, 601));
  shape.head_radius_mm = random.NextBetween(21, 26);
  shape.lesion_centre_mm += Vec3(random.NextBetween(-4, 4), random.NextBetween(-4, 4), 0);
  shape.lesion_centre_mm.z() = shape.head_radius_mm - random.NextBetween(9, 13);
  shape.lesion_radii_mm =
      Vec3(random.NextBetween(9, 15), random.NextBetween(9, 15), random.NextBetween(6, 9));
  return shape;
}

Anatomy BuildHip(const HipShape& shape) {
  return HipBuilder(shape).Build();
}

HipTruth TruthOfHip(const HipShape& shape) {
  const double r = shape.head_radius_mm;
  HipTruth truth;
  truth.head_mm3 = 4.0 / 3.0 * std::numbers::pi * r * r * r;
  if (shape.lesion_radii_mm.minCoeff() <= 0.1) return truth;
  Anatomy alone;
  alone.AddPart({"air", Tissue::kAir, 0});
  const int part = alone.AddPart(
      {"necrosis", Tissue::kNecrosis, static_cast<unsigned>(RegionRole::kLesion)});
  const Ellipsoid lesion(shape.lesion_centre_mm, shape.lesion_radii_mm);
  const int inside = alone.AddField([lesion](const Vec3& p) { return lesion.Distance(p); });
  const int head = alone.AddField([r](const Vec3& p) { return p.norm() - r; });
  alone.AddLayer(part, {{inside}, {head}});
  const Vec3 corner = Vec3::Constant(r + 1);
  truth.lesion_mm3 = RoleVolumeMm3(alone, RegionRole::kLesion, -corner, corner);
  return truth;
}

Result<HipPhantom> PlanHip(const HipPhantomOptions& options) {
  if (!(options.lesion_change_percent >= -100 && options.lesion_change_percent <= 50)) {
    return Error{ErrorKind::kUsage, "phantom: lesion's change, expected -100 to 50 percent"};
  }
  HipPhantom phantom;
  phantom.shape_before = DrawHipShape(options.anatomy_seed);
  phantom.shape_after =
      options.lesion_change_percent == 0
          ? phantom.shape_before
          : WithLesionShare(phantom.shape_before, 1 + options.lesion_change_percent / 100);
  const double sign = options.side == Side::kLeft ? 1.0 : -1.0;
  const AnatomyPose pose{Vec3(95 * sign, -8, 4), sign};
  phantom.baseline = PlanVisit(options, BuildHip(phantom.shape_before), pose, 0);
  phantom.follow_up = PlanVisit(options, BuildHip(phantom.shape_after), pose, 1);
  RandomStream random(MixSeed(options.seed, 612));
  const Vec3 turn = random.NextBetween(0.5, 3.0) * kDeg * random.NextDirection();
  phantom.baseline_from_follow_up =
      RigidAbout(pose.centre_lps, turn, random.NextBetween(2, 8) * random.NextDirection());
  phantom.follow_up.placement.baseline_from_exam = phantom.baseline_from_follow_up;
  phantom.series = {CoronalT1()};
  phantom.series.front().noise_sigma *= options.noise_factor;
  return phantom;
}

}  // namespace regen
