// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_levels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace regen {
namespace {

constexpr std::array<std::string_view, 6> kLevels{
    "L5/S1", "L4/L5", "L3/L4", "L2/L3", "L1/L2", "T12/L1"};
constexpr int kHighestCounted = 4;  // how many lumbar vertebrae there are is not known
constexpr int kHighestNamed = 5;
constexpr double kNearDiscMm = 12.0;

// A disc of known level: `disc` is the place in the chain, `level` the index of kLevels.
struct Anchor {
  int disc = 0;
  int level = 0;
};

double DistanceMm(const CountableDisc& a, const CountableDisc& b) {
  return (a.shape.pose.centre_lps - b.shape.pose.centre_lps).norm();
}

// The lowest disc of the chain when the sacrum begins below it. Discs of the sacrum itself are
// no part of the chain any more: they lie below a body that tapers.
std::optional<Anchor> SacralAnchor(const std::vector<CountableDisc>& discs) {
  if (discs.size() < 3) return std::nullopt;
  const CountableDisc& lowest = discs.front();
  if (!IsSacrum(lowest.body_below, lowest.shape.pose.tilt_rad)) return std::nullopt;
  // Every other body must be lumbar, and of about the same depth.
  for (std::size_t n = 1; n < discs.size(); ++n) {
    if (!IsLumbarBody(discs[n].body_below)) return std::nullopt;
  }
  // The spine turns at the promontory more than it does above.
  const double turn = lowest.shape.pose.tilt_rad - discs[2].shape.pose.tilt_rad;
  if (turn < 0.2) return std::nullopt;
  return Anchor{0, 0};
}

std::optional<Anchor> KnownAnchor(const std::vector<CountableDisc>& discs,
                                  const KnownDiscLevel& known) {
  std::optional<Anchor> nearest;
  double nearest_mm = kNearDiscMm;
  for (std::size_t n = 0; n < discs.size(); ++n) {
    // Along the spine; across it, anywhere in the disc.
    const Vec3 local = PoseFromLps(discs[n].shape.pose, known.p_lps);
    if (std::abs(local[0]) > 25 || std::abs(local[1]) > 32) continue;
    if (std::abs(local[2]) < nearest_mm) {
      nearest_mm = std::abs(local[2]);
      nearest = Anchor{static_cast<int>(n), *LevelIndex(known.level)};
    }
  }
  return nearest;
}

LevelCount CountFrom(const std::vector<CountableDisc>& discs,
                     const Anchor& anchor,
                     int highest) {
  LevelCount count;
  count.levels.resize(discs.size());
  count.why_not =
      MakeReason(reasons::kLevelNotCountable,
                 "a disc is missing between this one and the one that was counted from, or "
                 "it lies above the last level that counting can tell");
  const std::vector<bool> follows = FollowsDiscBelow(discs);
  const auto name = [&](int disc) {
    const int level = anchor.level + disc - anchor.disc;
    if (level < 0 || level > highest) return false;
    count.levels[static_cast<std::size_t>(disc)] = kLevels[static_cast<std::size_t>(level)];
    return true;
  };
  for (int n = anchor.disc; n < static_cast<int>(discs.size()); ++n) {
    if (n > anchor.disc && !follows[static_cast<std::size_t>(n)]) break;
    if (!name(n)) break;
  }
  for (int n = anchor.disc - 1; n >= 0; --n) {
    if (!follows[static_cast<std::size_t>(n + 1)] || !name(n)) break;
  }
  return count;
}

LevelCount NoLevels(std::size_t discs, std::string why) {
  return {std::vector<std::string>(discs),
          MakeReason(reasons::kLevelNotCountable, std::move(why))};
}

}  // namespace

std::optional<int> LevelIndex(std::string_view level) {
  const auto at = std::find(kLevels.begin(), kLevels.end(), level);
  if (at == kLevels.end()) return std::nullopt;
  return static_cast<int>(at - kLevels.begin());
}

std::vector<bool> FollowsDiscBelow(const std::vector<CountableDisc>& discs) {
  std::vector<double> steps;
  for (std::size_t n = 1; n < discs.size(); ++n)
    steps.push_back(DistanceMm(discs[n - 1], discs[n]));
  std::vector<bool> follows(discs.size(), false);
  if (steps.empty()) return follows;
  std::vector<double> sorted = steps;
  std::sort(sorted.begin(), sorted.end());
  // The lower median: a disc that is missing makes steps longer, never shorter.
  const double usual = sorted[(sorted.size() - 1) / 2];
  for (std::size_t n = 1; n < discs.size(); ++n) {
    const double ratio = steps[n - 1] / usual;
    follows[n] = usual > 26 && usual < 46 && ratio > 0.78 && ratio < 1.28;
  }
  return follows;
}

LevelCount CountLevels(const std::vector<CountableDisc>& discs,
                       const std::optional<KnownDiscLevel>& known) {
  const std::optional<Anchor> sacrum = SacralAnchor(discs);
  if (!known) {
    if (!sacrum)
      return NoLevels(
          discs.size(),
          "the sacrum is not recognised with certainty, so there is nothing to count from");
    return CountFrom(discs, *sacrum, kHighestCounted);
  }
  const std::optional<Anchor> told = KnownAnchor(discs, *known);
  if (!told)
    return NoLevels(discs.size(),
                    "no disc was found where " + known->level + " was said to be");
  if (sacrum) {
    const LevelCount from_sacrum = CountFrom(discs, *sacrum, kHighestNamed);
    const std::string& counted = from_sacrum.levels[static_cast<std::size_t>(told->disc)];
    if (!counted.empty() && counted != known->level) {
      return NoLevels(discs.size(),
                      "counting from the sacrum makes the disc " + counted +
                          " that was said to be " + known->level);
    }
  }
  return CountFrom(discs, *told, kHighestNamed);
}

}  // namespace regen
