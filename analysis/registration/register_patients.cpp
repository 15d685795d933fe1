// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/register_patients.h"

#include "analysis/registration/region_surroundings.h"
#include "analysis/registration/structure_motion.h"
#include "analysis/registration/whole_motion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace regen {
namespace {

constexpr double kNeighbourhoodMm = 40.0;
constexpr double kBesideMm = 16.0;
constexpr double kStationStepMm = 8.0;
constexpr double kElongated = 2.0;
constexpr std::size_t kSamples = 12000;

// How far people differ where a rigid motion has been found, and what is left after a first
// round of windows.
constexpr std::array<StructureMotionOptions, 2> kFreedom{{{.prior_shift_mm = 5.0,
                                                           .prior_turn_deg = 12.0,
                                                           .step_shift_mm = 2.0,
                                                           .step_turn_deg = 4.0,
                                                           .correlation_length_mm = 5.0,
                                                           .max_iterations = 25},
                                                          {.prior_shift_mm = 2.0,
                                                           .prior_turn_deg = 5.0,
                                                           .step_shift_mm = 0.8,
                                                           .step_turn_deg = 2.0,
                                                           .correlation_length_mm = 2.5,
                                                           .max_iterations = 20}}};

AxisMotion StationsAlong(const RegionSurroundings& region, const Rigid3& everywhere) {
  AxisMotion motion;
  motion.axis = region.Elongation() >= kElongated ? region.LongAxis() : Vec3(Vec3::UnitZ());
  double low = 0;
  double high = 0;
  for (const Vec3& p : region.Points()) {
    const double at = (p - region.Centre()).dot(motion.axis);
    low = std::min(low, at);
    high = std::max(high, at);
  }
  const auto steps = std::max(1L, std::lround((high - low) / kStationStepMm));
  motion.origin = region.Centre() + low * motion.axis;
  motion.step_mm = std::max((high - low) / static_cast<double>(steps), 1e-3);
  motion.stations.assign(static_cast<std::size_t>(steps) + 1, everywhere);
  return motion;
}

// The structure and what is beside it, nearer counts more.
std::vector<FixedSample> SamplesBeside(const Volume& level, const RegionSurroundings& region) {
  const auto weight = [&](const Vec3& p) {
    if (region.DistanceToBoxMm(p) > kBesideMm) return 0.0;
    double nearest = std::numeric_limits<double>::max();
    for (const Vec3& q : region.Points()) nearest = std::min(nearest, (p - q).squaredNorm());
    const double u = nearest / (kBesideMm * kBesideMm);
    return u < 1 ? (1 - u) * (1 - u) : 0.0;
  };
  const Vec3 reach = Vec3::Constant(kBesideMm);
  return TakeSamples(level, region.Low() - reach, region.High() + reach, weight, kSamples);
}

double Correlation(std::vector<FixedSample> samples,
                   const MovingImage& moving,
                   const AxisMotion& motion) {
  for (FixedSample& sample : samples) sample.p_lps = motion * sample.p_lps;
  double overlap = 0;
  return CorrelationAt(samples, moving, Rigid3{}, 0.5, &overlap);
}

}  // namespace

PatientTransfer TransferStructure(const Volume& atlas,
                                  const Volume& region,
                                  const Volume& other) {
  PatientTransfer transfer;
  transfer.other_from_atlas = RigidMotion(Rigid3{});
  const RegionSurroundings here(region, 0.0);
  if (here.Empty()) return transfer;
  const FeaturePyramid fixed = MakeFeatures(atlas, Residual::kIntensity);
  const FeaturePyramid moving = MakeFeatures(other, Residual::kIntensity);
  const WholeMotion whole = SolveWhole(fixed, moving, here, kNeighbourhoodMm);
  if (whole.overlap <= 0) return transfer;
  AxisMotion motion = StationsAlong(here, whole.moving_from_fixed);
  std::vector<FixedSample> samples;
  for (std::size_t round = 0; round < kFreedom.size(); ++round) {
    const std::size_t level = round == 0 ? FeaturePyramid::kMiddle : FeaturePyramid::kFine;
    samples = SamplesBeside(fixed.levels[level], here);
    motion = RefineStructureMotion(samples,
                                   fixed.levels[level].geometry.VoxelVolumeMm3(),
                                   moving.lookups[level],
                                   motion,
                                   kFreedom[round]);
  }
  transfer.correlation =
      Correlation(std::move(samples), moving.lookups[FeaturePyramid::kFine], motion);
  transfer.other_from_atlas = std::move(motion);
  return transfer;
}

}  // namespace regen
