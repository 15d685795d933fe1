// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/thigh_phantom.h"

#include "analysis/phantom/random_field.h"
#include "analysis/phantom/signed_distance.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kCortexMm = 1.6;

// The same point on the treated side, where shapes are drawn once for both.
Vec3 OnOneSide(const ThighShape& shape, const Vec3& p) {
  if (p.x() >= 0) return p;
  const Vec3 q = Vec3(-p.x(), p.y(), p.z());
  // Grows in from the middle of the body, so that nothing tears there.
  return q - std::min(1.0, q.x() / 20) * shape.other_side_mm;
}

class ThighBuilder {
 public:
  explicit ThighBuilder(const ThighShape& shape) : shape_(shape) {}

  Anatomy Build() {
    AddParts();
    const int trunk = Add([](const Vec3& p) {
      return std::max(ColumnDistance(p, 0, 0, 178, 105), -(p.z() + 35));
    });
    const int leg = Add([](const Vec3& p) { return ColumnDistance(p, 92, 0, 84, 92); });
    anatomy_.AddLayer(0, {{trunk, 0.0, -1.0}, {leg, 0.0, -1.0}});
    AddTendonAndOedema();
    AddBones();
    AddMuscles();
    return std::move(anatomy_);
  }

 private:
  template <typename F>
  int Add(const F& field) {
    return anatomy_.AddField(
        [field, shape = shape_](const Vec3& p) { return field(OnOneSide(shape, p)); });
  }

  int AddEllipsoid(const Vec3& centre, const Vec3& radii) {
    const Ellipsoid ellipsoid(centre, radii);
    return Add([ellipsoid](const Vec3& p) { return ellipsoid.Distance(p); });
  }

  void AddParts() {
    anatomy_.AddPart({"air", Tissue::kAir, 0});
    anatomy_.ground = anatomy_.AddPart({"fat", Tissue::kFat, 0});
    tendon_ = anatomy_.AddPart(
        {"hamstring tendon", Tissue::kTendon, static_cast<unsigned>(RegionRole::kStructure)});
    other_tendon_ = anatomy_.AddPart({"tendon beyond the region", Tissue::kTendon, 0});
    oedema_ = anatomy_.AddPart(
        {"oedema", Tissue::kOedema, static_cast<unsigned>(RegionRole::kLesion)});
    marrow_ = anatomy_.AddPart({"marrow", Tissue::kMarrow, 0});
    cortex_ = anatomy_.AddPart({"cortex", Tissue::kCortex, 0});
    muscle_ = anatomy_.AddPart(
        {"muscle", Tissue::kMuscle, static_cast<unsigned>(RegionRole::kReference)});
  }

  void AddTendonAndOedema() {
    const int cord = Add([shape = shape_](const Vec3& p) {
      return ColumnDistance(
          p, shape.ischium_mm + 5, 37, shape.tendon_half_width_mm, shape.tendon_half_depth_mm);
    });
    const int whole =
        anatomy_.AddField([](const Vec3& p) { return std::abs(p.z() + 52) - 52; });
    const int region =
        anatomy_.AddField([](const Vec3& p) { return std::abs(p.z() + 46) - 40; });
    const int treated = anatomy_.AddField([](const Vec3& p) { return -p.x(); });
    anatomy_.AddLayer(tendon_, {{cord}, {region}, {treated}});
    anatomy_.AddLayer(other_tendon_, {{cord}, {whole}});
    if (shape_.oedema_radii_mm.minCoeff() <= 0.1) return;
    const Ellipsoid oedema(shape_.oedema_centre_mm, shape_.oedema_radii_mm);
    const int field = anatomy_.AddField([oedema](const Vec3& p) { return oedema.Distance(p); });
    anatomy_.AddLayer(oedema_, {{field}});
  }

  void AddBones() {
    const double x = shape_.ischium_mm;
    const Ellipsoid shaft_end(Vec3(96, 2, 25), Vec3(20, 20, 26));
    for (const int bone : {AddEllipsoid(Vec3(x, 26, 14), Vec3(14, 17, 26)),
                           AddEllipsoid(Vec3(72, 18, 78), Vec3(24, 22, 40)),
                           AddEllipsoid(Vec3(90, -6, 58), Vec3(23, 23, 23)),
                           AddEllipsoid(Vec3(24, -42, 32), Vec3(20, 11, 16)),
                           Add([shaft_end](const Vec3& p) {
                             const double shaft =
                                 std::max(ColumnDistance(p, 97, 0, 14, 15), p.z() - 30);
                             return RoundedUnion(shaft, shaft_end.Distance(p), 8);
                           })}) {
      anatomy_.AddLayer(marrow_, {{bone, kCortexMm}});
      anatomy_.AddLayer(cortex_, {{bone}});
    }
  }

  void AddMuscles() {
    for (const auto& [centre, radii] : {std::pair{Vec3(70, 40, -112), Vec3(28, 25, 108)},
                                        std::pair{Vec3(50, -4, -88), Vec3(30, 32, 98)},
                                        std::pair{Vec3(106, -38, -105), Vec3(40, 32, 118)},
                                        std::pair{Vec3(82, 72, 34), Vec3(58, 22, 78)},
                                        std::pair{Vec3(128, 14, 30), Vec3(20, 38, 62)}}) {
      anatomy_.AddLayer(muscle_, {{AddEllipsoid(centre, radii)}});
    }
  }

  ThighShape shape_;
  Anatomy anatomy_;
  int tendon_ = 0, other_tendon_ = 0, oedema_ = 0, marrow_ = 0, cortex_ = 0, muscle_ = 0;
};

ExamSeries CoronalFat(const ThighPhantomOptions& options) {
  ExamSeries series = SagittalProtonDensityFat();
  series.description = "COR PD FS";
  series.plane = ImagingPlane::kCoronal;
  series.sequence.repetition_time_ms = 3500;
  series.sequence.echo_times_ms = {40};
  series.sequence.fat_residual = 0.15;
  series.size = {options.other_side_cut ? 132 : 320, 208, 20};
  series.spacing_mm = Vec3(1.1, 1.1, 4.4);
  series.slice_thickness_mm = 4.0;
  series.noise_sigma = 10 * options.noise_factor;
  return series;
}

ThighShape WithOedemaShare(const ThighShape& shape, double share) {
  ThighShape scaled = shape;
  if (share == 1) return scaled;
  if (share <= 0) {
    scaled.oedema_radii_mm.setZero();
    return scaled;
  }
  const double wanted = share * OedemaVolumeMm3(shape);
  double low = 0;
  double high = 1.3;
  for (int step = 0; step < 20; ++step) {
    const double middle = (low + high) / 2;
    scaled.oedema_radii_mm = middle * shape.oedema_radii_mm;
    (OedemaVolumeMm3(scaled) < wanted ? low : high) = middle;
  }
  return scaled;
}

PhantomVisit PlanVisit(const ThighPhantomOptions& options,
                       Anatomy layers,
                       const AnatomyPose& pose,
                       int visit) {
  const Vec3 middle(options.other_side_cut ? 88 : 0, 24, -40);
  PhantomVisit planned = PlanPhantomVisit(
      {options.seed, 820, visit, pose, middle, options.shading, 0, options.threads},
      std::move(layers));
  for (std::size_t n = 0; n < planned.matter.size(); ++n) {
    if (planned.anatomy.parts[n].tissue != Tissue::kOedema) continue;
    // Of muscle and what lies between, not of marrow: without its fat.
    planned.matter[n].fat_fraction = 0;
    planned.matter[n].t2_ms = 80;
  }
  return planned;
}

}  // namespace

ThighShape DrawThighShape(std::uint64_t seed) {
  ThighShape shape;
  if (seed == 0) return shape;
  RandomStream random(MixSeed(seed, 801));
  shape.tendon_half_width_mm = random.NextBetween(5.5, 7.5);
  shape.tendon_half_depth_mm = random.NextBetween(3.5, 4.6);
  shape.ischium_mm = random.NextBetween(55, 61);
  shape.oedema_radii_mm =
      Vec3(random.NextBetween(11, 16), random.NextBetween(8, 12), random.NextBetween(18, 30));
  shape.oedema_centre_mm =
      Vec3(shape.ischium_mm + 5 + shape.tendon_half_width_mm + random.NextBetween(2, 5),
           random.NextBetween(38, 44),
           random.NextBetween(-68, -52));
  shape.other_side_mm = 2.0 * random.NextDirection();
  return shape;
}

Anatomy BuildThighs(const ThighShape& shape) {
  return ThighBuilder(shape).Build();
}

double OedemaVolumeMm3(const ThighShape& shape) {
  if (shape.oedema_radii_mm.minCoeff() <= 0.1) return 0;
  const Vec3 reach = shape.oedema_radii_mm + Vec3::Constant(1);
  return RoleVolumeMm3(BuildThighs(shape),
                       RegionRole::kLesion,
                       shape.oedema_centre_mm - reach,
                       shape.oedema_centre_mm + reach);
}

double OedemaLengthMm(const ThighShape& shape) {
  return 2 * shape.oedema_radii_mm.z();
}

Result<ThighPhantom> PlanThighs(const ThighPhantomOptions& options) {
  if (!(options.oedema_change_percent >= -100 && options.oedema_change_percent <= 30)) {
    return Error{ErrorKind::kUsage, "phantom: oedema's change, expected -100 to 30 percent"};
  }
  ThighPhantom phantom;
  phantom.shape_before = DrawThighShape(options.anatomy_seed);
  phantom.shape_after =
      WithOedemaShare(phantom.shape_before, 1 + options.oedema_change_percent / 100);
  const double sign = options.side == Side::kLeft ? 1.0 : -1.0;
  const AnatomyPose pose{Vec3(3, -10, 6), sign};
  phantom.baseline = PlanVisit(options, BuildThighs(phantom.shape_before), pose, 0);
  phantom.follow_up = PlanVisit(options, BuildThighs(phantom.shape_after), pose, 1);
  RandomStream random(MixSeed(options.seed, 812));
  const Vec3 turn = random.NextBetween(0.5, 3.0) * kDeg * random.NextDirection();
  phantom.baseline_from_follow_up =
      RigidAbout(pose.LpsFromAnatomy(Vec3(60, 30, -30)),
                 turn,
                 random.NextBetween(2, 8) * random.NextDirection());
  phantom.follow_up.placement.baseline_from_exam = phantom.baseline_from_follow_up;
  phantom.series = {CoronalFat(options)};
  return phantom;
}

}  // namespace regen
