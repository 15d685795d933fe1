// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"
#include "analysis/phantom/coil_shading.h"
#include "analysis/phantom/sequence.h"
#include "analysis/phantom/tissue_map.h"

#include <cstdint>
#include <string>
#include <vector>

namespace regen {

// What the scanner adds of its own. A signal of 1 (see TissueSignal) becomes kSignalScale.
struct Scanner {
  double gain = 1.0;
  CoilShading reception;
  CoilShading transmission;  // B1: of all flip angles
  double b1 = 1.0;           // times transmission
  double noise_sigma = 0.0;  // of each of the two channels before the magnitude (Rician)
  std::uint64_t noise_seed = 1;
  int threads = 0;  // 0: as many as the machine has
};
inline constexpr double kSignalScale = 5000.0;

struct RenderedSeries {
  std::vector<std::string> image_names;
  std::vector<Volume> images;
};

// The images that a scanner makes of a map: signals of all parts in a voxel, added up as water
// and fat, times coil and gain, with noise, as magnitude. `matter` has the properties of each
// part at this visit. The same values for any number of threads.
RenderedSeries RenderSeries(const TissueMap& map,
                            const std::vector<TissueProperties>& matter,
                            const Sequence& sequence,
                            const Scanner& scanner);

}  // namespace regen
