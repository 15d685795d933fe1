// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/random_field.h"

namespace regen {

// Many independent values of a standard normal distribution, quickly: the ziggurat of Marsaglia
// and Tsang in the form of Doornik (2005, "An improved ziggurat method"), on 128 layers.
class NormalNoise {
 public:
  explicit NormalNoise(std::uint64_t seed) : random_(seed) {}

  double Next();

 private:
  RandomStream random_;
};

}  // namespace regen
