// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what the readers of SEG, RTSTRUCT and SR share.
#pragma once

#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/drawn_region.h"

#include <vector>

namespace regen::dicom {

// The items of a sequence; empty where it is missing. They belong to `parent`.
std::vector<DcmItem*> ItemsOf(DcmItem& parent, const DcmTagKey& sequence);

// A region with what its object says of itself: identifiers, content date and time, origin.
DrawnRegion DescribeObject(DcmItem& dataset);

}  // namespace regen::dicom
