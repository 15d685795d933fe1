// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_sections.h"

#include "analysis/image/distance.h"
#include "analysis/image/local_normalisation.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace regen {
namespace {

constexpr double kBrightShare = 0.35;  // of the 99th percentile
constexpr double kLevelBoxMm = 30.0;
constexpr std::array<double, 3> kThresholds{0.55, 0.68, 0.78};  // of the bright level
constexpr std::array<double, 3> kBridgesMm{1.0, 2.0, 3.2};      // half width that is cut
constexpr double kLeastAreaMm2 = 40.0;
constexpr double kLeastSolidity = 0.6;
constexpr double kLeastClosed = 0.5;
constexpr double kFarMm = 6.0;
constexpr double kDark = 0.5;  // of the bright level
constexpr double kDarkReachMm = 2.0;

// The view as a volume of its own axes.
Volume PlaneVolume(const AnatomicalView& view) {
  VolumeGeometry grid;
  grid.size = view.size;
  grid.spacing_mm = view.spacing_mm;
  return MakeVolume(grid);
}

using Point = std::array<int, 2>;

double Cross(const Point& o, const Point& a, const Point& b) {
  return static_cast<double>(a[0] - o[0]) * (b[1] - o[1]) -
         static_cast<double>(a[1] - o[1]) * (b[0] - o[0]);
}

// Area in voxels of the convex hull of the voxels' corners; rows ascending (Andrew's chain).
double HullArea(const BoneSection& section) {
  std::vector<Point> corners;
  for (int v = section.begin[1]; v < section.end[1]; ++v) {
    int first = section.begin[0];
    int last = section.end[0] - 1;
    while (first <= last && !section.Has(first, v)) ++first;
    while (last >= first && !section.Has(last, v)) --last;
    if (first > last) continue;
    for (const int row : {v, v + 1}) {
      corners.push_back({first, row});
      corners.push_back({last + 1, row});
    }
  }
  std::sort(corners.begin(), corners.end());
  std::vector<Point> hull;
  for (int pass = 0; pass < 2; ++pass) {
    const std::size_t base = hull.size();
    for (const Point& p : corners) {
      while (hull.size() >= base + 2 && Cross(hull[hull.size() - 2], hull.back(), p) <= 0) {
        hull.pop_back();
      }
      hull.push_back(p);
    }
    hull.pop_back();
    std::reverse(corners.begin(), corners.end());
  }
  double twice = 0;
  for (std::size_t n = 0; n < hull.size(); ++n) {
    const Point& a = hull[n];
    const Point& b = hull[(n + 1) % hull.size()];
    twice += static_cast<double>(a[0]) * b[1] - static_cast<double>(a[1]) * b[0];
  }
  return 0.5 * std::abs(twice);
}

// Sets what cannot be reached from outside of the box.
void FillHoles(BoneSection& section) {
  const int width = section.Width() + 2;
  const int height = section.end[1] - section.begin[1] + 2;
  std::vector<unsigned char> seen(static_cast<std::size_t>(width * height), 0);
  std::vector<Point> open{{0, 0}};
  seen[0] = 1;
  while (!open.empty()) {
    const Point p = open.back();
    open.pop_back();
    for (const Point& step : {Point{1, 0}, Point{-1, 0}, Point{0, 1}, Point{0, -1}}) {
      const Point q{p[0] + step[0], p[1] + step[1]};
      if (q[0] < 0 || q[1] < 0 || q[0] >= width || q[1] >= height) continue;
      auto& mark = seen[static_cast<std::size_t>(q[0] + width * q[1])];
      if (mark != 0 || section.Has(section.begin[0] + q[0] - 1, section.begin[1] + q[1] - 1)) {
        continue;
      }
      mark = 1;
      open.push_back(q);
    }
  }
  section.voxels = 0;
  for (int y = 1; y < height - 1; ++y) {
    for (int x = 1; x < width - 1; ++x) {
      const bool outside = seen[static_cast<std::size_t>(x + width * y)] != 0;
      section.inside[static_cast<std::size_t>(x - 1 + section.Width() * (y - 1))] =
          outside ? 0 : 1;
      section.voxels += outside ? 0 : 1;
    }
  }
}

// Whether something dark is near, in the plane: a box of twice kDarkReachMm.
std::vector<unsigned char> NearDark(const AnatomicalView& view,
                                    const std::vector<float>& level) {
  std::vector<unsigned char> dark(level.size());
  for (std::size_t n = 0; n < level.size(); ++n) {
    dark[n] = view.values[n] < static_cast<float>(kDark) * level[n] ? 1 : 0;
  }
  for (int axis = 0; axis < 2; ++axis) {
    const std::size_t stride = axis == 0 ? 1 : static_cast<std::size_t>(view.size[0]);
    const int count = view.size[static_cast<std::size_t>(axis)];
    const int reach = static_cast<int>(std::lround(kDarkReachMm / view.spacing_mm[axis]));
    const std::vector<unsigned char> from = dark;
    for (std::size_t n = 0; n < from.size(); ++n) {
      if (from[n] == 0) continue;
      const int at = static_cast<int>(n / stride) % count;
      const int first = std::max(0, at - reach);
      const int last = std::min(count - 1, at + reach);
      for (int x = first; x <= last; ++x) {
        dark[n + static_cast<std::size_t>(x) * stride - static_cast<std::size_t>(at) * stride] =
            1;
      }
    }
  }
  return dark;
}

double ClosedShare(const AnatomicalView& view,
                   const std::vector<unsigned char>& near_dark,
                   const BoneSection& section) {
  int outline = 0;
  int closed = 0;
  for (int v = section.begin[1]; v < section.end[1]; ++v) {
    for (int d = section.begin[0]; d < section.end[0]; ++d) {
      if (!section.Has(d, v) || d == 0 || v == 0 || d == view.size[0] - 1 ||
          v == view.size[1] - 1 ||
          (section.Has(d - 1, v) && section.Has(d + 1, v) && section.Has(d, v - 1) &&
           section.Has(d, v + 1))) {
        continue;
      }
      ++outline;
      closed += near_dark[view.Offset(d, v, section.slice)];
    }
  }
  return outline == 0 ? 0.0 : static_cast<double>(closed) / outline;
}

// One slice at one threshold and one bridge width.
class SliceParts {
 public:
  SliceParts(const AnatomicalView& view,
             const Volume& distance,
             const std::vector<unsigned char>& near_dark,
             int slice)
      : view_(view),
        distance_(distance),
        near_dark_(near_dark),
        slice_(slice),
        label_(PlaneSize(), 0) {}

  void Find(double bridge_mm, std::vector<BoneSection>& found) {
    std::fill(label_.begin(), label_.end(), 0);
    members_.clear();
    for (int v = 0; v < view_.size[1]; ++v) {
      for (int d = 0; d < view_.size[0]; ++d) {
        if (Distance(d, v) > bridge_mm && label_[At(d, v)] == 0) GrowCore({d, v}, bridge_mm);
      }
    }
    GrowBack(bridge_mm);
    for (const std::vector<Point>& member : members_) {
      if (auto section = MakeSection(member)) found.push_back(*std::move(section));
    }
  }

 private:
  std::size_t PlaneSize() const {
    return static_cast<std::size_t>(view_.size[0]) * static_cast<std::size_t>(view_.size[1]);
  }
  std::size_t At(int d, int v) const { return static_cast<std::size_t>(d + view_.size[0] * v); }
  float Distance(int d, int v) const { return distance_.At(d, v, slice_); }

  template <typename Action>
  void ForNeighbours(const Point& p, const Action& action) const {
    for (const Point& step : {Point{1, 0}, Point{-1, 0}, Point{0, 1}, Point{0, -1}}) {
      const Point q{p[0] + step[0], p[1] + step[1]};
      if (q[0] >= 0 && q[1] >= 0 && q[0] < view_.size[0] && q[1] < view_.size[1]) action(q);
    }
  }

  void GrowCore(const Point& seed, double bridge_mm) {
    const int label = static_cast<int>(members_.size()) + 1;
    std::vector<Point> member{seed};
    label_[At(seed[0], seed[1])] = label;
    for (std::size_t n = 0; n < member.size(); ++n) {
      ForNeighbours(Point(member[n]), [&](const Point& q) {
        if (label_[At(q[0], q[1])] != 0 || Distance(q[0], q[1]) <= bridge_mm) return;
        label_[At(q[0], q[1])] = label;
        member.push_back(q);
      });
    }
    members_.push_back(std::move(member));
  }

  // All cores get back in step what the opening took, each as far as its bridge is wide.
  void GrowBack(double bridge_mm) {
    const double pixel = std::min(view_.spacing_mm[0], view_.spacing_mm[1]);
    const int steps = static_cast<int>(std::ceil(1.3 * bridge_mm / pixel));
    std::vector<std::size_t> begin(members_.size(), 0);
    for (int step = 0; step < steps; ++step) {
      for (std::size_t m = 0; m < members_.size(); ++m) {
        const std::size_t end = members_[m].size();
        for (std::size_t n = begin[m]; n < end; ++n) {
          ForNeighbours(Point(members_[m][n]), [&](const Point& q) {
            if (label_[At(q[0], q[1])] != 0 || Distance(q[0], q[1]) <= 0) return;
            label_[At(q[0], q[1])] = static_cast<int>(m) + 1;
            members_[m].push_back(q);
          });
        }
        begin[m] = end;
      }
    }
  }

  std::optional<BoneSection> MakeSection(const std::vector<Point>& member) const {
    const double pixel_mm2 = view_.spacing_mm[0] * view_.spacing_mm[1];
    if (static_cast<double>(member.size()) * pixel_mm2 < kLeastAreaMm2) return std::nullopt;
    BoneSection section;
    section.slice = slice_;
    section.begin = section.end = member.front();
    for (const Point& p : member) {
      for (std::size_t n = 0; n < 2; ++n) {
        section.begin[n] = std::min(section.begin[n], p[n]);
        section.end[n] = std::max(section.end[n], p[n] + 1);
      }
    }
    section.inside.assign(
        static_cast<std::size_t>(section.Width() * (section.end[1] - section.begin[1])), 0);
    for (const Point& p : member) {
      section.inside[static_cast<std::size_t>(p[0] - section.begin[0] +
                                              section.Width() * (p[1] - section.begin[1]))] = 1;
    }
    FillHoles(section);
    section.area_mm2 = section.voxels * pixel_mm2;
    section.solidity = section.voxels / HullArea(section);
    if (section.solidity < kLeastSolidity) return std::nullopt;
    section.closed = ClosedShare(view_, near_dark_, section);
    if (section.closed < kLeastClosed) return std::nullopt;
    return section;
  }

  const AnatomicalView& view_;
  const Volume& distance_;
  const std::vector<unsigned char>& near_dark_;
  int slice_;
  std::vector<int> label_;
  std::vector<std::vector<Point>> members_;
};

// The section of a slice that goes on from `from` best, if any does.
const BoneSection* GoOn(const BoneSection& from, const std::vector<BoneSection>& there) {
  constexpr double kLeastOverlap = 0.4;
  constexpr double kMostGrowth = 1.8;
  const BoneSection* best = nullptr;
  double best_score = 0;
  for (const BoneSection& section : there) {
    if (section.area_mm2 > kMostGrowth * from.area_mm2) continue;
    if (section.area_mm2 < kLeastOverlap * from.area_mm2) continue;
    const double overlap = Overlap(from, section);
    const double score =
        std::sqrt(overlap) * std::pow(section.solidity, 4.0) * std::pow(section.closed, 2.0);
    if (overlap >= kLeastOverlap && score > best_score) {
      best_score = score;
      best = &section;
    }
  }
  return best;
}

BoneBody ChainFrom(const BoneSection& seed,
                   const std::vector<std::vector<BoneSection>>& sections) {
  BoneBody body;
  for (const int step : {-1, 1}) {
    const BoneSection* at = &seed;
    for (int w = seed.slice + step; w >= 0 && w < static_cast<int>(sections.size());
         w += step) {
      at = GoOn(*at, sections[static_cast<std::size_t>(w)]);
      if (at == nullptr) break;
      body.sections.push_back(*at);
    }
    if (step < 0) {
      std::reverse(body.sections.begin(), body.sections.end());
      body.sections.push_back(seed);
    }
  }
  return body;
}

bool IsTaken(const BoneSection& section, const std::vector<BoneBody>& bodies) {
  constexpr double kSame = 0.3;
  return std::any_of(bodies.begin(), bodies.end(), [&](const BoneBody& body) {
    const BoneSection* there = body.At(section.slice);
    return there != nullptr && there->area_mm2 > kSame * section.area_mm2 &&
           section.area_mm2 > kSame * there->area_mm2 && Overlap(*there, section) > kSame;
  });
}

// Whether the section has a voxel within `reach_mm` of a place.
bool HasNear(const AnatomicalView& view,
             const BoneSection& section,
             const Point& p,
             double reach_mm) {
  const int reach_d = static_cast<int>(reach_mm / view.spacing_mm[0]);
  const int reach_v = static_cast<int>(reach_mm / view.spacing_mm[1]);
  if (section.Has(p[0], p[1])) return true;
  for (int b = -reach_v; b <= reach_v; ++b) {
    for (int a = -reach_d; a <= reach_d; ++a) {
      if (std::hypot(a * view.spacing_mm[0], b * view.spacing_mm[1]) <= reach_mm &&
          section.Has(p[0] + a, p[1] + b)) {
        return true;
      }
    }
  }
  return false;
}

// Keeps of every section what lies near one of its neighbours.
void CutLeaks(const AnatomicalView& view, BoneBody& body) {
  constexpr double kLeakMm = 3.0;
  const std::vector<BoneSection> from = body.sections;
  const double pixel_mm2 = view.spacing_mm[0] * view.spacing_mm[1];
  for (std::size_t n = 0; n < from.size(); ++n) {
    BoneSection& section = body.sections[n];
    for (int v = section.begin[1]; v < section.end[1]; ++v) {
      for (int d = section.begin[0]; d < section.end[0]; ++d) {
        if (!section.Has(d, v) || (n > 0 && HasNear(view, from[n - 1], {d, v}, kLeakMm)) ||
            (n + 1 < from.size() && HasNear(view, from[n + 1], {d, v}, kLeakMm))) {
          continue;
        }
        section.inside[static_cast<std::size_t>(d - section.begin[0] +
                                                section.Width() * (v - section.begin[1]))] = 0;
        --section.voxels;
      }
    }
    section.area_mm2 = section.voxels * pixel_mm2;
  }
}

}  // namespace

double Overlap(const BoneSection& a, const BoneSection& b) {
  int both = 0;
  for (int v = std::max(a.begin[1], b.begin[1]); v < std::min(a.end[1], b.end[1]); ++v) {
    for (int d = std::max(a.begin[0], b.begin[0]); d < std::min(a.end[0], b.end[0]); ++d) {
      both += a.Has(d, v) && b.Has(d, v) ? 1 : 0;
    }
  }
  return static_cast<double>(both) / std::max(1, a.voxels + b.voxels - both);
}

std::vector<float> BrightLevel(const AnatomicalView& view) {
  std::vector<float> sorted = view.values;
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 99 / 100);
  std::nth_element(sorted.begin(), at, sorted.end());
  const float least = static_cast<float>(kBrightShare) * *at;
  Volume share = PlaneVolume(view);
  Volume sum = PlaneVolume(view);
  for (std::size_t n = 0; n < view.values.size(); ++n) {
    const bool bright = view.values[n] > least;
    share.values[n] = bright ? 1.0F : 0.0F;
    sum.values[n] = bright ? view.values[n] : 0.0F;
  }
  std::array<int, 3> reach{};
  for (std::size_t n = 0; n < 3; ++n) {
    reach[n] = static_cast<int>(
        std::lround(0.5 * kLevelBoxMm / view.spacing_mm[static_cast<Eigen::Index>(n)]));
  }
  share = BoxMean(share, reach);
  sum = BoxMean(sum, reach);
  for (std::size_t n = 0; n < sum.values.size(); ++n) {
    sum.values[n] = std::max(least, sum.values[n] / std::max(share.values[n], 0.02F));
  }
  return sum.values;
}

std::vector<std::vector<BoneSection>> FindBoneSections(const AnatomicalView& view,
                                                       const std::vector<float>& level) {
  std::vector<std::vector<BoneSection>> sections(static_cast<std::size_t>(view.size[2]));
  const std::vector<unsigned char> near_dark = NearDark(view, level);
  for (const double threshold : kThresholds) {
    Volume bright = PlaneVolume(view);
    for (std::size_t n = 0; n < level.size(); ++n) {
      bright.values[n] =
          view.values[n] > static_cast<float>(threshold) * level[n] ? 1.0F : 0.0F;
    }
    const Volume distance = SignedDistanceInPlane(bright, kFarMm);
    for (int w = 0; w < view.size[2]; ++w) {
      SliceParts parts(view, distance, near_dark, w);
      for (const double bridge_mm : kBridgesMm) {
        parts.Find(bridge_mm, sections[static_cast<std::size_t>(w)]);
      }
    }
  }
  return sections;
}

std::vector<BoneBody> LinkSections(const AnatomicalView& view,
                                   const std::vector<std::vector<BoneSection>>& sections) {
  std::vector<const BoneSection*> seeds;
  for (const auto& slice : sections) {
    for (const BoneSection& section : slice) {
      if (section.solidity > 0.8) seeds.push_back(&section);
    }
  }
  std::stable_sort(seeds.begin(), seeds.end(), [](const BoneSection* a, const BoneSection* b) {
    return a->area_mm2 * a->closed > b->area_mm2 * b->closed;
  });
  constexpr std::size_t kMostBodies = 20;
  constexpr std::size_t kLeastSlices = 3;
  std::vector<BoneBody> bodies;
  for (const BoneSection* seed : seeds) {
    if (bodies.size() >= kMostBodies || IsTaken(*seed, bodies)) continue;
    BoneBody body = ChainFrom(*seed, sections);
    if (body.sections.size() < kLeastSlices) continue;
    CutLeaks(view, body);
    for (const BoneSection& section : body.sections) {
      body.volume_mm3 += section.area_mm2 * view.spacing_mm[2];
    }
    bodies.push_back(std::move(body));
  }
  return bodies;
}

}  // namespace regen
