// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/selection/series_summary.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// The functional groups of an enhanced multi-frame object (PS3.3 C.7.6.16), wherever they are
// read from.
struct FunctionalGroups {
  // Places beside the frames, which count from 0.
  static constexpr int kShared = -1;  // SharedFunctionalGroupsSequence
  static constexpr int kObject = -2;  // the dataset itself

  int frames = 0;  // items of PerFrameFunctionalGroupsSequence
  // The value of `keyword` in the first item of the sequence `macro` at a place, as
  // AttributeLookup gives values. `macro` may be two sequences, one in the other, with '/'.
  std::function<std::string(int place, std::string_view macro, std::string_view keyword)> value;
};

// Enhanced MR Image Storage and Legacy Converted Enhanced MR Image Storage.
bool IsEnhancedMr(std::string_view sop_class_uid);

// The attributes of one frame (from 0) by the keywords of a classic MR image: first its own
// groups, then the shared ones, then the dataset, then what a converter left unassigned.
// Arguments must outlive the answer. What the enhanced object names otherwise is translated:
// EffectiveEchoTime is EchoTime, FrameType is ImageType; ScanningSequence, SequenceVariant and
// ScanOptions are put together from the pulse sequence's attributes (PS3.3 C.8.13.4).
AttributeLookup AttributesOfFrame(const AttributeLookup& object,
                                  const FunctionalGroups& groups,
                                  int frame);

// One summary for each frame, in order. Empty where the groups do not tell of exactly
// NumberOfFrames frames: then nothing places them.
std::vector<InstanceSummary> SummarizeFrames(const AttributeLookup& object,
                                             const FunctionalGroups& groups);

// Every sequence and keyword that the functions above ask for beside SummaryKeywords.
std::vector<std::string> EnhancedKeywords();

}  // namespace regen
