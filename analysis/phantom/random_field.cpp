// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/random_field.h"

#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr std::uint64_t kGoldenGamma = 0x9E3779B97F4A7C15ULL;

std::uint64_t Scramble(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

double UniformFromBits(std::uint64_t bits) {
  return (static_cast<double>(bits >> 11) + 0.5) * 0x1.0p-53;
}

// 3t² - 2t³: slope 0 at both ends, so neighbouring cells join without a crease.
double SmoothStep(double t) {
  return t * t * (3.0 - 2.0 * t);
}

double Blend(double a, double b, double t) {
  return a + (b - a) * t;
}

// Lattice points are hashed by one linear combination, mixed once: one hash for each of eight
// corners is what the renderer spends most of its texture time on.
double LatticeValue(std::uint64_t seed, std::int64_t x, std::int64_t y, std::int64_t z) {
  const std::uint64_t key = seed + static_cast<std::uint64_t>(x) * 0x8DA6B343C2B2AE35ULL +
                            static_cast<std::uint64_t>(y) * 0xD8163841FDE6A8F9ULL +
                            static_cast<std::uint64_t>(z) * 0xCB1AB31F9E3779B1ULL;
  return 2.0 * UniformFromBits(Scramble(key)) - 1.0;
}

}  // namespace

std::uint64_t MixSeed(std::uint64_t seed, std::uint64_t part) {
  return Scramble(seed + kGoldenGamma * (part + 1));
}

std::uint64_t RandomStream::NextBits() {
  state_ += kGoldenGamma;
  return Scramble(state_);
}

double RandomStream::NextUniform() {
  return UniformFromBits(NextBits());
}

double RandomStream::NextBetween(double lower, double upper) {
  return lower + (upper - lower) * NextUniform();
}

std::array<double, 2> RandomStream::NextNormalPair() {
  const double radius = std::sqrt(-2.0 * std::log(NextUniform()));
  const double angle = 2.0 * std::numbers::pi * NextUniform();
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

Vec3 RandomStream::NextDirection() {
  const double z = NextBetween(-1.0, 1.0);
  const double angle = NextBetween(0.0, 2.0 * std::numbers::pi);
  const double radius = std::sqrt(1.0 - z * z);
  return {radius * std::cos(angle), radius * std::sin(angle), z};
}

double SmoothField::At(const Vec3& p_mm) const {
  std::array<std::int64_t, 3> cell{};
  std::array<double, 3> t{};
  for (int axis = 0; axis < 3; ++axis) {
    const double scaled = p_mm[axis] / scale_mm_;
    const double floor = std::floor(scaled);
    const auto a = static_cast<std::size_t>(axis);
    cell[a] = static_cast<std::int64_t>(floor);
    t[a] = SmoothStep(scaled - floor);
  }
  std::array<double, 4> along_x{};
  for (int corner = 0; corner < 4; ++corner) {
    const std::int64_t y = cell[1] + (corner & 1);
    const std::int64_t z = cell[2] + (corner >> 1);
    along_x[static_cast<std::size_t>(corner)] =
        Blend(LatticeValue(seed_, cell[0], y, z), LatticeValue(seed_, cell[0] + 1, y, z), t[0]);
  }
  return Blend(Blend(along_x[0], along_x[1], t[1]), Blend(along_x[2], along_x[3], t[1]), t[2]);
}

}  // namespace regen
