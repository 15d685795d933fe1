// SPDX-License-Identifier: GPL-3.0-or-later
// From header values to geometry and series selection.
#include "analysis/dicom/plane_geometry.h"
#include "analysis/selection/arrange_volumes.h"
#include "analysis/selection/echo_grid.h"
#include "analysis/selection/select_series.h"
#include "tests/fuzz/fuzz_study.h"

#include <cmath>
#include <vector>

using namespace regen;

namespace {

void Stack(const std::vector<InstanceSummary>& images) {
  if (!images.front().image_orientation) return;
  const auto direction = dicom::DirectionFromOrientation(*images.front().image_orientation);
  if (!direction) return;
  std::vector<Vec3> positions;
  for (const InstanceSummary& image : images) {
    if (!image.image_position_lps) continue;
    const auto& at = *image.image_position_lps;
    positions.emplace_back(at[0], at[1], at[2]);
  }
  if (positions.empty()) return;
  const auto stack = dicom::StackPlanes(positions, direction->col(2), std::nullopt, "fuzz: ");
  if (!stack) return;
  fuzz::Must(stack->plane_of.size() == positions.size());
  fuzz::Must(std::isfinite(stack->spacing_mm) && stack->spacing_mm > 0);
  for (const int plane : stack->plane_of) fuzz::Must(plane >= 0 && plane < stack->planes);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const StudySummary study = fuzz::StudyFrom(fuzz::TextOf(data, size));
  Stack(study.series.front().instances);
  std::size_t arranged = 0;
  for (const ArrangedVolume& volume : ArrangeVolumes(study.series.front())) {
    arranged += volume.images.size();
    fuzz::Must(!volume.reasons.empty() || volume.stack.slice_spacing_mm > 0);
  }
  fuzz::Must(arranged == study.series.front().instances.size());
  std::vector<Candidate> candidates;
  const IndicationProtocol& protocol = ProtocolOf(Indication::kPatellarTendon);
  const auto found = SuitableAcquisitions(study, protocol, &candidates);
  for (const EchoAcquisition& acquisition : found) fuzz::Must(acquisition.slices > 0);
  SelectSeriesPair(study, study, protocol, {});
  return 0;
}
