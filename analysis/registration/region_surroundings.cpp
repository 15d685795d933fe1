// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/region_surroundings.h"

#include "analysis/image/index_box.h"
#include "analysis/image/local_normalisation.h"
#include "analysis/image/patient_order.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <Eigen/Eigenvalues>

namespace regen {
namespace {

constexpr std::size_t kMaxPoints = 300;

std::array<int, 3> VoxelsIn(const Vec3& spacing_mm, double length_mm) {
  std::array<int, 3> voxels{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    // A slice whose centre is farther than the rim only touches it.
    voxels[axis] =
        static_cast<int>(length_mm / spacing_mm[static_cast<Eigen::Index>(axis)] + 0.25);
  }
  return voxels;
}

// The part of a region around its voxels, with a border of `border_mm`, as 0 and 1.
Volume CroppedMask(const Volume& region, double border_mm) {
  const IndexBox box = BoxOfVoxels(region, 0.5F);
  if (box.Empty()) return {};
  const auto border = VoxelsIn(region.geometry.spacing_mm, border_mm);
  Volume mask = InPatientOrder(Cropped(region, Widened(box, border)));
  for (float& value : mask.values) value = value >= 0.5F ? 1.0F : 0.0F;
  return mask;
}

// Index of the nearest voxel; false outside of the grid.
bool NearestVoxel(const VolumeGeometry& grid, const Vec3& p_lps, std::array<int, 3>* at) {
  const Vec3 index = IndexFromLps(grid, p_lps);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double rounded = std::floor(index[static_cast<Eigen::Index>(axis)] + 0.5);
    if (!(rounded >= 0 && rounded < grid.size[axis])) return false;
    (*at)[axis] = static_cast<int>(rounded);
  }
  return true;
}

// The sign that makes an axis point to the head, else to the left, else backwards.
Vec3 Oriented(const Vec3& axis) {
  for (const int a : {2, 0, 1}) {
    if (std::abs(axis[a]) > 0.5) return axis[a] > 0 ? axis : Vec3(-axis);
  }
  return axis;
}

}  // namespace

RegionSurroundings::RegionSurroundings(const Volume& region, double rim_mm) {
  const Volume mask = CroppedMask(region, rim_mm);
  std::vector<Vec3> points;
  for (int k = 0; k < mask.geometry.size[2]; ++k) {
    for (int j = 0; j < mask.geometry.size[1]; ++j) {
      for (int i = 0; i < mask.geometry.size[0]; ++i) {
        if (mask.At(i, j, k) > 0) points.push_back(LpsFromIndex(mask.geometry, Vec3(i, j, k)));
      }
    }
  }
  if (points.empty()) return;
  low_lps_ = Vec3::Constant(1e30);
  high_lps_ = Vec3::Constant(-1e30);
  for (const Vec3& p : points) {
    centre_lps_ += p / static_cast<double>(points.size());
    low_lps_ = low_lps_.cwiseMin(p);
    high_lps_ = high_lps_.cwiseMax(p);
  }
  Mat3 spread = Mat3::Zero();
  for (const Vec3& p : points) spread += (p - centre_lps_) * (p - centre_lps_).transpose();
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(spread);
  long_axis_ = Oriented(solver.eigenvectors().col(2));
  short_axis_ = solver.eigenvectors().col(0);
  const double second = std::max(solver.eigenvalues()[1], 1e-9);
  elongation_ = std::sqrt(std::max(solver.eigenvalues()[2], 0.0) / second);

  const std::size_t stride = std::max<std::size_t>(1, points.size() / kMaxPoints);
  for (std::size_t n = 0; n < points.size(); n += stride) points_lps_.push_back(points[n]);
  excluded_ = BoxMean(mask, VoxelsIn(mask.geometry.spacing_mm, rim_mm));
}

bool RegionSurroundings::Excluded(const Vec3& p_lps) const {
  std::array<int, 3> at{};
  return NearestVoxel(excluded_.geometry, p_lps, &at) && excluded_.At(at[0], at[1], at[2]) > 0;
}

double RegionSurroundings::DistanceToBoxMm(const Vec3& p_lps) const {
  const Vec3 outside = (low_lps_ - p_lps).cwiseMax(p_lps - high_lps_).cwiseMax(Vec3::Zero());
  return outside.norm();
}

Volume CarriedRegion(const Volume& region,
                     const VolumeGeometry& grid,
                     const std::function<Vec3(const Vec3&)>& grid_from_region) {
  Volume moved = MakeVolume(grid);
  for (int k = 0; k < region.geometry.size[2]; ++k) {
    for (int j = 0; j < region.geometry.size[1]; ++j) {
      for (int i = 0; i < region.geometry.size[0]; ++i) {
        if (region.At(i, j, k) < 0.5F) continue;
        std::array<int, 3> at{};
        const Vec3 p = grid_from_region(LpsFromIndex(region.geometry, Vec3(i, j, k)));
        if (NearestVoxel(grid, p, &at)) moved.At(at[0], at[1], at[2]) = 1.0F;
      }
    }
  }
  return moved;
}

}  // namespace regen
