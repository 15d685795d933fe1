// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/choose_region.h"

#include "analysis/indications/indication.h"

#include <string>

namespace regen {

// Ours are marked, also when they came back without our words in them.
Result<RegionChoice> ChooseRegion(const PlanningContext& context,
                                  const ArchivedStudy& study,
                                  const EchoAcquisition& acquisition,
                                  const Treatment& treatment,
                                  RegionSelection select) {
  std::vector<RegionCandidate> candidates;
  for (const ArchivedRegion& region : study.regions) {
    const Result<bool> own = context.is_own_object(region.sop_instance_uid);
    if (!own) {
      return own.error();
    }
    candidates.push_back(region);
    candidates.back().made_by_us = region.made_by_us || *own;
  }
  return select(candidates,
                study.summary,
                acquisition,
                ProtocolAt(treatment.indication, treatment.level));
}

std::vector<ArchivedObject> ImagesBehind(const ArchivedRegion& region,
                                         const ArchivedStudy& study,
                                         const EchoAcquisition& acquisition) {
  std::vector<ArchivedObject> images;
  if (region.object == "SEG") {
    return images;
  }
  for (const SeriesSummary& series : study.summary.series) {
    if (!IsDrawnOn(region, series)) {
      continue;
    }
    for (const InstanceSummary& image : series.instances) {
      const auto place = study.orthanc_id_of_sop_instance.find(image.sop_instance_uid);
      // Frames of one object follow each other.
      if (!images.empty() && images.back().sop_instance_uid == image.sop_instance_uid) continue;
      if (place != study.orthanc_id_of_sop_instance.end() &&
          !HoldsUid(acquisition.sop_instance_uids, image.sop_instance_uid)) {
        images.push_back({image.sop_instance_uid, place->second});
      }
    }
  }
  return images;
}

}  // namespace regen
