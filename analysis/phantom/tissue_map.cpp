// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tissue_map.h"

#include "analysis/phantom/box_sampler.h"
#include "analysis/phantom/parallel_slices.h"
#include "analysis/phantom/texture.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <Eigen/LU>

namespace regen {
namespace {

// Above single voxels a bent joint is looked at in blocks of at most this, with a margin: the
// stretch of the motion is that of the block's middle alone.
constexpr int kLargestBentBlock = 8;
constexpr double kBentMargin = 1.4;

double LeafMm(const VolumeGeometry& geometry, const TissueMapOptions& options) {
  const double in_plane = std::min(geometry.spacing_mm.x(), geometry.spacing_mm.y());
  return options.leaf_mm > 0.0 ? options.leaf_mm : std::clamp(0.5 * in_plane, 0.8, 1.25);
}

// A block of voxels of one slice: columns and rows from .. to (exclusive).
struct Block {
  int i_from = 0;
  int i_to = 0;
  int j_from = 0;
  int j_to = 0;

  int Columns() const { return i_to - i_from; }
  int Rows() const { return j_to - j_from; }
  bool IsVoxel() const { return Columns() == 1 && Rows() == 1; }
};

class SliceMapper {
 public:
  SliceMapper(const Anatomy& anatomy,
              const Placement& placement,
              const VolumeGeometry& geometry,
              const TissueMapOptions& options);

  TissueMap::Slice Map(int k) const;

 private:
  // From voxel index to the anatomy at rest.
  JointMotion::PulledBack AtIndex(const Vec3& index) const {
    const Vec3 p = at_zero_ + per_index_ * index;
    return placement_.motion == nullptr ? JointMotion::PulledBack{p, 1.0}
                                        : placement_.motion->PullBackWithStretch(p);
  }
  void MapBlock(const NearLayers& layers,
                const Block& block,
                int k,
                TissueMap::Slice& out) const;
  void MapVoxel(const NearLayers& layers,
                const Vec3& index,
                const Vec3& p_mm,
                std::int32_t& content,
                TissueMap::Slice& out) const;
  SampledBox BoxAround(const Vec3& index, const Vec3& p_mm) const;
  void AddTexture(int k, TissueMap::Slice& out) const;
  void SplitBlock(const NearLayers& layers,
                  const Block& block,
                  int k,
                  TissueMap::Slice& out) const;

  const Placement& placement_;
  const VolumeGeometry& geometry_;
  const TissueMapOptions& options_;
  BoxSampler sampler_;
  TextureFields texture_;
  Vec3 at_zero_;
  Mat3 per_index_;
  double half_slab_mm_;  // what of the slice direction belongs to a voxel
};

SliceMapper::SliceMapper(const Anatomy& anatomy,
                         const Placement& placement,
                         const VolumeGeometry& geometry,
                         const TissueMapOptions& options)
    : placement_(placement),
      geometry_(geometry),
      options_(options),
      sampler_(anatomy, LeafMm(geometry, options), options.profile, geometry.spacing_mm.z()),
      texture_(options.texture_seed),
      half_slab_mm_(std::max(0.5 * geometry.spacing_mm.z(), options.profile.HalfExtentMm())) {
  const auto anatomy_point = [&](const Vec3& index) {
    return placement.pose.AnatomyFromLps(placement.baseline_from_exam *
                                         LpsFromIndex(geometry, index));
  };
  at_zero_ = anatomy_point(Vec3::Zero());
  for (int axis = 0; axis < 3; ++axis) {
    per_index_.col(axis) = anatomy_point(Vec3::Unit(axis)) - at_zero_;
  }
}

TissueMap::Slice SliceMapper::Map(int k) const {
  TissueMap::Slice out;
  const auto voxels =
      static_cast<std::size_t>(geometry_.size[0]) * static_cast<std::size_t>(geometry_.size[1]);
  out.content.assign(voxels, 0);
  MapBlock(sampler_.Everything(), {0, geometry_.size[0], 0, geometry_.size[1]}, k, out);
  AddTexture(k, out);
  return out;
}

void SliceMapper::MapBlock(const NearLayers& layers,
                           const Block& block,
                           int k,
                           TissueMap::Slice& out) const {
  const bool bent = placement_.motion != nullptr;
  if (bent && std::max(block.Columns(), block.Rows()) > kLargestBentBlock) {
    SplitBlock(layers, block, k, out);
    return;
  }
  const Vec3 index(
      0.5 * (block.i_from + block.i_to - 1), 0.5 * (block.j_from + block.j_to - 1), k);
  const auto [p_mm, stretch] = AtIndex(index);
  const Vec3 half(0.5 * block.Columns() * geometry_.spacing_mm.x(),
                  0.5 * block.Rows() * geometry_.spacing_mm.y(),
                  half_slab_mm_);
  const double margin = bent && !block.IsVoxel() ? kBentMargin : 1.0;
  const NearLayers near = sampler_.Narrow(layers, p_mm, margin * stretch * half.norm());
  if (!near.Uniform() && !block.IsVoxel()) {
    SplitBlock(near, block, k, out);
    return;
  }
  for (int j = block.j_from; j < block.j_to; ++j) {
    const std::size_t row =
        static_cast<std::size_t>(j) * static_cast<std::size_t>(geometry_.size[0]);
    std::fill(out.content.begin() + static_cast<std::ptrdiff_t>(row) + block.i_from,
              out.content.begin() + static_cast<std::ptrdiff_t>(row) + block.i_to,
              near.beneath);
  }
  if (!near.Uniform()) {
    const std::size_t voxel =
        static_cast<std::size_t>(block.i_from) +
        static_cast<std::size_t>(block.j_from) * static_cast<std::size_t>(geometry_.size[0]);
    MapVoxel(near, index, p_mm, out.content[voxel], out);
  }
}

void SliceMapper::SplitBlock(const NearLayers& layers,
                             const Block& block,
                             int k,
                             TissueMap::Slice& out) const {
  Block first = block;
  Block second = block;
  if (block.Columns() * geometry_.spacing_mm.x() >= block.Rows() * geometry_.spacing_mm.y() &&
      block.Columns() > 1) {
    first.i_to = second.i_from = block.i_from + block.Columns() / 2;
  } else if (block.Rows() > 1) {
    first.j_to = second.j_from = block.j_from + block.Rows() / 2;
  } else {
    first.i_to = second.i_from = block.i_from + block.Columns() / 2;
  }
  MapBlock(layers, first, k, out);
  MapBlock(layers, second, k, out);
}

// Across one voxel a joint's motion is as good as straight.
SampledBox SliceMapper::BoxAround(const Vec3& index, const Vec3& p_mm) const {
  SampledBox box;
  box.centre_mm = p_mm;
  box.half_axes_mm = 0.5 * per_index_;
  if (placement_.motion != nullptr) {
    constexpr double kStep = 0.25;
    for (int axis = 0; axis < 3; ++axis) {
      const Vec3 there = AtIndex(index + kStep * Vec3::Unit(axis)).p_mm;
      box.half_axes_mm.col(axis) = 0.5 / kStep * (there - p_mm);
    }
  }
  box.half_axes_mm.col(2) *= 2.0 * half_slab_mm_ / geometry_.spacing_mm.z();
  box.lower_mm = -half_slab_mm_;
  box.upper_mm = half_slab_mm_;
  return box;
}

void SliceMapper::MapVoxel(const NearLayers& layers,
                           const Vec3& index,
                           const Vec3& p_mm,
                           std::int32_t& content,
                           TissueMap::Slice& out) const {
  PartShares shares;
  sampler_.AddSlab(layers, BoxAround(index, p_mm), shares);
  if (std::has_single_bit(shares.touched)) {
    content = std::countr_zero(shares.touched);
    return;
  }
  const std::size_t first = out.shares.size();
  content = -1 - static_cast<std::int32_t>(first);
  for (std::uint64_t left = shares.touched; left != 0; left &= left - 1) {
    const auto part = static_cast<std::size_t>(std::countr_zero(left));
    out.shares.push_back({static_cast<std::uint32_t>(part),
                          static_cast<float>(shares.excited[part]),
                          static_cast<float>(shares.whole[part])});
  }
  out.counts.resize(out.shares.size(), static_cast<std::uint32_t>(out.shares.size() - first));
}

// Texture is much coarser than voxels in the plane: taken at every other one and, as a mean
// over the slab, at a few depths, and straight in between.
void SliceMapper::AddTexture(int k, TissueMap::Slice& out) const {
  const double spacing_mm = std::min(geometry_.spacing_mm.x(), geometry_.spacing_mm.y());
  const int step = spacing_mm < 0.8 ? 2 : 1;
  const int columns = (geometry_.size[0] - 1) / step + 2;
  const int rows = (geometry_.size[1] - 1) / step + 2;
  const int depths = static_cast<int>(std::clamp(options_.profile.thickness_mm, 1.0, 4.0));
  std::vector<TextureFields::Value> nodes(static_cast<std::size_t>(columns * rows));
  for (int b = 0; b < rows; ++b) {
    for (int a = 0; a < columns; ++a) {
      const Vec3 index(a * step, b * step, k);
      const auto here = static_cast<std::size_t>(std::min(a * step, geometry_.size[0] - 1) +
                                                 geometry_.size[0] *
                                                     std::min(b * step, geometry_.size[1] - 1));
      if (out.content[here] == 0) {
        continue;  // air
      }
      const Vec3 p = AtIndex(index).p_mm;
      const double deep = options_.profile.thickness_mm / geometry_.spacing_mm.z();
      Vec3 across = deep * per_index_.col(2);
      if (placement_.motion != nullptr && depths > 1) {
        across = 4.0 * deep * (AtIndex(index + Vec3(0, 0, 0.25)).p_mm - p);
      }
      nodes[static_cast<std::size_t>(a + columns * b)] = texture_.MeanAlong(p, across, depths);
    }
  }
  out.density_texture.resize(out.content.size());
  out.t2_texture.resize(out.content.size());
  for (int j = 0; j < geometry_.size[1]; ++j) {
    for (int i = 0; i < geometry_.size[0]; ++i) {
      const auto node = static_cast<std::size_t>(i / step + columns * (j / step));
      const auto below = node + static_cast<std::size_t>(columns);
      const float u = static_cast<float>(i % step) / static_cast<float>(step);
      const float v = static_cast<float>(j % step) / static_cast<float>(step);
      const auto blend = [&](float TextureFields::Value::*value) {
        const float upper = (1 - u) * nodes[node].*value + u * nodes[node + 1].*value;
        const float lower = (1 - u) * nodes[below].*value + u * nodes[below + 1].*value;
        return (1 - v) * upper + v * lower;
      };
      const auto voxel = static_cast<std::size_t>(i + geometry_.size[0] * j);
      out.density_texture[voxel] = blend(&TextureFields::Value::density);
      out.t2_texture[voxel] = blend(&TextureFields::Value::t2);
    }
  }
}

}  // namespace

TissueMap MapTissues(const Anatomy& anatomy,
                     const Placement& placement,
                     const VolumeGeometry& geometry,
                     const TissueMapOptions& options) {
  TissueMap map;
  map.geometry = geometry;
  map.slices.resize(static_cast<std::size_t>(geometry.size[2]));
  const SliceMapper mapper(anatomy, placement, map.geometry, options);
  ForEachSlice(geometry.size[2], options.threads, [&](int k) {
    map.slices[static_cast<std::size_t>(k)] = mapper.Map(k);
  });
  return map;
}

Volume RoleCoverage(const TissueMap& map, const Anatomy& anatomy, RegionRole role) {
  Volume coverage = MakeVolume(map.geometry);
  float* value = coverage.values.data();
  for (const TissueMap::Slice& slice : map.slices) {
    for (std::size_t voxel = 0; voxel < slice.content.size(); ++voxel, ++value) {
      VisitShares(slice, voxel, [&](std::uint32_t part, float, float whole) {
        *value += anatomy.parts[part].Has(role) ? whole : 0.0F;
      });
    }
  }
  return coverage;
}

RoleTruth TruthOf(const TissueMap& map,
                  const Anatomy& anatomy,
                  const std::vector<TissueProperties>& matter,
                  RegionRole role) {
  double volume = 0.0;
  double t2 = 0.0;
  for (const TissueMap::Slice& slice : map.slices) {
    for (std::size_t voxel = 0; voxel < slice.content.size(); ++voxel) {
      VisitShares(slice, voxel, [&](std::uint32_t part, float, float whole) {
        if (anatomy.parts[part].Has(role)) {
          const TissueProperties& tissue = matter[part];
          const double texture = static_cast<double>(slice.t2_texture[voxel]);
          volume += static_cast<double>(whole);
          t2 += static_cast<double>(whole) * tissue.t2_ms * (1.0 + tissue.t2_texture * texture);
        }
      });
    }
  }
  return {volume * map.geometry.VoxelVolumeMm3(), volume > 0.0 ? t2 / volume : 0.0};
}

}  // namespace regen
