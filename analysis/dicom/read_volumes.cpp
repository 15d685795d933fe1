// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_volumes.h"

#include "analysis/base/text.h"
#include "analysis/dicom/plane_geometry.h"
#include "analysis/dicom/read_images.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace regen::dicom {

VolumeGeometry GeometryOfStack(const SliceStack& stack) {
  VolumeGeometry grid;
  grid.size = {stack.columns, stack.rows, stack.slices};
  grid.spacing_mm =
      Vec3(stack.pixel_spacing_mm[1], stack.pixel_spacing_mm[0], stack.slice_spacing_mm);
  grid.origin_lps = Vec3(stack.origin_lps[0], stack.origin_lps[1], stack.origin_lps[2]);
  const auto direction = DirectionFromOrientation(stack.orientation);
  assert(direction);  // the summary holds perpendicular unit vectors only
  grid.direction = *direction;
  return grid;
}

Result<Volume> ReadVolume(const StudyFolder& folder, const ArrangedVolume& arranged) {
  assert(arranged.reasons.empty());
  const VolumeGeometry grid = GeometryOfStack(arranged.stack);
  if (const Status size = CheckVolumeSize(grid, 1); !size) return size.error();
  Volume volume = EmptyVolume(grid);
  std::vector<ImageTarget> targets;
  AddTargets(arranged.images, volume, targets);
  const Status read = ReadImages(folder, targets, grid.size[1], grid.size[0]);
  if (!read) return read.error();
  return volume;
}

Result<std::vector<ImageVolume>> ReadVolumes(const StudyFolder& folder,
                                             const std::string& series_instance_uid) {
  const auto& all = folder.study.series;
  const auto series = std::find_if(all.begin(), all.end(), [&](const SeriesSummary& one) {
    return one.series_instance_uid == series_instance_uid;
  });
  if (series == all.end()) {
    return InputError(StrCat("series ", series_instance_uid, " is not in the folder"));
  }
  std::vector<ArrangedVolume> arranged = ArrangeVolumes(*series);
  std::vector<ImageVolume> volumes;
  for (ArrangedVolume& one : arranged) {
    ImageVolume volume;
    if (one.reasons.empty()) {
      auto voxels = ReadVolume(folder, one);
      if (!voxels) return voxels.error();
      volume.volume = *std::move(voxels);
    }
    volume.tags = std::move(one.tags);
    volume.images = std::move(one.images);
    volume.reasons = std::move(one.reasons);
    volumes.push_back(std::move(volume));
  }
  return volumes;
}

}  // namespace regen::dicom
