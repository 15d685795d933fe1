// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace regen {

enum class Tissue : std::uint8_t {
  kAir,
  kSkin,
  kFat,
  kMuscle,
  kMarrow,     // fatty
  kRedMarrow,  // blood-forming, as in vertebrae
  kCortex,     // and calcified endplates
  kCartilage,
  kRepairTissue,  // fills a defect of cartilage
  kFluid,         // joint fluid, fluid in a gap, bursa
  kLigament,      // menisci, labrum, retinacula
  kTendon,
  kTendonLesion,  // diseased part of a tendon
  kOedema,        // of marrow
  kNecrosis,      // of bone
  kNucleus,       // of a disc
  kAnnulus,
  kSpinalFluid,
  kNerve
};
inline constexpr int kTissueCount = 19;

// What the scanner's equations ask about a tissue, at 3 T.
struct TissueProperties {
  // Relative to fluid; as multi-slice spin echoes show it, magnetisation transfer included.
  double proton_density = 0;
  double t1_ms = 1000;
  double t2_ms = 50;
  double t2_star_ms = 25;
  double fat_fraction = 0;  // of the proton density; fat relaxes by kFatT1Ms, kFatT2Ms
  // A second, fast component of the water, as collagen binds it: its share of the water, and
  // its T2, which is also its T2*. 0: none.
  double short_fraction = 0;
  double short_t2_ms = 1;
  // How far proton density and T2 vary smoothly from place to place: ± this share.
  double density_texture = 0;
  double t2_texture = 0;
};

inline constexpr double kFatT1Ms = 370;
inline constexpr double kFatT2Ms = 133;
inline constexpr double kFatT2StarMs = 40;

// Values of the literature where there are any (README.md names them), else plausible ones.
TissueProperties PropertiesOf(Tissue tissue);

}  // namespace regen
