// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_images.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/object_pixels.h"
#include "analysis/dicom/plane_geometry.h"
#include "analysis/dicom/read_volumes.h"
#include "analysis/dicom/two_threads.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <sys/mman.h>

namespace regen::dicom {

Volume EmptyVolume(const VolumeGeometry& grid) {
  constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20U;
  Volume volume{grid, {}};
  volume.values.reserve(grid.VoxelCount());
  // Whole large pages within the memory, before anything is written to it. Advice: where it is
  // not taken, nothing but time is lost.
  const auto begin = reinterpret_cast<std::uintptr_t>(volume.values.data());
  const std::uintptr_t end = begin + grid.VoxelCount() * sizeof(float);
  const std::uintptr_t first = (begin + kLargePage - 1) / kLargePage * kLargePage;
  const std::uintptr_t last = end / kLargePage * kLargePage;
  if (first < last) {
    static_cast<void>(
        ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE));  // NOLINT
  }
  volume.values.resize(grid.VoxelCount());
  return volume;
}

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

// Frames of one object, as places in the list of targets, in the order of frames.
struct Part {
  const PixelLayout* layout = nullptr;
  std::vector<std::size_t> places;
};

Result<const PixelLayout*> LayoutOf(const StudyFolder& folder, const std::string& uid) {
  const auto found = folder.pixels_of_sop_instance.find(uid);
  if (found == folder.pixels_of_sop_instance.end()) {
    return InputError(StrCat("image ", uid, " is not in the folder"));
  }
  const Result<PixelLayout>& layout = *found->second;
  if (!layout) return layout.error();
  return &*layout;
}

// Of many frames several parts; a deflated object can only be read from front to back.
void AddParts(const PixelLayout& layout,
              const std::vector<std::size_t>& places,
              std::vector<Part>& parts) {
  constexpr std::size_t kFrames = 32;
  const std::size_t step =
      layout.place.deflated_from != 0 ? std::max<std::size_t>(places.size(), 1) : kFrames;
  for (std::size_t begin = 0; begin < places.size(); begin += step) {
    const auto from = places.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = static_cast<std::ptrdiff_t>(std::min(step, places.size() - begin));
    parts.push_back({&layout, {from, from + count}});
  }
}

Result<std::vector<Part>> PartsOf(const StudyFolder& folder,
                                  const std::vector<ImageTarget>& targets,
                                  int rows,
                                  int columns) {
  std::map<std::string, std::vector<std::size_t>> objects;
  for (std::size_t n = 0; n < targets.size(); ++n) {
    objects[targets[n].image.sop_instance_uid].push_back(n);
  }
  std::vector<Part> parts;
  for (auto& [uid, places] : objects) {
    const auto layout = LayoutOf(folder, uid);
    if (!layout) return layout.error();
    const PixelFormat& format = (*layout)->format;
    if (format.rows != rows || format.columns != columns) {
      return InputError(StrCat(ShortName((*layout)->file),
                               ": Rows (0028,0010) and Columns (0028,0011) are not ",
                               rows,
                               " and ",
                               columns,
                               ", expected the matrix of the series"));
    }
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      return targets[a].image.frame_number < targets[b].image.frame_number;
    });
    AddParts(**layout, places, parts);
  }
  return parts;
}

int FrameOf(const ImageTarget& target) {
  return std::max(1, target.image.frame_number);
}

Status ReadPart(const Part& part,
                const std::vector<ImageTarget>& targets,
                FrameBuffers& buffers) {
  auto object = ObjectPixels::Open(*part.layout, buffers);
  if (!object) return object.error();
  for (const std::size_t n : part.places) {
    const Status read = object->ReadFrame(FrameOf(targets[n]), targets[n].values);
    if (!read) return read;
  }
  return Done{};
}

// On two threads: each part writes to places of its own, and of several errors that of the
// first part is told, so that nothing depends on which of them is faster.
Status ReadParts(const std::vector<Part>& parts, const std::vector<ImageTarget>& targets) {
  std::vector<Status> outcomes(parts.size(), Done{});
  ForEachOnTwoThreads<FrameBuffers>(parts.size(), [&](std::size_t n, FrameBuffers& buffers) {
    outcomes[n] = GuardDcmtk([&] { return ReadPart(parts[n], targets, buffers); });
  });
  const auto failed =
      std::find_if(outcomes.begin(), outcomes.end(), [](const Status& one) { return !one; });
  return failed == outcomes.end() ? Status(Done{}) : *failed;
}

Status Read(const StudyFolder& folder,
            const std::vector<ImageTarget>& targets,
            int rows,
            int columns) {
  const auto parts = PartsOf(folder, targets, rows, columns);
  if (!parts) return parts.error();
  if (const Status read = ReadParts(*parts, targets); !read) return read;
  std::vector<std::optional<double>> scales(targets.size());
  for (const Part& part : *parts) {
    for (const std::size_t n : part.places) {
      scales[n] = part.layout->PhilipsScaleOf(FrameOf(targets[n]));
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
    const auto layout = LayoutOf(folder, sop_instance_uid);
    if (!layout) return layout.error();
    FrameBuffers buffers;
    auto object = ObjectPixels::Open(**layout, buffers);
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
