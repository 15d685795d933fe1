// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/anatomical_view.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace regen {
namespace {

constexpr std::array<std::array<int, 3>, 6> kOrders{
    {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};

// The index of the image that the voxel (d, v, w) of the view has.
std::array<int, 3> ImageIndex(const AnatomicalView& view, const std::array<int, 3>& dvw) {
  std::array<int, 3> index{};
  for (std::size_t n = 0; n < 3; ++n) {
    index[static_cast<std::size_t>(view.image_axis[n])] =
        view.reversed[n] ? view.size[n] - 1 - dvw[n] : dvw[n];
  }
  return index;
}

template <typename Action>
void ForEachVoxel(const AnatomicalView& view, const Action& action) {
  for (int w = 0; w < view.size[2]; ++w) {
    for (int v = 0; v < view.size[1]; ++v) {
      for (int d = 0; d < view.size[0]; ++d) {
        const auto [i, j, k] = ImageIndex(view, {d, v, w});
        action(view.Offset(d, v, w), i, j, k);
      }
    }
  }
}

}  // namespace

AnatomicalView ViewFrom(const Volume& image, const Vec3& into_body_lps) {
  const std::array<Vec3, 3> wanted{into_body_lps, Vec3(0, 0, -1), Vec3(1, 0, 0)};
  const Mat3& direction = image.geometry.direction;
  AnatomicalView view;
  view.image = image.geometry;
  double best = -1;
  for (const auto& order : kOrders) {
    double sum = 0;
    for (std::size_t n = 0; n < 3; ++n) {
      sum += std::abs(direction.col(order[n]).dot(wanted[n]));
    }
    if (sum > best + 1e-9) {
      best = sum;
      view.image_axis = order;
    }
  }
  for (std::size_t n = 0; n < 3; ++n) {
    const auto axis = static_cast<std::size_t>(view.image_axis[n]);
    view.size[n] = image.geometry.size[axis];
    view.spacing_mm[static_cast<Eigen::Index>(n)] =
        image.geometry.spacing_mm[view.image_axis[n]];
    view.reversed[n] = direction.col(view.image_axis[n]).dot(wanted[n]) < 0;
  }
  view.values.resize(image.values.size());
  ForEachVoxel(
      view, [&](std::size_t at, int i, int j, int k) { view.values[at] = image.At(i, j, k); });
  return view;
}

Volume OnImageGrid(const AnatomicalView& view, const std::vector<float>& values) {
  assert(values.size() == view.values.size());
  Volume volume = MakeVolume(view.image);
  ForEachVoxel(view,
               [&](std::size_t at, int i, int j, int k) { volume.At(i, j, k) = values[at]; });
  return volume;
}

Vec3 LpsFromView(const AnatomicalView& view, const Vec3& index) {
  Vec3 image_index = Vec3::Zero();
  for (Eigen::Index n = 0; n < 3; ++n) {
    const auto u = static_cast<std::size_t>(n);
    image_index[view.image_axis[u]] = view.reversed[u] ? view.size[u] - 1 - index[n] : index[n];
  }
  return LpsFromIndex(view.image, image_index);
}

}  // namespace regen
