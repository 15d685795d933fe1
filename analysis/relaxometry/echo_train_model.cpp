// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/echo_train_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace regen {
namespace {

const double kLogStep =
    std::log(EchoTrainDictionary::kLargestT2Ms / EchoTrainDictionary::kSmallestT2Ms) /
    static_cast<double>(EchoTrainDictionary::kNodes - 1);

double T2OfNode(double node) {
  return EchoTrainDictionary::kSmallestT2Ms * std::exp(kLogStep * node);
}

}  // namespace

std::vector<double> CpmgEchoes(std::size_t echoes,
                               double echo_spacing_ms,
                               double refocusing_deg,
                               double t1_ms,
                               double t2_ms) {
  const double flip = refocusing_deg * std::numbers::pi / 180.0;
  const double keep = 0.5 + 0.5 * std::cos(flip);  // cos²(flip / 2)
  const double swap = 1.0 - keep;
  const double e1 = std::exp(-0.5 * echo_spacing_ms / t1_ms);
  const double e2 = std::exp(-0.5 * echo_spacing_ms / t2_ms);
  const std::size_t orders = echoes + 2;
  // Dephasing f, rephasing g, stored z; order k counts half echo spacings of dephasing.
  std::vector<double> f(2 * orders, 0.0);
  std::vector<double> g(2 * orders, 0.0);
  std::vector<double> z(2 * orders, 0.0);
  f[0] = 1.0;
  g[0] = 1.0;
  const auto half_spacing = [&] {
    for (std::size_t k = 2 * orders - 1; k > 0; --k) {
      f[k] = e2 * f[k - 1];
      z[k] *= e1;
    }
    z[0] *= e1;
    for (std::size_t k = 0; k + 1 < 2 * orders; ++k) {
      g[k] = e2 * g[k + 1];
    }
    f[0] = g[0];
  };
  std::vector<double> amplitudes;
  for (std::size_t n = 0; n < echoes; ++n) {
    half_spacing();
    for (std::size_t k = 0; k < 2 * orders; ++k) {
      const double mixed = keep * f[k] + swap * g[k] + std::sin(flip) * z[k];
      const double turned = swap * f[k] + keep * g[k] - std::sin(flip) * z[k];
      z[k] = 0.5 * std::sin(flip) * (g[k] - f[k]) + std::cos(flip) * z[k];
      f[k] = mixed;
      g[k] = turned;
    }
    half_spacing();
    amplitudes.push_back(f[0]);
  }
  return amplitudes;
}

EchoTrainDictionary::EchoTrainDictionary(std::size_t echoes,
                                         double echo_spacing_ms,
                                         double refocusing_deg,
                                         double t1_ms)
    : echoes_(echoes) {
  for (std::size_t node = 0; node < kNodes; ++node) {
    const std::vector<double> shape = CpmgEchoes(
        echoes, echo_spacing_ms, refocusing_deg, t1_ms, T2OfNode(static_cast<double>(node)));
    double square = 0.0;
    for (const double value : shape) square += value * value;
    norms_.push_back(std::sqrt(square));
    for (const double value : shape) shapes_.push_back(value / norms_.back());
  }
}

double EchoTrainDictionary::Product(std::span<const float> signal, std::size_t node) const {
  double product = 0.0;
  for (std::size_t n = 0; n < echoes_; ++n) {
    product += static_cast<double>(signal[n]) * shapes_[node * echoes_ + n];
  }
  return product;
}

// The product with the shapes has one maximum over T2; found by halving, refined by a parabola.
EchoTrainDictionary::Match EchoTrainDictionary::Find(std::span<const float> signal) const {
  assert(signal.size() == echoes_);
  std::size_t lower = 0;
  std::size_t upper = kNodes - 1;
  while (upper > lower) {
    const std::size_t middle = (lower + upper) / 2;
    if (Product(signal, middle) < Product(signal, middle + 1)) {
      lower = middle + 1;
    } else {
      upper = middle;
    }
  }
  double square = 0.0;
  for (const float value : signal) {
    square += static_cast<double>(value) * static_cast<double>(value);
  }
  const double best = Product(signal, lower);
  double shift = 0.0;
  double peak = best;
  if (lower > 0 && lower + 1 < kNodes) {
    const double before = Product(signal, lower - 1);
    const double after = Product(signal, lower + 1);
    const double bend = before - 2.0 * best + after;
    if (bend < 0.0) {
      shift = std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
      peak = best - 0.25 * (before - after) * shift;
    }
  }
  Match match;
  match.t2_ms = T2OfNode(static_cast<double>(lower) + shift);
  const std::size_t beside =
      std::clamp<std::size_t>(shift < 0.0 ? lower - 1 : lower + 1, 0, kNodes - 1);
  const double norm = norms_[lower] * std::pow(norms_[beside] / norms_[lower], std::abs(shift));
  match.s0 = peak / norm;
  match.residual_sum = std::max(square - peak * peak, 0.0);
  match.node = static_cast<double>(lower) + shift;
  match.length = peak;
  return match;
}

double EchoTrainDictionary::SignalOf(const Match& match, std::size_t echo) const {
  const auto below = std::min(static_cast<std::size_t>(match.node), kNodes - 2);
  const double part = match.node - static_cast<double>(below);
  return match.length * ((1.0 - part) * shapes_[below * echoes_ + echo] +
                         part * shapes_[(below + 1) * echoes_ + echo]);
}

}  // namespace regen
