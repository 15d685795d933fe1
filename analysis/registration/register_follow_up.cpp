// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/register_follow_up.h"

#include "analysis/base/text.h"
#include "analysis/image/distance.h"
#include "analysis/image/local_normalisation.h"
#include "analysis/image/shrink.h"
#include "analysis/registration/rigid_registration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace regen {
namespace {

constexpr double kNoiseFloor = 0.05;  // of the volume's standard deviation
constexpr std::size_t kSearchSamples = 1200;
// Per level of the pyramid, from fine to coarse: more points do not change the solution by more
// than its own error.
constexpr std::array<std::size_t, 3> kSolveSamples{40000, 20000, 8000};
// Coarse solutions only have to lie inside the capture range of the next level.
constexpr RigidRegistrationOptions kCoarse{.max_iterations = 20,
                                           .translation_tolerance_mm = 0.02,
                                           .rotation_tolerance_rad = 2e-4,
                                           .min_overlap = 0.5};
constexpr std::size_t kStartsKept = 8;

// Locally normalised images from fine to coarse: in-plane factors 1, 2, 4.
using Pyramid = std::array<Volume, 3>;

Pyramid MakePyramid(const Volume& image, double box_mm) {
  const Volume half = Shrunk(image, {2, 2, 1});
  const Volume quarter = Shrunk(half, {2, 2, 1});
  return {LocallyNormalised(image, box_mm, kNoiseFloor),
          LocallyNormalised(half, box_mm, kNoiseFloor),
          LocallyNormalised(quarter, box_mm, kNoiseFloor)};
}

// The neighbourhood of the region on its own grid, and its voxels with a rim as excluded.
struct Neighbourhood {
  Volume excluded;
  SampleRegion samples;
  std::vector<Vec3> region_points_lps;  // centres of the region's voxels, thinned
};

void FindNeighbourhood(const Volume& region,
                       const FollowUpRegistrationOptions& options,
                       Neighbourhood* out) {
  const VolumeGeometry& grid = region.geometry;
  out->excluded = SignedDistanceInPlane(region, options.excluded_rim_mm + 1.0);
  for (float& value : out->excluded.values) {
    value = static_cast<double>(value) > -options.excluded_rim_mm ? 1.0F : 0.0F;
  }
  Vec3 low = Vec3::Constant(1e9);
  Vec3 high = Vec3::Constant(-1e9);
  std::vector<Vec3> points;
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        if (region.At(i, j, k) < 0.5F) continue;
        const Vec3 index(i, j, k);
        low = low.cwiseMin(index);
        high = high.cwiseMax(index);
        points.push_back(LpsFromIndex(grid, index));
      }
    }
  }
  const std::size_t stride = std::max<std::size_t>(1, points.size() / 200);
  for (std::size_t n = 0; n < points.size(); n += stride) {
    out->region_points_lps.push_back(points[n]);
  }
  const Vec3 reach = options.neighbourhood_mm * grid.spacing_mm.cwiseInverse();
  out->samples = {&out->excluded, low - reach, high + reach};
}

double MeanDistance(const std::vector<Vec3>& points, const Rigid3& a, const Rigid3& b) {
  double sum = 0;
  for (const Vec3& p : points) sum += (a * p - b * p).norm();
  return sum / static_cast<double>(std::max<std::size_t>(1, points.size()));
}

struct Start {
  Rigid3 moving_from_fixed;
  double correlation = -1;
};

// Every start of a grid of translations (one coarse in-plane voxel times two, one slice) and
// rotations about the slice normal, scored by correlation at the coarsest level; the best few
// that differ.
std::vector<Start> SearchGlobally(const Volume& fixed,
                                  const Volume& moving,
                                  const Neighbourhood& neighbourhood,
                                  double range_mm) {
  const auto samples = TakeSamples(fixed, neighbourhood.samples, kSearchSamples);
  const VolumeGeometry& grid = fixed.geometry;
  Vec3 centre = Vec3::Zero();
  for (const Vec3& p : neighbourhood.region_points_lps) centre += p;
  centre /= static_cast<double>(neighbourhood.region_points_lps.size());
  const double step_mm = 6.0;
  const int in_plane = static_cast<int>(range_mm / step_mm);
  const double slice_step_mm = std::max(4.0, grid.spacing_mm[2]);
  const int through = static_cast<int>(range_mm / slice_step_mm);
  std::vector<Start> starts;
  for (const double angle_deg : {0.0, -8.0, 8.0, -16.0, 16.0}) {
    const Vec3 rotation = grid.direction.col(2) * (angle_deg * std::numbers::pi / 180.0);
    for (int z = -through; z <= through; ++z) {
      for (int y = -in_plane; y <= in_plane; ++y) {
        for (int x = -in_plane; x <= in_plane; ++x) {
          const Vec3 shift = grid.direction * Vec3(x * step_mm, y * step_mm, z * slice_step_mm);
          const Rigid3 candidate = RigidAbout(centre, rotation, shift);
          double overlap = 0;
          starts.push_back(
              {candidate, CorrelationAt(samples, moving, candidate, 0.5, &overlap)});
        }
      }
    }
  }
  std::stable_sort(starts.begin(), starts.end(), [](const Start& a, const Start& b) {
    return a.correlation > b.correlation;
  });
  starts.resize(std::min(starts.size(), kStartsKept));
  starts.push_back({Rigid3{}, -1});  // patient coordinates as they are
  return starts;
}

// The best start refined at the coarsest level, then at the finer ones.
RigidRegistrationResult Solve(const Pyramid& fixed,
                              const Pyramid& moving,
                              const Neighbourhood& neighbourhood,
                              const std::vector<Start>& starts) {
  const auto coarse = TakeSamples(fixed[2], neighbourhood.samples, kSolveSamples[2]);
  RigidRegistrationResult best;
  for (const Start& start : starts) {
    const auto result = RegisterRigid(coarse, moving[2], start.moving_from_fixed, kCoarse);
    if (result.correlation > best.correlation) best = result;
  }
  for (const std::size_t level : {std::size_t{1}, std::size_t{0}}) {
    const auto samples = TakeSamples(fixed[level], neighbourhood.samples, kSolveSamples[level]);
    best = RegisterRigid(samples,
                         moving[level],
                         best.moving_from_fixed,
                         level == 0 ? RigidRegistrationOptions{} : kCoarse);
  }
  return best;
}

// Half the mean distance at the region between the solutions of the even and of the odd
// samples: an estimate of the error of the solution of all of them.
double HalfSampleDisagreementMm(const Pyramid& fixed,
                                const Pyramid& moving,
                                const Neighbourhood& neighbourhood,
                                const Rigid3& solution) {
  const auto samples = TakeSamples(fixed[0], neighbourhood.samples, kSolveSamples[0]);
  std::array<std::vector<FixedSample>, 2> halves;
  // Blocks of samples, because neighbours share their noise through the local normalisation.
  constexpr std::size_t kBlock = 16;
  for (std::size_t n = 0; n < samples.size(); ++n) halves[n / kBlock % 2].push_back(samples[n]);
  const auto even = RegisterRigid(halves[0], moving[0], solution, {});
  const auto odd = RegisterRigid(halves[1], moving[0], solution, {});
  return MeanDistance(
             neighbourhood.region_points_lps, even.moving_from_fixed, odd.moving_from_fixed) /
         2.0;
}

std::string WhyNot(const FollowUpRegistration& r, const FollowUpRegistrationOptions& limits) {
  if (r.overlap < limits.min_overlap) {
    return StrCat("only ",
                  FormatFixed(100 * r.overlap, 0),
                  " % of the region's surroundings lie in both images (at least ",
                  FormatFixed(100 * limits.min_overlap, 0),
                  " % needed)");
  }
  if (r.correlation < limits.min_correlation) {
    return StrCat("the images do not correspond after alignment: correlation ",
                  FormatFixed(r.correlation, 2),
                  " (at least ",
                  FormatFixed(limits.min_correlation, 2),
                  " needed)");
  }
  if (!(r.inverse_consistency_mm <= limits.max_inverse_consistency_mm)) {
    return StrCat("aligning forward and backward disagrees by ",
                  FormatFixed(r.inverse_consistency_mm, 2),
                  " mm (at most ",
                  FormatFixed(limits.max_inverse_consistency_mm, 2),
                  " mm allowed)");
  }
  if (!(r.residual_mm <= limits.max_residual_mm)) {
    return StrCat("two halves of the image points disagree by ",
                  FormatFixed(r.residual_mm, 2),
                  " mm (at most ",
                  FormatFixed(limits.max_residual_mm, 2),
                  " mm allowed)");
  }
  return {};
}

// The region as it lies in the follow-up, nearest voxel, to give the backward solution its own
// neighbourhood.
Volume RegionInFollowUp(const Volume& region,
                        const VolumeGeometry& grid,
                        const Rigid3& motion) {
  Volume moved = MakeVolume(grid);
  for (int k = 0; k < region.geometry.size[2]; ++k) {
    for (int j = 0; j < region.geometry.size[1]; ++j) {
      for (int i = 0; i < region.geometry.size[0]; ++i) {
        if (region.At(i, j, k) < 0.5F) continue;
        const Vec3 index =
            IndexFromLps(grid, motion * LpsFromIndex(region.geometry, Vec3(i, j, k)));
        const std::array<int, 3> at{static_cast<int>(std::lround(index[0])),
                                    static_cast<int>(std::lround(index[1])),
                                    static_cast<int>(std::lround(index[2]))};
        bool inside = true;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          inside = inside && at[axis] >= 0 && at[axis] < grid.size[axis];
        }
        if (inside) moved.At(at[0], at[1], at[2]) = 1.0F;
      }
    }
  }
  return moved;
}

}  // namespace

FollowUpRegistration RegisterFollowUp(const Volume& baseline,
                                      const Volume& follow_up,
                                      const Volume& region,
                                      const FollowUpRegistrationOptions& options) {
  FollowUpRegistration out;
  Neighbourhood forward;
  FindNeighbourhood(region, options, &forward);
  if (forward.region_points_lps.empty()) {
    out.why_not = "the region is empty";
    return out;
  }
  const Pyramid fixed = MakePyramid(baseline, options.normalisation_box_mm);
  const Pyramid moving = MakePyramid(follow_up, options.normalisation_box_mm);
  const auto starts = SearchGlobally(fixed[2], moving[2], forward, options.search_range_mm);
  const auto solution = Solve(fixed, moving, forward, starts);
  out.followup_from_baseline = solution.moving_from_fixed;
  out.correlation = solution.correlation;
  out.overlap = solution.overlap;
  if (out.overlap < options.min_overlap || out.correlation < options.min_correlation) {
    out.why_not = WhyNot(out, options);
    return out;
  }

  Neighbourhood backward;
  FindNeighbourhood(RegionInFollowUp(region, follow_up.geometry, solution.moving_from_fixed),
                    options,
                    &backward);
  if (backward.region_points_lps.empty()) {
    out.why_not = "the region lies outside of the follow-up's images";
    return out;
  }
  const auto back_starts =
      SearchGlobally(moving[2], fixed[2], backward, options.search_range_mm);
  const auto back = Solve(moving, fixed, backward, back_starts);
  out.inverse_consistency_mm = MeanDistance(
      forward.region_points_lps, back.moving_from_fixed * solution.moving_from_fixed, Rigid3{});
  out.residual_mm =
      HalfSampleDisagreementMm(fixed, moving, forward, solution.moving_from_fixed);
  out.why_not = WhyNot(out, options);
  out.usable = out.why_not.empty();
  return out;
}

}  // namespace regen
