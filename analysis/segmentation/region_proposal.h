// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/geometry/types.h"
#include "analysis/image/volume.h"

#include <string>

namespace regen {

// A structure that was outlined without a person, for a person or a rule to accept. A proposal
// may be wrong and says how far it trusts itself: whoever uses it asks `IsUsable` first.
struct RegionProposal {
  std::string label;               // what it is, as in the contract: "intervertebral-disc"
  std::string level;               // "L4/L5"; empty where it does not apply or is not known
  Volume coverage;                 // fraction of each voxel inside, 0..1, on the image's grid
  Vec3 centre_lps = Vec3::Zero();  // centre of gravity of the coverage
  double quality = 0;              // 0..1, see kMinimumProposalQuality
  Reasons why_not;                 // why it must not be used; empty where it may be
  Reasons remarks;                 // what is missing but does not forbid its use: no level …
};

// Quality is the weakest link, not a mean: every algorithm scores each property that a right
// outline must have (contrast along its border, size, agreement between slices, …) from 0
// (cannot be right) to 1 (as in an undisturbed image) and gives the smallest score. It is not a
// probability. 0.5 is the value at which a property has left the range that is plausible for a
// body; what falls below is refused with `automatic-region-uncertain`, whatever its other
// properties are, and its coverage is for display only.
inline constexpr double kMinimumProposalQuality = 0.5;

inline bool IsUsable(const RegionProposal& proposal) {
  return proposal.why_not.empty() && proposal.quality >= kMinimumProposalQuality;
}

}  // namespace regen
