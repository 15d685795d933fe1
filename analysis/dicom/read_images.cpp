// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_images.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/pixel_values.h"
#include "analysis/dicom/plane_geometry.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace regen::dicom {

void AddTargets(const std::vector<ImageReference>& images,
                Volume& volume,
                std::vector<ImageTarget>& targets) {
  assert(images.size() == static_cast<std::size_t>(volume.geometry.size[2]));
  for (std::size_t k = 0; k < images.size(); ++k) {
    targets.push_back(
        {images[k], volume.values.data() + volume.Offset(0, 0, static_cast<int>(k))});
  }
}

Status CheckVolumeSize(const VolumeGeometry& grid, std::size_t volumes) {
  const auto& size = grid.size;
  if (size[0] > kMaxRowsOrColumns || size[1] > kMaxRowsOrColumns || size[2] > kMaxSlices ||
      grid.VoxelCount() * volumes > kMaxVoxels) {
    return InputError(StrCat("volume: ",
                             size[0],
                             " x ",
                             size[1],
                             " x ",
                             size[2],
                             " voxels (Columns, Rows, slices) ",
                             volumes,
                             " times, expected at most ",
                             kMaxRowsOrColumns,
                             " each and ",
                             std::to_string(kMaxVoxels),
                             " in all"));
  }
  return Done{};
}

Status ReadImages(const StudyFolder& folder,
                  std::vector<ImageTarget> targets,
                  int rows,
                  int columns) {
  std::stable_sort(targets.begin(), targets.end(), [](const auto& a, const auto& b) {
    return a.image < b.image;
  });
  return GuardDcmtk([&]() -> Status {
    for (const ImageTarget& target : targets) {
      const std::string& uid = target.image.sop_instance_uid;
      const auto file = folder.file_of_sop_instance.find(uid);
      if (file == folder.file_of_sop_instance.end()) {
        return InputError(StrCat("image ", uid, " is not in the folder"));
      }
      const Status read = ReadPixelValues(file->second, uid, rows, columns, target.values);
      if (!read) return read.error();
    }
    return Done{};
  });
}

}  // namespace regen::dicom
