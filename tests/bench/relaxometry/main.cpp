// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_relaxometry volume FILE      makes 7 echoes of 384×384×30 voxels, writes them as
// float32
//                                    for the peers, fits them and prints seconds and bias
// bench_relaxometry region FILE TE…  fits float32 echoes, voxel after voxel in each, and prints
//                                    what the product makes of them
#include "analysis/relaxometry/decay_kernel.h"
#include "analysis/relaxometry/fit_region.h"
#include "analysis/relaxometry/mono_exponential.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <iostream>
#include <numbers>
#include <string>
#include <vector>

namespace regen {
namespace {

constexpr std::size_t kVolumeVoxels = 384UL * 384UL * 30UL;
constexpr std::size_t kVolumeEchoes = 7;
constexpr double kVolumeSigma = 25.0;

double Uniform(std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (static_cast<double>(state >> 11) + 0.5) * 0x1.0p-53;
}

double TrueT2(std::size_t voxel) {
  return 20.0 + 80.0 * static_cast<double>(voxel % 1000) / 1000.0;
}

std::vector<std::vector<float>> MakeVolumeEchoes() {
  std::vector<std::vector<float>> echoes(kVolumeEchoes, std::vector<float>(kVolumeVoxels));
  std::uint64_t state = 7;
  for (std::size_t voxel = 0; voxel < kVolumeVoxels; ++voxel) {
    for (std::size_t n = 0; n < kVolumeEchoes; ++n) {
      const double radius = kVolumeSigma * std::sqrt(-2.0 * std::log(Uniform(state)));
      const double turn = 2.0 * std::numbers::pi * Uniform(state);
      const double signal =
          1000.0 * std::exp(-10.0 * static_cast<double>(n + 1) / TrueT2(voxel));
      echoes[n][voxel] = static_cast<float>(
          std::hypot(signal + radius * std::cos(turn), radius * std::sin(turn)));
    }
  }
  return echoes;
}

const char* NameOf(InstructionSet set) {
  switch (set) {
    case InstructionSet::kBaseline:
      return "baseline";
    case InstructionSet::kAvx2:
      return "avx2";
    case InstructionSet::kAvx512:
      break;
  }
  return "avx512";
}

int RunVolume(const std::string& file) {
  const std::vector<std::vector<float>> echoes = MakeVolumeEchoes();
  std::ofstream out(file, std::ios::binary);
  for (const std::vector<float>& echo : echoes) {
    for (const float value : echo) {
      out.write(reinterpret_cast<const char*>(&value), sizeof value);
    }
  }
  EvenEchoes even;
  even.signals.assign(echoes.begin(), echoes.end());
  for (const InstructionSet set : AvailableInstructionSets()) {
    double best_s = 1e9;
    double bias = 0.0;
    for (int repetition = 0; repetition < 5; ++repetition) {
      const std::clock_t start = std::clock();  // one thread: the core's time
      const DecayFits fits = FitDecays(even, 0.0, set);
      best_s = std::min(best_s, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
      bias = 0.0;
      for (std::size_t voxel = 0; voxel < kVolumeVoxels; ++voxel) {
        bias += static_cast<double>(fits.t2_ms[voxel]) / TrueT2(voxel) - 1.0;
      }
    }
    std::cout << NameOf(set) << ' ' << best_s << ' '
              << 100.0 * bias / static_cast<double>(kVolumeVoxels) << '\n';
  }
  return out ? 0 : 1;
}

double MedianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Every voxel, noise and all: the same question as the peers are asked.
void PrintMonoExponential(const RegionSignals& signals) {
  std::vector<double> t2_ms;
  std::vector<double> signal(signals.echoes.size());
  for (std::size_t voxel = 0; voxel < signals.echoes.front().size(); ++voxel) {
    for (std::size_t n = 0; n < signal.size(); ++n) {
      signal[n] = static_cast<double>(signals.echoes[n][voxel]);
    }
    t2_ms.push_back(FitMonoExponential(signals.echo_times_ms, signal).t2_ms);
  }
  std::cout << "mono-exponential " << MedianOf(t2_ms) << '\n';
}

void PrintProduct(const RegionFit& fit) {
  std::vector<double> good;
  for (std::size_t voxel = 0; voxel < fit.t2_ms.size(); ++voxel) {
    if (fit.quality[voxel] == FitQuality::kGood) {
      good.push_back(static_cast<double>(fit.t2_ms[voxel]));
    }
  }
  if (!good.empty()) {
    std::cout << "product " << MedianOf(good) << ' ' << fit.slice.refocusing_deg << ' '
              << fit.Rejected() << '\n';
  }
}

int RunRegion(const std::string& file, const std::vector<double>& echo_times_ms) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const auto bytes = static_cast<std::size_t>(in.tellg());
  const std::size_t voxels = bytes / sizeof(float) / echo_times_ms.size();
  in.seekg(0);
  RegionSignals signals{echo_times_ms, {}};
  for (std::size_t n = 0; n < echo_times_ms.size(); ++n) {
    signals.echoes.emplace_back(voxels);
    in.read(reinterpret_cast<char*>(signals.echoes.back().data()),
            static_cast<std::streamsize>(voxels * sizeof(float)));
  }
  if (!in) return 1;
  PrintMonoExponential(signals);
  RegionFitRules rules;
  rules.upper_bound_ms = 400;
  FitMethod method{};
  if (ChooseFitMethod(echo_times_ms, RelaxationKind::kT2, &method)) {
    PrintProduct(FitRegion(signals, method, rules));
  }
  return 0;
}

}  // namespace
}  // namespace regen

int main(int count, char** words) {
  const std::vector<std::string> arguments(words + 1, words + count);
  if (arguments.size() == 2 && arguments[0] == "volume") {
    return regen::RunVolume(arguments[1]);
  }
  if (arguments.size() > 4 && arguments[0] == "region") {
    std::vector<double> times;
    for (std::size_t n = 2; n < arguments.size(); ++n) times.push_back(std::stod(arguments[n]));
    return regen::RunRegion(arguments[1], times);
  }
  std::cerr << "usage: bench_relaxometry volume FILE | region FILE TE TE TE…\n";
  return 64;
}
