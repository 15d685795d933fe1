// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mr_files.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <set>

#include <Eigen/Geometry>

namespace regen::test {

namespace fs = std::filesystem;

namespace {

void Put(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  item.putAndInsertOFStringArray(tag, value.c_str());
}

std::string Position(const MrFiles& series, int slice) {
  const Vec3 lps = LpsFromIndex(GeometryOf(series), Vec3(0, 0, slice));
  return StrCat(FormatDs(lps[0]), "\\", FormatDs(lps[1]), "\\", FormatDs(lps[2]));
}

void FillPixels(const MrFiles& series, int slice, int echo, DcmDataset& image) {
  std::vector<Uint16> words;
  for (int j = 0; j < series.rows; ++j) {
    for (int i = 0; i < series.columns; ++i) {
      words.push_back(static_cast<Uint16>(StoredValue(i, j, slice, echo)));
    }
  }
  image.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  Put(image, DCM_PhotometricInterpretation, "MONOCHROME2");
  image.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(series.rows));
  image.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(series.columns));
  image.putAndInsertUint16(DCM_BitsAllocated, 16);
  image.putAndInsertUint16(DCM_BitsStored, 16);
  image.putAndInsertUint16(DCM_HighBit, 15);
  image.putAndInsertUint16(DCM_PixelRepresentation, 1);
  image.putAndInsertUint16Array(
      DCM_PixelData, words.data(), static_cast<unsigned long>(words.size()));
}

void FillImage(const MrFiles& series, int slice, int echo, DcmDataset& image) {
  const int number = slice * static_cast<int>(series.echo_times_ms.size()) + echo + 1;
  if (!series.character_set.empty()) Put(image, DCM_SpecificCharacterSet, series.character_set);
  Put(image, DCM_SOPClassUID, UID_MRImageStorage);
  Put(image, DCM_SOPInstanceUID, StrCat(series.uid_stem, ".", number));
  Put(image, DCM_ImageType, "ORIGINAL\\PRIMARY\\OTHER");
  Put(image, DCM_StudyInstanceUID, series.study_uid);
  Put(image,
      DCM_SeriesInstanceUID,
      series.one_series_per_echo ? StrCat(series.series_uid, ".", echo + 1)
                                 : series.series_uid);
  Put(image, DCM_StudyDate, series.study_date);
  Put(image, DCM_StudyTime, "083340");
  Put(image, DCM_StudyID, "1");
  Put(image, DCM_AccessionNumber, "");
  Put(image, DCM_ReferringPhysicianName, "");
  Put(image, DCM_StudyDescription, "MR knee");
  Put(image, DCM_Modality, "MR");
  Put(image, DCM_Manufacturer, "Maker");
  Put(image, DCM_ManufacturerModelName, "Scanner");
  Put(image, DCM_SeriesNumber, "1");
  Put(image, DCM_InstanceNumber, std::to_string(number));
  Put(image, DCM_PatientName, series.patient_name);
  Put(image, DCM_PatientID, "P-1");
  Put(image, DCM_IssuerOfPatientID, "HOSPITAL");
  Put(image, DCM_PatientBirthDate, "19850614");
  Put(image, DCM_PatientSex, "M");
  Put(image, DCM_PatientAge, "040Y");
  Put(image, DCM_PatientWeight, "62.6");
  Put(image, DCM_BodyPartExamined, "KNEE");
  Put(image, DCM_ScanningSequence, "SE");
  Put(image, DCM_SequenceVariant, "SK");
  Put(image, DCM_ScanOptions, "");
  Put(image, DCM_MRAcquisitionType, "2D");
  Put(image, DCM_SliceThickness, "3");
  Put(image, DCM_RepetitionTime, "2450");
  Put(image, DCM_EchoTime, FormatDs(series.echo_times_ms[static_cast<std::size_t>(echo)]));
  Put(image, DCM_EchoTrainLength, "1");
  Put(image, DCM_Laterality, "R");
  Put(image, DCM_PatientPosition, "FFS");
  Put(image, DCM_FrameOfReferenceUID, series.study_uid + ".9");
  Put(image, DCM_PositionReferenceIndicator, "");
  Put(image, DCM_ImagePositionPatient, Position(series, slice));
  Put(image, DCM_ImageOrientationPatient, series.orientation);
  Put(image, DCM_PixelSpacing, series.pixel_spacing);
  FillPixels(series, slice, echo, image);
}

}  // namespace

int StoredValue(int i, int j, int k, int echo) {
  return 3 * i + 101 * j + 1009 * k - 407 * echo - 300;
}

std::vector<fs::path> WriteMrFiles(const MrFiles& series, const fs::path& folder) {
  fs::create_directories(folder);
  std::vector<fs::path> files;
  const int echoes = static_cast<int>(series.echo_times_ms.size());
  for (int slice = 0; slice < series.slices; ++slice) {
    for (int echo = 0; echo < echoes; ++echo) {
      DcmFileFormat file;
      FillImage(series, slice, echo, *file.getDataset());
      if (series.edit) series.edit(*file.getDataset(), slice, echo);
      const int number = slice * echoes + echo;
      const int name = series.names_in_reverse ? series.slices * echoes - number : number + 1;
      files.push_back(folder / StrCat("image-", 1000 + name, ".dcm"));
      file.saveFile(files.back().c_str(), series.syntax);
    }
  }
  return files;
}

VolumeGeometry GeometryOf(const MrFiles& series) {
  std::array<double, 8> n{};
  std::size_t at = 0;
  for (const std::string& text : {series.orientation, series.pixel_spacing}) {
    for (const std::string& part : Split(text, '\\')) n.at(at++) = *ParseDouble(part);
  }
  VolumeGeometry grid;
  grid.size = {series.columns, series.rows, series.slices};
  grid.spacing_mm = Vec3(n[7], n[6], series.slice_distance_mm);
  const Vec3 i = Vec3(n[0], n[1], n[2]).normalized();
  const Vec3 k = i.cross(Vec3(n[3], n[4], n[5])).normalized();
  grid.direction.col(0) = i;
  grid.direction.col(1) = k.cross(i);
  grid.direction.col(2) = k;
  grid.origin_lps = Vec3(series.origin_lps[0], series.origin_lps[1], series.origin_lps[2]);
  return grid;
}

EchoAcquisition AcquisitionOf(const dicom::StudyFolder& folder) {
  EchoAcquisition acquisition;
  std::set<double> echo_times_ms;
  std::set<std::array<double, 3>> positions;
  for (const SeriesSummary& series : folder.study.series) {
    if (series.modality != "MR") continue;
    acquisition.series_instance_uids.push_back(series.series_instance_uid);
    for (const InstanceSummary& image : series.instances) {
      acquisition.sop_instance_uids.push_back(image.sop_instance_uid);
      acquisition.images.push_back({image.sop_instance_uid, image.frame_number});
      echo_times_ms.insert(image.echo_time_ms.value_or(0));
      if (image.image_position_lps) positions.insert(*image.image_position_lps);
      if (!image.image_orientation) continue;
      const auto& n = *image.image_orientation;
      const Vec3 normal = Vec3(n[0], n[1], n[2]).cross(Vec3(n[3], n[4], n[5]));
      acquisition.slice_normal_lps = {normal[0], normal[1], normal[2]};
    }
  }
  acquisition.echo_times_ms.assign(echo_times_ms.begin(), echo_times_ms.end());
  acquisition.slices = static_cast<int>(positions.size());
  return acquisition;
}

}  // namespace regen::test
