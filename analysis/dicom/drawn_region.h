// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <functional>
#include <string>
#include <vector>

namespace regen::dicom {

// One region that somebody drew: a segment of a DICOM SEG (PS3.3 A.51), an ROI of an RTSTRUCT
// (A.19.3) or a measurement group of an SR with coordinates (A.35).
struct DrawnRegion {
  Volume coverage;            // fraction of each voxel inside, 0..1, on a grid of its own
  std::string sop_class_uid;  // of the object
  std::string sop_instance_uid;
  std::string series_instance_uid;
  std::string study_instance_uid;
  std::string frame_of_reference_uid;  // of the coverage; empty: that of the images referred to
  std::vector<std::string> referenced_series_uids;
  std::vector<std::string> referenced_image_uids;  // SOP Instance UIDs; RTSTRUCT and SR
  int segment_number = 1;      // of the segment, ROI or group within the object
  std::string segment_label;   // SegmentLabel, ROIName; SR: finding, site, tracking identifier
  std::string tracking_id;     // (0062,0020) or the group's, may be empty
  std::string tracking_uid;    // (0062,0021) or the group's, may be empty
  std::string algorithm_type;  // MANUAL, SEMIAUTOMATIC, AUTOMATIC; empty: not told
  std::string content_date;    // DICOM DA, may be empty
  std::string content_time;    // DICOM TM, may be empty
  bool made_by_us = false;     // ManufacturerModelName names this product: never an input
  std::string problem;         // why it is no region; then `coverage` is empty
};

// Which of an object's regions are to be drawn: the others are described, without a coverage
// and without a look at their outlines. An object may hold a hundred.
using DrawWhich = std::function<bool(const DrawnRegion& described)>;
inline bool DrawAll(const DrawnRegion&) {
  return true;
}

}  // namespace regen::dicom
