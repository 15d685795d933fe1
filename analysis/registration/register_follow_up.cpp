// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/register_follow_up.h"

#include "analysis/base/text.h"
#include "analysis/image/patient_order.h"
#include "analysis/registration/bone_check.h"
#include "analysis/registration/bone_motion.h"
#include "analysis/registration/carrying_bone.h"
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
constexpr std::size_t kBesideSamples = 12000;

// Everything one direction of the registration starts from.
struct Task {
  const FeaturePyramid* fixed = nullptr;
  const FeaturePyramid* moving = nullptr;
  const RegionSurroundings* region = nullptr;
  std::vector<BoneSeed> seeds;
  bool beneath_seen = false;  // the first seed is the bone that a sheet lies on
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

void PlaceSeeds(const Volume& baseline,
                const JointModel& joint,
                double lateral_sign,
                Task* task) {
  task->seeds = SeedsOf(*task->region, joint, lateral_sign);
  if (joint.carrier != JointModel::Carrier::kBoneBeneath) return;
  const BonesBesideSheet found =
      FindBonesBesideSheet(baseline, *task->region, joint.bones.front().radius_mm);
  task->beneath_seen = found.seen;
  for (std::size_t n = 0; n < found.sides.size(); ++n) {
    const std::string name = found.seen ? task->seeds[n].name : found.sides[n].name;
    task->seeds[n] = {name, found.sides[n].centre_lps, found.sides[n].radius_mm};
  }
}

// Stations along the structure, in the baseline's frame.
void PlaceStations(const RegionSurroundings& region, const JointModel& joint, Task* task) {
  task->origin_lps = region.Centre();
  if (joint.carrier != JointModel::Carrier::kBetweenBones) return;
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
         bone.support >= kLeastBoneSupport;
}

double SmoothStep(double u) {
  const double t = std::clamp(u, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

// The bones that were followed and carry the structure.
Carriers CarriersOf(const Task& task,
                    const Solution& solution,
                    const JointModel& joint,
                    const FollowUpRegistrationOptions& options) {
  Carriers carriers;
  for (std::size_t n = 0; n < solution.bones.size(); ++n) {
    if (!joint.bones[n].holds_structure || !Fits(solution.bones[n], options)) continue;
    const int at = static_cast<int>(n);
    if (joint.carrier == JointModel::Carrier::kOneBone) return {at, at};
    const Vec3 arm = task.seeds[n].centre_lps - task.region->Centre();
    (arm.dot(task.axis) >= 0 ? carriers.upper : carriers.lower) = at;
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
  if (joint.carrier == JointModel::Carrier::kBoneBeneath) return;  // told by both directions
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

FollowUpRegistration Refused(FollowUpRegistration found, std::string why) {
  found.usable = found.region.usable = false;
  found.why_not = found.region.why_not = std::move(why);
  return found;
}

FollowUpRegistration NothingYet() {
  FollowUpRegistration nothing;
  nothing.followup_from_baseline = RigidMotion(Rigid3{});
  return nothing;
}

// Both ways, solved on their own.
struct BothWays {
  Task forward;
  Task backward;
  Solution there;
  Solution back;
};

// What one way tells about the structure once the other has been solved as well.
void CheckStructure(const BothWays& ways, const JointModel& joint, FollowUpRegistration* out) {
  const Solution& there = ways.there;
  const AxisMotion& forth = there.structure;
  const AxisMotion& home = ways.back.structure;
  const MovingImage& moving = ways.forward.moving->lookups[FeaturePyramid::kFine];
  out->followup_from_baseline = MiddleBetween(forth, home);
  out->region.followup_from_baseline = MiddleOf(out->followup_from_baseline);
  out->region.correlation = StructureCorrelation(there, moving, &out->region.overlap);
  out->region.inverse_consistency_mm = MeanDistanceMm(
      ways.forward.region->Points(),
      [&](const Vec3& p) { return home * (forth * p); },
      MapOf(Rigid3{}));
  if (joint.carrier == JointModel::Carrier::kBoneBeneath) return;
  out->region.half_sample_mm = HalfSampleOfStructure(ways.forward, there, joint);
  out->region.residual_mm =
      RemainingShiftMm(there.beside, moving, MapOf(out->followup_from_baseline));
}

// Carries the structure with the bone that it lies on; returns why that cannot be done, or
// nothing. What moves beside it (the opposite bone) says nothing about it: the figures are
// those of the bone, at the structure where they are told by motions.
std::string CarryByBoneBeneath(const std::vector<CheckedBone>& checked,
                               const FollowUpRegistrationOptions& options,
                               BothWays* ways,
                               FollowUpRegistration* out) {
  const std::vector<Vec3>& structure = ways->forward.region->Points();
  const CarrierCheck carrier = CheckCarrier(out->bones[0],
                                            out->bones[1],
                                            ways->forward.beneath_seen,
                                            structure,
                                            options.max_carrier_doubt_mm);
  if (!carrier.why_not.empty()) return carrier.why_not;
  ways->there.carriers = ways->back.carriers = {0, 0};
  ways->there.structure = PredictedMotion(ways->forward, ways->there);
  ways->back.structure = PredictedMotion(ways->backward, ways->back);
  out->carrier_doubt_mm = carrier.doubt_mm;
  const CheckedBone& bone = checked.front();
  out->region.half_sample_mm =
      MeanDistanceMm(structure, MapOf(bone.halves[0]), MapOf(bone.halves[1])) / 2;
  out->region.residual_mm = bone.figures.residual_mm;
  return {};
}

// Whole neighbourhood first; returns why that already tells that the images do not belong
// together, or nothing.
std::string SolveNeighbourhood(const FeaturePyramid& first,
                               const FeaturePyramid& second,
                               const RegionSurroundings& here,
                               const FollowUpRegistrationOptions& options,
                               WholeMotion* whole,
                               FollowUpRegistration* out) {
  double mirrored = -1;
  RunBoth(
      options.threads,
      [&] { *whole = SolveWhole(first, second, here, options.neighbourhood_mm); },
      [&] { mirrored = MirroredCorrelation(first, second, here, options.neighbourhood_mm); });
  out->region.followup_from_baseline = whole->moving_from_fixed;
  out->region.correlation = whole->correlation;
  out->region.overlap = whole->overlap;
  if (whole->overlap < options.min_overlap || whole->correlation < options.min_correlation) {
    return WhyNotUsable(out->region, options);
  }
  if (mirrored <= whole->middle_correlation + options.mirror_margin) return {};
  return StrCat("the images fit better with left and right exchanged: correlation ",
                FormatFixed(mirrored, 2),
                " against ",
                FormatFixed(whole->middle_correlation, 2));
}

// Images of the same weighting.
FollowUpRegistration RegisterAlike(const Volume& baseline,
                                   const Volume& follow_up,
                                   const Volume& region,
                                   const JointModel& joint,
                                   const FollowUpRegistrationOptions& options) {
  FollowUpRegistration out = NothingYet();
  const RegionSurroundings here(region, options.excluded_rim_mm);
  if (here.Empty()) return Refused(out, "the region is empty");
  FeaturePyramid first;
  FeaturePyramid second;
  RunBoth(
      options.threads,
      [&] { first = MakeFeatures(baseline, Residual::kIntensity); },
      [&] { second = MakeFeatures(follow_up, Residual::kIntensity); });

  BothWays ways;
  ways.forward.fixed = &first;
  ways.forward.moving = &second;
  ways.forward.region = &here;
  PlaceSeeds(baseline, joint, options.lateral_sign, &ways.forward);
  PlaceStations(here, joint, &ways.forward);
  WholeMotion& whole = ways.there.whole;
  std::string why = SolveNeighbourhood(first, second, here, options, &whole, &out);
  if (!why.empty()) return Refused(out, why);
  const Volume carried = CarriedRegion(
      region, InPatientOrder(follow_up.geometry), MapOf(whole.moving_from_fixed));
  const RegionSurroundings yonder(carried, options.excluded_rim_mm);
  if (yonder.Empty()) return Refused(out, "the region lies outside of the follow-up's images");
  ways.backward = Reversed(ways.forward, whole.moving_from_fixed, yonder);
  RunBoth(
      options.threads,
      [&] { SolveBonesAndStructure(ways.forward, joint, options, &ways.there); },
      [&] {
        ways.back.whole = SolveWhole(second, first, yonder, options.neighbourhood_mm);
        SolveBonesAndStructure(ways.backward, joint, options, &ways.back);
      });

  std::vector<CheckedBone> checked;
  const MovingImage& moving = second.lookups[FeaturePyramid::kFine];
  for (std::size_t n = 0; n < ways.there.bones.size(); ++n) {
    checked.push_back(CheckBone(ways.there.bones[n], ways.back.bones[n], moving, options));
    out.bones.push_back(checked.back().figures);
  }
  out.joint_angle_deg = JointAngleDeg(out.bones);
  if (joint.carrier == JointModel::Carrier::kBoneBeneath) {
    why = CarryByBoneBeneath(checked, options, &ways, &out);
    if (!why.empty()) return Refused(out, why);
  }
  out.carried_by = CarriedBy(ways.there);
  CheckStructure(ways, joint, &out);
  out.why_not = WhyNotUsable(out.region, options);
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
  if (here.Empty()) return Refused(NothingYet(), "the region is empty");
  FeaturePyramid first;
  FeaturePyramid second;
  RunBoth(
      options.threads,
      [&] { first = MakeFeatures(baseline, Residual::kEdges); },
      [&] { second = MakeFeatures(follow_up, Residual::kEdges); });
  const WholeMotion whole = SolveWhole(first, second, here, options.neighbourhood_mm);
  if (whole.overlap < options.min_overlap) {
    return Refused(NothingYet(),
                   StrCat("images of different weighting whose edges lie over each other in ",
                          FormatFixed(100 * whole.overlap, 0),
                          " % of the surroundings only"));
  }
  const AlikeImages alike =
      MakeAlike(baseline, follow_up, here, options.neighbourhood_mm, whole.moving_from_fixed);
  FollowUpRegistration out =
      RegisterAlike(alike.baseline, alike.follow_up, region, joint, NarrowerLimits(options));
  const RegisteredStructure* const carrier = UnusableCarrier(out);
  if (!out.usable || carrier == nullptr) return out;
  return Refused(
      out,
      StrCat("images of different weighting, and the ", carrier->name, ": ", carrier->why_not));
}

}  // namespace

double FollowUpRegistration::UncertaintyMm() const {
  const double way = std::max(region.inverse_consistency_mm, 0.0) / 2;
  return std::hypot(way, std::max(region.half_sample_mm, 0.0), carrier_doubt_mm / 2);
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
