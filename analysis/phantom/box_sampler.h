// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/anatomy.h"
#include "analysis/phantom/slice_profile.h"

#include <array>
#include <cstdint>

namespace regen {

// A box in the anatomy's frame, possibly sheared: centre ± half axes. Its third axis crosses
// the slice, from `lower_mm` to `upper_mm` there.
struct SampledBox {
  Vec3 centre_mm = Vec3::Zero();
  Mat3 half_axes_mm = Mat3::Identity();  // columns
  double area_share = 1.0;               // of the voxel, in the plane of the slice
  double lower_mm = -0.5;
  double upper_mm = 0.5;
};

// How much of a voxel is of each part: of what the slice profile weighs, and of the full slice
// spacing.
struct PartShares {
  std::array<double, kMaxParts> excited{};
  std::array<double, kMaxParts> whole{};
  std::uint64_t touched = 0;  // bit n: part n has a share

  void Add(int part, double excited_share, double whole_share) {
    excited[static_cast<std::size_t>(part)] += excited_share;
    whole[static_cast<std::size_t>(part)] += whole_share;
    touched |= std::uint64_t{1} << part;
  }
};

// The layers whose surfaces can be inside of a box, and the part that fills the rest.
struct NearLayers {
  struct Entry {
    std::uint8_t layer = 0;
    std::uint8_t open = 0;  // bit n: half space n of the layer has its surface near
  };
  std::array<Entry, kMaxLayers> entries{};
  int count = 0;
  int beneath = 0;

  bool Uniform() const { return count == 0; }
};

// Exact partial volume: boxes are halved until one surface is left in each, and the share that
// it cuts off is taken in closed form. What cannot be near is dropped on the way, so that most
// of the work is done once for many voxels.
class BoxSampler {
 public:
  // Boxes are halved down to `leaf_mm` where one surface crosses them, and to half of it where
  // several do. `spacing_mm` is between slices.
  BoxSampler(const Anatomy& anatomy,
             double leaf_mm,
             const SliceProfile& profile = {1.0, 0.0},
             double spacing_mm = 1.0)
      : anatomy_(anatomy), leaf_mm_(leaf_mm), profile_(profile), spacing_mm_(spacing_mm) {}

  // Looks closely only where there can be one of these parts (bit n: part n); the others'
  // shares are then not to be used.
  void CareOnlyFor(std::uint64_t parts) { wanted_ = parts; }

  NearLayers Everything() const;
  // What can be within `reach_mm` of a point.
  NearLayers Narrow(const NearLayers& layers, const Vec3& p_mm, double reach_mm) const;
  // Adds the parts of a box through the whole slab to `shares`, cut where the slice profile has
  // its corners; `layers` must hold all that can be in it.
  void AddSlab(const NearLayers& layers, const SampledBox& slab, PartShares& shares) const;
  // The same of a box between two such corners.
  void AddShares(const NearLayers& layers, const SampledBox& box, PartShares& shares) const;

 private:
  bool IsWanted(const NearLayers& layers) const;
  void AddWhole(int part, const SampledBox& box, double share, PartShares& shares) const;
  bool AddCut(const NearLayers& layers, const SampledBox& box, PartShares& shares) const;
  void AddHalves(const NearLayers& layers, const SampledBox& box, PartShares& shares) const;

  const Anatomy& anatomy_;
  double leaf_mm_;
  SliceProfile profile_;
  double spacing_mm_;
  std::uint64_t wanted_ = ~std::uint64_t{0};
};

}  // namespace regen
