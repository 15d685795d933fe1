// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/mono_exponential.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace regen {
namespace {

constexpr double kMinR2 = 1e-4;  // per ms: T2 of 10 s
constexpr double kMaxR2 = 1.0;   // per ms: T2 of 1 ms
constexpr int kMaxIterations = 50;
constexpr double kTolerance = 1e-9;

struct Parameters {
  double s0 = 0;
  double r2 = 0;
};

double SumOfSquares(std::span<const double> te, std::span<const double> s, Parameters p) {
  double sum = 0;
  for (std::size_t n = 0; n < te.size(); ++n) {
    const double residual = s[n] - p.s0 * std::exp(-te[n] * p.r2);
    sum += residual * residual;
  }
  return sum;
}

// ln S = ln S0 - R2 TE with weights S², the variance of ln S being proportional to 1/S².
Parameters LogLinearStart(std::span<const double> te, std::span<const double> s) {
  double w = 0;
  double wt = 0;
  double wy = 0;
  double wtt = 0;
  double wty = 0;
  for (std::size_t n = 0; n < te.size(); ++n) {
    if (s[n] <= 0) continue;
    const double weight = s[n] * s[n];
    const double y = std::log(s[n]);
    w += weight;
    wt += weight * te[n];
    wy += weight * y;
    wtt += weight * te[n] * te[n];
    wty += weight * te[n] * y;
  }
  const double determinant = w * wtt - wt * wt;
  if (determinant <= 0) return {0, kMaxR2};
  const double slope = (w * wty - wt * wy) / determinant;
  const double r2 = std::clamp(-slope, kMinR2, kMaxR2);
  return {std::exp((wy + r2 * wt) / w), r2};
}

// One Gauss–Newton step; false where the normal equations are singular.
bool Step(std::span<const double> te,
          std::span<const double> s,
          Parameters p,
          Parameters* delta) {
  double aa = 0;
  double ab = 0;
  double bb = 0;
  double ar = 0;
  double br = 0;
  for (std::size_t n = 0; n < te.size(); ++n) {
    const double a = std::exp(-te[n] * p.r2);  // dS/dS0
    const double b = -te[n] * p.s0 * a;        // dS/dR2
    const double residual = s[n] - p.s0 * a;
    aa += a * a;
    ab += a * b;
    bb += b * b;
    ar += a * residual;
    br += b * residual;
  }
  const double determinant = aa * bb - ab * ab;
  if (!(std::abs(determinant) > 1e-30)) return false;
  *delta = {(bb * ar - ab * br) / determinant, (aa * br - ab * ar) / determinant};
  return std::isfinite(delta->s0) && std::isfinite(delta->r2);
}

double RSquared(std::span<const double> s, double residual_sum) {
  double mean = 0;
  for (const double value : s) mean += value;
  mean /= static_cast<double>(s.size());
  double total = 0;
  for (const double value : s) total += (value - mean) * (value - mean);
  return total > 0 ? 1.0 - residual_sum / total : 0.0;
}

}  // namespace

MonoExponentialFit FitMonoExponential(std::span<const double> echo_times_ms,
                                      std::span<const double> signal) {
  assert(echo_times_ms.size() == signal.size());
  MonoExponentialFit fit;
  if (signal.size() < 3 || !(*std::max_element(signal.begin(), signal.end()) > 0)) return fit;
  Parameters p = LogLinearStart(echo_times_ms, signal);
  double cost = SumOfSquares(echo_times_ms, signal, p);
  for (int iteration = 0; iteration < kMaxIterations && !fit.converged; ++iteration) {
    Parameters delta;
    if (!Step(echo_times_ms, signal, p, &delta)) break;
    double scale = 1.0;
    for (; scale > 1e-4; scale /= 2) {
      const Parameters trial{p.s0 + scale * delta.s0,
                             std::clamp(p.r2 + scale * delta.r2, kMinR2, kMaxR2)};
      const double trial_cost = SumOfSquares(echo_times_ms, signal, trial);
      if (trial_cost > cost) continue;
      fit.converged = std::abs(trial.r2 - p.r2) <= kTolerance * p.r2;
      p = trial;
      cost = trial_cost;
      break;
    }
    if (scale <= 1e-4) fit.converged = true;  // no direction lowers the cost any more
  }
  fit.s0 = p.s0;
  fit.t2_ms = 1.0 / p.r2;
  fit.r_squared = RSquared(signal, cost);
  return fit;
}

}  // namespace regen
