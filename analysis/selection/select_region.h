// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/indications/indication.h"
#include "analysis/selection/select_series.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// A segmentation object of the baseline's study, as far as choosing needs to know it.
struct RegionCandidate {
  std::string sop_instance_uid;
  std::string series_instance_uid;
  std::string frame_of_reference_uid;
  std::vector<std::string> referenced_series_uids;
  std::vector<std::string> segment_labels;
  std::string content_date;  // DICOM DA; empty where absent
  std::string content_time;  // DICOM TM
  bool made_by_us = false;
};

struct RegionChoice {
  std::optional<std::size_t> candidate;  // place in the candidates given
  std::string segment_label;             // which of its segments
  Reasons reasons;  // no-baseline-region or several-baseline-regions where none was chosen
};

// The reader's region among the segmentations of the baseline's study. Our own results never
// count. It must refer to a series of `baseline` or share `frame_of_reference_uid`. A label
// that names the structure goes before one that names nothing ("Segment 1"); a label that names
// another structure never counts. Of several that are equally good, the newest by content date
// and time is taken if all bear the same label or name the structure; otherwise nothing is
// guessed.
RegionChoice SelectRegion(const std::vector<RegionCandidate>& candidates,
                          const EchoAcquisition& baseline,
                          const std::string& frame_of_reference_uid,
                          const IndicationProtocol& protocol);

}  // namespace regen
