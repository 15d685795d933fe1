// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace regen {

// S(TE) = S0 exp(-TE / T2), fitted to one voxel.
struct MonoExponentialFit {
  double s0 = -1;
  double t2_ms = -1;
  double r_squared = -1;  // share of the signal's variance over the echoes that is explained
  bool converged = false;
};

// Non-linear least squares by Gauss–Newton with step halving in (S0, R2 = 1/T2), started from
// the signal-squared-weighted log-linear solution. The echo times must be distinct; at least
// three are needed, else nothing converges. The first echo of a multi-echo train is left out by
// the caller: it lacks the stimulated echoes that all later ones carry (Milford et al. 2015,
// PLoS ONE 10:e0145255).
MonoExponentialFit FitMonoExponential(std::span<const double> echo_times_ms,
                                      std::span<const double> signal);

}  // namespace regen
