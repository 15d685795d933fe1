// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: one binary DICOM SEG (PS3.3 A.51) on the grid of a series.
#pragma once

#include "analysis/base/coded_concept.h"
#include "analysis/base/result.h"
#include "analysis/dicom/result_modules.h"
#include "analysis/dicom/source_slices.h"
#include "analysis/image/volume.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace regen::dicom {

// What a segment says of itself. Texts are UTF-8.
struct SegmentContent {
  std::string segment_label;
  std::string algorithm_type;  // MANUAL, SEMIAUTOMATIC, AUTOMATIC
  std::string algorithm_name;  // not for MANUAL
  std::string algorithm_version;
  std::string algorithm_parameters;
  std::optional<CodedConcept> algorithm_family;
  CodedConcept property_type;  // CID 7191
  std::optional<CodedConcept> anatomic_region;
  std::optional<CodedConcept> laterality;
  std::string tracking_id;
  std::string tracking_uid;
};

// All that a segmentation says beside its voxels: of its first segment, and of the object.
struct SegmentationContent : SegmentContent {
  std::string sop_instance_uid;
  std::string series_instance_uid;
  std::string dimension_uid;  // of its one dimension organisation
  int series_number = 600;
  std::string series_description;
  std::string content_date;     // DICOM DA
  std::string content_time;     // DICOM TM
  std::string content_label;    // VR CS: upper case letters, digits, '_'
  std::string content_creator;  // DICOM PN; may be empty
  MakerOfObject maker;

  // Segments 2 …, on the same grid; they may overlap the first.
  struct Further {
    SegmentContent content;
    const Volume* coverage = nullptr;
  };
  std::vector<Further> further;
};

// Writes the voxels of `coverage` that are at least 0.5 as segment 1, one frame for every slice
// that has any; further segments likewise. `source_header` is one image of the series: Patient,
// Study and Frame of Reference are copied from it. `slices` has one entry per slice of the
// grid. Fails (kInput) where a region is empty.
Status WriteSegmentationObject(const SegmentationContent& content,
                               const std::filesystem::path& source_header,
                               const std::vector<SourceSlice>& slices,
                               const Volume& coverage,
                               const std::filesystem::path& file);

}  // namespace regen::dicom
