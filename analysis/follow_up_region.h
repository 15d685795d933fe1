// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/base/result.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/indications/indication.h"
#include "analysis/selection/select_series.h"

#include <filesystem>
#include <optional>

namespace regen {

// A region that somebody drew, or why none of those that were found can be taken.
struct RegionFound {
  std::optional<dicom::DrawnRegion> region;
  Reasons reasons;  // no-baseline-region or several-baseline-regions where there is no region
};

// The reader's region of the treated structure on the baseline: from the file `roi` where the
// request names one, else from the region objects in the baseline's folder; the rules are those
// of selection/select_region.h. An error where an object cannot be read.
Result<RegionFound> FindBaselineRegion(const dicom::StudyFolder& baseline,
                                       const EchoAcquisition& acquisition,
                                       const std::optional<std::filesystem::path>& roi,
                                       const IndicationProtocol& protocol);

}  // namespace regen
