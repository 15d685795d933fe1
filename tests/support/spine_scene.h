// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <cstdint>
#include <string>
#include <vector>

namespace regen {

enum class SpineContrast { kT2, kT1 };

// A lumbar spine whose discs are known exactly. What is not set is drawn from the seed:
// curvature, sizes, which discs are degenerated, texture, coil shading, noise.
struct SpineSceneOptions {
  std::uint64_t seed = 1;
  SpineContrast contrast = SpineContrast::kT2;
  int discs = 7;              // counted from the lowest one, which is L5/S1
  int cut_discs = 0;          // how many of the lowest discs lie below the image's border
  int fused_disc = -1;        // index from below: bone instead of disc
  int metal_disc = -1;        // index from below: a void of 25 mm around it
  bool transitional = false;  // the lowest vertebra is half sacrum: square, rudimentary disc
  bool thoracic = false;      // no lumbar vertebra and no sacrum in the image
  double obliquity_deg = 0;   // of the image planes about all three axes
  bool odd_axes = false;      // columns along S-I, rows along A-P
  double pixel_mm = 1.0;
  double slice_mm = 4.4;
  double noise = 8;  // marrow is 100
};

struct SpineDiscTruth {
  std::string level;  // counted from the sacrum; empty above L1 and without sacrum
  Vec3 centre_lps = Vec3::Zero();
  bool visible = true;  // in the image as a whole, not fused, not in the void
  Volume coverage;
};

struct SpineScene {
  Volume image;
  std::vector<SpineDiscTruth> discs;  // from below
};

SpineScene MakeSpineScene(const SpineSceneOptions& options);

}  // namespace regen
