// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/sheet_slab.h"

#include "analysis/segmentation/proposal_score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace regen {
namespace {

constexpr double kThinner = 0.5;
constexpr double kThicker = 1.7;
constexpr double kThickerPlace = 1.3;
constexpr double kLeastSeen = 0.6;  // of a column's rows
constexpr double kGapMm = 3.0;
constexpr double kEndsApartMm = 6.0;  // what the end of a column may differ from the others
constexpr double kEdgeReachMm = 1.5;

struct Column {
  int begin = 0;
  int end = 0;
  int seen = 0;
  double thickness_mm = 0;
  double contrast = 0;
};

Column ColumnOf(const BandSheet& sheet, const SheetEnds& ends, int w, double row_mm) {
  const auto end_of = [&](const std::vector<double>& own, double all) {
    const double mine = own[static_cast<std::size_t>(w)];
    return std::isnan(mine) ? all : std::clamp(mine, all - kEndsApartMm, all + kEndsApartMm);
  };
  Column column;
  column.begin = std::clamp(
      static_cast<int>(std::lround(end_of(ends.upper_of_column_mm, ends.upper_mm) / row_mm)),
      0,
      sheet.rows);
  column.end = std::clamp(
      static_cast<int>(std::lround(end_of(ends.lower_of_column_mm, ends.lower_mm) / row_mm)) +
          1,
      column.begin,
      sheet.rows);
  std::vector<double> thickness;
  std::vector<double> contrast;
  for (int v = column.begin; v < column.end; ++v) {
    if (!sheet.At(v, w)) continue;
    thickness.push_back(sheet.At(v, w)->ThicknessMm());
    contrast.push_back(sheet.At(v, w)->Contrast());
  }
  column.seen = static_cast<int>(thickness.size());
  if (column.seen > 0) {
    column.thickness_mm = Median(thickness);
    column.contrast = Median(contrast);
  }
  return column;
}

// Cosine between the depth axis and the sheet's normal, from the mean slopes of its middle.
double Obliquity(const AnatomicalView& view, const Slab& slab) {
  std::vector<double> down;
  std::vector<double> across;
  const int apart = std::max(1, static_cast<int>(4.0 / view.spacing_mm[1]));
  const BandSheet& sheet = slab.sheet;
  for (int w = 0; w < sheet.columns; ++w) {
    for (int v = 0; v < sheet.rows; ++v) {
      if (!sheet.At(v, w)) continue;
      const double here = sheet.At(v, w)->CentreMm();
      if (sheet.Inside(v + apart, w) && sheet.At(v + apart, w)) {
        down.push_back((sheet.At(v + apart, w)->CentreMm() - here) /
                       (apart * view.spacing_mm[1]));
      }
      if (sheet.Inside(v, w + 1) && sheet.At(v, w + 1)) {
        across.push_back((sheet.At(v, w + 1)->CentreMm() - here) / view.spacing_mm[2]);
      }
    }
  }
  const double a = down.empty() ? 0 : Median(down);
  const double b = across.empty() ? 0 : Median(across);
  return 1.0 / std::sqrt(1.0 + a * a + b * b);
}

// Depth within reach of `at_mm` where the profile falls (sign -1) or rises (+1) fastest.
double SteepestNear(const AnatomicalView& view, int v, int w, double at_mm, int sign) {
  const double step = 0.5 * view.spacing_mm[0];
  double best = -1e30;
  double best_at = at_mm;
  for (double at = at_mm - kEdgeReachMm; at <= at_mm + kEdgeReachMm; at += 0.25 * step) {
    const double rise = sign * (ValueAtDepth(view, v, w, at + 2 * step) -
                                ValueAtDepth(view, v, w, at - 2 * step));
    if (rise > best) {
      best = rise;
      best_at = at;
    }
  }
  return best_at;
}

double EdgeDisagreementMm(const AnatomicalView& view, const BandSheet& sheet) {
  std::vector<double> apart;
  for (int w = 0; w < sheet.columns; ++w) {
    for (int v = 0; v < sheet.rows; ++v) {
      if (!sheet.At(v, w)) continue;
      const DarkBand& band = *sheet.At(v, w);
      apart.push_back(std::abs(SteepestNear(view, v, w, band.begin_mm, -1) - band.begin_mm));
      apart.push_back(std::abs(SteepestNear(view, v, w, band.end_mm, +1) - band.end_mm));
    }
  }
  return apart.empty() ? 0 : Median(apart);
}

double LengthMm(const AnatomicalView& view, const Slab& slab) {
  std::vector<double> lengths;
  for (int w = 0; w < slab.sheet.columns; ++w) {
    const auto u = static_cast<std::size_t>(w);
    double length = 0;
    const DarkBand* last = nullptr;
    int last_row = 0;
    const int stride = std::max(1, static_cast<int>(4.0 / view.spacing_mm[1]));
    for (int v = slab.row_begin[u]; v < slab.row_end[u]; ++v) {
      const bool due = last == nullptr || v - last_row >= stride || v + 1 == slab.row_end[u];
      if (!due || !slab.sheet.At(v, w)) continue;
      const DarkBand& band = *slab.sheet.At(v, w);
      if (last != nullptr) {
        length +=
            std::hypot((v - last_row) * view.spacing_mm[1], band.CentreMm() - last->CentreMm());
      }
      last = &band;
      last_row = v;
    }
    if (length > 0) lengths.push_back(length);
  }
  return lengths.empty() ? 0 : Median(lengths) + view.spacing_mm[1];
}

// What the columns that show an end have in common.
struct Reference {
  double thickness_mm = 0;
  double contrast = 0;
};

Reference ReferenceOf(const std::vector<Column>& columns, const SheetEnds& ends) {
  std::vector<double> thickness;
  std::vector<double> contrast;
  for (std::size_t w = 0; w < columns.size(); ++w) {
    const bool ends_here =
        !std::isnan(ends.upper_of_column_mm[w]) || !std::isnan(ends.lower_of_column_mm[w]);
    if (!ends_here || columns[w].seen == 0) continue;
    thickness.push_back(columns[w].thickness_mm);
    contrast.push_back(columns[w].contrast);
  }
  return thickness.empty() ? Reference{} : Reference{Median(thickness), Median(contrast)};
}

// The longest run of columns that have the tendon's thickness.
std::pair<int, int> LongestRun(const std::vector<Column>& columns,
                               const Reference& reference,
                               double least_contrast) {
  std::pair<int, int> best{0, 0};
  int begin = 0;
  for (int w = 0; w <= static_cast<int>(columns.size()); ++w) {
    const bool good = [&] {
      if (w == static_cast<int>(columns.size())) return false;
      const Column& c = columns[static_cast<std::size_t>(w)];
      return c.seen > 0 && c.seen >= kLeastSeen * (c.end - c.begin) &&
             c.thickness_mm >= kThinner * reference.thickness_mm &&
             c.thickness_mm <= kThicker * reference.thickness_mm &&
             c.contrast >= least_contrast * reference.contrast;
    }();
    if (good) continue;
    if (w - begin > best.second - best.first) best = {begin, w};
    begin = w + 1;
  }
  return best;
}

// Takes the cells of a column; counts those that were seen. Where the band grows thicker than
// the column, as where other dark tissue lies on it, it goes on with the column's thickness
// from the back, which borders on fat.
int TakeColumn(const BandSheet& seen,
               const BandSheet& smooth,
               const Column& column,
               int w,
               BandSheet& slab) {
  int count = 0;
  for (int v = column.begin; v < column.end; ++v) {
    if (!smooth.At(v, w)) continue;
    DarkBand band = *smooth.At(v, w);
    if (band.ThicknessMm() < kThinner * column.thickness_mm) continue;
    band.begin_mm = std::max(band.begin_mm, band.end_mm - kThickerPlace * column.thickness_mm);
    slab.At(v, w) = band;
    count += seen.At(v, w) ? 1 : 0;
  }
  return count;
}

}  // namespace

Slab CutSlab(const AnatomicalView& view,
             const BandSheet& sheet,
             const SheetEnds& ends,
             double least_contrast) {
  const double row_mm = view.spacing_mm[1];
  const BandSheet smooth = Smoothed(sheet, row_mm, kGapMm);
  std::vector<Column> columns;
  for (int w = 0; w < sheet.columns; ++w) columns.push_back(ColumnOf(smooth, ends, w, row_mm));
  const Reference reference = ReferenceOf(columns, ends);
  const auto [first, last] = LongestRun(columns, reference, least_contrast);
  Slab slab;
  slab.sheet = {sheet.rows, sheet.columns, {}};
  slab.sheet.cells.resize(sheet.cells.size());
  slab.row_begin.assign(columns.size(), 0);
  slab.row_end.assign(columns.size(), 0);
  slab.columns = last - first;
  if (slab.columns == 0) return slab;
  int seen = 0;
  int wanted = 0;
  for (int w = first; w < last; ++w) {
    const Column& column = columns[static_cast<std::size_t>(w)];
    slab.row_begin[static_cast<std::size_t>(w)] = column.begin;
    slab.row_end[static_cast<std::size_t>(w)] = column.end;
    seen += TakeColumn(sheet, smooth, column, w, slab.sheet);
    wanted += column.end - column.begin;
  }
  std::vector<double> thickness;
  std::vector<double> contrast;
  for (const auto& cell : slab.sheet.cells) {
    if (!cell) continue;
    thickness.push_back(cell->ThicknessMm());
    contrast.push_back(cell->Contrast());
  }
  slab.continuity = wanted > 0 ? static_cast<double>(seen) / wanted : 0;
  if (thickness.empty()) return slab;
  slab.thickness_mm = Median(thickness) * Obliquity(view, slab);
  slab.contrast = Median(contrast);
  slab.length_mm = LengthMm(view, slab);
  slab.width_mm = slab.columns * view.spacing_mm[2];
  slab.edge_disagreement_mm = EdgeDisagreementMm(view, slab.sheet);
  return slab;
}

std::vector<float> SlabCoverage(const AnatomicalView& view, const Slab& slab) {
  std::vector<float> coverage(view.values.size(), 0.0F);
  const double step = view.spacing_mm[0];
  for (int w = 0; w < slab.sheet.columns; ++w) {
    for (int v = 0; v < slab.sheet.rows; ++v) {
      if (!slab.sheet.At(v, w)) continue;
      const DarkBand& band = *slab.sheet.At(v, w);
      for (int d = 0; d < view.size[0]; ++d) {
        const double low = std::max(band.begin_mm, (d - 0.5) * step);
        const double high = std::min(band.end_mm, (d + 0.5) * step);
        if (high > low)
          coverage[view.Offset(d, v, w)] = static_cast<float>((high - low) / step);
      }
    }
  }
  return coverage;
}

}  // namespace regen
