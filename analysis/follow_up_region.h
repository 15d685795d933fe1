// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/base/result.h"
#include "analysis/dicom/drawn_region.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/indications/indication.h"
#include "analysis/selection/select_series.h"

#include <filesystem>
#include <optional>

namespace regen {

// A region that somebody drew, or why none of those that were found can be taken.
struct RegionFound {
  std::optional<dicom::DrawnRegion> region;
  Reasons reasons;  // where there is no region, as the function says
};

// The reader's region of the treated structure on the baseline: from the SEG, RTSTRUCT or SR
// `roi` where the request names one, else from the region objects in the baseline's folder; the
// rules are those of SelectRegion. No region: no-baseline-region or several-baseline-regions.
// An error where `roi` cannot be read; an object of the folder that cannot be read is named in
// the reason.
Result<RegionFound> FindBaselineRegion(const dicom::StudyFolder& baseline,
                                       const EchoAcquisition& acquisition,
                                       const std::optional<std::filesystem::path>& roi,
                                       const IndicationProtocol& protocol);

// The region of a defect inside the structure (a gap, a tear, a repair site) among those drawn
// on the baseline, in `roi` and in the folder: its label must name a defect. No region:
// no-defect-region, or several-defect-regions where two of the same time contradict each other.
// An error where `roi` cannot be read.
Result<RegionFound> FindDefectRegion(const dicom::StudyFolder& baseline,
                                     const EchoAcquisition& acquisition,
                                     const std::optional<std::filesystem::path>& roi,
                                     const IndicationProtocol& protocol);

// The region of the treated structure that a person or another program drew on the follow-up
// itself and stored in its study, to be used as given (RegionMethod::kExternal); the rules are
// those of SelectFollowUpRegion. Its coverage is in the follow-up's frame of reference. No
// region and no reason: nobody drew one. No region and several-follow-up-regions: a warning,
// the region is carried over from the baseline then. Whoever uses it adds its SOP Instance UID
// to what the input's digest is made of.
RegionFound FindFollowUpRegion(const dicom::StudyFolder& follow_up,
                               const EchoAcquisition& acquisition,
                               const IndicationProtocol& protocol);

}  // namespace regen
