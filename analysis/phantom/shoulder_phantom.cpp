// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/shoulder_phantom.h"

#include "analysis/phantom/random_field.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;

// Scales the tear until its volume is the wanted share of what it was, by bisection.
ShoulderShape WithTearShare(const ShoulderShape& shape, double share) {
  ShoulderShape scaled = shape;
  if (share <= 0) {
    scaled.tear_radii_mm.setZero();
    return scaled;
  }
  const double wanted = share * TruthOfTear(shape).volume_mm3;
  double low = 0;
  double high = 1.3;
  for (int step = 0; step < 20; ++step) {
    const double middle = (low + high) / 2;
    scaled.tear_radii_mm = middle * shape.tear_radii_mm;
    // A tear through the whole tendon stays one.
    if (shape.full_thickness) scaled.tear_radii_mm.z() = shape.tear_radii_mm.z();
    (TruthOfTear(scaled).volume_mm3 < wanted ? low : high) = middle;
  }
  return scaled;
}

ExamSeries ObliqueCoronal() {
  ExamSeries series = SagittalProtonDensityFat();
  series.description = "COR OBL PD FS";
  series.sequence.echo_times_ms = {40};
  series.plane = ImagingPlane::kCoronal;
  series.size = {208, 208, 20};
  series.spacing_mm = Vec3(0.55, 0.55, 3.3);
  series.slice_thickness_mm = 3.0;
  return series;
}

ExamSeries ObliqueSagittal() {
  ExamSeries series = ObliqueCoronal();
  series.role = "anatomy-sagittal";
  series.description = "SAG OBL PD FS";
  series.plane = ImagingPlane::kSagittal;
  return series;
}

// Planned along the scapula.
PhantomVisit PlanVisit(const ShoulderPhantomOptions& options,
                       Anatomy layers,
                       const AnatomyPose& pose,
                       int visit) {
  PhantomVisit planned = PlanPhantomVisit(
      {options.seed, 720, visit, pose, Vec3(0, 0, 8), options.shading, 0, options.threads},
      std::move(layers));
  const Vec3 oblique = -pose.lateral_sign * kScapularPlaneDeg * kDeg * Vec3::UnitZ();
  planned.tilt = planned.tilt * RigidAbout(Vec3::Zero(), oblique, Vec3::Zero()).rotation;
  return planned;
}

Status Check(const ShoulderPhantomOptions& options) {
  if (!(options.tear_change_percent >= -100 && options.tear_change_percent <= 30))
    return Error{ErrorKind::kUsage, "phantom: tear's change, expected -100 to 30 percent"};
  if (!(std::abs(options.arm_rotation_deg) <= kMostArmRotationDeg))
    return Error{ErrorKind::kUsage, "phantom: rotation of the arm, expected -25 to 25 degrees"};
  return Done{};
}

}  // namespace

Result<ShoulderPhantom> PlanShoulder(const ShoulderPhantomOptions& options) {
  if (Status status = Check(options); !status) return status.error();
  ShoulderPhantom phantom;
  phantom.shape_before = DrawShoulderShape(options.anatomy_seed);
  phantom.shape_after =
      options.tear_change_percent == 0
          ? phantom.shape_before
          : WithTearShare(phantom.shape_before, 1 + options.tear_change_percent / 100);
  const double sign = options.side == Side::kLeft ? 1.0 : -1.0;
  const AnatomyPose pose{Vec3(165 * sign, -6, 10), sign};
  phantom.baseline = PlanVisit(options, BuildShoulder(phantom.shape_before), pose, 0);
  phantom.follow_up = PlanVisit(options, BuildShoulder(phantom.shape_after), pose, 1);
  RandomStream random(MixSeed(options.seed, 712));
  const Vec3 turn = random.NextBetween(0.5, 3.0) * kDeg * random.NextDirection();
  phantom.baseline_from_follow_up =
      RigidAbout(pose.centre_lps, turn, random.NextBetween(2, 8) * random.NextDirection());
  Placement& placed = phantom.follow_up.placement;
  placed.baseline_from_exam = phantom.baseline_from_follow_up;
  if (options.arm_rotation_deg != 0) {
    phantom.motion =
        std::make_shared<ShoulderMotion>(phantom.shape_before, options.arm_rotation_deg);
    placed.motion = phantom.motion.get();
  }
  phantom.series = {ObliqueCoronal(), ObliqueSagittal()};
  for (ExamSeries& series : phantom.series) series.noise_sigma *= options.noise_factor;
  return phantom;
}

}  // namespace regen
