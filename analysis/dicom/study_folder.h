// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/pixel_layout.h"
#include "analysis/image/volume.h"
#include "analysis/selection/select_series.h"
#include "analysis/selection/series_summary.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace regen::dicom {

// The DICOM files of one study in a folder (searched recursively), read as headers only.
struct StudyFolder {
  StudySummary study;
  std::map<std::string, std::filesystem::path> file_of_sop_instance;
  // Where the pixels of each image lie, for reading them without its header; an error where
  // they cannot be read.
  std::map<std::string, std::shared_ptr<const Result<PixelLayout>>> pixels_of_sop_instance;
  std::vector<std::filesystem::path> region_objects;  // SEG, RTSTRUCT, SR; sorted by UID
  // Files that are not DICOM or cannot be read: "name: what, what was expected". They do not
  // make the folder unusable.
  std::vector<std::string> unreadable;
};

// Fails where the folder is missing, holds no readable DICOM image or more than one study.
// Never fails for files that are not DICOM. Duplicate SOP Instance UIDs are read once.
Result<StudyFolder> ReadStudyFolder(const std::filesystem::path& folder);

// Voxels of one acquisition: stored values times RescaleSlope plus RescaleIntercept, slices
// sorted along the normal of ImageOrientationPatient by ImagePositionPatient, echoes by
// EchoTime; of a map, which has none, one volume. Fails by name (file, tag, expectation) where
// a file's pixel data do not fit its header or it was changed since the folder was read, where
// positions are irregular, where a train or a map was compressed with loss (volumes of one echo
// are read all the same), or where the middle of MONOCHROME1 images is not brighter than what
// lies around it: values that were turned round.
Result<EchoSeries> LoadEchoSeries(const StudyFolder& folder,
                                  const EchoAcquisition& acquisition);

}  // namespace regen::dicom
