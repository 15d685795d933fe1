// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/normal_noise.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace regen {
namespace {

constexpr std::size_t kLayers = 128;
constexpr double kTailStart = 3.442619855899;
constexpr double kLayerArea = 9.91256303526217e-3;

struct Layers {
  std::array<double, kLayers + 1> edge{};  // of each layer, from the widest
  std::array<double, kLayers> sure{};      // share of a layer that is wholly below the curve

  Layers() {
    double height = std::exp(-0.5 * kTailStart * kTailStart);
    edge[0] = kLayerArea / height;
    edge[1] = kTailStart;
    for (std::size_t n = 2; n < kLayers; ++n) {
      edge[n] = std::sqrt(-2.0 * std::log(kLayerArea / edge[n - 1] + height));
      height = std::exp(-0.5 * edge[n] * edge[n]);
    }
    edge[kLayers] = 0.0;
    for (std::size_t n = 0; n < kLayers; ++n) {
      sure[n] = edge[n + 1] / edge[n];
    }
  }
};

const Layers kTable;

double Tail(RandomStream& random, bool negative) {
  double x = 0.0;
  double y = 0.0;
  do {
    x = std::log(random.NextUniform()) / kTailStart;
    y = std::log(random.NextUniform());
  } while (-2.0 * y < x * x);
  return negative ? x - kTailStart : kTailStart - x;
}

}  // namespace

double NormalNoise::Next() {
  for (;;) {
    const std::uint64_t bits = random_.NextBits();
    const auto layer = static_cast<std::size_t>(bits & (kLayers - 1));
    const double u = 2.0 * ((static_cast<double>(bits >> 11) + 0.5) * 0x1.0p-53) - 1.0;
    if (std::abs(u) < kTable.sure[layer]) {
      return u * kTable.edge[layer];
    }
    if (layer == 0) {
      return Tail(random_, u < 0.0);
    }
    const double x = u * kTable.edge[layer];
    const double lower = std::exp(-0.5 * (kTable.edge[layer] * kTable.edge[layer] - x * x));
    const double upper =
        std::exp(-0.5 * (kTable.edge[layer + 1] * kTable.edge[layer + 1] - x * x));
    if (upper + random_.NextUniform() * (lower - upper) < 1.0) {
      return x;
    }
  }
}

}  // namespace regen
