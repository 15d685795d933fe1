// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/proposal_score.h"
#include "analysis/segmentation/sheet_slab.h"

#include <optional>
#include <vector>

namespace regen {

// What one sheet makes of a tendon under the skin, and what speaks for it.
struct TendonAttempt {
  Slab slab;
  WeakestLink links;
  Reasons remarks;
};

// How one such tendon is looked for.
struct TendonMethod {
  const char* label = "";
  Vec3 into_body_lps = Vec3::Zero();  // from the skin over it
  SheetLimits sheets;
  const char* not_found = "";  // what is missing where no sheet makes a tendon
  // Nothing where the sheet does not end as the tendon does.
  std::optional<TendonAttempt> (*look)(const AnatomicalView& view,
                                       const BandSheet& sheet,
                                       const std::vector<SheetWall>& walls) = nullptr;
};

// The best attempt of all sheets; not usable where a second one is plausible as well, and for
// voxels of more than 1.2 mm from front to back or 5.5 mm along any axis.
RegionProposal ProposeTendon(const Volume& image, const TendonMethod& method);

// The sizes of a tendon: limits of what is plausible, and how far inside of them is good.
struct TendonSizes {
  struct Range {
    double least = 0;
    double most = 0;
    double margin = 0;
  };
  Range length_mm;
  Range width_mm;
  Range thickness_mm;
};

// Size of the slab, contrast, continuity and edges.
void JudgeSlab(const Slab& slab, const TendonSizes& sizes, WeakestLink& links);

}  // namespace regen
