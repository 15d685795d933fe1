// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/indications/indication.h"

#include <string_view>

namespace regen {

// What a free text or a code says about the region of the body, seen from one indication.
enum class BodyRegion { kNone, kOurs, kAnother };

// A text that names the indication's region and another one is of our region.
BodyRegion RegionNamedBy(std::string_view text, const IndicationProtocol& protocol);

enum class SideNamed { kNone, kLeft, kRight, kBoth };

// Laterality and ImageLaterality: L, R or B (both); U (unpaired) and anything else tell nothing.
SideNamed SideOfCode(std::string_view code);

// Words for a side in English, Spanish, Catalan, German and French ("RIGHT", "RT", "DERECHA",
// "DRETA", "RECHTS", "DROIT"), "(R)", and a single letter beside a word of the region ("R
// KNEE"). A text that names both sides, by their words or one for both ("BILATERAL",
// "BEIDSEITS"), says kBoth.
SideNamed SideNamedBy(std::string_view text, const IndicationProtocol& protocol);

}  // namespace regen
