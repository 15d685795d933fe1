// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/shrink.h"

#include "analysis/image/patient_order.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <vector>

namespace regen {

namespace {

// A grid of whole blocks of another one's voxels.
struct Blocks {
  VolumeGeometry grid;
  std::array<int, 3> size{};  // smaller than the factor where the axis is
};

Blocks BlocksOf(const VolumeGeometry& from, const std::array<int, 3>& factors) {
  Blocks blocks{from, {}};
  Vec3 shift;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    assert(factors[axis] >= 1);
    const auto a = static_cast<Eigen::Index>(axis);
    blocks.size[axis] = std::min(factors[axis], std::max(1, from.size[axis]));
    blocks.grid.size[axis] = from.size[axis] / blocks.size[axis];
    blocks.grid.spacing_mm[a] *= blocks.size[axis];
    shift[a] = (blocks.size[axis] - 1) / 2.0;
  }
  blocks.grid.origin_lps = LpsFromIndex(from, shift);
  return blocks;
}

// For every index along each stored axis, what it adds to the place of its block; -1 in the
// remainder at the border.
std::array<std::vector<std::ptrdiff_t>, 3> PlacesOfBlocks(const VolumeGeometry& stored,
                                                          const PatientOrder& order,
                                                          const Blocks& blocks) {
  std::array<std::vector<std::ptrdiff_t>, 3> places;
  std::ptrdiff_t stride = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t from = order.axis[axis];
    for (int i = 0; i < stored.size[from]; ++i) {
      const int counted = order.backwards[axis] ? stored.size[from] - 1 - i : i;
      const int block = counted / blocks.size[axis];
      places[from].push_back(block < blocks.grid.size[axis] ? block * stride : -1);
    }
    stride *= blocks.grid.size[axis];
  }
  return places;
}

}  // namespace

Volume ShrunkInPatientOrder(const Volume& stored, double spacing_mm) {
  const VolumeGeometry counted = InPatientOrder(stored.geometry);
  const Blocks blocks = BlocksOf(counted, FactorsTowards(counted, spacing_mm));
  const auto places = PlacesOfBlocks(stored.geometry, PatientOrderOf(stored.geometry), blocks);
  Volume out = MakeVolume(blocks.grid);
  // Double precision: then the sums do not tell in which order the voxels were stored.
  std::vector<double> sums(out.values.size(), 0.0);
  const std::vector<std::ptrdiff_t>& along = places[0];
  const float* value = stored.values.data();
  for (const std::ptrdiff_t slice : places[2]) {
    for (const std::ptrdiff_t row : places[1]) {
      const float* const first = value;
      value += along.size();
      if (slice < 0 || row < 0) continue;
      double* const to = sums.data() + slice + row;
      for (std::size_t i = 0; i < along.size();) {
        const std::ptrdiff_t place = along[i];
        double sum = 0;
        for (; i < along.size() && along[i] == place; ++i) {
          sum += static_cast<double>(first[i]);
        }
        if (place >= 0) to[place] += sum;
      }
    }
  }
  const double scale = 1.0 / (blocks.size[0] * blocks.size[1] * blocks.size[2]);
  for (std::size_t n = 0; n < sums.size(); ++n)
    out.values[n] = static_cast<float>(sums[n] * scale);
  return out;
}

std::array<int, 3> FactorsTowards(const VolumeGeometry& grid, double spacing_mm) {
  std::array<int, 3> factors{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double ratio = spacing_mm / grid.spacing_mm[static_cast<Eigen::Index>(axis)];
    factors[axis] = std::max(1, static_cast<int>(ratio * 1.001));
  }
  return factors;
}

Volume MeanOfEchoes(const EchoSeries& series) {
  assert(!series.echoes.empty());
  Volume mean = MakeVolume(series.echoes.front().geometry);
  for (const Volume& echo : series.echoes) {
    for (std::size_t at = 0; at < mean.values.size(); ++at) mean.values[at] += echo.values[at];
  }
  const float scale = 1.0F / static_cast<float>(series.echoes.size());
  for (float& value : mean.values) value *= scale;
  return mean;
}

}  // namespace regen
