// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_region.h"

#include "analysis/base/text.h"
#include "analysis/segmentation/proposal_score.h"
#include "analysis/segmentation/propose_achilles_tendon.h"
#include "analysis/segmentation/propose_discs.h"
#include "analysis/segmentation/propose_patellar_tendon.h"

#include <array>
#include <utility>

namespace regen {
namespace {

RegionProposal ProposePatellar(const std::string&, const Volume& image) {
  return ProposePatellarTendon(image);
}

RegionProposal ProposeAchilles(const std::string&, const Volume& image) {
  return ProposeAchillesTendon(image);
}

// The treated disc among those found; a level is never guessed.
RegionProposal ProposeDisc(const std::string& level, const Volume& image) {
  auto found = ProposeLumbarDiscs(image);
  RegionProposal none = NotFound(
      "intervertebral-disc", image.geometry, StrCat("no disc that can be counted as ", level));
  if (!found) return none;
  for (RegionProposal& disc : found->discs) {
    if (!level.empty() && disc.level == level) return std::move(disc);
  }
  if (!found->why_none.empty()) none.why_not = std::move(found->why_none);
  return none;
}

struct Method {
  Indication indication;
  RegionProposal (*propose)(const std::string& level, const Volume& image);
};

constexpr std::array kMethods = {Method{Indication::kPatellarTendon, ProposePatellar},
                                 Method{Indication::kAchillesTendon, ProposeAchilles},
                                 Method{Indication::kIntervertebralDisc, ProposeDisc}};

}  // namespace

std::optional<RegionProposal> ProposeRegion(Indication indication,
                                            const std::string& level,
                                            const Volume& image) {
  for (const Method& method : kMethods) {
    if (method.indication == indication) return method.propose(level, image);
  }
  return std::nullopt;
}

}  // namespace regen
