// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_images.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/object_pixels.h"
#include "analysis/dicom/plane_geometry.h"
#include "analysis/dicom/read_volumes.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <optional>
#include <string>

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

namespace {

// Scales the values of Philips images that were scaled differently to that of the first target:
// (stored × RescaleSlope + RescaleIntercept) / (RescaleSlope × scale slope) is what the scanner
// measured (Chenevert et al. 2014, doi 10.1593/tlo.13811). Left alone where any image does not
// tell, and exactly so where all tell the same.
void MakeComparable(const std::vector<ImageTarget>& targets,
                    const std::vector<std::optional<double>>& scales,
                    std::size_t pixels) {
  const bool all_tell = std::all_of(
      scales.begin(), scales.end(), [](const auto& scale) { return scale.has_value(); });
  if (!all_tell) return;
  for (std::size_t n = 1; n < targets.size(); ++n) {
    if (*scales[n] == *scales[0]) continue;
    const double factor = *scales[0] / *scales[n];
    std::for_each(targets[n].values, targets[n].values + pixels, [factor](float& value) {
      value = static_cast<float>(static_cast<double>(value) * factor);
    });
  }
}

// Targets by object, in the order of frames.
std::map<std::string, std::vector<std::size_t>> ByObject(
    const std::vector<ImageTarget>& targets) {
  std::map<std::string, std::vector<std::size_t>> objects;
  for (std::size_t n = 0; n < targets.size(); ++n) {
    objects[targets[n].image.sop_instance_uid].push_back(n);
  }
  for (auto& [uid, places] : objects) {
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      return targets[a].image.frame_number < targets[b].image.frame_number;
    });
  }
  return objects;
}

Result<ObjectPixels> OpenObject(const StudyFolder& folder, const std::string& uid) {
  const auto file = folder.file_of_sop_instance.find(uid);
  if (file == folder.file_of_sop_instance.end()) {
    return InputError(StrCat("image ", uid, " is not in the folder"));
  }
  return ObjectPixels::Open(file->second, uid);
}

Status Read(const StudyFolder& folder,
            const std::vector<ImageTarget>& targets,
            int rows,
            int columns) {
  std::vector<std::optional<double>> scales(targets.size());
  for (const auto& [uid, places] : ByObject(targets)) {
    auto object = OpenObject(folder, uid);
    if (!object) return object.error();
    const PixelFormat& format = object->format();
    if (format.rows != rows || format.columns != columns) {
      return InputError(StrCat(ShortName(folder.file_of_sop_instance.at(uid)),
                               ": Rows (0028,0010) and Columns (0028,0011) are not ",
                               rows,
                               " and ",
                               columns,
                               ", expected the matrix of the series"));
    }
    for (const std::size_t n : places) {
      const int frame = std::max(1, targets[n].image.frame_number);
      if (const Status read = object->ReadFrame(frame, targets[n].values); !read) return read;
      scales[n] = object->PhilipsScale(frame);
    }
  }
  MakeComparable(
      targets, scales, static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  return Done{};
}

}  // namespace

Status ReadImages(const StudyFolder& folder,
                  const std::vector<ImageTarget>& targets,
                  int rows,
                  int columns) {
  return GuardDcmtk([&] { return Read(folder, targets, rows, columns); });
}

Result<ImagePixels> ReadImage(const StudyFolder& folder, const std::string& sop_instance_uid) {
  return GuardDcmtk([&]() -> Result<ImagePixels> {
    auto object = OpenObject(folder, sop_instance_uid);
    if (!object) return object.error();
    const PixelFormat& format = object->format();
    const std::size_t count = format.PixelsOfFrame();
    if (count * static_cast<std::size_t>(format.frames) > kMaxVoxels) {
      return InputError(
          StrCat("image ", sop_instance_uid, " holds more pixels than any examination has"));
    }
    ImagePixels image;
    image.columns = format.columns;
    image.rows = format.rows;
    image.frames = format.frames;
    image.values.resize(count * static_cast<std::size_t>(format.frames));
    for (int frame = 0; frame < format.frames; ++frame) {
      float* values = image.values.data() + count * static_cast<std::size_t>(frame);
      if (const Status read = object->ReadFrame(frame + 1, values); !read) return read.error();
    }
    return image;
  });
}

}  // namespace regen::dicom
