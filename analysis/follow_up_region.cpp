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

}  // namespace

Result<RegionFound> FindBaselineRegion(const dicom::StudyFolder& baseline,
                                       const EchoAcquisition& acquisition,
                                       const std::optional<std::filesystem::path>& roi,
                                       const IndicationProtocol& protocol) {
  Regions regions;
  if (roi) {
    auto read = dicom::ReadDrawnRegions(*roi, baseline.study, DrawNone);
    if (!read) return read.error();
    Add(*std::move(read), *roi, regions);
  } else {
    regions = RegionsOfFolder(baseline);
  }
  return SelectAndDraw(SelectRegion, baseline.study, acquisition, protocol, std::move(regions));
}

RegionFound FindFollowUpRegion(const dicom::StudyFolder& follow_up,
                               const EchoAcquisition& acquisition,
                               const IndicationProtocol& protocol) {
  return SelectAndDraw(
      SelectFollowUpRegion, follow_up.study, acquisition, protocol, RegionsOfFolder(follow_up));
}

}  // namespace regen
