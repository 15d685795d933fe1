// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/known_warp.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <Eigen/LU>

namespace regen::test {
namespace {

double SmoothStep(double u) {
  const double t = std::clamp(u, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

// The four weights of Catmull and Rom's cubic between its second and third voxel.
std::array<double, 4> CubicWeights(double t) {
  return {((2 - t) * t - 1) * t / 2,
          ((3 * t - 5) * t * t + 2) / 2,
          ((4 - 3 * t) * t + 1) * t / 2,
          (t - 1) * t * t / 2};
}

double Cubic(const Volume& image, const Vec3& index) {
  std::array<int, 3> first{};
  std::array<std::array<double, 4>, 3> weights{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double at = index[static_cast<Eigen::Index>(axis)];
    const int last = image.geometry.size[axis] - 1;
    if (!(at >= 0 && at <= last)) return 0;
    const int corner = std::min(static_cast<int>(at), last - 1);
    weights[axis] = CubicWeights(at - corner);
    first[axis] = corner - 1;
  }
  const auto clamped = [&](int n, std::size_t axis) {
    return std::clamp(n, 0, image.geometry.size[axis] - 1);
  };
  double sum = 0;
  for (int c = 0; c < 4; ++c) {
    const int k = clamped(first[2] + c, 2);
    for (int b = 0; b < 4; ++b) {
      const int j = clamped(first[1] + b, 1);
      double row = 0;
      for (int a = 0; a < 4; ++a) {
        row += weights[0][static_cast<std::size_t>(a)] *
               static_cast<double>(image.At(clamped(first[0] + a, 0), j, k));
      }
      sum += weights[2][static_cast<std::size_t>(c)] *
             weights[1][static_cast<std::size_t>(b)] * row;
    }
  }
  return std::max(0.0, sum);
}

}  // namespace

Volume Warped(const Volume& still, const VolumeGeometry& grid, const Warp& warp) {
  constexpr int kMostSteps = 40;
  constexpr double kToleranceMm = 1e-4;
  Volume moved = MakeVolume(grid);
  Vec3 offset = Vec3::Zero();  // of the voxel before: a good start
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 q = LpsFromIndex(grid, Vec3(i, j, k));
        Vec3 p = q + offset;
        for (int step = 0; step < kMostSteps; ++step) {
          const Vec3 missing = q - warp(p);
          p += missing;
          if (missing.norm() < kToleranceMm) break;
        }
        offset = p - q;
        moved.At(i, j, k) = static_cast<float>(Cubic(still, IndexFromLps(still.geometry, p)));
      }
    }
  }
  return moved;
}

double VolumeRatio(const Warp& warp, const Vec3& p_lps) {
  constexpr double kStepMm = 0.1;
  Mat3 jacobian;
  for (int axis = 0; axis < 3; ++axis) {
    const Vec3 step = kStepMm * Vec3::Unit(axis);
    jacobian.col(axis) = (warp(p_lps + step) - warp(p_lps - step)) / (2 * kStepMm);
  }
  return jacobian.determinant();
}

Warp Bent(const Joint& joint) {
  return [joint](const Vec3& p) -> Vec3 {
    const double front =
        SmoothStep((joint.joint_lps[1] - p[1]) / (joint.joint_lps[1] - joint.front_lps));
    const double reach = joint.back_mm + front * (joint.front_mm - joint.back_mm);
    const double above = SmoothStep((p[2] - joint.joint_lps[2]) / reach + 0.5);
    if (above <= 0) return joint.lower * p;
    if (above >= 1) return joint.upper * p;
    return Blend(joint.lower, joint.upper, above) * p;
  };
}

}  // namespace regen::test
