// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: where an image that a region refers to lies.
#pragma once

#include "analysis/geometry/types.h"
#include "analysis/selection/series_summary.h"

#include <optional>
#include <string>
#include <vector>

namespace regen::dicom {

// Plane of one image: a single-frame object or a frame.
struct ImagePlane {
  Vec3 position_lps = Vec3::Zero();  // centre of the first pixel
  Vec3 along_row = Vec3::Zero();     // from one column to the next, mm in LPS
  Vec3 along_column = Vec3::Zero();  // from one row to the next
  std::string frame_of_reference_uid;
  std::string series_instance_uid;
};

// The series of the study that holds the image with this SOP Instance UID, or null.
const SeriesSummary* SeriesOfImage(const StudySummary& study, const std::string& image_uid);

// `frame_number` counts from 1 and may be 0 for an object of one. Nothing where the study has no
// such image, or nothing places it.
std::optional<ImagePlane> FindImagePlane(const StudySummary& study,
                                         const std::string& image_uid,
                                         int frame_number = 0);

// Distance between the series' slices from their positions; nothing where there is one slice
// or none with geometry.
std::optional<double> SliceSpacingMm(const SeriesSummary& series);

// That of the images and series a region refers to; nothing where they are not in the study
// or differ.
std::optional<double> ReferencedSpacingMm(const StudySummary& study,
                                          const std::vector<std::string>& image_uids,
                                          const std::vector<std::string>& series_uids);

}  // namespace regen::dicom
