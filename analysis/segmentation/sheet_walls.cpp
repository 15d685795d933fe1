// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/sheet_walls.h"

#include "analysis/segmentation/proposal_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <Eigen/QR>

namespace regen {
namespace {

constexpr std::array<double, 6> kOffsetsMm{1.5, 2.25, 3.0, 4.0, 5.0, 6.0};
constexpr std::size_t kStart = 2;  // the offset where a wall is first looked for
constexpr DarkBandLimits kDip{0.4, 9.0, 0.22};
constexpr double kSteepest = 4.0;     // mm along the sheet per mm away from it
constexpr int kLeastLines = 4;        // that a wall is seen on
constexpr double kStraightMm = 0.8;   // mean distance of a wall from its line
constexpr double kSlopeOverMm = 8.0;  // for going on beyond the sheet's ends
constexpr double kTogetherMm = 5.0;   // walls of neighbouring columns that are one

// The back of one column of the sheet over all rows, straight on beyond its ends.
struct BackLine {
  int first = 0;
  int last = -1;
  int sheet_first = 0;  // rows that the sheet itself has
  int sheet_last = -1;
  std::vector<double> depth_mm;  // of row first + n
};

BackLine BackOfColumn(const BandSheet& sheet, int w, double row_mm, double beyond_mm) {
  int first = -1;
  int last = -1;
  for (int v = 0; v < sheet.rows; ++v) {
    if (!sheet.At(v, w)) continue;
    if (first < 0) first = v;
    last = v;
  }
  BackLine line;
  const int span = std::max(2, static_cast<int>(kSlopeOverMm / row_mm));
  if (first < 0 || last - first < 2 * span) return line;
  const auto known = [&](int v, int step) {
    while (!sheet.At(v, w)) v += step;
    return std::pair{v, sheet.At(v, w)->end_mm};
  };
  const int beyond = static_cast<int>(beyond_mm / row_mm);
  line.sheet_first = first;
  line.sheet_last = last;
  line.first = std::max(0, first - beyond);
  line.last = std::min(sheet.rows - 1, last + beyond);
  const auto [top, top_mm] = known(first + span, 1);
  const auto [bottom, bottom_mm] = known(last - span, -1);
  const double top_slope = (top_mm - sheet.At(first, w)->end_mm) / (top - first);
  const double bottom_slope = (sheet.At(last, w)->end_mm - bottom_mm) / (last - bottom);
  for (int v = line.first; v <= line.last; ++v) {
    double depth = 0;
    if (v < first) {
      depth = sheet.At(first, w)->end_mm + top_slope * (v - first);
    } else if (v > last) {
      depth = sheet.At(last, w)->end_mm + bottom_slope * (v - last);
    } else {
      const auto [below, below_mm] = known(v, -1);
      const auto [above, above_mm] = known(v, 1);
      const double t = above > below ? static_cast<double>(v - below) / (above - below) : 0;
      depth = below_mm + t * (above_mm - below_mm);
    }
    line.depth_mm.push_back(depth);
  }
  return line;
}

struct Dip {
  double at_mm = 0;
  double contrast = 0;
};

using DipLines = std::array<std::vector<Dip>, kOffsetsMm.size()>;

DipLines DipsBehind(const AnatomicalView& view, const BackLine& line, int w) {
  DipLines dips;
  for (std::size_t n = 0; n < kOffsetsMm.size(); ++n) {
    std::vector<double> profile;
    for (int v = line.first; v <= line.last; ++v) {
      profile.push_back(ValueAtDepth(
          view, v, w, line.depth_mm[static_cast<std::size_t>(v - line.first)] + kOffsetsMm[n]));
    }
    for (const DarkBand& band : FindDarkBands(profile, view.spacing_mm[1], kDip)) {
      dips[n].push_back({line.first * view.spacing_mm[1] + band.CentreMm(), band.Contrast()});
    }
  }
  return dips;
}

// Straight line through points (offset, place along the sheet) by least squares.
struct Track {
  std::vector<double> offset;
  std::vector<double> at;
  double contrast = 1;

  void Add(double o, const Dip& dip) {
    offset.push_back(o);
    at.push_back(dip.at_mm);
    contrast = std::min(contrast, dip.contrast);
  }
};

bool FitWall(const Track& track, SheetWall& wall) {
  const auto n = static_cast<double>(track.at.size());
  double so = 0, sa = 0, soo = 0, soa = 0;
  for (std::size_t k = 0; k < track.at.size(); ++k) {
    so += track.offset[k];
    sa += track.at[k];
    soo += track.offset[k] * track.offset[k];
    soa += track.offset[k] * track.at[k];
  }
  const double slope = (n * soa - so * sa) / (n * soo - so * so);
  const double at = (sa - slope * so) / n;
  double off = 0;
  for (std::size_t k = 0; k < track.at.size(); ++k) {
    off += std::abs(at + slope * track.offset[k] - track.at[k]);
  }
  wall.on_sheet_mm = at;
  wall.down_per_depth = slope;
  wall.contrast = track.contrast;
  return off / n <= kStraightMm && std::abs(slope) <= kSteepest;
}

// From the dip on the line kStart to the nearest one on each line further in and further out.
Track Follow(const DipLines& dips, const Dip& start) {
  Track track;
  track.Add(kOffsetsMm[kStart], start);
  for (const int step : {-1, 1}) {
    double at = start.at_mm;
    double slope = 0;
    bool known = false;
    for (int n = static_cast<int>(kStart) + step;
         n >= 0 && n < static_cast<int>(kOffsetsMm.size());
         n += step) {
      const auto u = static_cast<std::size_t>(n);
      const double moved = kOffsetsMm[u] - kOffsetsMm[static_cast<std::size_t>(n - step)];
      const double expected = at + slope * moved;
      const double reach = 0.5 + (known ? 1.0 : kSteepest) * std::abs(moved);
      const Dip* nearest = nullptr;
      for (const Dip& dip : dips[u]) {
        if (std::abs(dip.at_mm - expected) > reach) continue;
        if (nearest == nullptr ||
            std::abs(dip.at_mm - expected) < std::abs(nearest->at_mm - expected)) {
          nearest = &dip;
        }
      }
      if (nearest == nullptr) break;
      track.Add(kOffsetsMm[u], *nearest);
      slope = (nearest->at_mm - at) / moved;
      at = nearest->at_mm;
      known = true;
    }
  }
  return track;
}

using Columns = std::vector<std::vector<const SheetWall*>>;

// The clearest wall of a column within reach of `at_mm`.
const SheetWall* Nearby(const std::vector<const SheetWall*>& walls, double at_mm) {
  const SheetWall* best = nullptr;
  for (const SheetWall* wall : walls) {
    if (std::abs(wall->on_sheet_mm - at_mm) > kTogetherMm) continue;
    if (best == nullptr || wall->contrast > best->contrast) best = wall;
  }
  return best;
}

// One wall per column, null where there is none.
using WallLine = std::vector<const SheetWall*>;

WallLine Straight(const Columns& columns, const SheetWall& through) {
  WallLine line;
  for (const auto& walls : columns) line.push_back(Nearby(walls, through.on_sheet_mm));
  return line;
}

// From one wall to the clearest one within reach on each side, and on from there.
WallLine Arch(const Columns& columns, const SheetWall& through, double climbs_mm) {
  constexpr int kMostMissing = 1;  // columns in a row
  WallLine line(columns.size(), nullptr);
  const auto start = static_cast<std::size_t>(through.column);
  line[start] = &through;
  for (const int step : {-1, 1}) {
    double last_mm = through.on_sheet_mm;
    int missing = 0;
    for (int w = through.column + step;
         w >= 0 && w < static_cast<int>(columns.size()) && missing <= kMostMissing;
         w += step) {
      const SheetWall* next = nullptr;
      for (const SheetWall* wall : columns[static_cast<std::size_t>(w)]) {
        if (std::abs(wall->on_sheet_mm - last_mm) > (missing + 1) * climbs_mm) continue;
        if (next == nullptr || wall->contrast > next->contrast) next = wall;
      }
      if (next == nullptr) {
        ++missing;
        continue;
      }
      line[static_cast<std::size_t>(w)] = next;
      last_mm = next->on_sheet_mm;
      missing = 0;
    }
  }
  return line;
}

double Votes(const WallLine& uppers, const WallLine& lowers) {
  double votes = 0;
  for (std::size_t w = 0; w < uppers.size(); ++w) {
    if (uppers[w] != nullptr) votes += uppers[w]->contrast;
    if (lowers[w] != nullptr)
      votes += lowers[w]->contrast * std::clamp(-lowers[w]->down_per_depth, 0.0, 1.5);
  }
  return votes;
}

double MedianDistance(std::vector<double> values, double from) {
  for (double& value : values) value = std::abs(value - from);
  return Median(std::move(values));
}

// Median distance of a line's walls from the parabola across the columns that fits them best.
double ScatterOfArch(const WallLine& line) {
  constexpr std::size_t kUnknowns = 3;
  std::vector<double> w;
  std::vector<double> at;
  for (std::size_t n = 0; n < line.size(); ++n) {
    if (line[n] == nullptr) continue;
    w.push_back(static_cast<double>(n));
    at.push_back(line[n]->on_sheet_mm);
  }
  if (w.size() <= kUnknowns) return MedianDistance(at, Median(at));
  Eigen::MatrixX3d terms(static_cast<Eigen::Index>(w.size()), 3);
  const Eigen::Map<const Eigen::ArrayXd> column(w.data(), terms.rows());
  const Eigen::Map<const Eigen::VectorXd> places(at.data(), terms.rows());
  terms << Eigen::ArrayXd::Ones(terms.rows()), column, column.square();
  const Eigen::VectorXd off = places - terms * terms.colPivHouseholderQr().solve(places);
  return MedianDistance({off.begin(), off.end()}, 0);
}

std::vector<double> PlacesOf(const WallLine& line) {
  std::vector<double> places;
  for (const SheetWall* wall : line) {
    places.push_back(wall == nullptr ? std::numeric_limits<double>::quiet_NaN()
                                     : wall->on_sheet_mm);
  }
  return places;
}

// Places of the walls of `line` in columns where `also` has one as well; of all without any.
std::vector<double> CommonPlaces(const WallLine& line, const WallLine& also) {
  std::vector<double> common;
  std::vector<double> all;
  for (std::size_t w = 0; w < line.size(); ++w) {
    if (line[w] == nullptr) continue;
    all.push_back(line[w]->on_sheet_mm);
    if (also[w] != nullptr) common.push_back(line[w]->on_sheet_mm);
  }
  return common.empty() ? all : common;
}

double MedianContrast(const WallLine& line) {
  std::vector<double> contrasts;
  for (const SheetWall* wall : line) {
    if (wall != nullptr) contrasts.push_back(wall->contrast);
  }
  return Median(std::move(contrasts));
}

SheetEnds Collect(const Columns& walls,
                  const WallLine& uppers,
                  const WallLine& lowers,
                  const SheetWall& lower,
                  bool arched) {
  const auto seen = [](const WallLine& line) {
    return std::count_if(line.begin(), line.end(), [](const auto* w) { return w != nullptr; });
  };
  SheetEnds ends;
  ends.upper_of_column_mm = PlacesOf(uppers);
  ends.lower_of_column_mm = PlacesOf(lowers);
  std::vector<double> rise;
  for (const auto& column : walls) {
    // The clearest wall there, sharp or not.
    if (const SheetWall* any = Nearby(column, lower.on_sheet_mm); any != nullptr) {
      rise.push_back(-any->down_per_depth);
    }
  }
  ends.columns = static_cast<int>(std::min(seen(uppers), seen(lowers)));
  ends.upper_mm = Median(CommonPlaces(uppers, arched ? lowers : uppers));
  ends.lower_mm = Median(CommonPlaces(lowers, lowers));
  ends.lower_rise = Median(rise);
  ends.contrast = std::min(MedianContrast(uppers), MedianContrast(lowers));
  const double upper_scatter =
      arched ? ScatterOfArch(uppers)
             : MedianDistance(CommonPlaces(uppers, uppers), ends.upper_mm);
  ends.scatter_mm =
      std::max(upper_scatter, MedianDistance(CommonPlaces(lowers, lowers), ends.lower_mm));
  return ends;
}

}  // namespace

std::vector<SheetWall> FindWallsBehind(const AnatomicalView& view,
                                       const BandSheet& sheet,
                                       double beyond_mm) {
  std::vector<SheetWall> walls;
  for (int w = 0; w < sheet.columns; ++w) {
    const BackLine line = BackOfColumn(sheet, w, view.spacing_mm[1], beyond_mm);
    if (line.depth_mm.empty()) continue;
    const DipLines dips = DipsBehind(view, line, w);
    for (const Dip& start : dips[kStart]) {
      const Track track = Follow(dips, start);
      SheetWall wall;
      wall.column = w;
      if (static_cast<int>(track.at.size()) < kLeastLines || !FitWall(track, wall)) continue;
      wall.on_sheet_mm = std::clamp(wall.on_sheet_mm,
                                    line.sheet_first * view.spacing_mm[1],
                                    line.sheet_last * view.spacing_mm[1]);
      walls.push_back(wall);
    }
  }
  return walls;
}

SheetEnds AgreeOnEnds(const std::vector<SheetWall>& walls,
                      int sheet_columns,
                      const EndRules& rules) {
  Columns uppers(static_cast<std::size_t>(sheet_columns));
  Columns lowers(static_cast<std::size_t>(sheet_columns));
  for (const SheetWall& wall : walls) {
    uppers[static_cast<std::size_t>(wall.column)].push_back(&wall);
    if (wall.down_per_depth > -rules.lower_rises) continue;
    lowers[static_cast<std::size_t>(wall.column)].push_back(&wall);
  }
  const bool arched = rules.upper_climbs_mm > 0;
  double best = 0;
  SheetEnds ends;
  for (const SheetWall& u : walls) {
    const WallLine upper_line =
        arched ? Arch(uppers, u, rules.upper_climbs_mm) : Straight(uppers, u);
    for (const SheetWall* l : lowers[static_cast<std::size_t>(u.column)]) {
      const double length = l->on_sheet_mm - u.on_sheet_mm;
      if (length < rules.least_mm || length > rules.most_mm) continue;
      const WallLine lower_line = Straight(lowers, *l);
      const double votes = Votes(upper_line, lower_line);
      if (votes <= best) continue;
      best = votes;
      ends = Collect(uppers, upper_line, lower_line, *l, arched);
    }
  }
  return ends;
}

}  // namespace regen
