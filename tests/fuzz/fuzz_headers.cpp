// SPDX-License-Identifier: GPL-3.0-or-later
// From header values to geometry and series selection. Input: lines "Keyword=value"; an empty
// line begins the next image.
#include "analysis/dicom/plane_geometry.h"
#include "analysis/selection/echo_grid.h"
#include "analysis/selection/select_series.h"
#include "analysis/selection/series_summary.h"
#include "tests/fuzz/fuzz_input.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

using namespace regen;

namespace {

constexpr std::size_t kMostImages = 40;

std::vector<std::map<std::string, std::string, std::less<>>> ImagesOf(std::string_view rest) {
  std::vector<std::map<std::string, std::string, std::less<>>> images(1);
  while (!rest.empty() && images.size() < kMostImages) {
    std::string_view line = fuzz::Next(rest, '\n');
    if (line.empty()) {
      images.push_back(images.back());  // what the next one does not say stays
      continue;
    }
    const std::string_view keyword = fuzz::Next(line, '=');
    images.back()[std::string(keyword)] = std::string(line);
  }
  return images;
}

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
  StudySummary study;
  std::vector<InstanceSummary> instances;
  for (const auto& image : ImagesOf(fuzz::TextOf(data, size))) {
    const AttributeLookup attribute = [&image](std::string_view keyword) {
      const auto found = image.find(keyword);
      return found == image.end() ? std::string() : found->second;
    };
    if (study.series.empty()) {
      study = SummarizeStudy(attribute);
      study.series.push_back(SummarizeSeries(attribute));
    }
    instances.push_back(SummarizeInstance(attribute));
  }
  Stack(instances);
  study.series.front().instances = instances;
  std::vector<Candidate> candidates;
  const auto found = SuitableAcquisitions(study, &candidates);
  for (const EchoAcquisition& acquisition : found) fuzz::Must(acquisition.slices > 0);
  SelectSeriesPair(study, study, {});
  return 0;
}
