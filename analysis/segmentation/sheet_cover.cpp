// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/sheet_cover.h"

#include "analysis/segmentation/proposal_score.h"

namespace regen {
namespace {

constexpr DarkBandLimits kBand{1.2, 12.0, 0.4};

}  // namespace

SheetCover CoverOf(const AnatomicalView& view, const Slab& slab) {
  const std::vector<int> surface = BodySurface(view);
  const double step = view.spacing_mm[0];
  std::vector<double> depth;
  int banded = 0;
  for (std::size_t at = 0; at < surface.size(); ++at) {
    if (!slab.sheet.cells[at] || surface[at] < 0) continue;
    const double front_mm = slab.sheet.cells[at]->begin_mm;
    const int v = static_cast<int>(at) % view.size[1];
    const int w = static_cast<int>(at) / view.size[1];
    depth.push_back(front_mm - surface[at] * step);
    std::vector<double> profile;
    for (double d = surface[at] * step; d < front_mm + 1; d += step) {
      profile.push_back(ValueAtDepth(view, v, w, d));
    }
    banded += FindDarkBands(profile, step, kBand).empty() ? 0 : 1;
  }
  if (depth.empty()) return {};
  return {Median(depth), static_cast<double>(banded) / static_cast<double>(depth.size())};
}

bool TouchesSides(const Slab& slab) {
  for (const int w : {0, slab.sheet.columns - 1}) {
    const auto u = static_cast<std::size_t>(w);
    if (slab.row_end[u] > slab.row_begin[u]) return true;
  }
  return false;
}

bool TouchesEnds(const Slab& slab) {
  for (std::size_t w = 0; w < slab.row_begin.size(); ++w) {
    if (slab.row_end[w] <= slab.row_begin[w]) continue;
    if (slab.row_begin[w] == 0 || slab.row_end[w] >= slab.sheet.rows) return true;
  }
  return false;
}

}  // namespace regen
