// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"
#include "analysis/treatment/treatment.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace regen {

// A digital knee before and after the treatment of its patellar tendon, in memory: a sagittal
// multi-echo spin-echo series each, and the exact truth. The same options give the same values,
// whatever the number of threads.
struct KneePhantomOptions {
  Side side = Side::kRight;
  double change_percent = -35.0;  // of the tendon's T2, from baseline to follow-up; > -90
  double baseline_t2_ms = 38.0;   // of the tendon
  std::uint64_t seed = 1;         // texture, motion, coil shading, gain and noise

  std::array<int, 3> size{256, 256, 24};
  Vec3 spacing_mm{0.625, 0.625, 4.0};
  double slice_thickness_mm = 3.0;  // what is excited of each 4 mm; at most the slice spacing
  std::vector<double> echo_times_ms{8, 16, 24, 32, 40, 48, 56, 64};

  double noise_sigma = 10.0;      // of each of the two channels before the magnitude (Rician)
  double shading = 0.15;          // coil sensitivity varies within 1 ± this
  bool stimulated_echoes = true;  // the first echo too low, a ripple on the others
  // Where the follow-up's knee lies; absent: a few degrees and millimetres drawn from the seed.
  std::optional<Rigid3> baseline_from_follow_up;
  int threads = 0;  // 0: as many as the machine has
};

struct KneePhantomExam {
  EchoSeries images;
  Volume tendon;  // fraction of each voxel (full slice spacing) inside the tendon
  double tendon_volume_mm3 = 0;
  double tendon_t2_ms = 0;  // mean over the tendon
  double gain = 1.0;
};

struct KneePhantom {
  KneePhantomExam baseline;
  KneePhantomExam follow_up;
  Rigid3 baseline_from_follow_up;
};

// Fails (kUsage) for options outside of what the knee can show, naming the option.
Result<KneePhantom> MakeKneePhantom(const KneePhantomOptions& options);

}  // namespace regen
