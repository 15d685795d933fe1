// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/drawn_region.h"

#include <filesystem>
#include <vector>

namespace regen::dicom {

// Every segment of a BINARY or FRACTIONAL segmentation. Frames are placed by their own plane
// position and orientation; planes without a frame are empty. Bits are unpacked here, not by
// DCMTK, whose release 3.6.7 misreads frames that are not a multiple of 8 pixels.
Result<std::vector<DrawnRegion>> ReadSegmentation(const std::filesystem::path& file);

}  // namespace regen::dicom
