// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kPlaceStepMm = 3.0;
constexpr double kLowestTiltDeg = -30.0;
constexpr double kHighestTiltDeg = 62.0;
constexpr double kTiltStepDeg = 8.0;
constexpr double kLeastScore = 0.10;
constexpr double kLinkCost = 0.06;  // many poor links are no spine
constexpr int kMostChains = 3;
constexpr double kApartMm = 14.0;  // of places that two chains do not share
constexpr std::size_t kMostCandidates = 160;

// Rectangles of the disc's frame in mm: half a disc's depth without its rim; the parts of a
// body that no disc reaches; the canal, wherever it begins.
constexpr double kHalfDepthMm = 13.5;
constexpr double kBodyNearMm = 8.0;
constexpr double kBodyFarMm = 20.0;
constexpr double kDiscHalfMm = 5.0;

// Pixels of a slab at (u, v) of a pose, nearest neighbour.
class PoseSampler {
 public:
  PoseSampler(const Volume& slab, const SpinePose& pose)
      : values_(slab.values.data()),
        columns_(slab.geometry.size[0]),
        rows_(slab.geometry.size[1]),
        c_(std::cos(pose.tilt_rad)),
        s_(std::sin(pose.tilt_rad)) {
    const Vec3 from_corner = pose.centre_lps - slab.geometry.origin_lps;
    i_ = from_corner[1] / slab.geometry.spacing_mm[0] + 0.5;
    j_ = from_corner[2] / slab.geometry.spacing_mm[1] + 0.5;
    per_mm_ = 1 / slab.geometry.spacing_mm[0];
  }

  double At(double u, double v) const {
    const double i = i_ + per_mm_ * (c_ * u - s_ * v);
    const double j = j_ + per_mm_ * (s_ * u + c_ * v);
    if (i < 0 || j < 0 || i >= columns_ || j >= rows_) return kOutsideImage;
    return static_cast<double>(values_[static_cast<int>(j) * columns_ + static_cast<int>(i)]);
  }

 private:
  const float* values_;
  int columns_;
  int rows_;
  double c_;
  double s_;
  double i_ = 0;
  double j_ = 0;
  double per_mm_ = 1;
};

struct BlockSums {
  double sum = 0;
  double squares = 0;
  int count = 0;
  int outside = 0;

  double Mean() const { return count > 0 ? sum / count : 0; }
};

BlockSums SumBody(const PoseSampler& sampler, double v0, double v1) {
  BlockSums block;
  for (double v = v0; v <= v1; v += 3) {
    for (double u = -12; u <= 12; u += 4) {
      const double value = sampler.At(u, v);
      if (value < 0) {
        ++block.outside;
        continue;
      }
      block.sum += value;
      block.squares += value * value;
      ++block.count;
    }
  }
  return block;
}

// Relative spread of the bodies about their common level.
double Unevenness(const BlockSums& a, const BlockSums& b, double marrow) {
  const double n = a.count + b.count;
  const double mean = (a.sum + b.sum) / n;
  const double variance = (a.squares + b.squares) / n - mean * mean;
  return std::sqrt(std::max(variance, 0.0)) / marrow;
}

// How much of the disc's rectangle is darker than marrow, plus a little for what is brighter;
// negative where the image ends. Rows count less towards the end-plates.
double DiscContrast(const PoseSampler& sampler, double marrow) {
  double sum = 0;
  double weights = 0;
  for (double v = -kDiscHalfMm; v <= kDiscHalfMm; v += 1.25) {
    const double weight = 1 - 0.08 * std::abs(v);
    for (double u = -kHalfDepthMm; u <= kHalfDepthMm; u += 3) {
      const double value = sampler.At(u, v);
      if (value < 0) return -1;
      const double ratio = value / marrow;
      sum += weight * (ratio < 1 ? 1 - ratio : 0.3 * std::min(ratio - 1, 1.0));
      weights += weight;
    }
  }
  return sum / weights;
}

// How far the brightest column behind the bodies stays above marrow all the way, 0..1.
double CanalBrightness(const PoseSampler& sampler, double marrow) {
  std::vector<double> rows;
  for (double v = -18; v <= 18; v += 3) {
    double brightest = kOutsideImage;
    for (double u = 17; u <= 31; u += 2) brightest = std::max(brightest, sampler.At(u, v));
    if (brightest >= 0) rows.push_back(brightest / marrow);
  }
  if (rows.size() < 7) return 0;
  std::sort(rows.begin(), rows.end());
  return std::clamp((rows[rows.size() / 5] - 1.3) / 1.2, 0.0, 1.0);
}

SpineLink ScorePlace(const Volume& slab, const SpinePose& pose, double least_marrow) {
  SpineLink link;
  link.pose = pose;
  const PoseSampler sampler(slab, pose);
  const BlockSums above = SumBody(sampler, kBodyNearMm, kBodyFarMm);
  const BlockSums below = SumBody(sampler, -kBodyFarMm, -kBodyNearMm);
  const bool has_above = above.count > 2 * above.outside;
  const bool has_below = below.count > 2 * below.outside;
  if (!has_above && !has_below) return link;
  const bool both = has_above && has_below;  // else the image ends within one of them
  const BlockSums none;
  const BlockSums& a = has_above ? above : none;
  const BlockSums& b = has_below ? below : none;
  link.marrow = (a.sum + b.sum) / (a.count + b.count);
  if (link.marrow < least_marrow) return link;
  if (both && std::abs(a.Mean() - b.Mean()) > 0.4 * link.marrow) return link;
  const double contrast = DiscContrast(sampler, link.marrow);
  if (contrast < kLeastScore) return link;
  const double canal = CanalBrightness(sampler, link.marrow);
  link.score = contrast - 0.6 * Unevenness(a, b, link.marrow) + 0.15 * canal;
  if (!both) link.score *= 0.7;
  return link;
}

// Marrow is no air: a tenth of the image's bright end.
double LeastMarrow(const Volume& slab) {
  std::vector<float> values;
  for (std::size_t at = 0; at < slab.values.size(); at += 7) {
    if (slab.values[at] >= 0) values.push_back(slab.values[at]);
  }
  if (values.empty()) return std::numeric_limits<double>::max();
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 9 / 10);
  std::nth_element(values.begin(), nth, values.end());
  return 0.12 * static_cast<double>(*nth);
}

double SquaredDistance(const SpineLink& a, const SpineLink& b) {
  return (a.pose.centre_lps - b.pose.centre_lps).squaredNorm();
}

// Best candidates, none within 7 mm of a better one; sorted from below.
std::vector<SpineLink> KeepPeaks(std::vector<SpineLink> all) {
  std::stable_sort(all.begin(), all.end(), [](const SpineLink& a, const SpineLink& b) {
    return a.score > b.score;
  });
  std::vector<SpineLink> kept;
  for (const SpineLink& link : all) {
    if (kept.size() >= kMostCandidates) break;
    const bool covered = std::any_of(kept.begin(), kept.end(), [&](const SpineLink& other) {
      return SquaredDistance(link, other) < 7 * 7;
    });
    if (!covered) kept.push_back(link);
  }
  std::stable_sort(kept.begin(), kept.end(), [](const SpineLink& a, const SpineLink& b) {
    return a.pose.centre_lps[2] < b.pose.centre_lps[2];
  });
  return kept;
}

SpineLink BestTilt(const Volume& slab, const Vec3& centre, double least_marrow) {
  SpineLink best;
  for (double tilt = kLowestTiltDeg; tilt <= kHighestTiltDeg; tilt += kTiltStepDeg) {
    const SpineLink link = ScorePlace(slab, {centre, tilt * kDeg}, least_marrow);
    if (link.score > best.score) best = link;
  }
  return best;
}

// Moves a link to the best place and tilt within one step (mm, and 2.5 degrees per mm).
SpineLink Refine(const Volume& slab,
                 const SpineLink& link,
                 double step_mm,
                 double least_marrow) {
  SpineLink best = link;
  for (int n = 0; n < 27; ++n) {
    SpinePose pose = link.pose;
    pose.centre_lps += step_mm * Vec3(0, n % 3 - 1, n / 3 % 3 - 1);
    pose.tilt_rad += step_mm * 2.5 * (n / 9 - 1) * kDeg;
    const SpineLink other = ScorePlace(slab, pose, least_marrow);
    if (other.score > best.score) best = other;
  }
  return best;
}

std::vector<SpineLink> Candidates(const Volume& slab, double least_marrow) {
  std::vector<SpineLink> all;
  const VolumeGeometry& grid = slab.geometry;
  const double depth = (grid.size[0] - 1) * grid.spacing_mm[0];
  const double height = (grid.size[1] - 1) * grid.spacing_mm[1];
  for (double z = 6; z <= height - 6; z += kPlaceStepMm) {
    for (double y = kHalfDepthMm; y <= depth - kHalfDepthMm; y += kPlaceStepMm) {
      const Vec3 centre = grid.origin_lps + Vec3(0, y, z);
      const SpineLink link = BestTilt(slab, centre, least_marrow);
      if (link.score > kLeastScore) all.push_back(link);
    }
  }
  std::vector<SpineLink> peaks = KeepPeaks(std::move(all));
  for (SpineLink& link : peaks) link = Refine(slab, link, 1.5, least_marrow);
  return KeepPeaks(std::move(peaks));
}

// What it costs to go from a disc to the next one above; infinite where no spine does so.
double StepCost(const SpineLink& low, const SpineLink& high) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const Vec3 step = high.pose.centre_lps - low.pose.centre_lps;
  const double length = step.norm();
  if (length < 19 || length > 47) return kNever;
  const double turn = (low.pose.tilt_rad - high.pose.tilt_rad) / kDeg;
  if (turn < -16 || turn > 36) return kNever;
  const double middle = (low.pose.tilt_rad + high.pose.tilt_rad) / 2;
  const double direction = std::atan2(-step[1], step[2]) - middle;
  if (std::abs(direction) > 20 * kDeg) return kNever;
  const double marrow = std::abs(std::log(low.marrow / high.marrow));
  if (marrow > 0.5) return kNever;
  return 0.1 * std::pow(direction / (15 * kDeg), 2) + 0.1 * std::pow((turn - 8) / 15, 2) +
         0.1 * std::pow(marrow / 0.3, 2);
}

std::vector<SpineLink> BestChain(const std::vector<SpineLink>& links, double* total) {
  std::vector<double> sums(links.size(), 0);
  std::vector<int> from(links.size(), -1);
  std::size_t best = 0;
  for (std::size_t n = 0; n < links.size(); ++n) {
    for (std::size_t m = 0; m < n; ++m) {
      const double sum = sums[m] - StepCost(links[m], links[n]);
      if (sum > sums[n]) {
        sums[n] = sum;
        from[n] = static_cast<int>(m);
      }
    }
    sums[n] += links[n].score - kLinkCost;
    if (sums[n] > sums[best]) best = n;
  }
  std::vector<SpineLink> chain;
  *total = links.empty() ? 0 : sums[best];
  for (int n = static_cast<int>(best); n >= 0 && !links.empty();
       n = from[static_cast<std::size_t>(n)]) {
    chain.push_back(links[static_cast<std::size_t>(n)]);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

struct SlabChain {
  std::vector<SpineLink> links;
  double total = 0;
  std::size_t slab = 0;
};

// Whether two chains run through the same discs, seen in two slabs.
bool SameDiscs(const SlabChain& a, const SlabChain& b) {
  std::size_t shared = 0;
  for (const SpineLink& link : a.links) {
    shared += std::any_of(b.links.begin(),
                          b.links.end(),
                          [&](const SpineLink& other) {
                            const Vec3 d = link.pose.centre_lps - other.pose.centre_lps;
                            return std::hypot(d[1], d[2]) < 8;
                          })
                  ? 1U
                  : 0U;
  }
  return 2 * shared > a.links.size();
}

// The chain in the middle of all slabs that show the best one's discs.
const SlabChain& MiddleChain(const std::vector<SlabChain>& chains) {
  const auto best = std::max_element(
      chains.begin(), chains.end(), [](const SlabChain& a, const SlabChain& b) {
        return a.total < b.total;
      });
  double sum = 0;
  double weights = 0;
  for (const SlabChain& chain : chains) {
    if (chain.links.empty() || !SameDiscs(*best, chain)) continue;
    sum += chain.total * static_cast<double>(chain.slab);
    weights += chain.total;
  }
  const double middle = weights > 0 ? sum / weights : 0;
  const SlabChain* nearest = &*best;
  for (const SlabChain& chain : chains) {
    if (chain.links.size() < best->links.size() || !SameDiscs(*best, chain)) continue;
    const double distance = std::abs(static_cast<double>(chain.slab) - middle);
    if (distance < std::abs(static_cast<double>(nearest->slab) - middle)) nearest = &chain;
  }
  return *nearest;
}

// The same chain, each link at the best place within a millimetre.
SpineChain Polished(const Volume& slab, SpineChain links) {
  const double least_marrow = LeastMarrow(slab);
  for (SpineLink& link : links) link = Refine(slab, link, 0.7, least_marrow);
  return links;
}

void RemoveNear(const SpineChain& chain, std::vector<SpineLink>* candidates) {
  std::erase_if(*candidates, [&](const SpineLink& link) {
    return std::any_of(chain.begin(), chain.end(), [&](const SpineLink& taken) {
      const Vec3 d = link.pose.centre_lps - taken.pose.centre_lps;
      return std::hypot(d[1], d[2]) < kApartMm;
    });
  });
}

}  // namespace

std::vector<SpineChain> FindSpineChains(const Volume& view) {
  const std::vector<Volume> slabs = SagittalSlabs(view, 5, 8);
  std::vector<std::vector<SpineLink>> candidates;
  for (const Volume& slab : slabs) candidates.push_back(Candidates(slab, LeastMarrow(slab)));
  std::vector<SpineChain> found;
  for (int round = 0; round < kMostChains && !slabs.empty(); ++round) {
    std::vector<SlabChain> chains;
    for (std::size_t n = 0; n < slabs.size(); ++n) {
      SlabChain chain;
      chain.slab = n;
      chain.links = BestChain(candidates[n], &chain.total);
      chains.push_back(std::move(chain));
    }
    const SlabChain& middle = MiddleChain(chains);
    if (middle.links.size() < 2) break;
    found.push_back(Polished(slabs[middle.slab], middle.links));
    for (auto& rest : candidates) RemoveNear(middle.links, &rest);
  }
  return found;
}

}  // namespace regen
