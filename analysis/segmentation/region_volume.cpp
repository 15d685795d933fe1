// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/region_volume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace regen {
namespace {

// How soft an outline is that cuts voxels: as wide as the smallest side of one.
double SoftMm(const Volume& distance_mm) {
  return distance_mm.geometry.spacing_mm.minCoeff();
}

double ShareInside(double distance_mm, double soft_mm) {
  return std::clamp(0.5 + distance_mm / soft_mm, 0.0, 1.0);
}

// Where an index lies between the middles of two blocks of one axis.
struct Between {
  int low = 0;
  int high = 0;
  float weight = 0;  // of the second
};

// Blocks along one axis of a distance map.
struct BlockAxis {
  int count = 0;
  std::vector<int> block;  // by index
  std::vector<Between> between;
};

BlockAxis BlocksOf(int size, int per_block) {
  BlockAxis axis;
  axis.count = (size + per_block - 1) / per_block;
  for (int n = 0; n < size; ++n) {
    axis.block.push_back(n / per_block);
    const double place = (n + 0.5) / per_block - 0.5;
    const int low = static_cast<int>(std::floor(place));
    axis.between.push_back({std::clamp(low, 0, axis.count - 1),
                            std::clamp(low + 1, 0, axis.count - 1),
                            static_cast<float>(place - low)});
  }
  return axis;
}

struct Blocks {
  std::array<BlockAxis, 3> axes;

  std::size_t Count() const { return Offset(0, 0, axes[2].count); }
  std::size_t Offset(int i, int j, int k) const {
    return static_cast<std::size_t>(i) +
           static_cast<std::size_t>(axes[0].count) *
               (static_cast<std::size_t>(j) +
                static_cast<std::size_t>(axes[1].count) * static_cast<std::size_t>(k));
  }
  // The block of a voxel.
  std::size_t Of(int i, int j, int k) const {
    const auto at = [](const std::vector<int>& of, int n) {
      return of[static_cast<std::size_t>(n)];
    };
    return Offset(at(axes[0].block, i), at(axes[1].block, j), at(axes[2].block, k));
  }
};

Blocks BlocksOf(const VolumeGeometry& fine, const SliceParts& slices) {
  constexpr double kBlockMm = 2.0;
  const auto per_block = [](double spacing_mm) {
    return std::max(1, static_cast<int>(std::lround(kBlockMm / spacing_mm)));
  };
  Blocks blocks;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double spacing_mm = fine.spacing_mm[static_cast<Eigen::Index>(axis)];
    const int voxels =
        axis < 2 ? per_block(spacing_mm) : slices.parts * per_block(spacing_mm * slices.parts);
    blocks.axes[axis] = BlocksOf(fine.size[axis], voxels);
  }
  return blocks;
}

// One value per block, from one per voxel of the map's grid.
template <typename F>
std::vector<float> SumOver(const VolumeGeometry& fine, const Blocks& blocks, const F& value) {
  std::vector<float> sums(blocks.Count(), 0.0F);
  for (int k = 0; k < fine.size[2]; ++k) {
    for (int j = 0; j < fine.size[1]; ++j) {
      for (int i = 0; i < fine.size[0]; ++i) sums[blocks.Of(i, j, k)] += value(i, j, k);
    }
  }
  return sums;
}

// Weights 1:2:1 along each axis; nothing lies beyond the blocks.
void WithNeighbours(const Blocks& blocks, std::vector<float>& values) {
  std::size_t stride = 1;
  std::vector<float> line;
  for (const BlockAxis& axis : blocks.axes) {
    const auto count = static_cast<std::size_t>(axis.count);
    line.assign(count + 2, 0.0F);
    for (std::size_t first = 0; first < values.size(); ++first) {
      if (first / stride % count != 0) continue;
      for (std::size_t n = 0; n < count; ++n) line[n + 1] = values[first + n * stride];
      for (std::size_t n = 0; n < count; ++n)
        values[first + n * stride] = (line[n] + 2 * line[n + 1] + line[n + 2]) / 4;
    }
    stride *= count;
  }
}

void Shift(const Blocks& blocks, const std::vector<float>& shift_mm, Volume& distance_mm) {
  const auto& size = distance_mm.geometry.size;
  const auto u = [](int n) { return static_cast<std::size_t>(n); };
  const auto mix = [](float a, float b, float weight) { return a + (b - a) * weight; };
  std::vector<float> row(u(blocks.axes[0].count));
  for (int k = 0; k < size[2]; ++k) {
    const Between& z = blocks.axes[2].between[u(k)];
    for (int j = 0; j < size[1]; ++j) {
      const Between& y = blocks.axes[1].between[u(j)];
      for (int b = 0; b < blocks.axes[0].count; ++b) {
        const auto at = [&](int bj, int bk) { return shift_mm[blocks.Offset(b, bj, bk)]; };
        row[u(b)] = mix(mix(at(y.low, z.low), at(y.high, z.low), y.weight),
                        mix(at(y.low, z.high), at(y.high, z.high), y.weight),
                        z.weight);
      }
      for (int i = 0; i < size[0]; ++i) {
        const Between& x = blocks.axes[0].between[u(i)];
        distance_mm.At(i, j, k) += mix(row[u(x.low)], row[u(x.high)], x.weight);
      }
    }
  }
}

}  // namespace

double VolumeInside(const Volume& distance_mm, double level_mm) {
  const double soft_mm = SoftMm(distance_mm);
  double sum = 0;
  for (const float value : distance_mm.values)
    sum += ShareInside(static_cast<double>(value) - level_mm, soft_mm);
  return sum * distance_mm.geometry.VoxelVolumeMm3();
}

void MatchVolume(Volume& distance_mm, double volume_mm3, double most_mm) {
  const double soft_mm = SoftMm(distance_mm);
  // What no shift brings to the outline counts once.
  double deep = 0;
  std::vector<float> near;
  for (const float value : distance_mm.values) {
    if (static_cast<double>(value) > most_mm + soft_mm)
      deep += 1;
    else if (static_cast<double>(value) > -most_mm - soft_mm)
      near.push_back(value);
  }
  const double wanted = volume_mm3 / distance_mm.geometry.VoxelVolumeMm3();
  double low = -most_mm;
  double high = most_mm;
  for (int n = 0; n < 30; ++n) {
    const double middle = (low + high) / 2;
    double inside = deep;
    for (const float value : near)
      inside += ShareInside(static_cast<double>(value) - middle, soft_mm);
    (inside > wanted ? low : high) = middle;
  }
  for (float& value : distance_mm.values) value -= static_cast<float>((low + high) / 2);
}

void MatchVolumeLocally(Volume& distance_mm, const Volume& drawn, const SliceParts& slices) {
  constexpr int kRounds = 5;
  constexpr double kOutlineMm = 1.0;  // to both sides, where the outline's area is counted
  constexpr double kLeastArea =
      0.02;  // of an outline through a block, per mm: less says nothing
  const VolumeGeometry& fine = distance_mm.geometry;
  const Blocks blocks = BlocksOf(fine, slices);
  const double most_mm =
      std::max(fine.spacing_mm.head<2>().maxCoeff(), fine.spacing_mm[2] * slices.parts / 2);
  const double soft_mm = SoftMm(distance_mm);
  const std::vector<float> drawn_there = SumOver(fine, blocks, [&](int i, int j, int k) {
    const int slice = k / slices.parts - slices.border;
    return slice >= 0 && slice < drawn.geometry.size[2] ? drawn.At(i, j, slice) : 0.0F;
  });
  const std::vector<float> voxels = SumOver(fine, blocks, [](int, int, int) { return 1.0F; });
  std::vector<float> moved(blocks.Count(), 0.0F);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<float> shift = SumOver(fine, blocks, [&](int i, int j, int k) {
      return static_cast<float>(
          -ShareInside(static_cast<double>(distance_mm.At(i, j, k)), soft_mm));
    });
    std::vector<float> area = SumOver(fine, blocks, [&](int i, int j, int k) {
      const bool near = std::abs(static_cast<double>(distance_mm.At(i, j, k))) < kOutlineMm;
      return near ? static_cast<float>(0.5 / kOutlineMm) : 0.0F;
    });
    for (std::size_t n = 0; n < shift.size(); ++n) shift[n] += drawn_there[n];
    WithNeighbours(blocks, shift);
    WithNeighbours(blocks, area);
    for (std::size_t n = 0; n < shift.size(); ++n) {
      const double step =
          static_cast<double>(shift[n]) /
          (static_cast<double>(area[n]) + kLeastArea * static_cast<double>(voxels[n]));
      const double before = static_cast<double>(moved[n]);
      const double after = std::clamp(before + step, -most_mm, most_mm);
      shift[n] = static_cast<float>(after - before);
      moved[n] = static_cast<float>(after);
    }
    Shift(blocks, shift, distance_mm);
  }
}

}  // namespace regen
