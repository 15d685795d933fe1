// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"
#include "analysis/phantom/anatomy.h"
#include "analysis/phantom/motion.h"
#include "analysis/phantom/slice_profile.h"

#include <cstdint>
#include <vector>

namespace regen {

// What lies in every voxel of one grid: the expensive part of a phantom. It knows neither
// signals nor noise: any number of sequences, echoes, visits with other T2 and realisations of
// noise are cheap combinations of one map (render_series.h).
struct TissueMap {
  struct Share {
    std::uint32_t part = 0;
    float excited = 0;  // of the voxel's excitation
    float whole = 0;    // of the voxel at full slice spacing
  };
  struct Slice {
    // Per voxel: the one part that fills it, or -1 - n: `mixtures` from n on, as many as
    // `count` of the first says.
    std::vector<std::int32_t> content;
    std::vector<Share> shares;
    std::vector<std::uint32_t> counts;  // beside shares: how many belong together
    // -1..1 per voxel, means over the excited slab: texture of density and of T2.
    std::vector<float> density_texture;
    std::vector<float> t2_texture;
  };

  VolumeGeometry geometry;
  std::vector<Slice> slices;
};

struct TissueMapOptions {
  SliceProfile profile;
  std::uint64_t texture_seed = 1;
  double leaf_mm = 0;  // see BoxSampler; 0: half a voxel, within 0.8..1.25
  int threads = 0;     // 0: as many as the machine has
};

// The same map for any number of threads.
TissueMap MapTissues(const Anatomy& anatomy,
                     const Placement& placement,
                     const VolumeGeometry& geometry,
                     const TissueMapOptions& options);

// Calls visit(part, excited share, whole share) for every part of a voxel.
template <typename Visit>
void VisitShares(const TissueMap::Slice& slice, std::size_t voxel, const Visit& visit) {
  const std::int32_t content = slice.content[voxel];
  if (content >= 0) {
    visit(static_cast<std::uint32_t>(content), 1.0F, 1.0F);
    return;
  }
  const auto first = static_cast<std::size_t>(-1 - content);
  for (std::size_t n = first; n < first + slice.counts[first]; ++n) {
    visit(slice.shares[n].part, slice.shares[n].excited, slice.shares[n].whole);
  }
}

// Share of every voxel, at full slice spacing, that is of the role.
Volume RoleCoverage(const TissueMap& map, const Anatomy& anatomy, RegionRole role);

// The truth of a role on this grid: volume, and the volume's mean of T2 with its texture.
struct RoleTruth {
  double volume_mm3 = 0;
  double t2_ms = 0;
};
RoleTruth TruthOf(const TissueMap& map,
                  const Anatomy& anatomy,
                  const std::vector<TissueProperties>& matter,
                  RegionRole role);

}  // namespace regen
