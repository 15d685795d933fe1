// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/proposal_score.h"

#include "analysis/base/text.h"
#include "analysis/segmentation/region.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace regen {

double Score(double value, double impossible, double limit, double good) {
  assert((impossible < limit) == (limit < good));
  const double to_limit = (value - impossible) / (limit - impossible);
  if (!(to_limit > 1)) return 0.5 * std::max(0.0, to_limit);
  return 0.5 + 0.5 * std::min(1.0, (value - limit) / (good - limit));
}

double RangeScore(double value, double least, double most, double margin) {
  return std::min(Score(value, least - margin, least, least + margin),
                  Score(value, most + margin, most, most - margin));
}

void WeakestLink::Add(double score, std::string what) {
  if (score >= quality_) return;
  quality_ = score;
  what_ = std::move(what);
}

void WeakestLink::Add(double score, const char* name, double value, const char* unit) {
  if (score >= quality_) return;
  Add(score, StrCat(name, " of ", FormatFixed(value, 2), unit));
}

RegionProposal Proposed(std::string label, Volume coverage) {
  RegionProposal proposal;
  proposal.label = std::move(label);
  proposal.coverage = std::move(coverage);
  if (CoverageVolumeMm3(proposal.coverage) > 0) {
    proposal.centre_lps = CoverageCentre(proposal.coverage);
  }
  return proposal;
}

void SetQuality(const WeakestLink& links, RegionProposal& proposal) {
  proposal.quality = links.quality();
  if (proposal.quality >= kMinimumProposalQuality) return;
  proposal.why_not.push_back(MakeReason(reasons::kAutomaticRegionUncertain,
                                        StrCat(proposal.label,
                                               ": quality ",
                                               FormatFixed(proposal.quality, 2),
                                               " of at least ",
                                               FormatFixed(kMinimumProposalQuality, 2),
                                               ", for its ",
                                               links.what())));
}

RegionProposal NotFound(std::string label, const VolumeGeometry& grid, std::string why) {
  RegionProposal proposal;
  proposal.coverage = MakeVolume(grid);
  proposal.why_not.push_back(
      MakeReason(reasons::kAutomaticRegionNotFound, StrCat(label, ": ", why)));
  proposal.label = std::move(label);
  return proposal;
}

}  // namespace regen
