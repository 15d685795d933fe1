// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/knee_sections.h"

#include <functional>
#include <vector>

#include <Eigen/Core>

namespace regen {

using Vec2 = Eigen::Vector2d;

// What lies on the bone at one place of its outline, along the outward normal in the slice.
struct BoneLayer {
  Vec2 at_mm = Vec2::Zero();    // edge of the marrow, half way down to the cortex: depth, down
  Vec2 out = Vec2::Zero();      // unit normal
  double bone_mm = 0;           // from there to the outside of the cortex
  double cartilage_mm = 0;      // and from there to the outside of the cartilage; 0: none
  double cartilage_signal = 0;  // of the marrow's
  double contrast = 0;          // of the cartilage's outer edge, of the marrow's signal
  bool may_have = false;        // whether anatomy allows cartilage here
  bool edge_seen = false;       // whether marrow ends in something dark here
};

// What a slice's outline looks like, every place of it once.
struct LayeredSection {
  int slice = 0;
  std::vector<BoneLayer> layers;
};

// Whether cartilage may be at a place of the outline, by anatomy.
using MayHaveCartilage = std::function<bool(int slice, const BoneLayer& layer)>;

// Thickness of cortex and of cartilage around the bone. A layer is cartilage where its signal
// is between cortex and marrow and it ends, after 0.8 mm (1.3 voxels) to 5.5 mm, in something
// clearly brighter (fluid, fat) or darker (meniscus, the line between two cartilages), or half
// way to another bone. `others`: the bones it may face.
std::vector<LayeredSection> FindLayers(const AnatomicalView& view,
                                       const BoneBody& bone,
                                       const std::vector<const BoneBody*>& others,
                                       const MayHaveCartilage& may_have);

struct LayerCoverage {
  std::vector<float> bone;  // in the view's order, 0..1: marrow and cortex
  std::vector<float> cartilage;
};

LayerCoverage CoverLayers(const AnatomicalView& view,
                          const BoneBody& bone,
                          const std::vector<LayeredSection>& sections);

}  // namespace regen
