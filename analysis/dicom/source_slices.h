// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: the images behind the slices of a grid.
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/geometry/volume_geometry.h"

#include <array>
#include <string>
#include <vector>

namespace regen::dicom {

// The image of one slice that a result refers to.
struct SourceSlice {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  int frame_number = 0;  // from 1 in an enhanced object
  std::string series_instance_uid;
  std::array<double, 3> position_lps{};  // as its header has it
};

// For every slice of `grid` the image at its position with the shortest echo time, among
// `sop_instance_uids` (empty: among all images of the study). Fails by name where a slice has
// no image, or the grid is not that of the images.
Result<std::vector<SourceSlice>> FindSourceSlices(
    const StudyFolder& folder,
    const std::vector<std::string>& sop_instance_uids,
    const VolumeGeometry& grid);

}  // namespace regen::dicom
