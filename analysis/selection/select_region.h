// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/indications/indication.h"
#include "analysis/selection/select_series.h"
#include "analysis/selection/series_summary.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// Kind of object that holds regions, for people: "SEG", "RTSTRUCT", "SR" (Enhanced,
// Comprehensive, Comprehensive 3D); empty where the SOP class is none of them.
std::string_view RegionObjectKind(std::string_view sop_class_uid);

// One region that somebody drew: a segment of a SEG (PS3.3 A.51), an ROI of an RTSTRUCT
// (A.19.3) or a measurement group of an SR with coordinates (A.35), as far as choosing needs to
// know it.
struct RegionCandidate {
  std::string sop_instance_uid;  // of the object that holds it
  std::string series_instance_uid;
  std::string object;  // RegionObjectKind; empty where it could not be read
  int number = 1;      // of the segment, ROI or group within its object
  std::string label;   // SegmentLabel, ROIName; SR: finding, site, tracking identifier
  std::string frame_of_reference_uid;  // empty: that of the images it refers to
  std::vector<std::string> referenced_series_uids;
  std::vector<std::string> referenced_image_uids;  // SOP Instance UIDs
  std::string content_date;                        // DICOM DA; empty where absent
  std::string content_time;                        // DICOM TM
  bool made_by_us = false;
  std::string problem;  // why it is no region ("a POINT is only a seed"); empty where it is one
};

// Whether the region was drawn on images of the series.
bool IsDrawnOn(const RegionCandidate& region, const SeriesSummary& series);

struct RegionChoice {
  std::optional<std::size_t> candidate;  // place in the candidates given
  Reasons reasons;                       // where none was chosen, one; see the functions
};

// The reader's region among those in the baseline's study `study`. Our own results never count.
// It must refer to the series of `acquisition`, or share their frame of reference by its own
// UID or that of the study's images it refers to: it may be drawn on any series of that frame.
// A label that names the structure goes before one that names nothing ("Segment 1"); a label
// that names another structure never counts, nor, where `protocol` has a treated level
// (ProtocolAt), one that names another level. Of several that are equally good, the newest by
// content date and time is taken if all bear the same label or name the structure; otherwise
// nothing is guessed. The reason, no-baseline-region or several-baseline-regions, tells of each
// region why it was left.
RegionChoice SelectRegion(const std::vector<RegionCandidate>& candidates,
                          const StudySummary& study,
                          const EchoAcquisition& acquisition,
                          const IndicationProtocol& protocol);

// The region of a defect inside the structure, drawn on the baseline: only a label that names a
// defect counts, and of several the newest. None has no reason; of several of the same time
// none is taken: several-defect-regions.
RegionChoice SelectDefectRegion(const std::vector<RegionCandidate>& candidates,
                                const StudySummary& study,
                                const EchoAcquisition& acquisition,
                                const IndicationProtocol& protocol);

// Whether SelectRegion's reasons say that nobody drew the structure, which is another thing
// than several regions that contradict each other: then alone may one be looked for without a
// person.
bool NobodyDrew(const Reasons& why_no_region);

// The region that a person or another program drew on the follow-up itself: the same rules, but
// only a label that names the structure counts. None is the usual case and has no reason; of
// several of the same time none is taken: several-follow-up-regions.
RegionChoice SelectFollowUpRegion(const std::vector<RegionCandidate>& candidates,
                                  const StudySummary& study,
                                  const EchoAcquisition& acquisition,
                                  const IndicationProtocol& protocol);

}  // namespace regen
