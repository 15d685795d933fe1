// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/arrange_stack.h"

#include <string>
#include <variant>
#include <vector>

namespace regen {

// A T2 needs so many, because the first is not fitted.
inline constexpr std::size_t kFewestEchoes = 5;

// The images of an acquisition as slices times echoes, from positions and echo times only.
struct EchoGrid {
  std::vector<double> echo_times_ms;  // ascending, distinct; none where none is stated
  SliceStack stack;
};

// A train of echoes, or every reason why the images do not make one: those of ArrangePositions,
// fewer than three slices, fewer than kFewestEchoes, slices without one image of every echo.
std::variant<EchoGrid, Reasons> ArrangeEchoes(const Images& images);

// One image for each of at least three slices, whatever its echo time: else the reasons of
// ArrangeStack, or too-few-slices.
std::variant<EchoGrid, Reasons> ArrangeVolume(const Images& images);

// Distinct echo times, ascending; times closer than 0.05 ms are the same one.
std::vector<double> DistinctEchoTimes(const Images& images);

// "6.312, 12.624, … 50.496 ms"
std::string EchoTimesText(const std::vector<double>& echo_times_ms);

}  // namespace regen
