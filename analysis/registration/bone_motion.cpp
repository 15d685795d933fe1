// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/bone_motion.h"

#include "analysis/base/robust.h"
#include "analysis/image/index_box.h"
#include "analysis/image/local_normalisation.h"
#include "analysis/registration/bone_interior.h"
#include "analysis/registration/cell_shifts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr std::array<std::size_t, 3> kSamples{30000, 8000, 3000};  // fine, middle, coarse
constexpr RigidRegistrationOptions kCoarse{.max_iterations = 15,
                                           .translation_tolerance_mm = 0.02,
                                           .rotation_tolerance_rad = 3e-4,
                                           .min_overlap = 0.5};
constexpr RigidRegistrationOptions kFine{.max_iterations = 15,
                                         .translation_tolerance_mm = 2e-3,
                                         .rotation_tolerance_rad = 5e-5,
                                         .min_overlap = 0.5};
// Between two rounds of weights, which would change what it converges to.
constexpr RigidRegistrationOptions kBetween{.max_iterations = 4,
                                            .translation_tolerance_mm = 2e-3,
                                            .rotation_tolerance_rad = 5e-5,
                                            .min_overlap = 0.5};
constexpr int kRounds = 3;
constexpr double kSmoothingMm = 4.0;      // to each side, of the squared residual
constexpr double kSharpness = 0.05;       // of the median residual: how much worse still shares
constexpr double kBesideBone = 0.06;      // what tissue counts that is probably not the bone
constexpr float kOutsideResidual = 4.0F;  // as bad as unrelated images, about
// A large bone has enough inside of it. A small one (a knee cap between thick slices) needs
// what is beside it as well, or its turns are not told by anything.
constexpr double kLargeMm = 24.0;

bool IsLarge(const BoneSeed& seed) {
  return seed.radius_mm > kLargeMm;
}

// A seed's weight ends at this multiple of its radius.
double FadeOf(const BoneSeed& seed) {
  return IsLarge(seed) ? 1.25 : 1.4;
}

// 1 up to the seed's radius, falling smoothly to 0.
double SeedWeight(const BoneSeed& seed, const Vec3& p) {
  const double u = (p - seed.centre_lps).norm() / seed.radius_mm;
  if (u <= 1) return 1;
  const double end = FadeOf(seed);
  if (u >= end) return 0;
  return 0.5 * (1 + std::cos(std::numbers::pi * (u - 1) / (end - 1)));
}

// The box of a volume's grid that holds every seed's ball.
IndexBox BoxAround(const std::vector<BoneSeed>& seeds, const VolumeGeometry& grid) {
  Vec3 low = Vec3::Constant(1e30);
  Vec3 high = Vec3::Constant(-1e30);
  for (const BoneSeed& seed : seeds) {
    const Vec3 index = IndexFromLps(grid, seed.centre_lps);
    const Vec3 reach =
        FadeOf(seed) * seed.radius_mm * grid.spacing_mm.cwiseInverse() + Vec3::Constant(2);
    low = low.cwiseMin(index - reach);
    high = high.cwiseMax(index + reach);
  }
  IndexBox box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<Eigen::Index>(axis);
    // At least one voxel, also where every seed lies beside the image.
    const double end = grid.size[axis] - 1;
    box.first[axis] = static_cast<int>(std::clamp(std::floor(low[a]), 0.0, end));
    box.last[axis] = static_cast<int>(std::clamp(std::ceil(high[a]), 0.0, end));
  }
  return box;
}

// The part of the fixed middle level in which the bones are told apart.
struct Field {
  Volume fixed;
  std::array<int, 3> smoothing{};
  std::vector<char> near;       // to any seed; nothing else matters
  std::vector<Volume> of_seed;  // weight of each seed
};

Field MakeField(const Volume& level, const std::vector<BoneSeed>& seeds) {
  Field field;
  field.fixed = Cropped(level, BoxAround(seeds, level.geometry));
  const VolumeGeometry& grid = field.fixed.geometry;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    field.smoothing[axis] = static_cast<int>(
        std::lround(kSmoothingMm / grid.spacing_mm[static_cast<Eigen::Index>(axis)]));
  }
  field.near.assign(field.fixed.values.size(), 0);
  for (const BoneSeed& seed : seeds) {
    Volume& weight = field.of_seed.emplace_back(MakeVolume(grid));
    const double reach = FadeOf(seed) * seed.radius_mm + 2 * kSmoothingMm;
    std::size_t n = 0;
    for (int k = 0; k < grid.size[2]; ++k) {
      for (int j = 0; j < grid.size[1]; ++j) {
        for (int i = 0; i < grid.size[0]; ++i, ++n) {
          const Vec3 p = LpsFromIndex(grid, Vec3(i, j, k));
          if ((p - seed.centre_lps).squaredNorm() > reach * reach) continue;
          field.near[n] = 1;
          weight.values[n] = static_cast<float>(SeedWeight(seed, p));
        }
      }
    }
  }
  return field;
}

// Mean squared residual around every place of the field under a motion.
Volume ResidualMap(const Field& field,
                   const MovingImage& moving,
                   const Rigid3& moving_from_fixed) {
  Volume map = field.fixed;
  const VolumeGeometry& grid = map.geometry;
  const Vec3 step = moving_from_fixed.rotation * grid.direction.col(0) * grid.spacing_mm[0];
  std::size_t n = 0;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      const Vec3 row = moving_from_fixed * LpsFromIndex(grid, Vec3(0, j, k));
      for (int i = 0; i < grid.size[0]; ++i, ++n) {
        float value = 0;
        float squared = kOutsideResidual;
        if (field.near[n] != 0 && moving.ValueAt(row + i * step, &value)) {
          const float r = map.values[n] - value;
          squared = std::min(r * r, kOutsideResidual);
        }
        map.values[n] = squared;
      }
    }
  }
  return BoxMean(map, field.smoothing);
}

// Which places follow which motion: exp(-(e - e_best) / noise) per motion, on the field's grid.
std::vector<Volume> ShareOut(const Field& field, std::vector<Volume> maps) {
  std::vector<double> bests;
  std::vector<float> best(field.near.size());
  for (std::size_t n = 0; n < best.size(); ++n) {
    if (field.near[n] == 0) continue;
    best[n] = maps.front().values[n];
    for (const Volume& map : maps) best[n] = std::min(best[n], map.values[n]);
    bests.push_back(static_cast<double>(best[n]));
  }
  const double noise = kSharpness * (bests.empty() ? 0.0 : Median(std::move(bests))) + 1e-4;
  for (Volume& map : maps) {
    for (std::size_t n = 0; n < best.size(); ++n) {
      if (field.near[n] == 0) {
        map.values[n] = 0;
        continue;
      }
      const auto excess = static_cast<double>(map.values[n] - best[n]);
      map.values[n] = static_cast<float>(std::exp(-excess / noise));
    }
  }
  return maps;
}

double NearestValue(const Volume& volume, const Vec3& p_lps) {
  const Vec3 index = IndexFromLps(volume.geometry, p_lps);
  std::array<int, 3> at{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double rounded = std::floor(index[static_cast<Eigen::Index>(axis)] + 0.5);
    at[axis] = static_cast<int>(std::clamp(rounded, 0.0, volume.geometry.size[axis] - 1.0));
  }
  return static_cast<double>(volume.At(at[0], at[1], at[2]));
}

// The samples of one level around a seed; `share` (may be null) says which follow its motion.
std::vector<FixedSample> SamplesOf(const BoneSeed& seed,
                                   const Volume& level,
                                   const Volume* share,
                                   const Volume& interior,
                                   const std::function<bool(const Vec3&)>& excluded,
                                   std::size_t max_samples) {
  constexpr double kLeastWeight = 0.02;
  const Vec3 reach = Vec3::Constant(FadeOf(seed) * seed.radius_mm);
  const auto weight = [&](const Vec3& p) {
    double w = SeedWeight(seed, p);
    if (w > 0 && share != nullptr) w *= NearestValue(*share, p);
    if (w > 0 && !interior.values.empty() && NearestValue(interior, p) < 0.5) w *= kBesideBone;
    return w < kLeastWeight || excluded(p) ? 0.0 : w;
  };
  return TakeSamples(
      level, seed.centre_lps - reach, seed.centre_lps + reach, weight, max_samples);
}

// How much of a seed's ball its motion has won.
double SupportOf(const Volume& weight, const Volume& share) {
  double won = 0;
  double all = 0;
  for (std::size_t n = 0; n < weight.values.size(); ++n) {
    const auto w = static_cast<double>(weight.values[n]);
    won += w * static_cast<double>(share.values[n]);
    all += w;
  }
  return all > 0 ? won / all : 0.0;
}

// Soft tissue around a bone nearly follows it, and always towards the same side. So cells that
// would still like to move lose their say, until those that agree decide:
//   w = 1 / (1 + (shift / s)²)²,  s = the median shift, at least kLeastShiftMm.
void SolveByItsOwnCells(const BoneSeed& seed, const MovingImage& moving, BoneMotion* bone) {
  constexpr double kCore = 0.75;
  constexpr std::size_t kSolveSamples = 14000;
  constexpr int kRefinements = 4;
  constexpr double kCellMm = 11.0;
  constexpr double kLeastShiftMm = 0.08;
  const std::vector<FixedSample> all = bone->samples;
  std::vector<FixedSample> core;
  for (const FixedSample& sample : all) {
    if ((sample.p_lps - seed.centre_lps).norm() < kCore * seed.radius_mm)
      core.push_back(sample);
  }
  auto solved = RegisterRigid(
      Thinned(std::move(core), kSolveSamples), moving, bone->moving_from_fixed, kBetween);
  for (int n = 0; n < kRefinements; ++n) {
    const Rigid3 motion = solved.moving_from_fixed;
    const CellShifts shifts = FindCellShifts(
        all, moving, [&](const Vec3& p) { return motion * p; }, kCellMm);
    const double s = std::max(kLeastShiftMm, MedianShiftMm(shifts));
    bone->samples.clear();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (shifts.cell_of_sample[i] < 0) continue;
      const auto cell = static_cast<std::size_t>(shifts.cell_of_sample[i]);
      if (shifts.telling[cell] == 0) continue;
      const double u = shifts.shift_mm[cell].squaredNorm() / (s * s);
      FixedSample& sample = bone->samples.emplace_back(all[i]);
      sample.weight *= static_cast<float>(1 / ((1 + u) * (1 + u)));
    }
    if (bone->samples.empty()) break;
    bone->samples = Thinned(std::move(bone->samples), kSolveSamples);
    const bool last = n + 1 == kRefinements;
    solved = RegisterRigid(bone->samples, moving, motion, last ? kFine : kBetween);
  }
  bone->moving_from_fixed = solved.moving_from_fixed;
  bone->correlation = solved.correlation;
  bone->overlap = solved.overlap;
}

}  // namespace

std::vector<BoneMotion> SolveBones(const FeaturePyramid& fixed,
                                   const FeaturePyramid& moving,
                                   const std::vector<BoneSeed>& seeds,
                                   const std::function<bool(const Vec3&)>& excluded,
                                   const Rigid3& start) {
  constexpr std::size_t kFineLevel = FeaturePyramid::kFine;
  constexpr std::size_t kMiddle = FeaturePyramid::kMiddle;
  std::vector<BoneMotion> bones;
  for (const BoneSeed& seed : seeds) {
    BoneMotion& bone = bones.emplace_back();
    bone.name = seed.name;
    bone.moving_from_fixed = start;
    for (const std::size_t level : {FeaturePyramid::kCoarse, kMiddle}) {
      const auto samples =
          SamplesOf(seed, fixed.levels[level], nullptr, {}, excluded, kSamples[level]);
      bone.moving_from_fixed =
          RegisterRigid(samples, moving.lookups[level], bone.moving_from_fixed, kCoarse)
              .moving_from_fixed;
    }
  }
  if (bones.empty()) return bones;
  std::vector<Volume> interiors;
  for (const BoneSeed& seed : seeds) {
    interiors.push_back(
        IsLarge(seed)
            ? ProbableBone(fixed.middle_image, seed.centre_lps, FadeOf(seed) * seed.radius_mm)
            : Volume{});
  }

  const Field field = MakeField(fixed.levels[kMiddle], seeds);
  std::vector<Volume> shares;
  const auto share_out = [&] {
    std::vector<Volume> maps;
    for (const BoneMotion& bone : bones) {
      maps.push_back(ResidualMap(field, moving.lookups[kMiddle], bone.moving_from_fixed));
    }
    shares = ShareOut(field, std::move(maps));
  };
  for (int round = 0; round < kRounds; ++round) {
    share_out();
    for (std::size_t n = 0; n < bones.size(); ++n) {
      const auto samples = SamplesOf(seeds[n],
                                     fixed.levels[kMiddle],
                                     &shares[n],
                                     interiors[n],
                                     excluded,
                                     kSamples[kMiddle]);
      bones[n].moving_from_fixed =
          RegisterRigid(samples, moving.lookups[kMiddle], bones[n].moving_from_fixed, kCoarse)
              .moving_from_fixed;
    }
  }
  share_out();
  for (std::size_t n = 0; n < bones.size(); ++n) {
    BoneMotion& bone = bones[n];
    bone.support = SupportOf(field.of_seed[n], shares[n]);
    bone.samples = SamplesOf(seeds[n],
                             fixed.levels[kFineLevel],
                             &shares[n],
                             interiors[n],
                             excluded,
                             kSamples[kFineLevel]);
    SolveByItsOwnCells(seeds[n], moving.lookups[kFineLevel], &bone);
  }
  return bones;
}

}  // namespace regen
