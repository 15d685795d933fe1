// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/iso_contour.h"

#include <cstddef>
#include <map>
#include <utility>

namespace regen {
namespace {

// Edges of the lattice of samples: (x, y) to its right neighbour or to the one below.
struct Edge {
  int x = 0;
  int y = 0;
  bool down = false;
  auto operator<=>(const Edge&) const = default;
};

class Plane {
 public:
  Plane(const PlaneImage& image, float level) : image_(image), level_(level) {}

  // Beyond the border the value is as far below the level as a sample can be above it.
  double ValueAbove(int x, int y) const {
    const bool outside = x < 0 || y < 0 || x >= image_.width || y >= image_.height;
    if (outside) return kOutside;
    return static_cast<double>(image_.At(x, y)) - static_cast<double>(level_);
  }
  bool Inside(int x, int y) const { return ValueAbove(x, y) >= 0; }

  std::array<double, 2> Crossing(const Edge& edge) const {
    const double a = ValueAbove(edge.x, edge.y);
    const double b = ValueAbove(edge.x + (edge.down ? 0 : 1), edge.y + (edge.down ? 1 : 0));
    const double t = a == b ? 0.5 : a / (a - b);
    return {edge.x + (edge.down ? 0 : t), edge.y + (edge.down ? t : 0)};
  }

 private:
  static constexpr double kOutside = -1e6;
  const PlaneImage& image_;
  float level_;
};

// The pieces of outline in the cell whose upper left sample is (x, y), each from the edge where
// it enters to the edge where it leaves, with the region on its right.
std::vector<std::pair<Edge, Edge>> PiecesOf(const Plane& plane, int x, int y) {
  const Edge top{x, y, false};
  const Edge bottom{x, y + 1, false};
  const Edge left{x, y, true};
  const Edge right{x + 1, y, true};
  const int corners = (plane.Inside(x, y) ? 1 : 0) | (plane.Inside(x + 1, y) ? 2 : 0) |
                      (plane.Inside(x + 1, y + 1) ? 4 : 0) | (plane.Inside(x, y + 1) ? 8 : 0);
  switch (corners) {
    case 1:
      return {{left, top}};
    case 2:
      return {{top, right}};
    case 3:
      return {{left, right}};
    case 4:
      return {{right, bottom}};
    case 5:
      return {{left, top}, {right, bottom}};
    case 6:
      return {{top, bottom}};
    case 7:
      return {{left, bottom}};
    case 8:
      return {{bottom, left}};
    case 9:
      return {{bottom, top}};
    case 10:
      return {{top, right}, {bottom, left}};
    case 11:
      return {{bottom, right}};
    case 12:
      return {{right, left}};
    case 13:
      return {{right, top}};
    case 14:
      return {{top, left}};
    default:
      return {};
  }
}

}  // namespace

std::vector<Outline> IsoContours(const PlaneImage& image, float level) {
  const Plane plane(image, level);
  // Every edge that is crossed is left once and entered once.
  std::map<Edge, Edge> next;
  std::vector<Edge> starts;
  for (int y = -1; y < image.height; ++y) {
    for (int x = -1; x < image.width; ++x) {
      for (const auto& [from, to] : PiecesOf(plane, x, y)) {
        next.emplace(from, to);
        starts.push_back(from);
      }
    }
  }
  std::vector<Outline> outlines;
  for (const Edge& start : starts) {
    Outline outline;
    Edge edge = start;
    for (auto step = next.find(edge); step != next.end(); step = next.find(edge)) {
      outline.push_back(plane.Crossing(edge));
      edge = step->second;
      next.erase(step);
    }
    if (!outline.empty()) outlines.push_back(std::move(outline));
  }
  return outlines;
}

}  // namespace regen
