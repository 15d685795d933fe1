// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/band_sheet.h"

#include "analysis/segmentation/proposal_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>
#include <tuple>
#include <utility>

namespace regen {
namespace {

constexpr double kBodyShare = 0.125;
constexpr double kBodyMm = 2.0;
constexpr double kLinkMm = 0.6;   // what edges may jump whatever the distance
constexpr double kGapCost = 0.5;  // per row, against misfits of 0..2
constexpr double kMedianMm = 3.0;

struct Candidate {
  DarkBand band;
  bool taken = false;
};
using Cell = std::vector<Candidate>;

class Candidates {
 public:
  Candidates(const AnatomicalView& view, const SheetLimits& limits)
      : rows_(view.size[1]),
        columns_(view.size[2]),
        cells_(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_)) {
    const std::vector<int> surface = BodySurface(view);
    for (int w = 0; w < columns_; ++w) {
      for (int v = 0; v < rows_; ++v) {
        const int skin = surface[Index(v, w)];
        if (skin > 1) Fill(view, limits, v, w, skin);
      }
    }
  }

  Cell& At(int v, int w) { return cells_[Index(v, w)]; }
  const Cell& At(int v, int w) const { return cells_[Index(v, w)]; }
  int rows() const { return rows_; }
  int columns() const { return columns_; }

 private:
  std::size_t Index(int v, int w) const {
    return static_cast<std::size_t>(v) +
           static_cast<std::size_t>(rows_) * static_cast<std::size_t>(w);
  }

  void Fill(const AnatomicalView& view, const SheetLimits& limits, int v, int w, int skin) {
    const double step = view.spacing_mm[0];
    const int count =
        std::min(view.size[0] - skin, static_cast<int>(limits.depth_below_skin_mm / step));
    std::vector<double> profile;
    for (int n = 0; n < count; ++n) {
      profile.push_back(static_cast<double>(view.At(skin + n, v, w)));
    }
    for (DarkBand band : FindDarkBands(profile, step, limits.band)) {
      band.begin_mm += skin * step;
      band.end_mm += skin * step;
      cells_[Index(v, w)].push_back({band, false});
    }
  }

  int rows_;
  int columns_;
  std::vector<Cell> cells_;
};

class Grower {
 public:
  Grower(const AnatomicalView& view, const SheetLimits& limits)
      : limits_(limits),
        row_mm_(view.spacing_mm[1]),
        column_mm_(view.spacing_mm[2]),
        candidates_(view, limits) {
    steps_ = {{0, 1}, {0, -1}};
    const int rows = std::max(1, static_cast<int>(limits.gap_mm / row_mm_));
    for (int n = 1; n <= rows; ++n) {
      steps_.emplace_back(n, 0);
      steps_.emplace_back(-n, 0);
    }
  }

  std::vector<BandSheet> Sheets() {
    // (contrast, v, w, n): the clearest first, equal ones by place.
    std::vector<std::tuple<double, int, int, std::size_t>> seeds;
    for (int w = 0; w < candidates_.columns(); ++w) {
      for (int v = 0; v < candidates_.rows(); ++v) {
        const Cell& cell = candidates_.At(v, w);
        for (std::size_t n = 0; n < cell.size(); ++n) {
          if (cell[n].band.ThicknessMm() >= limits_.seed_least_mm &&
              cell[n].band.Contrast() >= limits_.seed_contrast) {
            seeds.emplace_back(-cell[n].band.Contrast(), v, w, n);
          }
        }
      }
    }
    std::sort(seeds.begin(), seeds.end());
    std::vector<std::pair<int, BandSheet>> sheets;
    for (const auto& [contrast, v, w, n] : seeds) {
      if (candidates_.At(v, w)[n].taken) continue;
      BandSheet sheet = Grow(v, w, n);
      if (const int cells = Area(sheet); cells > 0)
        sheets.emplace_back(cells, std::move(sheet));
    }
    std::stable_sort(sheets.begin(), sheets.end(), [](const auto& a, const auto& b) {
      return a.first > b.first;
    });
    std::vector<BandSheet> largest;
    for (auto& [cells, sheet] : sheets) {
      if (static_cast<int>(largest.size()) == limits_.most_sheets) break;
      largest.push_back(std::move(sheet));
    }
    return largest;
  }

 private:
  // Number of cells, 0 where the sheet is too small to matter.
  int Area(const BandSheet& sheet) const {
    int cells = 0;
    int columns = 0;
    int longest = 0;
    for (int w = 0; w < sheet.columns; ++w) {
      int length = 0;
      for (int v = 0; v < sheet.rows; ++v) length += sheet.At(v, w) ? 1 : 0;
      cells += length;
      columns += length > 0 ? 1 : 0;
      longest = std::max(longest, length);
    }
    return longest * row_mm_ >= limits_.least_length_mm &&
                   columns * column_mm_ >= limits_.least_width_mm
               ? cells
               : 0;
  }

  // How badly `next` continues `band` over a step; negative: not at all.
  double Misfit(const DarkBand& band,
                const DarkBand& next,
                double step_mm,
                double slope) const {
    const double allowed = kLinkMm + slope * step_mm;
    const double jump =
        std::max(std::abs(next.begin_mm - band.begin_mm), std::abs(next.end_mm - band.end_mm));
    const double thicker = std::abs(next.ThicknessMm() - band.ThicknessMm());
    if (jump > allowed || thicker > kLinkMm + 0.5 * slope * step_mm) return -1;
    return jump / allowed + thicker / band.ThicknessMm() + 0.5 * (1 - next.Contrast());
  }

  // Best links first, so that a doubtful one never decides where a good one exists.
  BandSheet Grow(int v0, int w0, std::size_t n0) {
    BandSheet sheet{candidates_.rows(), candidates_.columns(), {}};
    sheet.cells.resize(static_cast<std::size_t>(sheet.rows) *
                       static_cast<std::size_t>(sheet.columns));
    using Link = std::tuple<double, int, int, std::size_t>;
    std::priority_queue<Link, std::vector<Link>, std::greater<>> queue;
    queue.emplace(0.0, v0, w0, n0);
    while (!queue.empty()) {
      const auto [misfit, v, w, n] = queue.top();
      queue.pop();
      Candidate& candidate = candidates_.At(v, w)[n];
      if (sheet.At(v, w) || candidate.taken) continue;
      sheet.At(v, w) = candidate.band;
      candidate.taken = true;
      for (const auto& [dv, dw] : steps_) {
        if (!sheet.Inside(v + dv, w + dw) || sheet.At(v + dv, w + dw)) continue;
        const Cell& cell = candidates_.At(v + dv, w + dw);
        for (std::size_t m = 0; m < cell.size(); ++m) {
          if (cell[m].taken) continue;
          const double next =
              dw == 0 ? Misfit(candidate.band,
                               cell[m].band,
                               std::abs(dv) * row_mm_,
                               limits_.down_slope)
                      : Misfit(candidate.band, cell[m].band, column_mm_, limits_.across_slope);
          // A step across a gap only where no row goes on by itself.
          if (next >= 0) queue.emplace(next + std::abs(dv) * kGapCost, v + dv, w + dw, m);
        }
      }
    }
    return sheet;
  }

  const SheetLimits& limits_;
  double row_mm_;
  double column_mm_;
  Candidates candidates_;
  std::vector<std::pair<int, int>> steps_;  // rows, columns
};

void FillGaps(BandSheet& sheet, int w, int most_rows) {
  int last = -1;
  for (int v = 0; v < sheet.rows; ++v) {
    if (!sheet.At(v, w)) continue;
    if (last >= 0 && v - last > 1 && v - last - 1 <= most_rows) {
      const DarkBand a = *sheet.At(last, w);
      const DarkBand b = *sheet.At(v, w);
      for (int n = last + 1; n < v; ++n) {
        const double t = static_cast<double>(n - last) / (v - last);
        DarkBand band = a;
        band.begin_mm += t * (b.begin_mm - a.begin_mm);
        band.end_mm += t * (b.end_mm - a.end_mm);
        sheet.At(n, w) = band;
      }
    }
    last = v;
  }
}

}  // namespace

std::vector<int> BodySurface(const AnatomicalView& view) {
  std::vector<float> sorted = view.values;
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 9 / 10);
  std::nth_element(sorted.begin(), at, sorted.end());
  const double level = kBodyShare * static_cast<double>(*at);
  const int needed = std::max(1, static_cast<int>(std::ceil(kBodyMm / view.spacing_mm[0])));
  std::vector<int> surface;
  for (int w = 0; w < view.size[2]; ++w) {
    for (int v = 0; v < view.size[1]; ++v) {
      int first = -1;
      int above = 0;
      for (int d = 0; d < view.size[0] && first < 0; ++d) {
        above = static_cast<double>(view.At(d, v, w)) > level ? above + 1 : 0;
        if (above == needed) first = d - needed + 1;
      }
      surface.push_back(first);
    }
  }
  return surface;
}

std::vector<BandSheet> FindSheets(const AnatomicalView& view, const SheetLimits& limits) {
  return Grower(view, limits).Sheets();
}

BandSheet Smoothed(const BandSheet& sheet, double row_mm, double gap_mm) {
  BandSheet filled = sheet;
  for (int w = 0; w < sheet.columns; ++w) {
    FillGaps(filled, w, static_cast<int>(gap_mm / row_mm));
  }
  BandSheet smooth = filled;
  const int half = static_cast<int>(0.5 * kMedianMm / row_mm);
  for (int w = 0; w < sheet.columns; ++w) {
    for (int v = 0; v < sheet.rows; ++v) {
      if (!filled.At(v, w)) continue;
      std::vector<double> begins;
      std::vector<double> ends;
      // Symmetric, else a slope would shift the edge at the sheet's ends.
      for (int n = 0; n <= half; ++n) {
        if (!filled.Inside(v - n, w) || !filled.Inside(v + n, w) || !filled.At(v - n, w) ||
            !filled.At(v + n, w)) {
          break;
        }
        begins.push_back(filled.At(v - n, w)->begin_mm);
        ends.push_back(filled.At(v - n, w)->end_mm);
        if (n == 0) continue;
        begins.push_back(filled.At(v + n, w)->begin_mm);
        ends.push_back(filled.At(v + n, w)->end_mm);
      }
      smooth.At(v, w)->begin_mm = Median(begins);
      smooth.At(v, w)->end_mm = Median(ends);
    }
  }
  return smooth;
}

double ValueAtDepth(const AnatomicalView& view, int v, int w, double depth_mm) {
  const double d = depth_mm / view.spacing_mm[0];
  const double low = std::floor(d);
  if (v < 0 || v >= view.size[1] || !(low >= 0) || low + 1 >= view.size[0]) return 0;
  const int n = static_cast<int>(low);
  const double t = d - low;
  return (1 - t) * static_cast<double>(view.At(n, v, w)) +
         t * static_cast<double>(view.At(n + 1, v, w));
}

}  // namespace regen
