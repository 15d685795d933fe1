// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/image/volume.h"

#include <filesystem>
#include <string>
#include <vector>

namespace regen::dicom {

// One region that somebody drew, from a DICOM SEG (PS3.3 A.51).
struct DrawnRegion {
  Volume coverage;  // fraction of each voxel inside, 0..1, on the SEG's own grid
  std::string sop_instance_uid;
  std::string series_instance_uid;
  std::string study_instance_uid;
  std::string frame_of_reference_uid;
  std::vector<std::string> referenced_series_uids;
  int segment_number = 1;
  std::string segment_label;
  std::string tracking_id;     // (0062,0020), may be empty
  std::string tracking_uid;    // (0062,0021), may be empty
  std::string algorithm_type;  // MANUAL, SEMIAUTOMATIC, AUTOMATIC
  std::string content_date;    // DICOM DA, may be empty
  std::string content_time;    // DICOM TM, may be empty
  bool made_by_us = false;     // ManufacturerModelName names this product: never an input
};

// Every segment of a BINARY or FRACTIONAL segmentation. Frames are placed by their own plane
// position and orientation; planes without a frame are empty. Bits are unpacked here, not by
// DCMTK, whose release 3.6.7 misreads frames that are not a multiple of 8 pixels.
Result<std::vector<DrawnRegion>> ReadSegmentation(const std::filesystem::path& file);

}  // namespace regen::dicom
