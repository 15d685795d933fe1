// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/extended_phase_graph.h"

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

namespace regen {
namespace {

using Complex = std::complex<double>;

// Configuration states: dephasing F+(k), rephasing F-(k) = conj F(-k), longitudinal Z(k).
class PhaseGraph {
 public:
  explicit PhaseGraph(std::size_t orders) : plus_(orders), minus_(orders), z_(orders) {
    z_[0] = 1.0;
  }

  // Weigel 2015, equation 18.
  void Pulse(double flip_rad, double phase_rad) {
    const double c2 = std::pow(std::cos(0.5 * flip_rad), 2);
    const double s2 = std::pow(std::sin(0.5 * flip_rad), 2);
    const double s = std::sin(flip_rad);
    const Complex turn = std::polar(1.0, phase_rad);
    const Complex i(0.0, 1.0);
    for (std::size_t k = 0; k < z_.size(); ++k) {
      const Complex p = plus_[k];
      const Complex m = minus_[k];
      const Complex z = z_[k];
      plus_[k] = c2 * p + turn * turn * s2 * m - i * turn * s * z;
      minus_[k] = std::conj(turn * turn) * s2 * p + c2 * m + i * std::conj(turn) * s * z;
      z_[k] =
          -0.5 * i * std::conj(turn) * s * p + 0.5 * i * turn * s * m + std::cos(flip_rad) * z;
    }
  }

  void Relax(double time_ms, double t1_ms, double t2_ms) {
    const double e1 = std::exp(-time_ms / t1_ms);
    const double e2 = std::exp(-time_ms / t2_ms);
    for (std::size_t k = 0; k < z_.size(); ++k) {
      plus_[k] *= e2;
      minus_[k] *= e2;
      z_[k] *= e1;
    }
    z_[0] += 1.0 - e1;
  }

  // One more unit of dephasing by the gradient.
  void Dephase() {
    plus_.pop_back();
    plus_.insert(plus_.begin(), 0.0);
    minus_.erase(minus_.begin());
    minus_.push_back(0.0);
    plus_[0] = std::conj(minus_[0]);
  }

  double Echo() const { return std::abs(plus_[0]); }

 private:
  std::vector<Complex> plus_;
  std::vector<Complex> minus_;
  std::vector<Complex> z_;
};

}  // namespace

std::vector<double> EchoAmplitudes(const EchoTrain& train, double t1_ms, double t2_ms) {
  constexpr double kDeg = std::numbers::pi / 180.0;
  PhaseGraph graph(2 * static_cast<std::size_t>(train.echoes) + 2);
  graph.Pulse(train.excitation_deg * kDeg, std::numbers::pi / 2.0);
  std::vector<double> echoes;
  for (int n = 0; n < train.echoes; ++n) {
    graph.Relax(0.5 * train.echo_spacing_ms, t1_ms, t2_ms);
    graph.Dephase();
    graph.Pulse(train.refocusing_deg * kDeg, 0.0);
    graph.Relax(0.5 * train.echo_spacing_ms, t1_ms, t2_ms);
    graph.Dephase();
    echoes.push_back(graph.Echo());
  }
  return echoes;
}

}  // namespace regen
