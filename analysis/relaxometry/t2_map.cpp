// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/t2_map.h"

#include "analysis/image/index_box.h"
#include "analysis/relaxometry/mono_exponential.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace regen {
namespace {

constexpr float kHalf = 0.5F;
constexpr float kNoValue = std::numeric_limits<float>::quiet_NaN();

// The box of the region in one slice, as a box of that slice.
IndexBox BoxInSlice(const Volume& coverage, int k) {
  const auto& size = coverage.geometry.size;
  const Volume slice = Cropped(coverage, {{0, 0, k}, {size[0] - 1, size[1] - 1, k}});
  IndexBox box = BoxOfVoxels(slice, kHalf);
  box.first[2] = box.last[2] = k;
  return box;
}

// Fits voxel after voxel with the same scratch space.
class VoxelFitter {
 public:
  explicit VoxelFitter(const EchoSeries& series)
      : series_(series),
        echo_times_ms_(series.echo_times_ms.begin() + 1, series.echo_times_ms.end()),
        signal_(echo_times_ms_.size()) {}

  float T2At(std::size_t at) {
    for (std::size_t echo = 0; echo < signal_.size(); ++echo) {
      signal_[echo] = static_cast<double>(series_.echoes[echo + 1].values[at]);
    }
    const MonoExponentialFit fit = FitMonoExponential(echo_times_ms_, signal_);
    const bool usable =
        fit.converged && fit.t2_ms >= kLowestMappedMs && fit.t2_ms <= kHighestMappedMs;
    return usable ? static_cast<float>(fit.t2_ms) : kNoValue;
  }

 private:
  const EchoSeries& series_;
  const std::vector<double> echo_times_ms_;
  std::vector<double> signal_;
};

}  // namespace

Volume MapT2(const EchoSeries& series, const Volume& coverage, double surround_mm) {
  assert(series.echoes.size() >= 4);
  assert(series.echoes.front().values.size() == coverage.values.size());
  const VolumeGeometry& grid = coverage.geometry;
  Volume map = MakeVolume(grid, kNoValue);
  VoxelFitter fitter(series);
  const auto voxels = [&](int axis) {
    return static_cast<int>(std::ceil(surround_mm / grid.spacing_mm[axis]));
  };
  for (int k = 0; k < grid.size[2]; ++k) {
    const IndexBox region = BoxInSlice(coverage, k);
    if (region.Empty()) continue;
    const IndexBox box = ClippedTo(grid, Widened(region, {voxels(0), voxels(1), 0}));
    for (int j = box.first[1]; j <= box.last[1]; ++j) {
      for (int i = box.first[0]; i <= box.last[0]; ++i) {
        const std::size_t at = map.Offset(i, j, k);
        map.values[at] = fitter.T2At(at);
      }
    }
  }
  return map;
}

}  // namespace regen
