// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/image/volume.h"
#include "analysis/indications/indication.h"
#include "analysis/treatment/treatment.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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
  double slice_thickness_mm = 0;

  // MR Image module (PS3.3 C.8.3.1). Several values are joined by a backslash.
  std::string image_type = "ORIGINAL\\PRIMARY\\OTHER";
  std::string scanning_sequence = "SE";
  std::string sequence_variant = "SK";
  std::string scan_options;
  std::string sequence_name = "se_mc";  // empty: left out
  std::string mr_acquisition_type = "2D";
  double repetition_time_ms = 0;
  std::optional<double> inversion_time_ms;
  double flip_angle_deg = 90;
  double magnetic_field_strength_t = 3.0;
  int echo_train_length = 0;  // 0: as many as there are echoes
  int bits_stored = 16;
  double rescale_slope = 1;  // other than 1: values are stored divided by it

  struct Scanner {
    std::string manufacturer = "Digital phantom";
    std::string model = "Digital knee";
    std::string software_versions = "1";
    std::string station = "PHANTOM";
    std::string receive_coil = "KNEE";
  };
  Scanner scanner;
};

// Writes a classic series (MR Image Storage), one file per echo and slice:
// `folder`/0001.dcm …, all echoes of the first slice first; files are counted from
// `first_file`. Values are rounded and must fit the bits stored. The folder is made where it is
// missing.
Status WriteMrSeries(const MrSeriesHeader& header,
                     const EchoSeries& series,
                     const std::filesystem::path& folder,
                     int first_file = 1);

// One region as a reader draws it; voxels of at least 0.5 are inside.
struct ReaderRegion {
  const Volume& coverage;
  std::string label;  // empty: the structure's name
};

// Writes a reader's regions: a binary SEG with one MANUAL segment each, on one grid, that
// refers to the images of the series (empty UID: of all) in `folder`, which hold exactly one
// study. UIDs derive from `uid_stem`; dates are the study's own.
Status WriteReaderSegmentation(const std::filesystem::path& folder,
                               const std::string& series_instance_uid,
                               const std::vector<ReaderRegion>& regions,
                               const IndicationProtocol& protocol,
                               std::optional<Side> side,
                               const std::string& uid_stem,
                               const std::filesystem::path& file);

}  // namespace regen::dicom
