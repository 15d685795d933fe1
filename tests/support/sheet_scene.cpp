// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sheet_scene.h"

#include "analysis/geometry/rigid3.h"

#include <cmath>
#include <numbers>
#include <random>

namespace regen::test {
namespace {

VolumeGeometry GridOf(const SheetSceneOptions& options) {
  Mat3 sagittal;
  sagittal.col(0) = Vec3(0, 1, 0);
  sagittal.col(1) = Vec3(0, 0, -1);
  sagittal.col(2) = Vec3(-1, 0, 0);
  VolumeGeometry grid;
  grid.size = options.size;
  grid.spacing_mm = options.spacing_mm;
  grid.direction = RigidAbout(Vec3::Zero(), options.tilt_rad, Vec3::Zero()).rotation * sagittal;
  const Vec3 middle = Vec3(options.size[0] - 1, options.size[1] - 1, options.size[2] - 1) / 2;
  grid.origin_lps = options.shift_mm - grid.direction * grid.spacing_mm.cwiseProduct(middle);
  return grid;
}

struct Fractions {
  double structure = 0;  // with the defect
  double defect = 0;
  double front = 0;
  double back = 0;
};

double Eighth(double value) {
  const double fourth = value * value * value * value;
  return fourth * fourth;
}

void AddPoint(const SheetSceneOptions& options, const Vec3& p, Fractions& fractions) {
  const Vec3 q = p.cwiseQuotient(options.half_mm);
  // Flat faces, rounded sides.
  const bool inside = std::abs(q[1]) <= 1 && Eighth(q[0]) + Eighth(q[2]) <= 1;
  if (!inside) {
    (p[1] < 0 ? fractions.front : fractions.back) += 1;
    return;
  }
  fractions.structure += 1;
  if (options.defect_radii_mm.minCoeff() <= 0) return;
  const Vec3 r = (p - options.defect_centre_mm).cwiseQuotient(options.defect_radii_mm);
  fractions.defect += r.squaredNorm() <= 1 ? 1 : 0;
}

// Whether a voxel at p lies wholly on one side of every boundary; voxels are tilted by up to
// 10° against the sheet.
bool IsUniform(const SheetSceneOptions& options, const Vec3& p) {
  const Vec3& spacing = options.spacing_mm;
  const double across = 0.6 * spacing[0] + 0.1 * spacing[2];
  const double through = 0.6 * spacing[2] + 0.1 * spacing[0];
  const double beyond = std::abs(p[1]) - options.half_mm[1];
  if (beyond > across) return true;
  // The superellipse holds 0.91 of each half extent at its corners.
  const bool deep = beyond < -across && std::abs(p[0]) < 0.9 * options.half_mm[0] - through &&
                    std::abs(p[2]) < 0.9 * options.half_mm[2] - across;
  if (!deep) return false;
  if (options.defect_radii_mm.minCoeff() <= 0) return true;
  return (p - options.defect_centre_mm).norm() >
         options.defect_radii_mm.maxCoeff() + std::hypot(across, across, through);
}

Fractions FractionsOf(const SheetSceneOptions& options,
                      const VolumeGeometry& grid,
                      const Vec3& index) {
  constexpr int kInPlane = 4;
  constexpr int kThrough = 8;
  Fractions fractions;
  const Vec3 centre = LpsFromIndex(grid, index);
  if (IsUniform(options, centre)) {
    AddPoint(options, centre, fractions);
    return fractions;
  }
  for (int c = 0; c < kThrough; ++c) {
    for (int b = 0; b < kInPlane; ++b) {
      for (int a = 0; a < kInPlane; ++a) {
        const Vec3 at = index + Vec3((a + 0.5) / kInPlane - 0.5,
                                     (b + 0.5) / kInPlane - 0.5,
                                     (c + 0.5) / kThrough - 0.5);
        AddPoint(options, LpsFromIndex(grid, at), fractions);
      }
    }
  }
  constexpr double kPoints = kInPlane * kInPlane * kThrough;
  fractions.structure /= kPoints;
  fractions.defect /= kPoints;
  fractions.front /= kPoints;
  fractions.back /= kPoints;
  return fractions;
}

// A smooth sensitivity, drawn once per exam.
class Coil {
 public:
  Coil(std::mt19937_64& random, double shading) : shading_(shading) {
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (double& value : linear_) value = uniform(random);
    for (double& value : quadratic_) value = uniform(random);
  }
  double At(const Vec3& p) const {
    constexpr double kReachMm = 40;
    double sum = 0;
    for (int axis = 0; axis < 3; ++axis) {
      const double q = p[axis] / kReachMm;
      sum += linear_[static_cast<std::size_t>(axis)] * q +
             quadratic_[static_cast<std::size_t>(axis)] * q * q;
    }
    return 1 + shading_ * sum / 2;
  }

 private:
  double shading_;
  std::array<double, 3> linear_{};
  std::array<double, 3> quadratic_{};
};

}  // namespace

SheetScene MakeSheetScene(const SheetSceneOptions& options) {
  const VolumeGeometry grid = GridOf(options);
  std::mt19937_64 random(options.seed);
  const Coil coil(random, options.shading);
  std::normal_distribution<double> noise(0, 1);
  SheetScene scene;
  scene.series.echo_times_ms = {30};
  scene.series.echoes = {MakeVolume(grid)};
  scene.structure = MakeVolume(grid);
  scene.defect = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 index(i, j, k);
        const Fractions f = FractionsOf(options, grid, index);
        const double pure = (f.structure - f.defect) * options.inside +
                            f.defect * options.defect + f.front * options.front +
                            f.back * options.back;
        const double signal = options.gain * coil.At(LpsFromIndex(grid, index)) * pure;
        scene.series.echoes[0].At(i, j, k) = static_cast<float>(
            std::hypot(signal + options.noise * noise(random), options.noise * noise(random)));
        scene.structure.At(i, j, k) = static_cast<float>(f.structure);
        scene.defect.At(i, j, k) = static_cast<float>(f.defect);
      }
    }
  }
  return scene;
}

double DefectVolumeMm3(const SheetSceneOptions& options) {
  return 4.0 / 3.0 * std::numbers::pi * options.defect_radii_mm.prod();
}

}  // namespace regen::test
