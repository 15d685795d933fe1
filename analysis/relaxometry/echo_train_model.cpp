// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/echo_train_model.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

namespace regen {
namespace {

const double kLogStep =
    std::log(EchoTrainDictionary::kLargestT2Ms / EchoTrainDictionary::kSmallestT2Ms) /
    static_cast<double>(EchoTrainDictionary::kNodes - 1);

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kAngleStepDeg = 5.0;
constexpr std::ptrdiff_t kAngles = 37;  // 0 … 180°
constexpr int kEdgePlaces = 24;

double T2OfNode(double node) {
  return EchoTrainDictionary::kSmallestT2Ms * std::exp(kLogStep * node);
}

// How much of every angle of the table.
using AngleWeights = std::array<double, kAngles>;

// Adds `weight` of an angle between those of the table, by the cubic through the four around
// it; a train is that of the mirrored angle.
void AddAngle(double angle_deg, double weight, AngleWeights& weights) {
  const double at = angle_deg / kAngleStepDeg;
  const auto below =
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(at), 0, kAngles - 2);
  const double part = at - static_cast<double>(below);
  const std::array<double, 4> cubic{-part * (part - 1) * (part - 2) / 6,
                                    (part + 1) * (part - 1) * (part - 2) / 2,
                                    -(part + 1) * part * (part - 2) / 2,
                                    (part + 1) * part * (part - 1) / 6};
  for (std::ptrdiff_t n = 0; n < 4; ++n) {
    const std::ptrdiff_t angle = std::abs(below - 1 + n);
    weights[static_cast<std::size_t>(std::min(angle, 2 * (kAngles - 1) - angle))] +=
        weight * cubic[static_cast<std::size_t>(n)];
  }
}

std::vector<double> Weighted(const std::vector<std::vector<double>>& rows,
                             const AngleWeights& weights) {
  std::vector<double> sum(rows.front().size(), 0.0);
  for (std::size_t angle = 0; angle < rows.size(); ++angle) {
    const double weight = weights[angle];
    if (weight == 0.0) continue;
    const double* const row = rows[angle].data();
    for (std::size_t at = 0; at < sum.size(); ++at) sum[at] += weight * row[at];
  }
  return sum;
}

}  // namespace

std::vector<double> CpmgEchoes(std::size_t echoes,
                               double echo_spacing_ms,
                               double refocusing_deg,
                               double t1_ms,
                               double t2_ms) {
  const double flip = refocusing_deg * kDeg;
  const double keep = 0.5 + 0.5 * std::cos(flip);  // cos²(flip / 2)
  const double swap = 1.0 - keep;
  const double sine = std::sin(flip);
  const double cosine = std::cos(flip);
  const double e1 = std::exp(-0.5 * echo_spacing_ms / t1_ms);
  const double e2 = std::exp(-0.5 * echo_spacing_ms / t2_ms);
  // Dephasing f, rephasing g, stored z; order k counts half echo spacings of dephasing.
  const std::size_t half_spacings = 2 * echoes;
  std::vector<double> f(half_spacings + 2, 0.0);
  std::vector<double> g(half_spacings + 2, 0.0);
  std::vector<double> z(half_spacings + 2, 0.0);
  f[0] = 1.0;
  g[0] = 1.0;
  // The highest order that both is reached and comes back to an echo.
  std::size_t highest = 0;
  std::size_t passed = 0;
  const auto half_spacing = [&] {
    ++passed;
    highest = std::min(passed, half_spacings - passed);
    for (std::size_t k = highest; k > 0; --k) {
      f[k] = e2 * f[k - 1];
      z[k] *= e1;
    }
    z[0] *= e1;
    for (std::size_t k = 0; k <= highest; ++k) g[k] = e2 * g[k + 1];
    f[0] = g[0];
  };
  std::vector<double> amplitudes;
  for (std::size_t n = 0; n < echoes; ++n) {
    half_spacing();
    for (std::size_t k = 0; k <= highest; ++k) {
      const double mixed = keep * f[k] + swap * g[k] + sine * z[k];
      const double turned = swap * f[k] + keep * g[k] - sine * z[k];
      z[k] = 0.5 * sine * (g[k] - f[k]) + cosine * z[k];
      f[k] = mixed;
      g[k] = turned;
    }
    half_spacing();
    amplitudes.push_back(f[0]);
  }
  return amplitudes;
}

EchoTrainDictionary::EchoTrainDictionary(std::size_t echoes, std::vector<double> trains)
    : echoes_(echoes), shapes_(std::move(trains)) {
  assert(shapes_.size() == kNodes * echoes_);
  for (std::size_t node = 0; node < kNodes; ++node) {
    const std::span<double> shape = std::span(shapes_).subspan(node * echoes_, echoes_);
    double square = 0.0;
    for (const double value : shape) square += value * value;
    norms_.push_back(std::sqrt(square));
    for (double& value : shape) value /= norms_.back();
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

EchoTrainTable::EchoTrainTable(std::size_t echoes, double echo_spacing_ms, double t1_ms)
    : echoes_(echoes) {
  for (std::ptrdiff_t angle = 0; angle < kAngles; ++angle) {
    std::vector<double>& trains = middle_.emplace_back();
    for (std::size_t node = 0; node < EchoTrainDictionary::kNodes; ++node) {
      const std::vector<double> train = CpmgEchoes(echoes,
                                                   echo_spacing_ms,
                                                   kAngleStepDeg * static_cast<double>(angle),
                                                   t1_ms,
                                                   T2OfNode(static_cast<double>(node)));
      trains.insert(trains.end(), train.begin(), train.end());
    }
  }
  // Along the edge every share of the full flip angles is met alike often: the mean over
  // shares u of sin(90° u), what the excitation makes, times the train at u times the angle.
  for (std::ptrdiff_t angle = 0; angle < kAngles; ++angle) {
    AngleWeights weights{};
    for (int place = 0; place < kEdgePlaces; ++place) {
      const double share = (place + 0.5) / kEdgePlaces;
      AddAngle(share * kAngleStepDeg * static_cast<double>(angle),
               std::sin(90.0 * kDeg * share) / kEdgePlaces,
               weights);
    }
    edge_.push_back(Weighted(middle_, weights));
  }
}

// A slice's half is 1 - e of full angles and 2 e of edge, in half thicknesses; over what the
// excitation makes of both.
EchoTrainDictionary EchoTrainTable::DictionaryOf(const SliceFlips& flips) const {
  AngleWeights weights{};
  AddAngle(flips.refocusing_deg, 1.0, weights);
  std::vector<double> trains = Weighted(middle_, weights);
  if (flips.edge > 0.0) {
    const std::vector<double> edge = Weighted(edge_, weights);
    const double full = 1.0 - flips.edge;
    const double falling = 2.0 * flips.edge;
    const double whole = full + falling * 2.0 / std::numbers::pi;
    for (std::size_t at = 0; at < trains.size(); ++at)
      trains[at] = (full * trains[at] + falling * edge[at]) / whole;
  }
  return {echoes_, std::move(trains)};
}

}  // namespace regen
