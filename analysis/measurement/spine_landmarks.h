// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/measurement/exam_pair.h"
#include "analysis/segmentation/disc_shape.h"

#include <optional>
#include <string>

namespace regen {

// A disc of one exam, in its patient coordinates.
struct LandmarkDisc {
  DiscShape shape;
  double marrow = 0;  // signal of the bodies beside it
  std::string level;  // counted from the sacrum; empty where it cannot be counted
};

// The treated disc and its neighbours in one exam, found in the image by itself and told apart
// by where the region lies.
struct SpineLandmarks {
  std::optional<LandmarkDisc> treated;  // within 10 mm of the region's centre
  std::optional<LandmarkDisc> above;    // the next of the chain, with one vertebra between
  std::optional<LandmarkDisc> below;
  Reasons reasons;      // where there is no treated one: end-plates-not-found
  Reason why_no_level;  // where the treated one has none: level-not-countable
};

SpineLandmarks FindSpineLandmarks(const Volume& image, const Vec3& region_centre);

struct SpinePair {
  SpineLandmarks baseline;
  SpineLandmarks follow_up;
};

// Of both exams of a pair, by the region's place in each.
SpinePair FindSpinePair(const ExamPair& pair);

// The level of the disc in the baseline and of what the follow-up's region lies on must be the
// treated one's, as far as discs can be counted: level-conflict. `named`: the reader's region
// bears the level, whose numbering then stands; a count that differs only warns.
struct LevelCheck {
  Reasons conflicts;
  Reasons warnings;  // level-not-countable, and of a named level level-conflict
};
LevelCheck CheckLevels(const SpinePair& spine, const std::string& treated, bool named);

}  // namespace regen
