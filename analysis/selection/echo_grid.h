// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/series_summary.h"

#include <array>
#include <variant>
#include <vector>

namespace regen {

// A T2 needs so many, because the first is not fitted.
inline constexpr std::size_t kFewestEchoes = 5;

// The images of a multi-echo acquisition as slices times echoes, from positions and echo times
// only.
struct EchoGrid {
  std::vector<double> echo_times_ms;  // ascending, distinct
  int slices = 0;
  double slice_spacing_mm = 0;  // between neighbouring positions along the normal
  std::array<double, 3> normal_lps{};
};

// The grid, or every reason why the images do not make one: missing or unequal geometry,
// positions that are not equally spaced along the normal (tolerance: 1 % or 0.05 mm), slices
// without one image of every echo, fewer echoes than asked for.
std::variant<EchoGrid, Reasons> ArrangeEchoes(
    const std::vector<const InstanceSummary*>& instances,
    std::size_t fewest_echoes = kFewestEchoes);

// Distinct echo times, ascending; times closer than 0.05 ms are the same one.
std::vector<double> DistinctEchoTimes(const std::vector<const InstanceSummary*>& instances);

// "6.312, 12.624, … 50.496 ms"
std::string EchoTimesText(const std::vector<double>& echo_times_ms);

}  // namespace regen
