// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/relaxometry/instruction_set.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace regen {

inline constexpr std::size_t kMostEchoes = 64;

// Evenly spaced echoes of many voxels, one array per echo, all of the same length.
struct EvenEchoes {
  double first_echo_ms = 10;
  double echo_spacing_ms = 10;
  std::vector<std::span<const float>> signals;  // 3..kMostEchoes
};

// Of every voxel: S(TE) = S0 exp(-TE / T2), and the share of the signal's variance over the
// echoes that it explains. S0, T2 and R² are 0 where there is no signal at all.
struct DecayFits {
  std::vector<float> s0;
  std::vector<float> t2_ms;
  std::vector<float> r_squared;
};

// Non-linear least squares for all voxels at once. With q = exp(-spacing / T2) the model is
// A q^n: A is projected out and q found by Gauss–Newton (Kaufman 1975, BIT 15:49), without a
// single exponential. T2 is kept within 1 ms .. 10 s.
// `noise_sigma` > 0: every signal S is replaced by sqrt(max(S² - sigma², 0)) first: what the
// mean of a Rician signal is above its truth (Gudbjartsson and Patz 1995, Magn Reson Med
// 34:910). The same bytes for every instruction set.
DecayFits FitDecays(const EvenEchoes& echoes,
                    double noise_sigma = 0,
                    InstructionSet set = WidestInstructionSet());

}  // namespace regen
