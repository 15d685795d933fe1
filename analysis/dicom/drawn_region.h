// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"
#include "analysis/selection/select_region.h"

#include <functional>
#include <string>

namespace regen::dicom {

// A region that somebody drew, with what only the analysis needs of it. Its `problem` may also
// come from its outlines; then `coverage` is empty.
struct DrawnRegion : RegionCandidate {
  Volume coverage;            // fraction of each voxel inside, 0..1, on a grid of its own
  std::string sop_class_uid;  // of the object
  std::string study_instance_uid;
  std::string tracking_id;     // (0062,0020) or the group's, may be empty
  std::string tracking_uid;    // (0062,0021) or the group's, may be empty
  std::string algorithm_type;  // MANUAL, SEMIAUTOMATIC, AUTOMATIC; empty: not told
};

// Which of an object's regions are to be drawn: the others are described, without a coverage
// and without a look at their outlines. An object may hold a hundred.
using DrawWhich = std::function<bool(const DrawnRegion& described)>;
inline bool DrawAll(const DrawnRegion&) {
  return true;
}

}  // namespace regen::dicom
