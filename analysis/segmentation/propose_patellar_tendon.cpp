// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_patellar_tendon.h"

#include "analysis/segmentation/propose_tendon.h"
#include "analysis/segmentation/sheet_cover.h"

#include <cmath>

namespace regen {
namespace {

constexpr double kPatellaLeastMm = 5.0;  // front to back, near its apex
constexpr double kPatellaMostMm = 32.0;
constexpr double kApexClimbs = 1.6;  // mm up per mm across, of the patella's lower border

// Depth of the slab's back at a row, straight on above its first row.
double BackAbove(const Slab& slab, int w, int v, int slope_rows) {
  const int first = slab.row_begin[static_cast<std::size_t>(w)];
  int top = first;
  while (slab.sheet.Inside(top, w) && !slab.sheet.At(top, w)) ++top;
  int below = top + slope_rows;
  while (slab.sheet.Inside(below, w) && !slab.sheet.At(below, w)) ++below;
  if (!slab.sheet.Inside(top, w) || !slab.sheet.Inside(below, w)) return -1;
  const double top_mm = slab.sheet.At(top, w)->end_mm;
  const double slope = (slab.sheet.At(below, w)->end_mm - top_mm) / (below - top);
  return top_mm + slope * (v - top);
}

// Whether a bright body of a patella's depth lies behind the sheet at this row: its posterior
// cortex, cartilage or the joint is the next dark place.
bool BoneBehind(const AnatomicalView& view, int v, int w, double back_mm) {
  const double step = view.spacing_mm[0];
  std::vector<double> profile;
  for (double depth = back_mm; depth < back_mm + kPatellaMostMm + 12; depth += step) {
    profile.push_back(ValueAtDepth(view, v, w, depth));
  }
  for (const DarkBand& band : FindDarkBands(profile, step, {0.4, 14.0, 0.25})) {
    if (band.begin_mm < kPatellaLeastMm) continue;
    return band.begin_mm <= kPatellaMostMm;
  }
  return false;
}

// Share of places above the apex that look like the patella.
double PatellaShare(const AnatomicalView& view, const BandSheet& sheet, const Slab& slab) {
  const double row_mm = view.spacing_mm[1];
  int asked = 0;
  int found = 0;
  for (int w = 0; w < slab.sheet.columns; ++w) {
    const auto u = static_cast<std::size_t>(w);
    if (slab.row_end[u] <= slab.row_begin[u]) continue;
    for (const double above_mm : {7.0, 10.0, 13.0}) {
      const int v = slab.row_begin[u] - static_cast<int>(std::lround(above_mm / row_mm));
      ++asked;
      if (v < 0) continue;
      const double back = sheet.At(v, w) ? sheet.At(v, w)->end_mm
                                         : BackAbove(slab, w, v, static_cast<int>(8 / row_mm));
      found += back > 0 && BoneBehind(view, v, w, back) ? 1 : 0;
    }
  }
  return asked > 0 ? static_cast<double>(found) / asked : 0;
}

WeakestLink Judge(const AnatomicalView& view,
                  const BandSheet& sheet,
                  const SheetEnds& ends,
                  const Slab& slab) {
  WeakestLink links;
  JudgeSlab(slab, {{35, 65, 5}, {20, 40, 5}, {2.5, 10, 1}}, links);
  links.Add(Score(ends.contrast, 0.1, 0.2, 0.4), "contrast at the ends", ends.contrast);
  links.Add(Score(ends.scatter_mm, 6, 4, 1.5), "ends, scatter", ends.scatter_mm, " mm");
  const double both = static_cast<double>(ends.columns) / slab.columns;
  links.Add(Score(both, 0.2, 0.4, 0.6), "ends, share of slices that show both", both);
  // At the tibia the fat ends in a sharp wedge, at the apex of the patella it does not.
  links.Add(Score(ends.lower_rise, 0.4, 0.8, 1.2), "wedge at the tibia, rise", ends.lower_rise);
  const double patella = PatellaShare(view, sheet, slab);
  links.Add(Score(patella, 0.3, 0.5, 0.8), "patella above it, share", patella);
  const SheetCover cover = CoverOf(view, slab);
  links.Add(Score(cover.depth_mm, 30, 20, 12), "depth below the skin", cover.depth_mm, " mm");
  links.Add(Score(cover.banded_share, 0.6, 0.4, 0.2),
            "other dark layers in front, share",
            cover.banded_share);
  if (TouchesSides(slab) || TouchesEnds(slab))
    links.Add(0, "place at the border of the images");
  return links;
}

std::optional<TendonAttempt> LookBetween(const AnatomicalView& view,
                                         const BandSheet& sheet,
                                         const SheetEnds& ends) {
  if (ends.columns == 0) return std::nullopt;
  Slab slab = CutSlab(view, sheet, ends);
  if (slab.columns == 0) return std::nullopt;
  const WeakestLink links = Judge(view, sheet, ends, slab);
  return TendonAttempt{std::move(slab), links, {}};
}

// An apex seen straight across is the surer find; one that is round across is asked for only
// where no straight one convinces, because an arch also fits walls that do not belong together.
std::optional<TendonAttempt> Look(const AnatomicalView& view,
                                  const BandSheet& sheet,
                                  const std::vector<SheetWall>& walls) {
  EndRules rules;
  auto straight = LookBetween(view, sheet, AgreeOnEnds(walls, sheet.columns, rules));
  if (straight && straight->links.quality() >= kMinimumProposalQuality) return straight;
  rules.upper_climbs_mm = kApexClimbs * view.spacing_mm[2];
  auto arched = LookBetween(view, sheet, AgreeOnEnds(walls, sheet.columns, rules));
  if (!straight) return arched;
  if (!arched || arched->links.quality() <= straight->links.quality()) return straight;
  return arched;
}

}  // namespace

RegionProposal ProposePatellarTendon(const Volume& image) {
  return ProposeTendon(image,
                       {"patellar-tendon",
                        Vec3(0, 1, 0),
                        SheetLimits{},
                        "no dark sheet under the skin of the front that ends at two bones",
                        Look});
}

}  // namespace regen
