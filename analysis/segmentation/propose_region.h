// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/indications/indication.h"
#include "analysis/segmentation/region_proposal.h"

#include <optional>
#include <string>

namespace regen {

// The treated structure outlined without a person on an image of the mean of all echoes, by the
// method that its indication has; whether it may be used says IsUsable. `level`: the treated
// disc's ("L4/L5"), empty elsewhere. Nothing where this version has no method for the
// indication.
std::optional<RegionProposal> ProposeRegion(Indication indication,
                                            const std::string& level,
                                            const Volume& image);

}  // namespace regen
