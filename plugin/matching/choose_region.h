// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/selection/select_region.h"
#include "plugin/archive/archive.h"
#include "plugin/matching/plan_study.h"

#include <vector>

namespace regen {

// A choice among the regions of a study; errors are those of the lookup of own objects.
// `select` is SelectRegion or SelectFollowUpRegion.
using RegionSelection = RegionChoice (*)(const std::vector<RegionCandidate>&,
                                         const StudySummary&,
                                         const EchoAcquisition&,
                                         const IndicationProtocol&);
Result<RegionChoice> ChooseRegion(const PlanningContext& context,
                                  const ArchivedStudy& study,
                                  const EchoAcquisition& acquisition,
                                  const Treatment& treatment,
                                  RegionSelection select);

// The images that the analysis needs to know where `region` lies, beyond those of
// `acquisition`: every image of the series it was drawn on, which also tell its thickness. None
// for a SEG, which knows its own place.
std::vector<ArchivedObject> ImagesBehind(const ArchivedRegion& region,
                                         const ArchivedStudy& study,
                                         const EchoAcquisition& acquisition);

}  // namespace regen
