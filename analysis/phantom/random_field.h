// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <array>
#include <cstdint>

namespace regen {

// Random numbers that are the same on every machine and for every number of threads: integer
// hashing (splitmix64, Steele et al. 2014), no distribution of the standard library, whose
// results the standard leaves open.

// One well mixed number from two; chains make a stream's seed from any number of parts.
std::uint64_t MixSeed(std::uint64_t seed, std::uint64_t part);

class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed) : state_(seed) {}

  std::uint64_t NextBits();
  double NextUniform();  // in (0, 1)
  double NextBetween(double lower, double upper);
  // Two independent values of a standard normal distribution (Box and Muller 1958).
  std::array<double, 2> NextNormalPair();
  // A direction, uniform on the unit sphere.
  Vec3 NextDirection();

 private:
  std::uint64_t state_;
};

// A smooth random field over space: random values in [-1, 1] on a lattice of `scale_mm`,
// blended between lattice points so that value and slope are continuous.
class SmoothField {
 public:
  SmoothField(std::uint64_t seed, double scale_mm) : seed_(seed), scale_mm_(scale_mm) {}

  double At(const Vec3& p_mm) const;  // in [-1, 1]

 private:
  std::uint64_t seed_;
  double scale_mm_;
};

}  // namespace regen
