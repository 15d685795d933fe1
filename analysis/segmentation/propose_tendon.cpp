// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_tendon.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <utility>

namespace regen {
namespace {

constexpr double kMostDepthSpacingMm = 1.2;
constexpr double kMostSpacingMm = 5.5;
constexpr double kBeyondMm = 12.0;

std::vector<TendonAttempt> TrySheets(const AnatomicalView& view, const TendonMethod& method) {
  std::vector<TendonAttempt> attempts;
  for (const BandSheet& sheet : FindSheets(view, method.sheets)) {
    auto attempt = method.look(view, sheet, FindWallsBehind(view, sheet, kBeyondMm));
    if (attempt) attempts.push_back(*std::move(attempt));
  }
  std::stable_sort(attempts.begin(), attempts.end(), [](const auto& a, const auto& b) {
    return a.links.quality() > b.links.quality();
  });
  return attempts;
}

double ScoreOf(double value, const TendonSizes::Range& range) {
  return RangeScore(value, range.least, range.most, range.margin);
}

}  // namespace

RegionProposal ProposeTendon(const Volume& image, const TendonMethod& method) {
  const AnatomicalView view = ViewFrom(image, method.into_body_lps);
  if (view.spacing_mm[0] > kMostDepthSpacingMm || view.spacing_mm.maxCoeff() > kMostSpacingMm) {
    return NotFound(method.label,
                    image.geometry,
                    StrCat("voxels of ",
                           FormatFixed(view.spacing_mm[0], 2),
                           " mm from front to back and up to ",
                           FormatFixed(view.spacing_mm.maxCoeff(), 2),
                           " mm; expected at most 1.2 and 5.5 mm"));
  }
  std::vector<TendonAttempt> attempts = TrySheets(view, method);
  if (attempts.empty()) return NotFound(method.label, image.geometry, method.not_found);
  TendonAttempt& best = attempts.front();
  if (attempts.size() > 1 && attempts[1].links.quality() >= kMinimumProposalQuality) {
    best.links.Add(0.4, "likeness with a second structure");
  }
  RegionProposal proposal =
      Proposed(method.label, OnImageGrid(view, SlabCoverage(view, best.slab)));
  SetQuality(best.links, proposal);
  proposal.remarks = std::move(best.remarks);
  return proposal;
}

void JudgeSlab(const Slab& slab, const TendonSizes& sizes, WeakestLink& links) {
  links.Add(ScoreOf(slab.length_mm, sizes.length_mm), "length", slab.length_mm, " mm");
  links.Add(ScoreOf(slab.width_mm, sizes.width_mm), "width", slab.width_mm, " mm");
  links.Add(
      ScoreOf(slab.thickness_mm, sizes.thickness_mm), "thickness", slab.thickness_mm, " mm");
  links.Add(Score(slab.contrast, 0.3, 0.5, 0.75), "contrast", slab.contrast);
  links.Add(Score(slab.continuity, 0.6, 0.75, 0.95), "continuity", slab.continuity);
  links.Add(Score(slab.edge_disagreement_mm, 1.0, 0.6, 0.2),
            "edges, two ways apart",
            slab.edge_disagreement_mm,
            " mm");
}

}  // namespace regen
