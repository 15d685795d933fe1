// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_phantom.h"

#include "analysis/base/text.h"
#include "analysis/phantom/random_field.h"
#include "analysis/phantom/render_series.h"
#include "analysis/phantom/tendon_change.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <utility>

#include <Eigen/LU>

namespace regen {
namespace {

// A multi-echo train as a clinical scanner plays it: refocusing pulses short of 180°, weaker
// towards the edge of the slice, and uneven over the field of view.
constexpr double kRefocusingDeg = 165.0;
constexpr double kSliceEdge = 0.2;
constexpr double kB1Variation = 0.08;

Error Usage(std::string text) {
  return {ErrorKind::kUsage, StrCat("phantom: ", text)};
}

KneeGrid BaselineGrid(const KneePhantomOptions& options) {
  return {options.size, options.spacing_mm, options.slice_thickness_mm, options.direction};
}

KneeGrid FollowUpGrid(const KneePhantomOptions& options) {
  return options.follow_up_grid.value_or(
      KneeGrid{options.size, options.spacing_mm, options.slice_thickness_mm, std::nullopt});
}

Status CheckGrid(const KneeGrid& grid) {
  for (const int count : grid.size) {
    if (count < 1 || count > 1024) {
      return Usage(StrCat("size ", count, "; expected 1..1024 voxels along each axis"));
    }
  }
  if (!(grid.spacing_mm.minCoeff() > 0.0) ||
      !(grid.slice_thickness_mm > 0.0 && grid.slice_thickness_mm <= grid.spacing_mm.z())) {
    return Usage("spacing and slice thickness; expected above 0, thickness <= spacing");
  }
  if (grid.direction &&
      !(grid.direction->isUnitary(1e-6) && grid.direction->determinant() > 0)) {
    return Usage("direction; expected three orthogonal unit vectors, right-handed");
  }
  return Done{};
}

Status CheckEchoTimes(const std::vector<double>& echo_times_ms) {
  if (echo_times_ms.empty() ||
      std::adjacent_find(echo_times_ms.begin(), echo_times_ms.end(), std::greater_equal<>()) !=
          echo_times_ms.end() ||
      !(echo_times_ms.front() > 0.0)) {
    return Usage("echo times; expected at least one, ascending, above 0 ms");
  }
  return Done{};
}

Status CheckTendon(const KneePhantomOptions& options, const KneeAnatomy& anatomy) {
  if (!(options.change_percent > -90.0 && options.change_percent <= 300.0)) {
    return Usage(StrCat(
        "change ", options.change_percent, " percent; expected more than -90 and at most 300"));
  }
  if (!(options.baseline_t2_ms >= 5.0 && options.baseline_t2_ms <= 200.0)) {
    return Usage(StrCat("tendon T2 ", options.baseline_t2_ms, " ms; expected 5..200"));
  }
  if (!(options.tendon_volume_change_percent >= kMinVolumeChangePercent &&
        options.tendon_volume_change_percent <= kMaxVolumeChangePercent)) {
    return Usage(StrCat("tendon volume change ",
                        options.tendon_volume_change_percent,
                        " percent; expected -15..40"));
  }
  const TendonSize size = anatomy.PatellarTendon();
  const Vec3 largest(
      0.45 * size.width_mm, 0.45 * size.thickness_mm, 0.13 * anatomy.TendonHeightMm());
  if (!(options.lesion_radii_mm.minCoeff() >= 0.0) ||
      !((largest - options.lesion_radii_mm).minCoeff() >= 0.0)) {
    return Usage("lesion; expected radii of at least 0 that fit into the tendon");
  }
  if (!(options.lesion_shrinks_percent >= 0.0 && options.lesion_shrinks_percent <= 100.0) ||
      !(options.lesion_t2_ms >= 5.0)) {
    return Usage("lesion; expected to shrink by 0..100 percent and a T2 of at least 5 ms");
  }
  return Done{};
}

Status CheckJoint(const KneePhantomOptions& options) {
  if (!(options.flexion_deg >= kMinFlexionDeg && options.flexion_deg <= kMaxFlexionDeg)) {
    return Usage(StrCat("flexion ", options.flexion_deg, " degrees; expected -5..10"));
  }
  if (!(std::abs(options.internal_rotation_deg) <= kMaxRotationDeg)) {
    return Usage(StrCat(
        "internal rotation ", options.internal_rotation_deg, " degrees; expected -5..5"));
  }
  return Done{};
}

Status CheckOptions(const KneePhantomOptions& options, const KneeAnatomy& anatomy) {
  Status status = CheckTendon(options, anatomy);
  if (status) {
    status = CheckJoint(options);
  }
  const double fill = options.follow_up_fill.value_or(options.repair.fill);
  if (status &&
      !(std::min(fill, options.repair.fill) >= 0.0 &&
        std::max(fill, options.repair.fill) <= 1.5 && options.repair.place.radius_mm >= 0.0 &&
        options.repair.place.radius_mm <= 10.0 && options.repair_t2_ms >= 5.0)) {
    return Usage(
        "repair; expected a radius of 0..10 mm, a fill of 0..1.5, T2 of at least 5 ms");
  }
  for (const KneeGrid& grid : {BaselineGrid(options), FollowUpGrid(options)}) {
    if (status) {
      status = CheckGrid(grid);
    }
  }
  if (status) {
    status = CheckEchoTimes(options.echo_times_ms);
  }
  if (status && options.follow_up_echo_times_ms) {
    status = CheckEchoTimes(*options.follow_up_echo_times_ms);
  }
  if (status && !(options.noise_sigma >= 0.0 && options.shading >= 0.0 &&
                  options.shading < 1.0 && options.follow_up_fat_factor >= 0.0)) {
    return Usage("noise >= 0, fat factor >= 0 and shading 0..1 expected");
  }
  return status;
}

// Sagittal, slightly oblique, as a technologist plans it along the tendon: columns of the image
// run backwards, rows down, slices to the patient's right.
VolumeGeometry PlanExam(const KneeGrid& grid, const PhantomVisit& visit) {
  ExamSeries series;
  series.size = grid.size;
  series.spacing_mm = grid.spacing_mm;
  VolumeGeometry geometry = GridOf(visit, series);
  if (grid.direction) {
    const Vec3 middle(
        0.5 * (grid.size[0] - 1), 0.5 * (grid.size[1] - 1), 0.5 * (grid.size[2] - 1));
    geometry.direction = *grid.direction;
    geometry.origin_lps =
        visit.centre_lps - geometry.direction * geometry.spacing_mm.cwiseProduct(middle);
  }
  return geometry;
}

double Radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

// A knee laid down again: mostly turned about the left-right axis, moved by 3 to 6 mm.
Rigid3 DrawMotion(std::uint64_t seed, const Vec3& centre_lps) {
  RandomStream random(MixSeed(seed, 201));
  const double sign = random.NextUniform() < 0.5 ? -1.0 : 1.0;
  const Vec3 axis =
      Vec3(sign, random.NextBetween(-0.35, 0.35), random.NextBetween(-0.35, 0.35)).normalized();
  const double angle = Radians(random.NextBetween(2.0, 3.5));
  const Vec3 shift = random.NextBetween(3.0, 6.0) * random.NextDirection();
  return RigidAbout(centre_lps, angle * axis, shift);
}

KneeShape BaselineShape(const KneePhantomOptions& options) {
  KneeShape shape = DrawKneeShape(options.anatomy_seed);
  shape.lesion.radii_mm = options.lesion_radii_mm / shape.scale;
  shape.repair = options.repair;
  shape.repair.place.radius_mm /= shape.scale;
  return shape;
}

KneeShape FollowUpShape(const KneePhantomOptions& options, const KneeShape& baseline) {
  KneeShape shape = WithSmallerLesion(
      WithTendonVolumeChange(
          baseline, options.volume_change_part, options.tendon_volume_change_percent),
      options.lesion_shrinks_percent);
  shape.repair.fill = options.follow_up_fill.value_or(shape.repair.fill);
  return shape;
}

// One visit to the scanner and the one series of it.
struct Visit {
  KneeAnatomy anatomy;
  PhantomVisit in_scanner;
  KneeGrid grid;
  std::vector<double> echo_times_ms;
  double fat_factor = 1.0;
};

Sequence SequenceOf(const Visit& visit, bool stimulated_echoes) {
  Sequence sequence;
  sequence.echo_times_ms = visit.echo_times_ms;
  sequence.fat_residual = visit.fat_factor;
  const double spacing_ms = visit.echo_times_ms.front();
  bool even = visit.echo_times_ms.size() > 1;
  for (std::size_t n = 0; n < visit.echo_times_ms.size(); ++n) {
    const double expected = spacing_ms * static_cast<double>(n + 1);
    even = even && std::abs(visit.echo_times_ms[n] - expected) < 1e-6;
  }
  sequence.kind = even ? SequenceKind::kMultiSpinEcho : SequenceKind::kSpinEcho;
  if (stimulated_echoes) {
    sequence.refocusing_deg = kRefocusingDeg;
    sequence.slice_edge = kSliceEdge;
  }
  return sequence;
}

// The parts' properties, the treated tissue's T2 times `change`.
std::vector<TissueProperties> MatterAt(const KneePhantomOptions& options,
                                       const Anatomy& layers,
                                       double change) {
  std::vector<TissueProperties> matter = MatterOf(layers);
  const bool tendon = options.treated == KneeTreated::kPatellarTendon;
  matter[static_cast<std::size_t>(KneePart::kPatellarTendon)].t2_ms =
      options.baseline_t2_ms * (tendon ? change : 1.0);
  matter[static_cast<std::size_t>(KneePart::kRepair)].t2_ms =
      options.repair_t2_ms * (tendon ? 1.0 : change);
  matter[static_cast<std::size_t>(KneePart::kTendonLesion)].t2_ms = options.lesion_t2_ms;
  return matter;
}

KneePhantomExam RenderVisit(const KneePhantomOptions& options, const Visit& visit) {
  const PhantomVisit& there = visit.in_scanner;
  TissueMapOptions map_options;
  map_options.profile.thickness_mm = visit.grid.slice_thickness_mm;
  map_options.texture_seed = options.seed;
  map_options.threads = options.threads;
  const TissueMap map =
      MapTissues(there.anatomy, there.placement, PlanExam(visit.grid, there), map_options);

  KneePhantomExam exam;
  exam.anatomy = visit.anatomy;
  exam.gain = there.scanner.gain;
  exam.images.echo_times_ms = visit.echo_times_ms;
  exam.images.echoes =
      RenderSeries(
          map, there.matter, SequenceOf(visit, options.stimulated_echoes), there.scanner)
          .images;
  exam.tendon = RoleCoverage(map, there.anatomy, RegionRole::kStructure);
  exam.lesion = RoleCoverage(map, there.anatomy, RegionRole::kLesion);
  const RoleTruth truth = TruthOf(map, there.anatomy, there.matter, RegionRole::kStructure);
  exam.tendon_volume_mm3 = truth.volume_mm3;
  exam.tendon_t2_ms = truth.t2_ms;
  exam.lesion_volume_mm3 =
      TruthOf(map, there.anatomy, there.matter, RegionRole::kLesion).volume_mm3;
  return exam;
}

struct KneeScanners {
  Scanner baseline;
  Scanner follow_up;
};

KneeScanners DrawScanners(const KneePhantomOptions& options,
                          const KneePose& pose,
                          double follow_up_gain,
                          RandomStream& random) {
  KneeScanners scanners;
  Scanner& first = scanners.baseline;
  first.reception = CoilShading(random, pose.centre_lps, options.shading);
  first.noise_sigma = options.noise_sigma;
  first.noise_seed = MixSeed(options.seed, 401);
  first.threads = options.threads;
  Scanner& second = scanners.follow_up;
  second = first;
  second.gain = options.follow_up_gain.value_or(follow_up_gain);
  second.reception = CoilShading(random, pose.centre_lps, options.shading);
  second.noise_seed = MixSeed(options.seed, 402);
  if (options.stimulated_echoes) {
    RandomStream transmit(MixSeed(options.seed, 302));
    first.transmission = CoilShading(transmit, pose.centre_lps, kB1Variation);
    second.transmission = CoilShading(transmit, pose.centre_lps, kB1Variation);
  }
  return scanners;
}

KneePatient DrawPatient(const KneePhantomOptions& options, const KneeAnatomy& anatomy) {
  KneePatient patient;
  patient.pose = PoseOf(options.side);
  const KneePose& pose = patient.pose;
  patient.baseline_from_follow_up =
      options.baseline_from_follow_up.value_or(DrawMotion(options.seed, pose.centre_lps));
  patient.motion =
      std::make_shared<const KneeMotion>(anatomy,
                                         pose,
                                         KneePosture{patient.baseline_from_follow_up,
                                                     options.flexion_deg,
                                                     options.internal_rotation_deg,
                                                     options.seed});
  patient.baseline_anatomy = anatomy;
  patient.follow_up_anatomy =
      KneeAnatomy(FollowUpShape(options, anatomy.shape()), options.treated);

  RandomStream random(MixSeed(options.seed, 301));
  const Vec3 tilt(0.02, -0.10 * pose.lateral_sign, -0.03 * pose.lateral_sign);
  const Vec3 second_tilt = tilt + Radians(1.0) * random.NextDirection();
  const Vec3 second_shift = 2.0 * random.NextDirection();
  const double second_gain = random.NextBetween(0.88, 1.12);
  const KneeScanners scanners = DrawScanners(options, pose, second_gain, random);
  const auto tilted = [](const Vec3& by_rad) {
    return RigidAbout(Vec3::Zero(), by_rad, Vec3::Zero()).rotation;
  };
  const Vec3 centre = pose.centre_lps + Vec3(0, 3, 2);
  const Anatomy& before = patient.baseline_anatomy.layers();
  const Anatomy& after = patient.follow_up_anatomy.layers();
  patient.baseline = {before,
                      MatterAt(options, before, 1.0),
                      {pose, Rigid3{}, nullptr},
                      scanners.baseline,
                      options.seed,
                      centre,
                      tilted(tilt)};
  patient.follow_up = {after,
                       MatterAt(options, after, 1.0 + options.change_percent / 100.0),
                       {pose,
                        patient.baseline_from_follow_up,
                        patient.motion->IsRigid() ? nullptr : patient.motion.get()},
                       scanners.follow_up,
                       options.seed,
                       centre + second_shift,
                       tilted(second_tilt)};
  return patient;
}

}  // namespace

Result<KneePatient> PlanKnee(const KneePhantomOptions& options) {
  const KneeAnatomy anatomy(BaselineShape(options), options.treated);
  if (const Status checked = CheckOptions(options, anatomy); !checked) {
    return checked.error();
  }
  return DrawPatient(options, anatomy);
}

Result<KneePhantom> MakeKneePhantom(const KneePhantomOptions& options) {
  const Result<KneePatient> patient = PlanKnee(options);
  if (!patient) {
    return patient.error();
  }
  KneePhantom phantom;
  phantom.pose = patient->pose;
  phantom.baseline_from_follow_up = patient->baseline_from_follow_up;
  phantom.motion = *patient->motion;
  phantom.baseline = RenderVisit(options,
                                 {patient->baseline_anatomy,
                                  patient->baseline,
                                  BaselineGrid(options),
                                  options.echo_times_ms,
                                  1.0});
  phantom.follow_up =
      RenderVisit(options,
                  {patient->follow_up_anatomy,
                   patient->follow_up,
                   FollowUpGrid(options),
                   options.follow_up_echo_times_ms.value_or(options.echo_times_ms),
                   options.follow_up_fat_factor});
  return phantom;
}

}  // namespace regen
