// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/signal.h"

#include "analysis/base/text.h"
#include "analysis/phantom/extended_phase_graph.h"

#include <cassert>
#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kFatShiftPpm = 3.4;
constexpr double kProtonMhzPerTesla = 42.577478;

// A pool of protons that relaxes as one.
struct Pool {
  double t1_ms;
  double t2_ms;
  double t2_star_ms;
};

// Longitudinal magnetisation that the excitation of a spin echo meets.
double Recovered(const Sequence& sequence, double t1_ms) {
  const double end = std::exp(-sequence.repetition_time_ms / t1_ms);
  if (sequence.inversion_time_ms > 0.0) {
    return 1.0 - 2.0 * std::exp(-sequence.inversion_time_ms / t1_ms) + end;
  }
  return 1.0 - end;
}

// One train per place across the slice, whose flip angles fall off towards its edge.
std::vector<double> TrainAcrossSlice(const Sequence& sequence, const Pool& pool, double b1) {
  const int places = sequence.slice_edge > 0.0 ? 16 : 1;
  const double extent = 1.0 + sequence.slice_edge;
  std::vector<double> sum(sequence.echo_times_ms.size(), 0.0);
  for (int n = 0; n < places; ++n) {
    const double x = extent * (n + 0.5) / places;
    const double fall = (x - (1.0 - sequence.slice_edge)) / (2.0 * sequence.slice_edge);
    const double share =
        places == 1 || fall <= 0.0 ? 1.0 : 0.5 + 0.5 * std::cos(std::numbers::pi * fall);
    EchoTrain train;
    train.echoes = static_cast<int>(sum.size());
    train.echo_spacing_ms = sequence.echo_times_ms.front();
    train.excitation_deg = sequence.flip_angle_deg * b1 * share;
    train.refocusing_deg = sequence.refocusing_deg * b1 * share;
    const std::vector<double> echoes = EchoAmplitudes(train, pool.t1_ms, pool.t2_ms);
    for (std::size_t echo = 0; echo < sum.size(); ++echo) {
      sum[echo] += echoes[echo] * (places == 1 ? 1.0 : extent / places);
    }
  }
  for (double& echo : sum) {
    echo *= Recovered(sequence, pool.t1_ms);
  }
  return sum;
}

// S+ and S- of an unbalanced steady state (Gyngell 1988, Magn Reson Imaging 6:415; Hänicke and
// Vogel 2003, Magn Reson Med 49:771), the second one echo time before the next pulse.
std::vector<double> SteadyState(const Sequence& sequence, const Pool& pool, double b1) {
  const double e1 = std::exp(-sequence.repetition_time_ms / pool.t1_ms);
  const double e2 = std::exp(-sequence.repetition_time_ms / pool.t2_ms);
  const double c = std::cos(sequence.flip_angle_deg * b1 * kDeg);
  const double p = 1.0 - e1 * c - e2 * e2 * (e1 - c);
  const double q = e2 * (1.0 - e1) * (1.0 + c);
  const double r = (1.0 - e2 * e2) / std::sqrt(p * p - q * q);
  const double scale = std::tan(0.5 * sequence.flip_angle_deg * b1 * kDeg);
  const double decay = std::exp(-sequence.echo_times_ms.front() / pool.t2_ms);
  return {scale * (1.0 - (e1 - c) * r) * decay, scale * (1.0 - (1.0 - e1 * c) * r) / decay};
}

double SpoiledGradientEcho(const Sequence& sequence,
                           const Pool& pool,
                           double b1,
                           double te_ms) {
  const double e1 = std::exp(-sequence.repetition_time_ms / pool.t1_ms);
  const double flip = sequence.flip_angle_deg * b1 * kDeg;
  return std::sin(flip) * (1.0 - e1) / (1.0 - e1 * std::cos(flip)) *
         std::exp(-te_ms / pool.t2_star_ms);
}

// What every image would show of a proton density of 1 in this pool.
std::vector<double> PoolSignal(const Sequence& sequence, const Pool& pool, double b1) {
  std::vector<double> images;
  switch (sequence.kind) {
    case SequenceKind::kMultiSpinEcho:
      return TrainAcrossSlice(sequence, pool, b1);
    case SequenceKind::kDoubleEchoSteadyState:
      return SteadyState(sequence, pool, b1);
    case SequenceKind::kSpinEcho:
    case SequenceKind::kFastSpinEcho:
      for (const double te_ms : sequence.echo_times_ms) {
        images.push_back(std::sin(sequence.flip_angle_deg * b1 * kDeg) *
                         Recovered(sequence, pool.t1_ms) * std::exp(-te_ms / pool.t2_ms));
      }
      return images;
    case SequenceKind::kGradientEcho:
    case SequenceKind::kDixon:
      for (const double te_ms : sequence.echo_times_ms) {
        images.push_back(SpoiledGradientEcho(sequence, pool, b1, te_ms));
      }
      return images;
  }
  return images;
}

void AddScaled(std::vector<double>& sum, const std::vector<double>& values, double factor) {
  sum.resize(values.size(), 0.0);
  for (std::size_t n = 0; n < values.size(); ++n) {
    sum[n] += factor * values[n];
  }
}

}  // namespace

std::vector<std::string> ImageNames(const Sequence& sequence) {
  switch (sequence.kind) {
    case SequenceKind::kDixon:
      return {"opposed phase", "in phase", "water", "fat"};
    case SequenceKind::kDoubleEchoSteadyState:
      return {"FISP", "PSIF"};
    case SequenceKind::kSpinEcho:
    case SequenceKind::kMultiSpinEcho:
    case SequenceKind::kFastSpinEcho:
    case SequenceKind::kGradientEcho:
      break;
  }
  std::vector<std::string> names;
  for (std::size_t n = 0; n < sequence.echo_times_ms.size(); ++n) {
    names.push_back(StrCat("echo ", n + 1));
  }
  return names;
}

TissueSignal SignalOf(const TissueProperties& tissue,
                      const Sequence& sequence,
                      double t2_factor,
                      double b1) {
  assert(!sequence.echo_times_ms.empty());
  assert(sequence.kind != SequenceKind::kDixon || sequence.echo_times_ms.size() == 2);
  const double water = tissue.proton_density * (1.0 - tissue.fat_fraction);
  const double fat = tissue.proton_density * tissue.fat_fraction * sequence.fat_residual;
  const Pool slow{tissue.t1_ms, tissue.t2_ms * t2_factor, tissue.t2_star_ms * t2_factor};
  const Pool fast{tissue.t1_ms, tissue.short_t2_ms, tissue.short_t2_ms};
  TissueSignal signal;
  AddScaled(
      signal.water, PoolSignal(sequence, slow, b1), water * (1.0 - tissue.short_fraction));
  if (tissue.short_fraction > 0.0) {
    AddScaled(signal.water, PoolSignal(sequence, fast, b1), water * tissue.short_fraction);
  }
  AddScaled(signal.fat, PoolSignal(sequence, {kFatT1Ms, kFatT2Ms, kFatT2StarMs}, b1), fat);
  if (sequence.kind == SequenceKind::kDixon) {
    // Water and fat as the in-phase echo has them.
    signal.water = {signal.water[0], signal.water[1], signal.water[1], 0.0};
    signal.fat = {signal.fat[0], signal.fat[1], 0.0, signal.fat[1]};
  }
  return signal;
}

std::vector<double> FatPhases(const Sequence& sequence) {
  std::vector<double> phases(ImageNames(sequence).size(), 0.0);
  if (sequence.kind == SequenceKind::kGradientEcho || sequence.kind == SequenceKind::kDixon) {
    const double khz = kFatShiftPpm * 1e-3 * kProtonMhzPerTesla * sequence.field_strength_t;
    for (std::size_t n = 0; n < sequence.echo_times_ms.size(); ++n) {
      phases[n] = 2.0 * std::numbers::pi * khz * sequence.echo_times_ms[n];
    }
  }
  return phases;
}

}  // namespace regen
