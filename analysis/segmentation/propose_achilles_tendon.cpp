// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_achilles_tendon.h"

#include "analysis/segmentation/propose_tendon.h"
#include "analysis/segmentation/sheet_cover.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regen {
namespace {

constexpr double kTogetherMm = 5.0;
constexpr double kLeastFatMm = 15.0;  // of Kager's fat above the calcaneus
constexpr double kFatShare = 0.55;    // of its own brightness: below, it has ended
constexpr double kNearlyAsGood = 0.6;
constexpr double kMostLengthMm = 100.0;

SheetLimits Limits() {
  SheetLimits limits;
  limits.depth_below_skin_mm = 25;
  limits.band = {1.5, 14.0, 0.3};
  limits.seed_least_mm = 3;
  return limits;
}

// Mean value 3 to 5 mm in front of the sheet; negative where the sheet has no cell.
double InFront(const AnatomicalView& view, const BandSheet& sheet, int v, int w) {
  if (!sheet.Inside(v, w) || !sheet.At(v, w)) return -1;
  const double front = sheet.At(v, w)->end_mm;
  return (ValueAtDepth(view, v, w, front + 3) + ValueAtDepth(view, v, w, front + 4) +
          ValueAtDepth(view, v, w, front + 5)) /
         3;
}

// Fat in front of the sheet right above a row, and where it ends further up.
struct FatAbove {
  double value = 0;
  double top_mm = 0;  // first row with fat
  double length_mm = 0;
  bool at_border = false;
};

FatAbove FatAboveRow(const AnatomicalView& view,
                     const BandSheet& sheet,
                     int w,
                     double from_mm) {
  const double row_mm = view.spacing_mm[1];
  const int first = static_cast<int>((from_mm - 2) / row_mm);
  FatAbove fat;
  std::vector<double> near;
  for (int v = first; v > first - static_cast<int>(kLeastFatMm / row_mm); --v) {
    if (const double value = InFront(view, sheet, v, w); value >= 0) near.push_back(value);
  }
  if (near.size() < 3) return fat;
  fat.value = Median(near);
  // Vessels and septa interrupt the fat for less than 4 mm.
  const int patience = static_cast<int>(4 / row_mm) + 1;
  int last = first;
  for (int v = first; v >= 0 && last - v <= patience; --v) {
    if (InFront(view, sheet, v, w) >= kFatShare * fat.value) last = v;
    fat.at_border = v == 0;
  }
  fat.at_border = fat.at_border && last * row_mm < 4;
  fat.top_mm = std::max(last * row_mm, from_mm - kMostLengthMm);
  fat.length_mm = from_mm - fat.top_mm;
  return fat;
}

// The columns that agree with one wall as the lower end and have fat above it.
struct Candidate {
  SheetEnds ends;
  double votes = 0;
  bool cut = false;  // the images end before the fat does
};

Candidate Ask(const AnatomicalView& view,
              const BandSheet& sheet,
              const std::vector<SheetWall>& walls,
              double lower_mm) {
  Candidate candidate;
  SheetEnds& ends = candidate.ends;
  ends.lower_of_column_mm.assign(static_cast<std::size_t>(sheet.columns),
                                 std::numeric_limits<double>::quiet_NaN());
  std::vector<double> upper, lower, contrast;
  int at_border = 0;
  for (const SheetWall& wall : walls) {
    const auto w = static_cast<std::size_t>(wall.column);
    if (std::abs(wall.on_sheet_mm - lower_mm) > kTogetherMm ||
        !std::isnan(ends.lower_of_column_mm[w])) {
      continue;
    }
    const FatAbove fat = FatAboveRow(view, sheet, wall.column, wall.on_sheet_mm);
    if (fat.length_mm < kLeastFatMm) continue;
    ends.lower_of_column_mm[w] = wall.on_sheet_mm;
    upper.push_back(fat.top_mm);
    lower.push_back(wall.on_sheet_mm);
    contrast.push_back(wall.contrast);
    at_border += fat.at_border ? 1 : 0;
    candidate.votes += wall.contrast * std::min(fat.length_mm, 30.0);
  }
  ends.columns = static_cast<int>(lower.size());
  if (lower.empty()) return candidate;
  ends.upper_mm = Median(upper);
  ends.lower_mm = Median(lower);
  ends.contrast = Median(contrast);
  for (double& value : lower) value = std::abs(value - ends.lower_mm);
  ends.scatter_mm = Median(lower);
  // The soleus ends obliquely: one upper end for all columns, so that none is cut short.
  ends.upper_of_column_mm.assign(ends.lower_of_column_mm.size(), ends.upper_mm);
  candidate.cut = 2 * at_border >= ends.columns;
  return candidate;
}

// The uppermost wall that is nearly as well agreed on as the best: the marrow of the calcaneus
// has a lower border too.
Candidate FindEnds(const AnatomicalView& view,
                   const BandSheet& sheet,
                   const std::vector<SheetWall>& walls) {
  std::vector<Candidate> candidates;
  double most = 0;
  for (const SheetWall& wall : walls) {
    candidates.push_back(Ask(view, sheet, walls, wall.on_sheet_mm));
    most = std::max(most, candidates.back().votes);
  }
  const Candidate* best = nullptr;
  for (const Candidate& candidate : candidates) {
    if (candidate.ends.columns == 0 || candidate.votes < kNearlyAsGood * most) continue;
    if (best == nullptr || candidate.ends.lower_mm < best->ends.lower_mm) best = &candidate;
  }
  return best == nullptr ? Candidate{} : *best;
}

// Share of places below the lower end where a bright body at least 15 mm deep lies in front of
// the line of the tendon: the calcaneus.
double CalcaneusShare(const AnatomicalView& view, const Slab& slab, double fat) {
  const double row_mm = view.spacing_mm[1];
  int asked = 0;
  int found = 0;
  for (int w = 0; w < slab.sheet.columns; ++w) {
    const auto u = static_cast<std::size_t>(w);
    int last = slab.row_end[u] - 1;
    while (last > slab.row_begin[u] && !slab.sheet.At(last, w)) --last;
    if (last <= slab.row_begin[u]) continue;
    const double front = slab.sheet.At(last, w)->end_mm;
    for (const double below_mm : {6.0, 9.0, 12.0}) {
      const int v = last + static_cast<int>(std::lround(below_mm / row_mm));
      int bright = 0;
      for (double deep = 5; deep < 20; deep += 1) {
        bright += ValueAtDepth(view, v, w, front + deep) > 0.3 * fat ? 1 : 0;
      }
      ++asked;
      found += bright >= 12 ? 1 : 0;
    }
  }
  return asked > 0 ? static_cast<double>(found) / asked : 0;
}

double FatInFront(const AnatomicalView& view, const Slab& slab) {
  std::vector<double> values;
  for (int w = 0; w < slab.sheet.columns; ++w) {
    for (int v = 0; v < slab.sheet.rows; ++v) {
      if (const double value = InFront(view, slab.sheet, v, w); value >= 0) {
        values.push_back(value);
      }
    }
  }
  return values.empty() ? 0 : Median(values);
}

// Front to back of the limb at the upper half of the slab: an ankle is slimmer than a knee.
double LimbDepthMm(const AnatomicalView& view, const Slab& slab) {
  const std::vector<int> from_behind = BodySurface(view);
  AnatomicalView turned = view;
  for (int w = 0; w < view.size[2]; ++w) {
    for (int v = 0; v < view.size[1]; ++v) {
      const auto row =
          turned.values.begin() + static_cast<std::ptrdiff_t>(view.Offset(0, v, w));
      std::reverse(row, row + view.size[0]);
    }
  }
  const std::vector<int> from_front = BodySurface(turned);
  std::vector<double> depth;
  for (int w = 0; w < slab.sheet.columns; ++w) {
    const auto u = static_cast<std::size_t>(w);
    const int middle = (slab.row_begin[u] + slab.row_end[u]) / 2;
    for (int v = slab.row_begin[u]; v < middle; ++v) {
      const std::size_t at =
          static_cast<std::size_t>(v) + static_cast<std::size_t>(slab.sheet.rows) * u;
      if (from_behind[at] < 0 || from_front[at] < 0) continue;
      depth.push_back((view.size[0] - from_front[at] - from_behind[at]) * view.spacing_mm[0]);
    }
  }
  return depth.empty() ? 0 : Median(depth);
}

WeakestLink Judge(const AnatomicalView& view, const SheetEnds& ends, const Slab& slab) {
  WeakestLink links;
  JudgeSlab(slab, {{25, 105, 5}, {10, 28, 3}, {3, 13, 1}}, links);
  links.Add(Score(ends.contrast, 0.1, 0.2, 0.4), "contrast at the calcaneus", ends.contrast);
  links.Add(Score(ends.scatter_mm, 9, 6, 2), "lower end, scatter", ends.scatter_mm, " mm");
  const double share = static_cast<double>(ends.columns) / slab.columns;
  links.Add(Score(share, 0.2, 0.4, 0.6), "slices that show its lower end, share", share);
  const double calcaneus = CalcaneusShare(view, slab, FatInFront(view, slab));
  links.Add(Score(calcaneus, 0.3, 0.5, 0.8), "calcaneus below it, share", calcaneus);
  const SheetCover cover = CoverOf(view, slab);
  links.Add(Score(cover.depth_mm, 18, 13, 9), "depth below the skin", cover.depth_mm, " mm");
  links.Add(Score(cover.banded_share, 0.6, 0.4, 0.2),
            "other dark layers behind it, share",
            cover.banded_share);
  const double limb = LimbDepthMm(view, slab);
  links.Add(Score(limb, 125, 105, 90), "limb, front to back", limb, " mm");
  if (TouchesSides(slab)) links.Add(0, "place at the border of the images");
  return links;
}

std::optional<TendonAttempt> Look(const AnatomicalView& view,
                                  const BandSheet& sheet,
                                  const std::vector<SheetWall>& walls) {
  const Candidate found = FindEnds(view, sheet, walls);
  if (found.ends.columns == 0) return std::nullopt;
  Slab slab = CutSlab(view, sheet, found.ends, 0.5);
  if (slab.columns == 0 || slab.length_mm <= 0) return std::nullopt;
  const WeakestLink links = Judge(view, found.ends, slab);
  TendonAttempt attempt{std::move(slab), links, {}};
  if (found.cut) {
    attempt.remarks.push_back(
        MakeReason(reasons::kRegionCutByImages,
                   "achilles-tendon: the images end before its free part does"));
  }
  return attempt;
}

}  // namespace

RegionProposal ProposeAchillesTendon(const Volume& image) {
  return ProposeTendon(image,
                       {"achilles-tendon",
                        Vec3(0, -1, 0),
                        Limits(),
                        "no dark band under the skin of the back with fat in front of it that "
                        "ends at a bone below",
                        Look});
}

}  // namespace regen
