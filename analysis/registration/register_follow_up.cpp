// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/register_follow_up.h"

#include "analysis/base/text.h"
#include "analysis/image/patient_order.h"
#include "analysis/registration/bone_motion.h"
#include "analysis/registration/region_surroundings.h"
#include "analysis/registration/self_check.h"
#include "analysis/registration/structure_motion.h"
#include "analysis/registration/weighting_map.h"
#include "analysis/registration/whole_motion.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <future>

namespace regen {
namespace {

constexpr double kStationStepMm = 6.0;
constexpr double kElongated = 2.0;      // long axis against the second
constexpr double kShortRegion = 0.75;   // of the typical length: only a part was drawn
constexpr double kLeastSupport = 0.15;  // of a bone's ball that must follow its motion
constexpr std::size_t kBesideSamples = 12000;
constexpr RigidRegistrationOptions kHalf{.max_iterations = 12,
                                         .translation_tolerance_mm = 2e-3,
                                         .rotation_tolerance_rad = 5e-5,
                                         .min_overlap = 0.5};

// Everything one direction of the registration starts from.
struct Task {
  const FeaturePyramid* fixed = nullptr;
  const FeaturePyramid* moving = nullptr;
  const RegionSurroundings* region = nullptr;
  std::vector<BoneSeed> seeds;
  // Stations of the structure in the fixed frame.
  Vec3 origin_lps = Vec3::Zero();
  Vec3 axis = Vec3::UnitZ();
  double step_mm = 1;
  std::size_t stations = 1;
};

// What it finds.
struct Carriers {
  int lower = -1;  // which bone holds the structure's lower end; -1: none
  int upper = -1;
};

struct Solution {
  WholeMotion whole;
  Carriers carriers;
  std::vector<BoneMotion> bones;
  AxisMotion structure;
  std::vector<FixedSample> beside;  // the samples that told the structure's own motion
  double sample_volume_mm3 = 1;
  StructureMotionOptions freedom;  // of the local windows
};

// What is believed of images that were made alike: an error of the map is the same both ways
// and in both halves of the samples, so that the checks see less of it.
FollowUpRegistrationOptions NarrowerLimits(FollowUpRegistrationOptions options) {
  options.max_inverse_consistency_mm = std::min(options.max_inverse_consistency_mm, 0.35);
  options.max_half_sample_mm = std::min(options.max_half_sample_mm, 0.25);
  options.max_residual_mm = std::min(options.max_residual_mm, 0.20);
  return options;
}

// Runs both where two threads may, one after the other else: neither sees the other's work.
template <typename First, typename Second>
void RunBoth(int threads, const First& first, const Second& second) {
  if (threads < 2) {
    first();
    second();
    return;
  }
  auto other = std::async(std::launch::async, second);
  first();
  other.get();
}

// The region's ends along its axis, as offsets from its centre.
struct Extent {
  double low_mm = 0;
  double high_mm = 0;
};

Extent ExtentAlong(const RegionSurroundings& region, const Vec3& axis) {
  Extent extent;
  for (const Vec3& p : region.Points()) {
    const double at = (p - region.Centre()).dot(axis);
    extent.low_mm = std::min(extent.low_mm, at);
    extent.high_mm = std::max(extent.high_mm, at);
  }
  return extent;
}

// The end of the region: middle of the points of its outermost 10 %.
Vec3 EndOf(const RegionSurroundings& region, const Vec3& axis, bool upper) {
  const Extent extent = ExtentAlong(region, axis);
  const double length = extent.high_mm - extent.low_mm;
  Vec3 sum = Vec3::Zero();
  double n = 0;
  for (const Vec3& p : region.Points()) {
    const double at = (p - region.Centre()).dot(axis);
    const double depth = upper ? extent.high_mm - at : at - extent.low_mm;
    if (depth > 0.1 * length) continue;
    sum += p;
    n += 1;
  }
  return n > 0 ? Vec3(sum / n) : region.Centre();
}

std::vector<BoneSeed> SeedsOf(const RegionSurroundings& region,
                              const JointModel& joint,
                              double lateral_sign) {
  const Vec3& axis = region.LongAxis();
  const Extent extent = ExtentAlong(region, axis);
  const Vec3 upper = EndOf(region, axis, true);
  Vec3 lower = EndOf(region, axis, false);
  if (extent.high_mm - extent.low_mm < kShortRegion * joint.typical_length_mm) {
    lower = upper - joint.typical_length_mm * axis;
  }
  std::vector<BoneSeed> seeds;
  for (const BoneAnchor& bone : joint.bones) {
    const Vec3 from = bone.from == BoneAnchor::From::kUpperEnd   ? upper
                      : bone.from == BoneAnchor::From::kLowerEnd ? lower
                                                                 : region.Centre();
    const Vec3 offset(lateral_sign * bone.lateral_mm, bone.posterior_mm, bone.superior_mm);
    seeds.push_back({bone.name, from + offset, bone.radius_mm});
  }
  return seeds;
}

// Stations along the structure, in the baseline's frame.
void PlaceStations(const RegionSurroundings& region, const JointModel& joint, Task* task) {
  task->origin_lps = region.Centre();
  if (joint.carrier == JointModel::Carrier::kOneBone) return;
  task->axis = region.LongAxis();
  if (region.Elongation() < kElongated) {  // a disc: from the bone below to the one above
    Vec3 between = Vec3::UnitZ();
    for (std::size_t n = 0; n < joint.bones.size(); ++n) {
      if (!joint.bones[n].holds_structure) continue;
      const Vec3 arm = task->seeds[n].centre_lps - region.Centre();
      between += arm[2] >= 0 ? arm : Vec3(-arm);
    }
    task->axis = between.normalized();
  }
  const Extent extent = ExtentAlong(region, task->axis);
  const double length = extent.high_mm - extent.low_mm;
  task->stations = static_cast<std::size_t>(std::lround(length / kStationStepMm)) + 1;
  if (task->stations < 2) return;
  task->step_mm = length / static_cast<double>(task->stations - 1);
  task->origin_lps = region.Centre() + extent.low_mm * task->axis;
}

bool Fits(const BoneMotion& bone, const FollowUpRegistrationOptions& options) {
  return bone.correlation >= options.min_correlation && bone.overlap >= options.min_overlap &&
         bone.support >= kLeastSupport;
}

double SmoothStep(double u) {
  const double t = std::clamp(u, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

// The usable bones that carry the structure.
Carriers CarriersOf(const Task& task,
                    const Solution& solution,
                    const JointModel& joint,
                    const FollowUpRegistrationOptions& options) {
  Carriers carriers;
  double best = -1;
  for (std::size_t n = 0; n < solution.bones.size(); ++n) {
    const BoneMotion& bone = solution.bones[n];
    if (!joint.bones[n].holds_structure || !Fits(bone, options)) continue;
    const int at = static_cast<int>(n);
    if (joint.carrier == JointModel::Carrier::kBetweenBones) {
      const Vec3 arm = task.seeds[n].centre_lps - task.region->Centre();
      (arm.dot(task.axis) >= 0 ? carriers.upper : carriers.lower) = at;
      continue;
    }
    double overlap = 0;
    const double correlation = CorrelationAt(solution.beside,
                                             task.moving->lookups[FeaturePyramid::kFine],
                                             bone.moving_from_fixed,
                                             0.5,
                                             &overlap);
    if (correlation > best) {
      best = correlation;
      carriers = {at, at};
    }
  }
  return carriers;
}

// The structure's motion as its bones tell it: theirs at its ends, blended between; that of
// the whole neighbourhood where a bone is missing.
AxisMotion PredictedMotion(const Task& task, const Solution& solution) {
  const Carriers& carriers = solution.carriers;
  AxisMotion motion;
  motion.origin = task.origin_lps;
  motion.axis = task.axis;
  motion.step_mm = task.step_mm;
  const auto motion_of = [&](int bone) {
    return bone < 0 ? solution.whole.moving_from_fixed
                    : solution.bones[static_cast<std::size_t>(bone)].moving_from_fixed;
  };
  const Rigid3 lower = motion_of(carriers.lower < 0 ? carriers.upper : carriers.lower);
  const Rigid3 upper = motion_of(carriers.upper < 0 ? carriers.lower : carriers.upper);
  const double last = std::max(1.0, static_cast<double>(task.stations - 1));
  for (std::size_t n = 0; n < task.stations; ++n) {
    motion.stations.push_back(Blend(lower, upper, SmoothStep(static_cast<double>(n) / last)));
  }
  return motion;
}

PointMap MapOf(const Rigid3& motion) {
  return [motion](const Vec3& p) { return motion * p; };
}

PointMap MapOf(const AxisMotion& motion) {
  return [motion](const Vec3& p) { return motion * p; };
}

double SquaredDistanceToPoints(const std::vector<Vec3>& points, const Vec3& p) {
  double nearest = 1e30;
  for (const Vec3& q : points) nearest = std::min(nearest, (p - q).squaredNorm());
  return nearest;
}

// The tissue right beside the structure, nearer counts more.
void TakeBeside(const Task& task, double beside_mm, Solution* solution) {
  const Volume& level = task.fixed->levels[FeaturePyramid::kFine];
  const RegionSurroundings& region = *task.region;
  const auto weight = [&](const Vec3& p) {
    if (region.DistanceToBoxMm(p) > beside_mm || region.Excluded(p)) return 0.0;
    const double u = SquaredDistanceToPoints(region.Points(), p) / (beside_mm * beside_mm);
    return u < 1 ? (1 - u) * (1 - u) : 0.0;
  };
  const Vec3 reach = Vec3::Constant(beside_mm);
  auto samples = TakeSamples(
      level, region.Low() - reach, region.High() + reach, weight, std::size_t{1} << 30);
  const double thinning =
      std::max(1.0, static_cast<double>(samples.size()) / static_cast<double>(kBesideSamples));
  solution->sample_volume_mm3 = level.geometry.VoxelVolumeMm3() * thinning;
  solution->beside = Thinned(std::move(samples), kBesideSamples);
}

void SolveBonesAndStructure(const Task& task,
                            const JointModel& joint,
                            const FollowUpRegistrationOptions& options,
                            Solution* solution) {
  TakeBeside(task, options.beside_mm, solution);
  solution->bones = SolveBones(
      *task.fixed,
      *task.moving,
      task.seeds,
      [&](const Vec3& p) { return task.region->Excluded(p); },
      solution->whole.moving_from_fixed);
  solution->carriers = CarriersOf(task, *solution, joint, options);
  const Carriers& carriers = solution->carriers;
  solution->structure = PredictedMotion(task, *solution);
  if (carriers.lower >= 0 && carriers.upper >= 0) {
    solution->freedom = FreedomAt(MeanDistanceMm(task.region->Points(),
                                                 MapOf(solution->structure.stations.front()),
                                                 MapOf(solution->structure.stations.back())));
  }
  if (joint.carrier == JointModel::Carrier::kBetweenBones) {
    solution->structure = RefineStructureMotion(solution->beside,
                                                solution->sample_volume_mm3,
                                                task.moving->lookups[FeaturePyramid::kFine],
                                                solution->structure,
                                                solution->freedom);
  }
}

// The task of the way back: the same places as the forward solution sees them.
Task Reversed(const Task& task,
              const Rigid3& moving_from_fixed,
              const RegionSurroundings& region) {
  Task back = task;
  std::swap(back.fixed, back.moving);
  back.region = &region;
  for (BoneSeed& seed : back.seeds) seed.centre_lps = moving_from_fixed * seed.centre_lps;
  back.origin_lps = moving_from_fixed * task.origin_lps;
  back.axis = moving_from_fixed.rotation * task.axis;
  return back;
}

// One sentence on the first figure beyond its limit; empty where all hold.
std::string WhyNot(const RegisteredStructure& r, const FollowUpRegistrationOptions& limits) {
  const auto share = [](double value) { return FormatFixed(100 * value, 0); };
  const auto number = [](double value) { return FormatFixed(value, 2); };
  if (r.overlap < limits.min_overlap) {
    return StrCat("only ",
                  share(r.overlap),
                  " % of the surroundings lie in both images (at least ",
                  share(limits.min_overlap),
                  " % needed)");
  }
  if (r.correlation < limits.min_correlation) {
    return StrCat("the images do not correspond after alignment: correlation ",
                  number(r.correlation),
                  " (at least ",
                  number(limits.min_correlation),
                  " needed)");
  }
  if (!(r.inverse_consistency_mm <= limits.max_inverse_consistency_mm)) {
    return StrCat("aligning forward and backward disagrees by ",
                  number(r.inverse_consistency_mm),
                  " mm (at most ",
                  number(limits.max_inverse_consistency_mm),
                  " mm allowed)");
  }
  if (!(r.half_sample_mm <= limits.max_half_sample_mm)) {
    return StrCat("two halves of the image points disagree by ",
                  number(r.half_sample_mm),
                  " mm (at most ",
                  number(limits.max_half_sample_mm),
                  " mm allowed)");
  }
  if (!(r.residual_mm <= limits.max_residual_mm)) {
    return StrCat("pieces of the surroundings still lie ",
                  number(r.residual_mm),
                  " mm apart (at most ",
                  number(limits.max_residual_mm),
                  " mm allowed)");
  }
  return {};
}

std::vector<Vec3> PointsOf(const std::vector<FixedSample>& samples, std::size_t max_points) {
  std::vector<Vec3> points;
  for (const FixedSample& sample : Thinned(samples, max_points)) {
    if (sample.weight > 0.5F) points.push_back(sample.p_lps);
  }
  return points;
}

double RemainingShiftMm(const std::vector<FixedSample>& samples,
                        const MovingImage& moving,
                        const PointMap& moving_from_fixed) {
  constexpr double kCellMm = 15.0;
  return MedianShiftMm(FindCellShifts(samples, moving, moving_from_fixed, kCellMm));
}

// A bone's motion with its checks; the middle between both directions.
RegisteredStructure JudgeBone(const BoneMotion& forward,
                              const BoneMotion& back,
                              const Task& task,
                              const FollowUpRegistrationOptions& options) {
  RegisteredStructure bone;
  bone.name = forward.name;
  bone.correlation = std::min(forward.correlation, back.correlation);
  bone.overlap = std::min(forward.overlap, back.overlap);
  bone.followup_from_baseline =
      Blend(forward.moving_from_fixed, Inverse(back.moving_from_fixed), 0.5);
  const double support = std::min(forward.support, back.support);
  if (bone.correlation >= options.min_correlation && bone.overlap >= options.min_overlap) {
    const MovingImage& moving = task.moving->lookups[FeaturePyramid::kFine];
    const auto points = PointsOf(forward.samples, 300);
    bone.inverse_consistency_mm = MeanDistanceMm(
        points, MapOf(back.moving_from_fixed * forward.moving_from_fixed), MapOf(Rigid3{}));
    const auto halves = HalvesOf(forward.samples);
    const auto even = RegisterRigid(halves[0], moving, forward.moving_from_fixed, kHalf);
    const auto odd = RegisterRigid(halves[1], moving, forward.moving_from_fixed, kHalf);
    bone.half_sample_mm =
        MeanDistanceMm(points, MapOf(even.moving_from_fixed), MapOf(odd.moving_from_fixed)) / 2;
    bone.residual_mm =
        RemainingShiftMm(forward.samples, moving, MapOf(bone.followup_from_baseline));
  }
  bone.why_not = WhyNot(bone, options);
  if (bone.why_not.empty() && support < kLeastSupport) {
    bone.why_not = StrCat("only ",
                          FormatFixed(100 * support, 0),
                          " % of its surroundings move as one (at least ",
                          FormatFixed(100 * kLeastSupport, 0),
                          " % needed)");
  }
  bone.usable = bone.why_not.empty();
  return bone;
}

// Correlation of the tissue beside the structure under its motion.
double StructureCorrelation(const Solution& solution,
                            const MovingImage& moving,
                            double* overlap) {
  // Samples moved by the motion first, then compared in place.
  std::vector<FixedSample> moved = solution.beside;
  for (FixedSample& sample : moved) sample.p_lps = solution.structure * sample.p_lps;
  return CorrelationAt(moved, moving, Rigid3{}, 0.0, overlap);
}

AxisMotion MiddleBetween(const AxisMotion& forward, const AxisMotion& back) {
  AxisMotion middle = forward;
  for (std::size_t n = 0; n < middle.stations.size(); ++n) {
    middle.stations[n] = Blend(forward.stations[n], Inverse(back.stations[n]), 0.5);
  }
  return middle;
}

double HalfSampleOfStructure(const Task& task,
                             const Solution& solution,
                             const JointModel& joint) {
  const MovingImage& moving = task.moving->lookups[FeaturePyramid::kFine];
  const auto halves = HalvesOf(solution.beside);
  if (joint.carrier == JointModel::Carrier::kOneBone) {
    const Rigid3& start = MiddleOf(solution.structure);
    const auto even = RegisterRigid(halves[0], moving, start, {});
    const auto odd = RegisterRigid(halves[1], moving, start, {});
    return MeanDistanceMm(task.region->Points(),
                          MapOf(even.moving_from_fixed),
                          MapOf(odd.moving_from_fixed)) /
           2;
  }
  const double volume = 2 * solution.sample_volume_mm3;
  const auto even =
      RefineStructureMotion(halves[0], volume, moving, solution.structure, solution.freedom);
  const auto odd =
      RefineStructureMotion(halves[1], volume, moving, solution.structure, solution.freedom);
  return MeanDistanceMm(task.region->Points(), MapOf(even), MapOf(odd)) / 2;
}

// "tibia, patella": from the lower end to the upper one.
std::string CarriedBy(const Solution& solution) {
  std::string names;
  for (const int bone : {solution.carriers.lower, solution.carriers.upper}) {
    if (bone < 0) continue;
    const std::string& name = solution.bones[static_cast<std::size_t>(bone)].name;
    if (names == name) continue;
    names += names.empty() ? name : ", " + name;
  }
  return names;
}

std::optional<double> JointAngleDeg(const std::vector<RegisteredStructure>& bones) {
  std::optional<double> largest;
  for (std::size_t a = 0; a < bones.size(); ++a) {
    for (std::size_t b = a + 1; b < bones.size(); ++b) {
      if (!bones[a].usable || !bones[b].usable) continue;
      const double angle = RotationAngleDeg(Inverse(bones[a].followup_from_baseline) *
                                            bones[b].followup_from_baseline);
      largest = std::max(largest.value_or(0.0), angle);
    }
  }
  return largest;
}

FollowUpRegistration Refused(std::string why) {
  FollowUpRegistration out;
  out.followup_from_baseline = RigidMotion(Rigid3{});
  out.why_not = std::move(why);
  out.region.why_not = out.why_not;
  return out;
}

// Images of the same weighting.
FollowUpRegistration RegisterAlike(const Volume& baseline,
                                   const Volume& follow_up,
                                   const Volume& region,
                                   const JointModel& joint,
                                   const FollowUpRegistrationOptions& options) {
  FollowUpRegistration out;
  out.followup_from_baseline = RigidMotion(Rigid3{});
  const auto refuse = [&](std::string why) {
    out.why_not = std::move(why);
    out.region.why_not = out.why_not;
    return out;
  };
  const RegionSurroundings here(region, options.excluded_rim_mm);
  if (here.Empty()) return refuse("the region is empty");
  FeaturePyramid first;
  FeaturePyramid second;
  RunBoth(
      options.threads,
      [&] { first = MakeFeatures(baseline, Residual::kIntensity); },
      [&] { second = MakeFeatures(follow_up, Residual::kIntensity); });

  Task forward{&first, &second, &here, SeedsOf(here, joint, options.lateral_sign)};
  PlaceStations(here, joint, &forward);
  Solution there;
  double mirrored = -1;
  RunBoth(
      options.threads,
      [&] { there.whole = SolveWhole(first, second, here, options.neighbourhood_mm); },
      [&] { mirrored = MirroredCorrelation(first, second, here, options.neighbourhood_mm); });
  out.region.followup_from_baseline = there.whole.moving_from_fixed;
  out.region.correlation = there.whole.correlation;
  out.region.overlap = there.whole.overlap;
  if (there.whole.overlap < options.min_overlap ||
      there.whole.correlation < options.min_correlation) {
    return refuse(WhyNot(out.region, options));
  }
  if (mirrored > there.whole.middle_correlation + options.mirror_margin) {
    return refuse(StrCat("the images fit better with left and right exchanged: correlation ",
                         FormatFixed(mirrored, 2),
                         " against ",
                         FormatFixed(there.whole.middle_correlation, 2)));
  }

  const Volume carried = CarriedRegion(
      region, InPatientOrder(follow_up.geometry), MapOf(there.whole.moving_from_fixed));
  const RegionSurroundings yonder(carried, options.excluded_rim_mm);
  if (yonder.Empty()) return refuse("the region lies outside of the follow-up's images");
  Task backward = Reversed(forward, there.whole.moving_from_fixed, yonder);
  Solution back;
  RunBoth(
      options.threads,
      [&] { SolveBonesAndStructure(forward, joint, options, &there); },
      [&] {
        back.whole = SolveWhole(second, first, yonder, options.neighbourhood_mm);
        SolveBonesAndStructure(backward, joint, options, &back);
      });

  for (std::size_t n = 0; n < there.bones.size(); ++n) {
    out.bones.push_back(JudgeBone(there.bones[n], back.bones[n], forward, options));
  }
  out.joint_angle_deg = JointAngleDeg(out.bones);
  out.carried_by = CarriedBy(there);
  out.followup_from_baseline = MiddleBetween(there.structure, back.structure);
  out.region.followup_from_baseline = MiddleOf(out.followup_from_baseline);
  const MovingImage& moving = second.lookups[FeaturePyramid::kFine];
  out.region.correlation = StructureCorrelation(there, moving, &out.region.overlap);
  const AxisMotion& forth = there.structure;
  const AxisMotion& home = back.structure;
  out.region.inverse_consistency_mm = MeanDistanceMm(
      here.Points(), [&](const Vec3& p) { return home * (forth * p); }, MapOf(Rigid3{}));
  out.region.half_sample_mm = HalfSampleOfStructure(forward, there, joint);
  out.region.residual_mm =
      RemainingShiftMm(there.beside, moving, MapOf(out.followup_from_baseline));
  out.why_not = WhyNot(out.region, options);
  out.region.why_not = out.why_not;
  out.usable = out.region.usable = out.why_not.empty();
  return out;
}

// The first bone that carries the structure and failed its own checks.
const RegisteredStructure* UnusableCarrier(const FollowUpRegistration& found) {
  for (const RegisteredStructure& bone : found.bones) {
    if (!bone.usable && found.carried_by.find(bone.name) != std::string::npos) return &bone;
  }
  return nullptr;
}

FollowUpRegistration RegisterUnlike(const Volume& baseline,
                                    const Volume& follow_up,
                                    const Volume& region,
                                    const JointModel& joint,
                                    const FollowUpRegistrationOptions& options) {
  const RegionSurroundings here(region, options.excluded_rim_mm);
  if (here.Empty()) return Refused("the region is empty");
  FeaturePyramid first;
  FeaturePyramid second;
  RunBoth(
      options.threads,
      [&] { first = MakeFeatures(baseline, Residual::kEdges); },
      [&] { second = MakeFeatures(follow_up, Residual::kEdges); });
  const WholeMotion whole = SolveWhole(first, second, here, options.neighbourhood_mm);
  if (whole.overlap < options.min_overlap) {
    return Refused(StrCat("images of different weighting whose edges lie over each other in ",
                          FormatFixed(100 * whole.overlap, 0),
                          " % of the surroundings only"));
  }
  const AlikeImages alike =
      MakeAlike(baseline, follow_up, here, options.neighbourhood_mm, whole.moving_from_fixed);
  FollowUpRegistration out =
      RegisterAlike(alike.baseline, alike.follow_up, region, joint, NarrowerLimits(options));
  const RegisteredStructure* const carrier = UnusableCarrier(out);
  if (!out.usable || carrier == nullptr) return out;
  out.usable = out.region.usable = false;
  out.why_not =
      StrCat("images of different weighting, and the ", carrier->name, ": ", carrier->why_not);
  out.region.why_not = out.why_not;
  return out;
}

}  // namespace

double FollowUpRegistration::UncertaintyMm() const {
  const double way = std::max(region.inverse_consistency_mm, 0.0) / 2;
  return std::hypot(way, std::max(region.half_sample_mm, 0.0));
}

FollowUpRegistration RegisterFollowUp(const Volume& baseline,
                                      const Volume& follow_up,
                                      const Volume& region,
                                      const JointModel& joint,
                                      const FollowUpRegistrationOptions& options) {
  const auto way = options.other_weighting ? RegisterUnlike : RegisterAlike;
  return way(baseline, follow_up, region, joint, options);
}

}  // namespace regen
