// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/dicom/study_folder.h"
#include "analysis/geometry/volume_geometry.h"

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::test {

// A small classic MR series, written with DCMTK alone, so that our reader is not judged by our
// own writer. Pixels are a known function of their place.
struct MrFiles {
  int columns = 9;
  int rows = 7;
  int slices = 4;
  std::vector<double> echo_times_ms = {10, 20, 30};
  // Sagittal and oblique, 16 characters like a scanner's.
  std::string orientation = "-0.0218343\\0.999511\\0.0224019\\-0.144772\\0.01901\\-0.989282";
  std::array<double, 3> origin_lps{-29.5, -80.25, 60.125};
  double slice_distance_mm = 4;
  std::string pixel_spacing = "0.625\\0.5";  // between rows, between columns
  std::string study_uid = "1.2.3.4";
  std::string series_uid = "1.2.3.4.5";  // one per echo where asked: ".1", ".2"
  std::string uid_stem = "1.2.3.4.5.6";
  bool one_series_per_echo = false;
  bool names_in_reverse = false;  // file names run against the slices
  std::string study_date = "20260102";
  std::string character_set = "ISO_IR 100";
  std::string patient_name = "Test^Knee";
  E_TransferSyntax syntax = EXS_LittleEndianExplicit;
  // Changes one image before it is written.
  std::function<void(DcmDataset& image, int slice, int echo)> edit;
};

// Stored value of a pixel: differs for every place and echo, also negative.
int StoredValue(int i, int j, int k, int echo);

// Writes all files into `folder`, which is made. Returns their names in writing order.
std::vector<std::filesystem::path> WriteMrFiles(const MrFiles& series,
                                                const std::filesystem::path& folder);

// Where the voxels are, from the same numbers as the headers.
VolumeGeometry GeometryOf(const MrFiles& series);

// All MR images of the folder as one acquisition.
EchoAcquisition AcquisitionOf(const dicom::StudyFolder& folder);

}  // namespace regen::test
