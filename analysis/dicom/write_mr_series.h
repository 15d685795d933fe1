// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/image/volume.h"
#include "analysis/indications/indication.h"
#include "analysis/treatment/treatment.h"

#include <filesystem>
#include <optional>
#include <string>

namespace regen::dicom {

// Header of a digital phantom's images: what a scanner would write. Texts are UTF-8.
struct MrSeriesHeader {
  std::string patient_id;
  std::string patient_name;  // DICOM PN
  std::string birth_date;    // DICOM DA
  std::string sex;
  std::string study_instance_uid;
  std::string study_id;
  std::string study_date;  // DICOM DA
  std::string study_time;  // DICOM TM
  std::string study_description;
  std::string accession_number;
  std::string series_instance_uid;
  int series_number = 1;
  std::string series_description;
  std::string protocol_name;
  std::string frame_of_reference_uid;
  std::string body_part_examined;
  std::string laterality;
  std::string sop_instance_uid_stem;  // SOP Instance UIDs are UidFromName(stem + "/n")
  double repetition_time_ms = 0;
  double magnetic_field_strength_t = 3.0;
  double slice_thickness_mm = 0;
};

// Writes a classic multi-echo spin-echo series (MR Image Storage, 16 bit), one file per echo
// and slice: `folder`/0001.dcm …, all echoes of the first slice first. Values are rounded and
// must fit 0..32767. The folder is made where it is missing.
Status WriteMrSeries(const MrSeriesHeader& header,
                     const EchoSeries& series,
                     const std::filesystem::path& folder);

// Writes a reader's region: a binary SEG (segment 1, MANUAL) that refers to the images in
// `folder`, which hold exactly one study on the grid of `coverage`. Voxels of at least 0.5 are
// inside. UIDs derive from `uid_stem`; dates are the study's own.
Status WriteReaderSegmentation(const std::filesystem::path& folder,
                               const Volume& coverage,
                               const IndicationProtocol& protocol,
                               std::optional<Side> side,
                               const std::string& uid_stem,
                               const std::filesystem::path& file);

}  // namespace regen::dicom
