// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/whole_motion.h"

#include "analysis/registration/global_search.h"

#include <algorithm>

namespace regen {
namespace {

constexpr std::array<std::size_t, 3> kSamples{9000, 5000, 2000};  // fine, middle, coarse
// Coarse solutions only have to lie inside the capture range of the next level.
constexpr RigidRegistrationOptions kCoarse{.max_iterations = 12,
                                           .translation_tolerance_mm = 0.05,
                                           .rotation_tolerance_rad = 1e-3,
                                           .min_overlap = 0.5};
constexpr RigidRegistrationOptions kMiddleOptions{.max_iterations = 15,
                                                  .translation_tolerance_mm = 0.02,
                                                  .rotation_tolerance_rad = 3e-4,
                                                  .min_overlap = 0.5};
constexpr double kSameSolutionMm = 3.0;
constexpr std::size_t kMiddleStarts = 4;
constexpr double kCentresApartMm = 25.0;

// Solutions from all starts, best first, those left out that another one equals.
std::vector<RigidRegistrationResult> RefineAll(const std::vector<FixedSample>& fixed,
                                               const MovingImage& moving,
                                               const std::vector<Rigid3>& starts,
                                               const Vec3& centre_lps,
                                               const RigidRegistrationOptions& options) {
  std::vector<RigidRegistrationResult> all;
  for (const Rigid3& start : starts) {
    all.push_back(RegisterRigid(fixed, moving, start, options));
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.correlation > b.correlation;
  });
  std::vector<RigidRegistrationResult> distinct;
  for (const RigidRegistrationResult& result : all) {
    const bool known = std::any_of(distinct.begin(), distinct.end(), [&](const auto& d) {
      return MotionDistanceMm(d.moving_from_fixed, result.moving_from_fixed, centre_lps) <
             kSameSolutionMm;
    });
    if (!known) distinct.push_back(result);
  }
  return distinct;
}

Vec3 MiddleOfGrid(const VolumeGeometry& grid) {
  return LpsFromIndex(grid, Vec3(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1) / 2.0);
}

// Candidates at the middle level, best first.
std::vector<RigidRegistrationResult> SearchToMiddle(const FeaturePyramid& fixed,
                                                    const FeaturePyramid& moving,
                                                    const std::vector<FixedSample>& coarse,
                                                    const std::vector<FixedSample>& middle,
                                                    const Vec3& centre_lps,
                                                    const GlobalSearchOptions& search) {
  const Volume& moving_coarse = moving.levels[FeaturePyramid::kCoarse];
  std::vector<Rigid3> guesses{Rigid3{}};
  const Vec3 apart = MiddleOfGrid(moving_coarse.geometry) -
                     MiddleOfGrid(fixed.levels[FeaturePyramid::kCoarse].geometry);
  if (apart.norm() > kCentresApartMm) {
    guesses.push_back(RigidAbout(Vec3::Zero(), Vec3::Zero(), apart));
  }
  std::vector<Rigid3> starts = guesses;
  const auto probes = Thinned(coarse, search.max_samples);
  for (const Rigid3& guess : guesses) {
    for (const SearchStart& start :
         SearchGlobally(probes, moving_coarse, centre_lps, guess, search)) {
      starts.push_back(start.moving_from_fixed);
    }
  }
  auto solutions =
      RefineAll(coarse, moving.lookups[FeaturePyramid::kCoarse], starts, centre_lps, kCoarse);
  solutions.resize(std::min(solutions.size(), kMiddleStarts));
  starts.clear();
  for (const auto& solution : solutions) starts.push_back(solution.moving_from_fixed);
  return RefineAll(
      middle, moving.lookups[FeaturePyramid::kMiddle], starts, centre_lps, kMiddleOptions);
}

void Mirror(std::vector<FixedSample>& samples, double middle_x) {
  for (FixedSample& sample : samples) sample.p_lps[0] = 2 * middle_x - sample.p_lps[0];
}

}  // namespace

std::vector<FixedSample> NeighbourhoodSamples(const Volume& level,
                                              const RegionSurroundings& region,
                                              double neighbourhood_mm,
                                              std::size_t max_samples) {
  const Vec3 reach = Vec3::Constant(neighbourhood_mm);
  const auto weight = [&](const Vec3& p) { return region.Excluded(p) ? 0.0 : 1.0; };
  return TakeSamples(level, region.Low() - reach, region.High() + reach, weight, max_samples);
}

WholeMotion SolveWhole(const FeaturePyramid& fixed,
                       const FeaturePyramid& moving,
                       const RegionSurroundings& region,
                       double neighbourhood_mm) {
  std::array<std::vector<FixedSample>, 3> samples;
  for (std::size_t level = 0; level < samples.size(); ++level) {
    samples[level] =
        NeighbourhoodSamples(fixed.levels[level], region, neighbourhood_mm, kSamples[level]);
  }
  WholeMotion whole;
  const auto solutions = SearchToMiddle(fixed,
                                        moving,
                                        samples[FeaturePyramid::kCoarse],
                                        samples[FeaturePyramid::kMiddle],
                                        region.Centre(),
                                        {});
  if (solutions.empty()) return whole;
  whole.middle_correlation = solutions.front().correlation;
  if (solutions.size() > 1) whole.runner_up_correlation = solutions[1].correlation;
  const auto fine = RegisterRigid(samples[FeaturePyramid::kFine],
                                  moving.lookups[FeaturePyramid::kFine],
                                  solutions.front().moving_from_fixed,
                                  {});
  whole.moving_from_fixed = fine.moving_from_fixed;
  whole.correlation = fine.correlation;
  whole.overlap = fine.overlap;
  return whole;
}

double MirroredCorrelation(const FeaturePyramid& fixed,
                           const FeaturePyramid& moving,
                           const RegionSurroundings& region,
                           double neighbourhood_mm) {
  auto coarse = NeighbourhoodSamples(fixed.levels[FeaturePyramid::kCoarse],
                                     region,
                                     neighbourhood_mm,
                                     kSamples[FeaturePyramid::kCoarse]);
  auto middle = NeighbourhoodSamples(fixed.levels[FeaturePyramid::kMiddle],
                                     region,
                                     neighbourhood_mm,
                                     kSamples[FeaturePyramid::kMiddle]);
  Mirror(coarse, region.Centre()[0]);
  Mirror(middle, region.Centre()[0]);
  // It only has to notice that the other side fits clearly better.
  const GlobalSearchOptions search{.max_samples = 180, .starts_kept = 5};
  const auto solutions = SearchToMiddle(fixed, moving, coarse, middle, region.Centre(), search);
  return solutions.empty() ? -1 : solutions.front().correlation;
}

}  // namespace regen
