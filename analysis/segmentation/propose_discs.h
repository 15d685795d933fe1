// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/segmentation/disc_shape.h"
#include "analysis/segmentation/region_proposal.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

// What somebody told about the levels: the disc at this place is "L4/L5". T12/L1 to L5/S1.
struct KnownDiscLevel {
  Vec3 p_lps = Vec3::Zero();
  std::string level;
};

struct LumbarDiscOptions {
  std::optional<KnownDiscLevel> known_level;
};

struct LumbarDiscs {
  std::vector<RegionProposal> discs;  // from below; refused ones among them, see IsUsable
  Reasons why_none;                   // automatic-region-not-found where `discs` is empty
};

// Finds and outlines the discs of a lumbar series: T2- or T1-weighted, or the mean of its
// echoes; planes in any order and oblique; 0.5 to 1.5 mm in the plane, slices up to 5 mm.
// Needs at least two discs with their vertebrae; an image of another region, of the thoracic
// spine alone, or without a chain of discs gives none, with a reason.
//
// Chain, end-plates and outline: see spine_chain.h and disc_shape.h. Quality is the smallest of
// these scores: contrast and scatter of the end-plates, contrast of the outline, share of the
// outline that the image holds, and height, depth and width within what lumbar discs have.
//
// A level is named only where it can be counted without doubt: upwards from the sacrum, when
// its first segment is recognised (spine_sacrum.h), all bodies above are lumbar, and the discs
// follow each other at even distances; or from a level that is known. A disc that is missing
// ends the count. Counting from the sacrum means that the lowest disc above the first sacral
// segment is called L5/S1, whatever the number of lumbar vertebrae; where that number is not
// five, readers who count from above name the same disc otherwise. No name above L1/L2.
// Without a level a disc carries the remark `level-not-countable`; it is never guessed.
//
// Fails (kInput) for a known level that is not one, and for an image without voxels.
Result<LumbarDiscs> ProposeLumbarDiscs(const Volume& image,
                                       const LumbarDiscOptions& options = {});

// One disc of the chain as a shape in the image's frame.
struct FoundDisc {
  DiscShape shape;
  double marrow = 0;    // signal of the bodies beside it
  bool usable = false;  // quality reaches kMinimumProposalQuality
  std::string level;    // "L4/L5"; empty where it cannot be counted, and where not usable
};

struct FoundDiscs {
  std::vector<FoundDisc> discs;  // from below
  Reasons why_none;              // where `discs` is empty
  Reason why_no_level;           // where usable discs have no level
};

// The same search, without coverages: for measurements that need the neighbours of a disc.
FoundDiscs FindLumbarDiscs(const Volume& image,
                           const std::optional<KnownDiscLevel>& known_level = std::nullopt);

}  // namespace regen
