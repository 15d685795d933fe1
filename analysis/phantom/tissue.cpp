// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tissue.h"

#include <array>
#include <cstddef>

namespace regen {
namespace {

constexpr std::array<TissueProperties, kTissueCount> kTable{{
    // density, T1, T2, T2*, fat, short, short T2, textures of density and T2
    {0.000, 1000, 1.0, 1.0, 0.00, 0.0, 1.0, 0.00, 0.00},    // air
    {0.360, 850, 30.0, 15.0, 0.00, 0.0, 1.0, 0.15, 0.00},   // skin
    {0.965, 370, 40.0, 20.0, 0.97, 0.0, 1.0, 0.12, 0.00},   // fat
    {0.585, 1420, 36.0, 28.0, 0.03, 0.0, 1.0, 0.18, 0.04},  // muscle
    {0.810, 1000, 60.0, 15.0, 0.90, 0.0, 1.0, 0.14, 0.00},  // marrow
    {0.780, 1100, 60.0, 12.0, 0.45, 0.0, 1.0, 0.12, 0.00},  // red marrow
    {0.060, 900, 12.0, 1.0, 0.00, 0.0, 1.0, 0.20, 0.00},    // cortex
    {0.665, 1200, 40.0, 25.0, 0.00, 0.0, 1.0, 0.08, 0.05},  // cartilage
    {0.700, 1300, 52.0, 30.0, 0.00, 0.0, 1.0, 0.08, 0.05},  // repair tissue
    {1.000, 2900, 350.0, 60.0, 0.0, 0.0, 1.0, 0.04, 0.00},  // fluid
    {0.130, 900, 18.0, 8.0, 0.00, 0.0, 1.0, 0.10, 0.00},    // ligament
    {0.600, 750, 38.0, 23.1, 0.00, 0.6, 1.5, 0.06, 0.06},   // tendon
    {0.850, 980, 60.0, 22.3, 0.00, 0.50, 1.9, 0.06, 0.00},  // tendon lesion
    {0.850, 1500, 110.0, 30., 0.40, 0.0, 1.0, 0.10, 0.00},  // oedema
    {0.350, 1200, 45.0, 8.0, 0.10, 0.0, 1.0, 0.15, 0.00},   // necrosis
    {0.850, 1500, 129.0, 80., 0.00, 0.0, 1.0, 0.06, 0.05},  // nucleus
    {0.500, 1000, 52.0, 30.0, 0.00, 0.0, 1.0, 0.08, 0.05},  // annulus
    {1.000, 4000, 1500.0, 400., 0.0, 0.0, 1.0, 0.02, 0.0},  // spinal fluid
    {0.700, 1080, 78.0, 40.0, 0.00, 0.0, 1.0, 0.05, 0.00},  // nerve
}};

}  // namespace

TissueProperties PropertiesOf(Tissue tissue) {
  return kTable[static_cast<std::size_t>(tissue)];
}

}  // namespace regen
