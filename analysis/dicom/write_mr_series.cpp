// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/write_mr_series.h"

#include "analysis/base/date.h"
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/codes/codes.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/segmentation_object.h"
#include "analysis/dicom/study_folder.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <system_error>
#include <vector>

namespace regen::dicom {
namespace {

constexpr int kBitsAllocated = 16;
constexpr double kProtonMhzPerTesla = 42.577478;
constexpr std::string_view kReaderManufacturer = "Digital phantom";

// One image of a series.
struct ImagePlace {
  int slice = 0;
  int echo = 0;
  int instance_number = 1;
};

std::string Ds(double value) {
  // Directions and positions to a micrometre and better; without "-0".
  const double rounded = std::round(value * 1e6) / 1e6;
  return FormatDs(rounded == 0.0 ? 0.0 : rounded);
}

std::string DsTriple(const Vec3& v) {
  return StrCat(Ds(v.x()), "\\", Ds(v.y()), "\\", Ds(v.z()));
}

// "patellar-tendon" as a reader types it: "Patellar tendon".
std::string WordsOf(std::string structure) {
  std::replace(structure.begin(), structure.end(), '-', ' ');
  structure.front() =
      static_cast<char>(std::toupper(static_cast<unsigned char>(structure.front())));
  return structure;
}

// DICOM AS: "040Y".
std::string AgeAt(const std::string& birth_date, const std::string& study_date) {
  const auto birth = ParseDicomDate(birth_date);
  const auto study = ParseDicomDate(study_date);
  if (!birth || !study) {
    return {};
  }
  int years = static_cast<int>(study->year()) - static_cast<int>(birth->year());
  if (std::pair(study->month(), study->day()) < std::pair(birth->month(), birth->day())) {
    --years;
  }
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%03dY", std::clamp(years, 0, 999));
  return text.data();
}

void PutPatientAndStudy(DcmItem& dataset, const MrSeriesHeader& header) {
  Put(dataset, DCM_SpecificCharacterSet, "ISO_IR 192");
  Put(dataset, DCM_PatientName, header.patient_name);
  Put(dataset, DCM_PatientID, header.patient_id);
  Put(dataset, DCM_PatientBirthDate, header.birth_date);
  Put(dataset, DCM_PatientSex, header.sex);
  Put(dataset, DCM_PatientAge, AgeAt(header.birth_date, header.study_date));
  Put(dataset, DCM_StudyInstanceUID, header.study_instance_uid);
  Put(dataset, DCM_StudyID, header.study_id);
  Put(dataset, DCM_StudyDate, header.study_date);
  Put(dataset, DCM_StudyTime, header.study_time);
  Put(dataset, DCM_StudyDescription, header.study_description);
  Put(dataset, DCM_AccessionNumber, header.accession_number);
  Put(dataset, DCM_ReferringPhysicianName, "");
}

void PutSeriesAndEquipment(DcmItem& dataset, const MrSeriesHeader& header) {
  Put(dataset, DCM_Modality, "MR");
  Put(dataset, DCM_SeriesInstanceUID, header.series_instance_uid);
  Put(dataset, DCM_SeriesNumber, StrCat(header.series_number));
  Put(dataset, DCM_SeriesDate, header.study_date);
  Put(dataset, DCM_SeriesTime, header.study_time);
  Put(dataset, DCM_SeriesDescription, header.series_description);
  Put(dataset, DCM_ProtocolName, header.protocol_name);
  Put(dataset, DCM_BodyPartExamined, header.body_part_examined);
  Put(dataset, DCM_Laterality, header.laterality);
  Put(dataset, DCM_PatientPosition, "FFS");
  Put(dataset, DCM_FrameOfReferenceUID, header.frame_of_reference_uid);
  Put(dataset, DCM_PositionReferenceIndicator, "");
  Put(dataset, DCM_Manufacturer, header.scanner.manufacturer);
  Put(dataset, DCM_ManufacturerModelName, header.scanner.model);
  Put(dataset, DCM_InstitutionName, "Digital phantom");
  Put(dataset, DCM_StationName, header.scanner.station);
  Put(dataset, DCM_DeviceSerialNumber, "1");
  Put(dataset, DCM_SoftwareVersions, header.scanner.software_versions);
}

// MR Image module (PS3.3 C.8.3.1): what selection and comparability ask for.
void PutSequence(DcmItem& dataset, const MrSeriesHeader& header, const EchoSeries& series) {
  const VolumeGeometry& grid = series.echoes.front().geometry;
  Put(dataset, DCM_ImageType, header.image_type);
  Put(dataset, DCM_ScanningSequence, header.scanning_sequence);
  Put(dataset, DCM_SequenceVariant, header.sequence_variant);
  Put(dataset, DCM_ScanOptions, header.scan_options);
  if (!header.sequence_name.empty()) Put(dataset, DCM_SequenceName, header.sequence_name);
  Put(dataset, DCM_MRAcquisitionType, header.mr_acquisition_type);
  Put(dataset, DCM_RepetitionTime, Ds(header.repetition_time_ms));
  if (header.inversion_time_ms) Put(dataset, DCM_InversionTime, Ds(*header.inversion_time_ms));
  Put(dataset,
      DCM_EchoTrainLength,
      header.echo_train_length > 0 ? StrCat(header.echo_train_length)
                                   : StrCat(series.echo_times_ms.size()));
  Put(dataset, DCM_NumberOfAverages, "1");
  Put(dataset, DCM_FlipAngle, Ds(header.flip_angle_deg));
  Put(dataset, DCM_MagneticFieldStrength, Ds(header.magnetic_field_strength_t));
  Put(dataset, DCM_ImagingFrequency, Ds(header.magnetic_field_strength_t * kProtonMhzPerTesla));
  Put(dataset, DCM_ImagedNucleus, "1H");
  Put(dataset, DCM_PixelBandwidth, "250");
  Put(dataset, DCM_SliceThickness, Ds(header.slice_thickness_mm));
  Put(dataset, DCM_SpacingBetweenSlices, Ds(grid.spacing_mm.z()));
  Put(dataset, DCM_PercentSampling, "100");
  Put(dataset, DCM_PercentPhaseFieldOfView, "100");
  Put(dataset, DCM_InPlanePhaseEncodingDirection, "ROW");
  Put(dataset, DCM_ReceiveCoilName, header.scanner.receive_coil);
  const std::array<Uint16, 4> matrix{
      0, static_cast<Uint16>(grid.size[0]), static_cast<Uint16>(grid.size[1]), 0};
  Require(dataset.putAndInsertUint16Array(DCM_AcquisitionMatrix, matrix.data(), matrix.size()),
          "AcquisitionMatrix");
}

void PutImagePlane(DcmItem& dataset, const MrSeriesHeader& header, const VolumeGeometry& grid) {
  Put(dataset,
      DCM_ImageOrientationPatient,
      StrCat(DsTriple(grid.direction.col(0)), "\\", DsTriple(grid.direction.col(1))));
  Put(dataset,
      DCM_PixelSpacing,
      StrCat(Ds(grid.spacing_mm.y()), "\\", Ds(grid.spacing_mm.x())));
  PutUint16(dataset, DCM_SamplesPerPixel, 1);
  Put(dataset, DCM_PhotometricInterpretation, "MONOCHROME2");
  PutUint16(dataset, DCM_Columns, grid.size[0]);
  PutUint16(dataset, DCM_Rows, grid.size[1]);
  PutUint16(dataset, DCM_BitsAllocated, kBitsAllocated);
  PutUint16(dataset, DCM_BitsStored, header.bits_stored);
  PutUint16(dataset, DCM_HighBit, header.bits_stored - 1);
  PutUint16(dataset, DCM_PixelRepresentation, 0);
  if (header.rescale_slope != 1.0) {
    Put(dataset, DCM_RescaleIntercept, "0");
    Put(dataset, DCM_RescaleSlope, Ds(header.rescale_slope));
    Put(dataset, DCM_RescaleType, "normalized");
  }
}

// What differs from image to image.
void PutImage(DcmItem& dataset,
              const MrSeriesHeader& header,
              const EchoSeries& series,
              const ImagePlace& place,
              const std::string& sop_instance_uid) {
  const VolumeGeometry& grid = series.echoes.front().geometry;
  const Vec3 position = LpsFromIndex(grid, Vec3(0, 0, place.slice));
  const auto echo = static_cast<std::size_t>(place.echo);
  Put(dataset, DCM_SOPClassUID, UID_MRImageStorage);
  Put(dataset, DCM_SOPInstanceUID, sop_instance_uid);
  Put(dataset, DCM_InstanceNumber, StrCat(place.instance_number));
  Put(dataset, DCM_AcquisitionNumber, "1");
  Put(dataset, DCM_AcquisitionDate, header.study_date);
  Put(dataset, DCM_AcquisitionTime, header.study_time);
  Put(dataset, DCM_ContentDate, header.study_date);
  Put(dataset, DCM_ContentTime, header.study_time);
  Put(dataset, DCM_EchoTime, Ds(series.echo_times_ms[echo]));
  Put(dataset, DCM_EchoNumbers, StrCat(place.echo + 1));
  Put(dataset, DCM_ImagePositionPatient, DsTriple(position));
  Put(dataset, DCM_SliceLocation, Ds(position.dot(grid.direction.col(2))));
}

Status PutPixels(DcmItem& dataset,
                 const MrSeriesHeader& header,
                 const Volume& echo,
                 int slice) {
  const double largest = static_cast<double>((1 << std::min(header.bits_stored, 15)) - 1);
  const auto count = static_cast<std::size_t>(echo.geometry.size[0]) *
                     static_cast<std::size_t>(echo.geometry.size[1]);
  const float* first = &echo.values[echo.Offset(0, 0, slice)];
  std::vector<Uint16> stored(count);
  for (std::size_t n = 0; n < count; ++n) {
    const double value = std::round(static_cast<double>(first[n]) / header.rescale_slope);
    if (!(value >= 0.0 && value <= largest)) {
      return InputError(StrCat("series to write: slice ",
                               slice + 1,
                               " holds the value ",
                               static_cast<double>(first[n]),
                               ", expected 0..",
                               largest * header.rescale_slope));
    }
    stored[n] = static_cast<Uint16>(value);
  }
  const auto [darkest, brightest] = std::minmax_element(stored.begin(), stored.end());
  PutUint16(dataset, DCM_SmallestImagePixelValue, *darkest);
  PutUint16(dataset, DCM_LargestImagePixelValue, *brightest);
  const int window =
      std::max(2, static_cast<int>(std::round(*brightest * header.rescale_slope)));
  Put(dataset, DCM_WindowCenter, StrCat(window / 2));
  Put(dataset, DCM_WindowWidth, StrCat(window));
  Require(dataset.putAndInsertUint16Array(
              DCM_PixelData, stored.data(), static_cast<unsigned long>(count)),
          "PixelData");
  return Done{};
}

Status WriteImage(const MrSeriesHeader& header,
                  const EchoSeries& series,
                  const ImagePlace& place,
                  const std::filesystem::path& file) {
  DcmFileFormat object;
  DcmItem& dataset = *object.getDataset();
  PutPatientAndStudy(dataset, header);
  PutSeriesAndEquipment(dataset, header);
  PutSequence(dataset, header, series);
  PutImagePlane(dataset, header, series.echoes.front().geometry);
  PutImage(dataset,
           header,
           series,
           place,
           UidFromName(StrCat(header.sop_instance_uid_stem, "/", place.instance_number)));
  const Volume& echo = series.echoes[static_cast<std::size_t>(place.echo)];
  if (Status status = PutPixels(dataset, header, echo, place.slice); !status) {
    return status;
  }
  return SaveObject(object, file);
}

}  // namespace

Status WriteMrSeries(const MrSeriesHeader& header,
                     const EchoSeries& series,
                     const std::filesystem::path& folder,
                     int first_file) {
  assert(!series.echoes.empty() && series.echoes.size() == series.echo_times_ms.size());
  SilenceDcmtk();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return Error{ErrorKind::kUnavailable,
                 StrCat(ShortName(folder), ": folder cannot be made (", error.message(), ")")};
  }
  return GuardDcmtk([&]() -> Status {
    const int slices = series.echoes.front().geometry.size[2];
    const int echoes = static_cast<int>(series.echoes.size());
    for (int slice = 0; slice < slices; ++slice) {
      for (int echo = 0; echo < echoes; ++echo) {
        const ImagePlace place{slice, echo, slice * echoes + echo + 1};
        std::array<char, 24> name{};
        std::snprintf(
            name.data(), name.size(), "%04d.dcm", first_file + place.instance_number - 1);
        if (Status status = WriteImage(header, series, place, folder / name.data()); !status) {
          return status;
        }
      }
    }
    return Done{};
  });
}

namespace {

// SOP Instance UIDs of a series' images; none for no series.
std::vector<std::string> ImagesOfSeries(const StudyFolder& folder, const std::string& uid) {
  std::vector<std::string> images;
  for (const SeriesSummary& series : folder.study.series) {
    if (series.series_instance_uid != uid) continue;
    for (const InstanceSummary& image : series.instances)
      images.push_back(image.sop_instance_uid);
  }
  return images;
}

SegmentContent SegmentOf(const ReaderRegion& region,
                         const IndicationProtocol& protocol,
                         std::optional<Side> side) {
  SegmentContent segment;
  segment.segment_label = region.label.empty() ? WordsOf(protocol.structure) : region.label;
  segment.algorithm_type = "MANUAL";
  segment.property_type = protocol.segment_property_type;
  if (protocol.paired && side) {
    segment.laterality = (*side == Side::kRight ? codes::kRight : codes::kLeft).Concept();
    segment.anatomic_region = protocol.finding_site;
  }
  return segment;
}

}  // namespace

Status WriteReaderSegmentation(const std::filesystem::path& folder,
                               const std::string& series_instance_uid,
                               const std::vector<ReaderRegion>& regions,
                               const IndicationProtocol& protocol,
                               std::optional<Side> side,
                               const std::string& uid_stem,
                               const std::filesystem::path& file) {
  assert(!regions.empty());
  const Result<StudyFolder> study = ReadStudyFolder(folder);
  if (!study) {
    return study.error();
  }
  const Volume& first = regions.front().coverage;
  const auto slices =
      FindSourceSlices(*study, ImagesOfSeries(*study, series_instance_uid), first.geometry);
  if (!slices) {
    return slices.error();
  }
  SegmentationContent content;
  content.sop_instance_uid = UidFromName(uid_stem + "/instance");
  content.series_instance_uid = UidFromName(uid_stem + "/series");
  content.dimension_uid = UidFromName(uid_stem + "/dimension");
  content.series_number = 100;
  content.series_description = StrCat("Reader: ", WordsOf(protocol.structure));
  content.content_date = study->study.study_date;
  content.content_time = study->study.study_time;
  content.content_label = "READER_REGION";
  content.maker = {std::string(kReaderManufacturer), "Outline", "1", "1"};
  static_cast<SegmentContent&>(content) = SegmentOf(regions.front(), protocol, side);
  for (auto region = regions.begin() + 1; region != regions.end(); ++region) {
    content.further.push_back({SegmentOf(*region, protocol, side), &region->coverage});
  }
  const std::string& first_uid = slices->front().sop_instance_uid;
  return WriteSegmentationObject(
      content, study->file_of_sop_instance.at(first_uid), *slices, first, file);
}

}  // namespace regen::dicom
