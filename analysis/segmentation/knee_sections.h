// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/anatomical_view.h"

#include <array>
#include <cstddef>
#include <vector>

namespace regen {

// A bright compact area of one sagittal slice, holes filled: what a bone's marrow looks like.
// Rows and columns are those of the view: depth and down.
struct BoneSection {
  int slice = 0;
  std::array<int, 2> begin{0, 0};     // box: depth, down
  std::array<int, 2> end{0, 0};       // one behind the last
  std::vector<unsigned char> inside;  // of the box, depth fastest
  int voxels = 0;
  double area_mm2 = 0;
  double solidity = 0;  // area / area of its convex hull
  double closed = 0;    // share of its outline that has something dark within 2 mm

  int Width() const { return end[0] - begin[0]; }
  bool Has(int d, int v) const {
    if (d < begin[0] || d >= end[0] || v < begin[1] || v >= end[1]) return false;
    return inside[static_cast<std::size_t>(d - begin[0] + Width() * (v - begin[1]))] != 0;
  }
};

// Voxels of both / voxels of either.
double Overlap(const BoneSection& a, const BoneSection& b);

// The brightness of fat and marrow around every voxel of the view: the mean of what exceeds
// 0.35 of the image's 99th percentile within 30 mm, so that coil shading does not count.
std::vector<float> BrightLevel(const AnatomicalView& view);

// Every compact area (at least 40 mm², solidity at least 0.6) of every slice. A gap in the dark
// cortex is bridged by opening: areas are told apart at several thresholds of brightness and
// several widths of bridge, so one bone may be there several times.
std::vector<std::vector<BoneSection>> FindBoneSections(const AnatomicalView& view,
                                                       const std::vector<float>& level);

// A bone's marrow as one section per slice, slices ascending without gap.
struct BoneBody {
  std::vector<BoneSection> sections;
  double volume_mm3 = 0;

  const BoneSection* At(int slice) const {
    if (sections.empty() || slice < sections.front().slice || slice > sections.back().slice) {
      return nullptr;
    }
    return &sections[static_cast<std::size_t>(slice - sections.front().slice)];
  }
};

// Chains of sections that go on from slice to slice, from the largest section outwards; largest
// body first. No two bodies share most of a section. What a section has that is farther than
// 3 mm from both neighbouring sections is a leak and cut off.
std::vector<BoneBody> LinkSections(const AnatomicalView& view,
                                   const std::vector<std::vector<BoneSection>>& sections);

}  // namespace regen
