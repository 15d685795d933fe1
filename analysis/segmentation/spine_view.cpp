// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_view.h"

#include "analysis/image/interpolate.h"

#include <algorithm>
#include <cmath>

namespace regen {
namespace {

constexpr double kLongestMm = 400.0;

VolumeGeometry ViewGrid(const VolumeGeometry& image) {
  Vec3 low = Vec3::Constant(1e30);
  Vec3 high = Vec3::Constant(-1e30);
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 index((corner & 1) != 0 ? image.size[0] - 1 : 0,
                     (corner & 2) != 0 ? image.size[1] - 1 : 0,
                     (corner & 4) != 0 ? image.size[2] - 1 : 0);
    const Vec3 p = LpsFromIndex(image, index);
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  const Vec3 middle = (low + high) / 2;
  const Vec3 half = ((high - low) / 2).cwiseMin(kLongestMm / 2);
  VolumeGeometry grid;
  grid.spacing_mm = Vec3(1, 1, 2);
  grid.direction << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  const Vec3 extent(half[1], half[2], half[0]);  // along y, z, x
  for (int axis = 0; axis < 3; ++axis) {
    grid.size[static_cast<std::size_t>(axis)] =
        static_cast<int>(2 * extent[axis] / grid.spacing_mm[axis]) + 1;
  }
  grid.origin_lps = middle - half;
  return grid;
}

// Mean of the pixels of 3 × 3 that the image holds.
Volume Smoothed(const Volume& slab) {
  Volume smooth = slab;
  const auto& size = slab.geometry.size;
  for (int j = 0; j < size[1]; ++j) {
    for (int i = 0; i < size[0]; ++i) {
      if (slab.At(i, j, 0) < 0) continue;
      float sum = 0;
      float count = 0;
      for (int n = 0; n < 9; ++n) {
        const int x = std::clamp(i + n % 3 - 1, 0, size[0] - 1);
        const int y = std::clamp(j + n / 3 - 1, 0, size[1] - 1);
        if (slab.At(x, y, 0) < 0) continue;
        sum += slab.At(x, y, 0);
        count += 1;
      }
      smooth.At(i, j, 0) = sum / count;
    }
  }
  return smooth;
}

Volume Slab(const Volume& view, int first, int last) {
  VolumeGeometry grid = view.geometry;
  grid.size[2] = 1;
  grid.origin_lps = LpsFromIndex(view.geometry, Vec3(0, 0, 0.5 * (first + last)));
  Volume slab = MakeVolume(grid, kOutsideImage);
  for (int j = 0; j < grid.size[1]; ++j) {
    for (int i = 0; i < grid.size[0]; ++i) {
      float sum = 0;
      int count = 0;
      for (int k = first; k <= last; ++k) {
        if (view.At(i, j, k) < 0) continue;
        sum += view.At(i, j, k);
        ++count;
      }
      if (2 * count > last - first) slab.At(i, j, 0) = sum / static_cast<float>(count);
    }
  }
  return Smoothed(slab);
}

}  // namespace

Volume MakeSpineView(const Volume& image) {
  Volume view = MakeVolume(ViewGrid(image.geometry), kOutsideImage);
  const auto& size = view.geometry.size;
  // The index in the image is linear in that of the view.
  const Vec3 start = IndexFromLps(image.geometry, view.geometry.origin_lps);
  Mat3 step;
  for (int axis = 0; axis < 3; ++axis) {
    step.col(axis) =
        IndexFromLps(image.geometry, LpsFromIndex(view.geometry, Vec3::Unit(axis))) - start;
  }
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        double value = 0;
        const Vec3 index = start + step * Vec3(i, j, k);
        if (InterpolateLinear(image, index, &value)) {
          view.At(i, j, k) = static_cast<float>(std::max(value, 0.0));
        }
      }
    }
  }
  return view;
}

std::vector<Volume> SagittalSlabs(const Volume& view, double half_width_mm, double step_mm) {
  const double spacing = view.geometry.spacing_mm[2];
  const int slices = view.geometry.size[2];
  const int reach = std::min(static_cast<int>(half_width_mm / spacing), (slices - 1) / 2);
  const int step = std::max(1, static_cast<int>(step_mm / spacing));
  std::vector<Volume> slabs;
  const int room = slices - 1 - 2 * reach;
  for (int middle = reach + room % step / 2; middle + reach < slices; middle += step) {
    slabs.push_back(Slab(view, middle - reach, middle + reach));
  }
  return slabs;
}

Vec3 LpsFromPose(const SpinePose& pose, const Vec3& uwv_mm) {
  const double c = std::cos(pose.tilt_rad);
  const double s = std::sin(pose.tilt_rad);
  return pose.centre_lps +
         Vec3(uwv_mm[1], c * uwv_mm[0] - s * uwv_mm[2], s * uwv_mm[0] + c * uwv_mm[2]);
}

Vec3 PoseFromLps(const SpinePose& pose, const Vec3& p_lps) {
  const double c = std::cos(pose.tilt_rad);
  const double s = std::sin(pose.tilt_rad);
  const Vec3 d = p_lps - pose.centre_lps;
  return {c * d[1] + s * d[2], d[0], c * d[2] - s * d[1]};
}

}  // namespace regen
