// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: voxels of images that have been placed in a volume.
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/image/volume.h"

#include <cstddef>
#include <vector>

namespace regen::dicom {

// All values zero; its memory in large pages where the system has them, because fresh small
// ones cost more than reading uncompressed images.
Volume EmptyVolume(const VolumeGeometry& grid);

// Where the voxels of one image go: rows × columns values.
struct ImageTarget {
  ImageReference image;
  float* values = nullptr;
};

// One target for each slice of `volume`, whose images they are, in order.
void AddTargets(const std::vector<ImageReference>& images,
                Volume& volume,
                std::vector<ImageTarget>& targets);

// Reads every target, each file once. Images of Philips scanners that were scaled differently
// are brought to the scale of the first. Fails by name: file, attribute, what was expected.
Status ReadImages(const StudyFolder& folder,
                  const std::vector<ImageTarget>& targets,
                  int rows,
                  int columns);

// `volumes` of this grid are not larger than any examination; asked before memory is taken.
Status CheckVolumeSize(const VolumeGeometry& grid, std::size_t volumes);

}  // namespace regen::dicom
