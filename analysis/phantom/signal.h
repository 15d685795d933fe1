// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/sequence.h"
#include "analysis/phantom/tissue.h"

#include <vector>

namespace regen {

// Signal of a tissue in every image of a sequence, apart for water and fat, which a voxel adds
// up before the magnitude is taken. 1 is fluid, fully relaxed, without decay.
struct TissueSignal {
  std::vector<double> water;
  std::vector<double> fat;
};

// By the signal equation of the sequence (README.md lists them): `t2_factor` multiplies T2 and
// T2* of the slow water, `b1` every flip angle.
TissueSignal SignalOf(const TissueProperties& tissue,
                      const Sequence& sequence,
                      double t2_factor = 1.0,
                      double b1 = 1.0);

// Phase of fat against water in every image, radians: 3.4 ppm apart in gradient echoes.
std::vector<double> FatPhases(const Sequence& sequence);

}  // namespace regen
