// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/box_sampler.h"

#include "analysis/phantom/box_coverage.h"

#include <algorithm>
#include <cmath>

namespace regen {
namespace {

// Fields at one point, each asked for once.
class FieldsAt {
 public:
  FieldsAt(const Anatomy& anatomy, const Vec3& p_mm) : anatomy_(anatomy), p_mm_(p_mm) {}

  double operator[](int field) {
    const auto n = static_cast<std::size_t>(field);
    const std::uint64_t bit = std::uint64_t{1} << n;
    if ((known_ & bit) == 0) {
      values_[n] = anatomy_.fields[n](p_mm_);
      known_ |= bit;
    }
    return values_[n];
  }

 private:
  const Anatomy& anatomy_;
  const Vec3& p_mm_;
  std::uint64_t known_ = 0;
  std::array<double, 64> values_;  // where known
};

double LengthOf(const SampledBox& box, int axis) {
  return 2.0 * box.half_axes_mm.col(axis).norm();
}

}  // namespace

NearLayers BoxSampler::Everything() const {
  NearLayers all;
  all.beneath = anatomy_.ground;
  for (std::size_t n = 0; n < anatomy_.layers.size(); ++n) {
    const auto open = static_cast<std::uint8_t>((1U << anatomy_.layers[n].inside.size()) - 1U);
    all.entries[n] = {static_cast<std::uint8_t>(n), open};
  }
  all.count = static_cast<int>(anatomy_.layers.size());
  return all;
}

NearLayers BoxSampler::Narrow(const NearLayers& layers,
                              const Vec3& p_mm,
                              double reach_mm) const {
  const double reach = reach_mm / anatomy_.distance_safety;
  FieldsAt fields(anatomy_, p_mm);
  NearLayers near;
  near.beneath = layers.beneath;
  for (int n = 0; n < layers.count; ++n) {
    const NearLayers::Entry entry = layers.entries[static_cast<std::size_t>(n)];
    const Layer& layer = anatomy_.layers[entry.layer];
    bool outside = false;
    std::uint8_t open = 0;
    for (std::size_t h = 0; h < layer.inside.size() && !outside; ++h) {
      if ((entry.open >> h & 1U) == 0) {
        continue;
      }
      const HalfSpace& half = layer.inside[h];
      const double distance = half.sign * fields[half.field] + half.offset_mm;
      outside = distance >= reach;
      open = static_cast<std::uint8_t>(open | (distance > -reach ? 1U << h : 0U));
    }
    if (outside) {
      continue;
    }
    if (open == 0) {
      near.beneath = layer.part;
      break;
    }
    near.entries[static_cast<std::size_t>(near.count++)] = {entry.layer, open};
  }
  while (near.count > 0 &&
         anatomy_.layers[near.entries[static_cast<std::size_t>(near.count - 1)].layer].part ==
             near.beneath) {
    --near.count;
  }
  return near;
}

bool BoxSampler::IsWanted(const NearLayers& layers) const {
  std::uint64_t parts = std::uint64_t{1} << layers.beneath;
  for (int n = 0; n < layers.count; ++n) {
    const std::uint8_t layer = layers.entries[static_cast<std::size_t>(n)].layer;
    parts |= std::uint64_t{1} << anatomy_.layers[layer].part;
  }
  return (parts & wanted_) != 0;
}

void BoxSampler::AddWhole(int part,
                          const SampledBox& box,
                          double share,
                          PartShares& shares) const {
  const double edge = 0.5 * spacing_mm_;
  const double lower = std::clamp(box.lower_mm, -edge, edge);
  const double upper = std::clamp(box.upper_mm, -edge, edge);
  const double excited = profile_.Below(box.upper_mm) - profile_.Below(box.lower_mm);
  const double area = share * box.area_share;
  shares.Add(part, area * excited, area * (upper - lower) / spacing_mm_);
}

// Where all surfaces near are those of one field, seen from one side: shares of shells. The
// field is taken as a plane whose offset is its mean over the box, which takes its bend into
// account; false where there is more than that.
bool BoxSampler::AddCut(const NearLayers& layers,
                        const SampledBox& box,
                        PartShares& shares) const {
  int field = -1;
  double sign = 0.0;
  for (int n = 0; n < layers.count; ++n) {
    const NearLayers::Entry entry = layers.entries[static_cast<std::size_t>(n)];
    const Layer& layer = anatomy_.layers[entry.layer];
    for (std::size_t h = 0; h < layer.inside.size(); ++h) {
      if ((entry.open >> h & 1U) == 0) {
        continue;
      }
      const HalfSpace& half = layer.inside[h];
      if (field >= 0 && (half.field != field || half.sign != sign)) {
        return false;
      }
      field = half.field;
      sign = half.sign;
    }
  }
  const Field& distance = anatomy_.fields[static_cast<std::size_t>(field)];
  const double middle = distance(box.centre_mm);
  double mean = middle;
  Vec3 slope;
  for (int axis = 0; axis < 3; ++axis) {
    const double above = distance(box.centre_mm + box.half_axes_mm.col(axis));
    const double below = distance(box.centre_mm - box.half_axes_mm.col(axis));
    slope[axis] = 0.5 * sign * (above - below);
    mean += (above - 2.0 * middle + below) / 6.0;
  }
  double covered = 0.0;
  for (int n = 0; n < layers.count; ++n) {
    const NearLayers::Entry entry = layers.entries[static_cast<std::size_t>(n)];
    const Layer& layer = anatomy_.layers[entry.layer];
    double innermost = 1.0;
    for (std::size_t h = 0; h < layer.inside.size(); ++h) {
      if ((entry.open >> h & 1U) != 0) {
        const double value = sign * mean + layer.inside[h].offset_mm;
        innermost = std::min(innermost, CubeShareBelow(value, slope));
      }
    }
    if (innermost > covered) {
      AddWhole(layer.part, box, innermost - covered, shares);
      covered = innermost;
    }
  }
  if (covered < 1.0) {
    AddWhole(layers.beneath, box, 1.0 - covered, shares);
  }
  return true;
}

void BoxSampler::AddHalves(const NearLayers& layers,
                           const SampledBox& box,
                           PartShares& shares) const {
  int longest = 0;
  for (int axis = 1; axis < 3; ++axis) {
    longest = LengthOf(box, axis) > LengthOf(box, longest) ? axis : longest;
  }
  for (const double side : {-0.5, 0.5}) {
    SampledBox half = box;
    half.centre_mm += side * box.half_axes_mm.col(longest);
    half.half_axes_mm.col(longest) *= 0.5;
    if (longest == 2) {
      const double middle = 0.5 * (box.lower_mm + box.upper_mm);
      (side < 0.0 ? half.upper_mm : half.lower_mm) = middle;
    } else {
      half.area_share *= 0.5;
    }
    AddShares(layers, half, shares);
  }
}

void BoxSampler::AddSlab(const NearLayers& layers,
                         const SampledBox& slab,
                         PartShares& shares) const {
  const double edge = 0.5 * spacing_mm_;
  const double inner = 0.5 * (profile_.thickness_mm - profile_.edge_mm);
  const double outer = profile_.HalfExtentMm();
  std::array<double, 8> corners{
      slab.lower_mm, slab.upper_mm, -edge, edge, -inner, inner, -outer, outer};
  std::sort(corners.begin(), corners.end());
  const double middle = 0.5 * (slab.lower_mm + slab.upper_mm);
  const double half = 0.5 * (slab.upper_mm - slab.lower_mm);
  for (std::size_t n = 0; n + 1 < corners.size(); ++n) {
    const double lower = std::max(corners[n], slab.lower_mm);
    const double upper = std::min(corners[n + 1], slab.upper_mm);
    if (upper - lower > 1e-9 * half) {
      SampledBox piece = slab;
      piece.lower_mm = lower;
      piece.upper_mm = upper;
      piece.centre_mm += (0.5 * (lower + upper) - middle) / half * slab.half_axes_mm.col(2);
      piece.half_axes_mm.col(2) *= 0.5 * (upper - lower) / half;
      AddShares(layers, piece, shares);
    }
  }
}

void BoxSampler::AddShares(const NearLayers& layers,
                           const SampledBox& box,
                           PartShares& shares) const {
  const double reach =
      std::sqrt(box.half_axes_mm.squaredNorm());  // of axes that are nearly at right angles
  const NearLayers near = Narrow(layers, box.centre_mm, reach);
  if (near.Uniform() || !IsWanted(near)) {
    AddWhole(near.beneath, box, 1.0, shares);
    return;
  }
  const double longest = std::max({LengthOf(box, 0), LengthOf(box, 1), LengthOf(box, 2)});
  if (longest <= leaf_mm_ && AddCut(near, box, shares)) {
    return;
  }
  if (longest <= 0.5 * leaf_mm_) {
    AddWhole(Narrow(near, box.centre_mm, 0.0).beneath, box, 1.0, shares);
    return;
  }
  AddHalves(near, box, shares);
}

}  // namespace regen
