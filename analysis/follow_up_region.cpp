// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_region.h"

#include "analysis/selection/select_region.h"

#include <iterator>
#include <utility>
#include <vector>

namespace regen {
namespace {

std::string FrameOfReference(const StudySummary& study, const std::string& series_uid) {
  for (const SeriesSummary& series : study.series) {
    if (series.series_instance_uid == series_uid) return series.frame_of_reference_uid;
  }
  return {};
}

// The regions that were drawn: in the file the request names, else in the study.
Result<std::vector<dicom::DrawnRegion>> ReadDrawnRegions(
    const dicom::StudyFolder& study, const std::optional<std::filesystem::path>& roi) {
  if (roi) return dicom::ReadSegmentation(*roi);
  std::vector<dicom::DrawnRegion> all;
  for (const std::filesystem::path& file : study.segmentations) {
    auto regions = dicom::ReadSegmentation(file);
    if (!regions) return regions.error();
    std::move(regions->begin(), regions->end(), std::back_inserter(all));
  }
  return all;
}

std::vector<RegionCandidate> CandidatesOf(const std::vector<dicom::DrawnRegion>& regions) {
  std::vector<RegionCandidate> candidates;
  for (const dicom::DrawnRegion& region : regions) {
    if (candidates.empty() || candidates.back().sop_instance_uid != region.sop_instance_uid) {
      candidates.push_back({region.sop_instance_uid,
                            region.series_instance_uid,
                            region.frame_of_reference_uid,
                            region.referenced_series_uids,
                            {},
                            region.content_date,
                            region.content_time,
                            region.made_by_us});
    }
    candidates.back().segment_labels.push_back(region.segment_label);
  }
  return candidates;
}

}  // namespace

Result<RegionFound> FindBaselineRegion(const dicom::StudyFolder& baseline,
                                       const EchoAcquisition& acquisition,
                                       const std::optional<std::filesystem::path>& roi,
                                       const IndicationProtocol& protocol) {
  auto regions = ReadDrawnRegions(baseline, roi);
  if (!regions) return regions.error();
  const auto candidates = CandidatesOf(*regions);
  RegionChoice choice =
      SelectRegion(candidates,
                   acquisition,
                   FrameOfReference(baseline.study, acquisition.series_instance_uids.front()),
                   protocol);
  RegionFound found;
  if (!choice.candidate) {
    found.reasons = std::move(choice.reasons);
    return found;
  }
  for (dicom::DrawnRegion& region : *regions) {
    if (region.sop_instance_uid == candidates[*choice.candidate].sop_instance_uid &&
        region.segment_label == choice.segment_label) {
      found.region = std::move(region);
      break;
    }
  }
  return found;
}

}  // namespace regen
