// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/follow_up_region.h"

#include "analysis/dicom/read_drawn_regions.h"
#include "analysis/selection/select_region.h"

#include <utility>
#include <vector>

namespace regen {
namespace {

// What the objects of a study have drawn, in places of the same number.
struct Regions {
  std::vector<dicom::DrawnRegion> regions;
  std::vector<std::filesystem::path> files;
};

bool DrawNone(const dicom::DrawnRegion&) {
  return false;
}

void Add(std::vector<dicom::DrawnRegion> read,
         const std::filesystem::path& file,
         Regions& all) {
  for (dicom::DrawnRegion& region : read) {
    all.regions.push_back(std::move(region));
    all.files.push_back(file);
  }
}

// An object that cannot be read is one region with a problem.
Regions RegionsOfFolder(const dicom::StudyFolder& folder) {
  Regions all;
  for (const std::filesystem::path& file : folder.region_objects) {
    auto read = dicom::ReadDrawnRegions(file, folder.study, DrawNone);
    if (read) {
      Add(*std::move(read), file, all);
    } else {
      dicom::DrawnRegion unreadable;
      unreadable.sop_instance_uid = file.string();
      unreadable.problem = read.error().message;
      Add({std::move(unreadable)}, file, all);
    }
  }
  return all;
}

// Draws the region at `place`; afterwards it has a coverage or a problem.
void Draw(const StudySummary& study, std::size_t place, Regions& all) {
  dicom::DrawnRegion& region = all.regions[place];
  if (!region.coverage.values.empty()) return;
  const int number = region.number;
  const auto is_it = [number](const dicom::DrawnRegion& described) {
    return described.number == number;
  };
  auto read = dicom::ReadDrawnRegions(all.files[place], study, is_it);
  if (!read) {
    region.problem = read.error().message;
    return;
  }
  for (dicom::DrawnRegion& drawn : *read) {
    if (is_it(drawn)) {
      region = std::move(drawn);
      return;
    }
  }
  region.problem = "cannot be read again";
}

using Select = RegionChoice (*)(const std::vector<RegionCandidate>&,
                                const StudySummary&,
                                const EchoAcquisition&,
                                const IndicationProtocol&);

// Selects by what the objects say, then draws; whose outlines prove no region is out, and the
// choice is made again.
RegionFound SelectAndDraw(Select select,
                          const StudySummary& study,
                          const EchoAcquisition& acquisition,
                          const IndicationProtocol& protocol,
                          Regions all) {
  while (true) {
    const std::vector<RegionCandidate> candidates(all.regions.begin(), all.regions.end());
    RegionChoice choice = select(candidates, study, acquisition, protocol);
    RegionFound found;
    if (!choice.candidate) {
      found.reasons = std::move(choice.reasons);
      return found;
    }
    Draw(study, *choice.candidate, all);
    dicom::DrawnRegion& region = all.regions[*choice.candidate];
    if (region.problem.empty()) {
      found.region = std::move(region);
      return found;
    }
  }
}

// Those of the request's own object, else of the folder.
Result<Regions> RegionsOf(const dicom::StudyFolder& folder,
                          const std::optional<std::filesystem::path>& roi) {
  if (!roi) return RegionsOfFolder(folder);
  auto read = dicom::ReadDrawnRegions(*roi, folder.study, DrawNone);
  if (!read) return read.error();
  Regions regions;
  Add(*std::move(read), *roi, regions);
  return regions;
}

}  // namespace

Result<RegionFound> FindBaselineRegion(const dicom::StudyFolder& baseline,
                                       const EchoAcquisition& acquisition,
                                       const std::optional<std::filesystem::path>& roi,
                                       const IndicationProtocol& protocol) {
  auto regions = RegionsOf(baseline, roi);
  if (!regions) return regions.error();
  return SelectAndDraw(
      SelectRegion, baseline.study, acquisition, protocol, *std::move(regions));
}

Result<RegionFound> FindDefectRegion(const dicom::StudyFolder& baseline,
                                     const EchoAcquisition& acquisition,
                                     const std::optional<std::filesystem::path>& roi,
                                     const IndicationProtocol& protocol) {
  auto regions = RegionsOf(baseline, roi);
  if (!regions) return regions.error();
  if (roi) {
    Regions more = RegionsOfFolder(baseline);
    for (std::size_t n = 0; n < more.regions.size(); ++n) {
      regions->regions.push_back(std::move(more.regions[n]));
      regions->files.push_back(std::move(more.files[n]));
    }
  }
  RegionFound found = SelectAndDraw(
      SelectDefectRegion, baseline.study, acquisition, protocol, *std::move(regions));
  if (!found.region && found.reasons.empty()) {
    found.reasons.push_back(MakeReason(reasons::kNoDefectRegion,
                                       "no region on the baseline is labelled as a defect "
                                       "(gap, tear, lesion)"));
  }
  return found;
}

RegionFound FindFollowUpRegion(const dicom::StudyFolder& follow_up,
                               const EchoAcquisition& acquisition,
                               const IndicationProtocol& protocol) {
  return SelectAndDraw(
      SelectFollowUpRegion, follow_up.study, acquisition, protocol, RegionsOfFolder(follow_up));
}

}  // namespace regen
