// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/echo_grid.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace regen {

namespace {

constexpr double kEchoToleranceMs = 0.05;
constexpr int kFewestSlices = 3;

// Sorted values with those closer than the tolerance to their predecessor's group left out.
std::vector<double> Distinct(std::vector<double> times_ms) {
  std::sort(times_ms.begin(), times_ms.end());
  std::vector<double> distinct;
  for (const double time_ms : times_ms) {
    if (distinct.empty() || time_ms - distinct.back() > kEchoToleranceMs)
      distinct.push_back(time_ms);
  }
  return distinct;
}

std::size_t IndexOf(const std::vector<double>& sorted_ms, double time_ms) {
  const auto after =
      std::upper_bound(sorted_ms.begin(), sorted_ms.end(), time_ms + kEchoToleranceMs);
  return static_cast<std::size_t>(after - sorted_ms.begin()) - 1;
}

// One image per slice and echo.
std::optional<Reason> CheckComplete(const OrderedPositions& positions,
                                    const std::vector<double>& echo_times_ms) {
  std::size_t empty = 0;
  std::size_t several = 0;
  for (const Images& slice : positions.images) {
    std::vector<int> images(echo_times_ms.size(), 0);
    for (const InstanceSummary* image : slice)
      ++images[IndexOf(echo_times_ms, *image->echo_time_ms)];
    for (const int count : images) {
      if (count == 0) ++empty;
      if (count > 1) ++several;
    }
  }
  if (empty == 0 && several == 0) return std::nullopt;
  return MakeReason(reasons::kEchoesIncomplete,
                    StrCat(positions.images.size(),
                           " slices of ",
                           echo_times_ms.size(),
                           " echoes: ",
                           empty,
                           " without an image, ",
                           several,
                           " with more than one; expected one each"));
}

Reasons CheckEchoTimes(const Images& images) {
  Reasons found;
  const auto without_echo = std::count_if(images.begin(), images.end(), [](const auto* image) {
    return !image->echo_time_ms.has_value();
  });
  if (without_echo > 0) {
    found.push_back(MakeReason(reasons::kEchoesIncomplete,
                               StrCat(static_cast<std::size_t>(without_echo),
                                      " of ",
                                      images.size(),
                                      " images have no EchoTime")));
  }
  const auto echo_times = DistinctEchoTimes(images);
  // The first echo is not fitted (stimulated echoes), and two parameters need more than the
  // minimum of points to show whether the decay fits at all.
  if (echo_times.size() < kFewestEchoes) {
    found.push_back(MakeReason(reasons::kTooFewEchoes,
                               StrCat(echo_times.size(),
                                      echo_times.size() == 1 ? " echo time" : " echo times",
                                      echo_times.empty() ? "" : " (",
                                      echo_times.empty() ? "" : EchoTimesText(echo_times) + ")",
                                      "; a T2 needs at least ",
                                      kFewestEchoes,
                                      " because the first is not fitted")));
  }
  return found;
}

std::optional<Reason> CheckSliceCount(const SliceStack& stack) {
  if (stack.slices >= kFewestSlices) return std::nullopt;
  return MakeReason(reasons::kTooFewSlices,
                    StrCat(stack.slices, " slices; at least ", kFewestSlices, " are needed"));
}

}  // namespace

std::vector<double> DistinctEchoTimes(const Images& images) {
  std::vector<double> times;
  for (const InstanceSummary* image : images) {
    if (image->echo_time_ms) times.push_back(*image->echo_time_ms);
  }
  return Distinct(std::move(times));
}

std::string EchoTimesText(const std::vector<double>& echo_times_ms) {
  constexpr std::size_t kShown = 4;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < echo_times_ms.size(); ++i) {
    if (i + 1 > kShown && i + 1 < echo_times_ms.size()) continue;
    const bool gap = i + 1 == echo_times_ms.size() && echo_times_ms.size() > kShown + 1;
    parts.push_back(StrCat(gap ? "… " : "", echo_times_ms[i]));
  }
  return JoinStrings(parts, ", ") + " ms";
}

std::variant<EchoGrid, Reasons> ArrangeEchoes(const Images& images) {
  Reasons found = CheckEchoTimes(images);
  auto arranged = ArrangePositions(images);
  if (auto* why = std::get_if<Reasons>(&arranged)) {
    found.insert(found.end(), why->begin(), why->end());
    return found;
  }
  const auto& positions = std::get<OrderedPositions>(arranged);
  if (auto few = CheckSliceCount(positions.stack)) found.push_back(std::move(*few));
  if (!found.empty()) return found;
  EchoGrid grid{DistinctEchoTimes(images), positions.stack};
  if (auto incomplete = CheckComplete(positions, grid.echo_times_ms)) {
    return Reasons{std::move(*incomplete)};
  }
  return grid;
}

std::variant<EchoGrid, Reasons> ArrangeVolume(const Images& images) {
  auto arranged = ArrangeStack(images);
  if (auto* why = std::get_if<Reasons>(&arranged)) return std::move(*why);
  const SliceStack& stack = std::get<OrderedStack>(arranged).stack;
  if (auto few = CheckSliceCount(stack)) return Reasons{std::move(*few)};
  return EchoGrid{DistinctEchoTimes(images), stack};
}

}  // namespace regen
