// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/robust.h"
#include "analysis/segmentation/region_proposal.h"

#include <string>
#include <vector>

namespace regen {

// One property of a proposal against what is plausible: 0 at `impossible`, 0.5 at `limit`, 1 at
// `good`, linear between and constant beyond; 0 for what is no number. The three ascend or descend.
double Score(double value, double impossible, double limit, double good);

// A property that must be within a range: 0.5 at both limits, 1 from `margin` inside of them,
// 0 from `margin` outside.
double RangeScore(double value, double least, double most, double margin);

// Collects the scores of a proposal and keeps the weakest with its words.
class WeakestLink {
 public:
  void Add(double score, std::string what);
  // With words such as "length of 27.10 mm".
  void Add(double score, const char* name, double value, const char* unit = "");
  double quality() const { return quality_; }
  const std::string& what() const { return what_; }

 private:
  double quality_ = 1;
  std::string what_;
};

// A proposal of this coverage; its centre stays at the origin where nothing is covered.
RegionProposal Proposed(std::string label, Volume coverage);

// A proposal of this quality; below kMinimumProposalQuality with the reason and its words.
void SetQuality(const WeakestLink& links, RegionProposal& proposal);

// An empty proposal for a structure that is not there to be found.
RegionProposal NotFound(std::string label, const VolumeGeometry& grid, std::string why);

}  // namespace regen
