// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/image/volume.h"
#include "analysis/selection/arrange_volumes.h"

#include <string>
#include <vector>

namespace regen::dicom {

// One volume of a series with its voxels, or images that make none and why.
struct ImageVolume {
  VolumeTags tags;
  std::vector<ImageReference> images;  // in the order of the slices
  Volume volume;                       // empty where there are reasons
  Reasons reasons;
};

// Every volume of one series, in the order of ArrangeVolumes (selection/arrange_volumes.h).
// Fails by name (file, tag, expectation) where the folder has no such series or a file's pixels
// do not fit its header. Callers that need only some arrange first and read what they chose.
Result<std::vector<ImageVolume>> ReadVolumes(const StudyFolder& folder,
                                             const std::string& series_instance_uid);

// Voxels of one arranged volume without reasons: stored values times RescaleSlope plus
// RescaleIntercept, each image or frame with its own, MONOCHROME1 or not; see docs/reading.md
// for Philips' scaling. Images compressed with loss are read too: the tags tell. Fails as
// ReadVolumes does.
Result<Volume> ReadVolume(const StudyFolder& folder, const ArrangedVolume& arranged);

// The frames of one object as pictures, wherever they lie: also what is no volume.
struct ImagePixels {
  int columns = 0;
  int rows = 0;
  int frames = 0;
  std::vector<float> values;  // (column, row, frame), columns first
};
Result<ImagePixels> ReadImage(const StudyFolder& folder, const std::string& sop_instance_uid);

// The grid of a stack (selection/arrange_stack.h) in the vocabulary of the numeric folders.
VolumeGeometry GeometryOfStack(const SliceStack& stack);

}  // namespace regen::dicom
