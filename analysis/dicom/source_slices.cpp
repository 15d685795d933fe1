// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/source_slices.h"

#include "analysis/base/text.h"
#include "analysis/dicom/plane_geometry.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace regen::dicom {

namespace {

bool Wanted(const std::vector<std::string>& uids, const std::string& uid) {
  return uids.empty() || std::find(uids.begin(), uids.end(), uid) != uids.end();
}

// The slice of the grid at the image's position, or -1.
int SliceOf(const InstanceSummary& image, const VolumeGeometry& grid) {
  if (!image.image_position_lps || image.columns != grid.size[0] ||
      image.rows != grid.size[1]) {
    return -1;
  }
  const auto& position = *image.image_position_lps;
  const Vec3 lps(position[0], position[1], position[2]);
  const Vec3 index = IndexFromLps(grid, lps);
  const int k = static_cast<int>(std::lround(std::clamp(index[2], -1.0, 1e6)));
  if (k < 0 || k >= grid.size[2]) return -1;
  return (LpsFromIndex(grid, Vec3(0, 0, k)) - lps).norm() <=
                 PositionToleranceMm(grid.spacing_mm[2])
             ? k
             : -1;
}

}  // namespace

Result<std::vector<SourceSlice>> FindSourceSlices(
    const StudyFolder& folder,
    const std::vector<std::string>& sop_instance_uids,
    const VolumeGeometry& grid) {
  struct Found {
    SourceSlice slice;
    double echo_time_ms = 0;
  };
  std::vector<std::optional<Found>> found(static_cast<std::size_t>(grid.size[2]));
  for (const SeriesSummary& series : folder.study.series) {
    for (const InstanceSummary& image : series.instances) {
      const int k =
          Wanted(sop_instance_uids, image.sop_instance_uid) ? SliceOf(image, grid) : -1;
      if (k < 0) continue;
      auto& best = found[static_cast<std::size_t>(k)];
      const double echo_time_ms = image.echo_time_ms.value_or(0.0);
      if (best && best->echo_time_ms <= echo_time_ms) continue;
      best = {{image.sop_class_uid,
               image.sop_instance_uid,
               image.frame_number,
               series.series_instance_uid,
               *image.image_position_lps},
              echo_time_ms};
    }
  }
  std::vector<SourceSlice> slices;
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (!found[k]) {
      return InputError(
          StrCat("result: slice ",
                 k + 1,
                 " of ",
                 found.size(),
                 " has no image at its position, expected the grid of the images"));
    }
    slices.push_back(std::move(found[k]->slice));
  }
  return slices;
}

}  // namespace regen::dicom
