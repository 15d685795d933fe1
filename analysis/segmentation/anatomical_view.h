// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <array>
#include <cstddef>
#include <vector>

namespace regen {

// An image with its axes put into anatomical order, without interpolation: index (d, v, w)
// counts voxels into the body (depth), towards the feet (down) and towards the patient's left
// (across). It is the same grid as the image, its axes swapped and reversed, so a structure is
// found in any slice direction and what is found is a region on the image's own voxels. A limb
// that lies up to about 40° away from the image's axes keeps its order.
struct AnatomicalView {
  std::array<int, 3> size{0, 0, 0};  // depth, down, across
  Vec3 spacing_mm = Vec3::Ones();    // the same order
  std::vector<float> values;         // depth fastest, then down
  std::array<int, 3> image_axis{0, 1, 2};
  std::array<bool, 3> reversed{};
  VolumeGeometry image;

  std::size_t Offset(int d, int v, int w) const {
    return static_cast<std::size_t>(d) +
           static_cast<std::size_t>(size[0]) *
               (static_cast<std::size_t>(v) +
                static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(w));
  }
  float At(int d, int v, int w) const { return values[Offset(d, v, w)]; }
};

// `into_body_lps`: the direction of depth, (0, 1, 0) from the front or (0, -1, 0) from behind.
AnatomicalView ViewFrom(const Volume& image, const Vec3& into_body_lps);

// `values` in the view's order, on the image's grid.
Volume OnImageGrid(const AnatomicalView& view, const std::vector<float>& values);

// LPS of a continuous index (d, v, w).
Vec3 LpsFromView(const AnatomicalView& view, const Vec3& index);

}  // namespace regen
