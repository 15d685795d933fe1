// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/echo_grid.h"

#include "analysis/base/text.h"
#include "analysis/selection/arrange_stack.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace regen {

namespace {

using Vec = std::array<double, 3>;

constexpr double kEchoToleranceMs = 0.05;
constexpr double kPositionToleranceMm = 0.05;
constexpr double kSpacingTolerance = 0.01;  // of the spacing
// The first echo is not fitted (stimulated echoes), and two parameters need more than the
// minimum of points to show whether the decay fits at all.
constexpr std::size_t kFewestSlices = 3;

double Dot(const Vec& a, const Vec& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// Sorted values with those closer than `tolerance` to their predecessor's group left out.
std::vector<double> Distinct(std::vector<double> values, double tolerance) {
  std::sort(values.begin(), values.end());
  std::vector<double> distinct;
  for (const double value : values) {
    if (distinct.empty() || value - distinct.back() > tolerance) distinct.push_back(value);
  }
  return distinct;
}

std::size_t IndexOf(const std::vector<double>& sorted, double value, double tolerance) {
  const auto after = std::upper_bound(sorted.begin(), sorted.end(), value + tolerance);
  return static_cast<std::size_t>(after - sorted.begin()) - 1;
}

std::size_t CountWithoutGeometry(const std::vector<const InstanceSummary*>& instances) {
  return static_cast<std::size_t>(
      std::count_if(instances.begin(), instances.end(), [](const InstanceSummary* image) {
        return !HasGeometry(*image);
      }));
}

// Slices must lie one behind the other, along the normal: a stack that drifts sideways is no
// regular grid.
bool DriftsSideways(const std::vector<const InstanceSummary*>& instances, const Vec& normal) {
  const Vec& origin = *instances.front()->image_position_lps;
  return std::any_of(instances.begin(), instances.end(), [&](const InstanceSummary* image) {
    const Vec& p = *image->image_position_lps;
    const Vec d = {p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]};
    const double along = Dot(d, normal);
    const double sideways = std::sqrt(std::max(0.0, Dot(d, d) - along * along));
    return sideways > std::max(kPositionToleranceMm, kSpacingTolerance * std::abs(along));
  });
}

std::optional<Reason> CheckSpacing(const std::vector<double>& positions_mm) {
  const double mean = (positions_mm.back() - positions_mm.front()) /
                      static_cast<double>(positions_mm.size() - 1);
  const double tolerance = std::max(kPositionToleranceMm, kSpacingTolerance * mean);
  for (std::size_t i = 1; i < positions_mm.size(); ++i) {
    const double step = positions_mm[i] - positions_mm[i - 1];
    if (std::abs(step - mean) > tolerance) {
      return MakeReason(reasons::kGeometryIrregular,
                        StrCat("slices ",
                               i,
                               " and ",
                               i + 1,
                               " are ",
                               FormatFixed(step, 3),
                               " mm apart, the mean is ",
                               FormatFixed(mean, 3),
                               " mm; expected equal distances"));
    }
  }
  return std::nullopt;
}

// One image per slice and echo.
std::optional<Reason> CheckComplete(const std::vector<const InstanceSummary*>& instances,
                                    const std::vector<double>& positions_mm,
                                    const std::vector<double>& echo_times_ms,
                                    const Vec& normal) {
  std::vector<int> images(positions_mm.size() * echo_times_ms.size(), 0);
  for (const InstanceSummary* image : instances) {
    const std::size_t slice =
        IndexOf(positions_mm, Dot(*image->image_position_lps, normal), kPositionToleranceMm);
    const std::size_t echo = IndexOf(echo_times_ms, *image->echo_time_ms, kEchoToleranceMs);
    ++images[slice * echo_times_ms.size() + echo];
  }
  const auto empty = std::count(images.begin(), images.end(), 0);
  const auto several =
      std::count_if(images.begin(), images.end(), [](int count) { return count > 1; });
  if (empty == 0 && several == 0) return std::nullopt;
  return MakeReason(reasons::kEchoesIncomplete,
                    StrCat(positions_mm.size(),
                           " slices of ",
                           echo_times_ms.size(),
                           " echoes: ",
                           static_cast<std::size_t>(empty),
                           " without an image, ",
                           static_cast<std::size_t>(several),
                           " with more than one; expected one each"));
}

Reasons CheckHeaders(const std::vector<const InstanceSummary*>& instances,
                     std::size_t fewest_echoes) {
  Reasons found;
  if (const std::size_t missing = CountWithoutGeometry(instances); missing > 0) {
    found.push_back(MakeReason(reasons::kGeometryMissing,
                               StrCat(missing,
                                      " of ",
                                      instances.size(),
                                      " images lack a usable position, orientation, pixel "
                                      "spacing or matrix size")));
  }
  const auto without_echo =
      std::count_if(instances.begin(), instances.end(), [](const InstanceSummary* image) {
        return !image->echo_time_ms.has_value();
      });
  if (without_echo > 0) {
    found.push_back(MakeReason(reasons::kEchoesIncomplete,
                               StrCat(static_cast<std::size_t>(without_echo),
                                      " of ",
                                      instances.size(),
                                      " images have no EchoTime")));
  }
  const auto echo_times = DistinctEchoTimes(instances);
  if (echo_times.size() < fewest_echoes) {
    found.push_back(MakeReason(reasons::kTooFewEchoes,
                               StrCat(echo_times.size(),
                                      echo_times.size() == 1 ? " echo time" : " echo times",
                                      echo_times.empty() ? "" : " (",
                                      echo_times.empty() ? "" : EchoTimesText(echo_times) + ")",
                                      "; a T2 needs at least ",
                                      fewest_echoes,
                                      " because the first is not fitted")));
  }
  return found;
}

}  // namespace

std::vector<double> DistinctEchoTimes(const std::vector<const InstanceSummary*>& instances) {
  std::vector<double> times;
  for (const InstanceSummary* image : instances) {
    if (image->echo_time_ms) times.push_back(*image->echo_time_ms);
  }
  return Distinct(std::move(times), kEchoToleranceMs);
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

std::variant<EchoGrid, Reasons> ArrangeEchoes(
    const std::vector<const InstanceSummary*>& instances, std::size_t fewest_echoes) {
  if (instances.empty()) {
    return Reasons{MakeReason(reasons::kGeometryMissing, "the series holds no usable image")};
  }
  Reasons found = CheckHeaders(instances, fewest_echoes);
  if (CountWithoutGeometry(instances) > 0) return found;

  const InstanceSummary& first = *instances.front();
  const Vec normal = NormalOf(first);
  const bool one_plane =
      std::all_of(instances.begin(), instances.end(), [&](const InstanceSummary* image) {
        return SameImagePlane(first, *image);
      });
  if (!one_plane) {
    found.push_back(MakeReason(reasons::kGeometryIrregular,
                               "images differ in orientation, pixel spacing or matrix size"));
    return found;
  }
  std::vector<double> positions_mm;
  for (const InstanceSummary* image : instances) {
    positions_mm.push_back(Dot(*image->image_position_lps, normal));
  }
  positions_mm = Distinct(std::move(positions_mm), kPositionToleranceMm);
  if (positions_mm.size() < kFewestSlices) {
    found.push_back(MakeReason(reasons::kTooFewSlices,
                               StrCat(positions_mm.size(),
                                      positions_mm.size() == 1 ? " slice" : " slices",
                                      "; at least ",
                                      kFewestSlices,
                                      " are needed")));
    return found;
  }
  if (DriftsSideways(instances, normal)) {
    found.push_back(MakeReason(reasons::kGeometryIrregular,
                               "slices are shifted sideways against each other; expected a "
                               "stack along the normal"));
  }
  if (auto uneven = CheckSpacing(positions_mm)) found.push_back(std::move(*uneven));
  if (!found.empty()) return found;

  EchoGrid grid;
  grid.echo_times_ms = DistinctEchoTimes(instances);
  if (auto incomplete = CheckComplete(instances, positions_mm, grid.echo_times_ms, normal)) {
    return Reasons{std::move(*incomplete)};
  }
  grid.slices = static_cast<int>(positions_mm.size());
  grid.slice_spacing_mm = (positions_mm.back() - positions_mm.front()) /
                          static_cast<double>(positions_mm.size() - 1);
  grid.normal_lps = normal;
  return grid;
}

}  // namespace regen
