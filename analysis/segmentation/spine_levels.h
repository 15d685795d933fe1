// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/segmentation/propose_discs.h"
#include "analysis/segmentation/spine_sacrum.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// A disc that may be counted by: its shape is beyond doubt.
struct CountableDisc {
  DiscShape shape;
  BodyProfile body_below;
};

struct LevelCount {
  std::vector<std::string> levels;  // one per disc; empty where it cannot be counted
  Reason why_not;                   // of those
};

// 0 for L5/S1 to 5 for T12/L1; nothing for any other text.
std::optional<int> LevelIndex(std::string_view level);

// Whether two neighbours of the chain are as far apart as discs with one vertebra between them,
// judged by the chain's usual distance.
std::vector<bool> FollowsDiscBelow(const std::vector<CountableDisc>& discs);

// Names the discs, lowest first, see ProposeLumbarDiscs. `known`: its level is valid.
LevelCount CountLevels(const std::vector<CountableDisc>& discs,
                       const std::optional<KnownDiscLevel>& known);

}  // namespace regen
