// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/segmentation_object.h"

#include "analysis/base/text.h"
#include "analysis/dicom/pack_bits.h"
#include "analysis/dicom/plane_geometry.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

namespace regen::dicom {

namespace {

constexpr float kInside = 0.5F;

bool Wanted(const std::vector<std::string>& uids, const std::string& uid) {
  return uids.empty() || std::find(uids.begin(), uids.end(), uid) != uids.end();
}

// The slice of the grid at the image's position, or -1.
int SliceOf(const InstanceSummary& image, const VolumeGeometry& grid) {
  if (!image.image_position_lps || image.columns != grid.size[0] ||
      image.rows != grid.size[1]) {
    return -1;
  }
  const auto& position = *image.image_position_lps;
  const Vec3 lps(position[0], position[1], position[2]);
  const Vec3 index = IndexFromLps(grid, lps);
  const int k = static_cast<int>(std::lround(std::clamp(index[2], -1.0, 1e6)));
  if (k < 0 || k >= grid.size[2]) return -1;
  return (LpsFromIndex(grid, Vec3(0, 0, k)) - lps).norm() <=
                 PositionToleranceMm(grid.spacing_mm[2])
             ? k
             : -1;
}

std::string Ds(double value) {
  return FormatDs(value == 0 ? 0.0 : value);
}

std::string DsList(const Vec3& values) {
  return StrCat(Ds(values[0]), "\\", Ds(values[1]), "\\", Ds(values[2]));
}

std::vector<int> SlicesWithRegion(const Volume& coverage) {
  const auto area = static_cast<std::ptrdiff_t>(coverage.geometry.size[0]) *
                    static_cast<std::ptrdiff_t>(coverage.geometry.size[1]);
  std::vector<int> slices;
  for (int k = 0; k < coverage.geometry.size[2]; ++k) {
    const auto first = coverage.values.begin() + k * area;
    if (std::any_of(first, first + area, [](float value) { return value >= kInside; })) {
      slices.push_back(k);
    }
  }
  return slices;
}

void PutImageModules(DcmItem& dataset, const VolumeGeometry& grid, std::size_t frames) {
  Put(dataset, DCM_ImageType, "DERIVED\\PRIMARY");
  PutUint16(dataset, DCM_SamplesPerPixel, 1);
  Put(dataset, DCM_PhotometricInterpretation, "MONOCHROME2");
  Put(dataset, DCM_NumberOfFrames, std::to_string(frames));
  PutUint16(dataset, DCM_Rows, grid.size[1]);
  PutUint16(dataset, DCM_Columns, grid.size[0]);
  PutUint16(dataset, DCM_BitsAllocated, 1);
  PutUint16(dataset, DCM_BitsStored, 1);
  PutUint16(dataset, DCM_HighBit, 0);
  PutUint16(dataset, DCM_PixelRepresentation, 0);
  Put(dataset, DCM_LossyImageCompression, "00");
  Put(dataset, DCM_SegmentationType, "BINARY");
  Put(dataset, DCM_SegmentsOverlap, "NO");
}

void PutPixels(DcmItem& dataset, const Volume& coverage, const std::vector<int>& slices) {
  const std::size_t area = static_cast<std::size_t>(coverage.geometry.size[0]) *
                           static_cast<std::size_t>(coverage.geometry.size[1]);
  std::vector<bool> bits;
  bits.reserve(area * slices.size());
  for (const int k : slices) {
    const float* slice = coverage.values.data() + static_cast<std::size_t>(k) * area;
    for (std::size_t i = 0; i < area; ++i) bits.push_back(slice[i] >= kInside);
  }
  const std::vector<std::uint8_t> packed = PackBits(bits);
  Require(dataset.putAndInsertUint8Array(
              DCM_PixelData, packed.data(), static_cast<unsigned long>(packed.size())),
          "PixelData");
}

void PutSegment(DcmItem& dataset, const SegmentationContent& content) {
  DcmItem& segment = AppendItem(dataset, DCM_SegmentSequence);
  PutUint16(segment, DCM_SegmentNumber, 1);
  Put(segment, DCM_SegmentLabel, Shortened(content.segment_label, 64));
  Put(segment, DCM_SegmentAlgorithmType, content.algorithm_type);
  PutCode(segment, DCM_SegmentedPropertyCategoryCodeSequence, codes::kTissue);
  PutCode(segment, DCM_SegmentedPropertyTypeCodeSequence, content.property_type);
  if (content.algorithm_type != "MANUAL") {
    Put(segment, DCM_SegmentAlgorithmName, Shortened(content.algorithm_name, 64));
  }
  if (content.algorithm_family && content.algorithm_type != "MANUAL") {
    DcmItem& algorithm = AppendItem(segment, DCM_SegmentationAlgorithmIdentificationSequence);
    PutCode(algorithm, DCM_AlgorithmFamilyCodeSequence, *content.algorithm_family);
    Put(algorithm, DCM_AlgorithmName, Shortened(content.algorithm_name, 64));
    Put(algorithm, DCM_AlgorithmVersion, Shortened(content.algorithm_version, 64));
    if (!content.algorithm_parameters.empty()) {
      Put(algorithm, DCM_AlgorithmParameters, content.algorithm_parameters);
    }
  }
  if (content.anatomic_region) {
    PutCode(segment, DCM_AnatomicRegionSequence, *content.anatomic_region);
    if (content.laterality) {
      DcmItem* region = nullptr;
      Require(segment.findOrCreateSequenceItem(DCM_AnatomicRegionSequence, region, 0),
              "AnatomicRegionSequence");
      PutCode(*region, DCM_AnatomicRegionModifierSequence, *content.laterality);
    }
  }
  if (!content.tracking_uid.empty()) {
    Put(segment, DCM_TrackingID, content.tracking_id);
    Put(segment, DCM_TrackingUID, content.tracking_uid);
  }
  // CIELab of a clear green, 16 bit scaled (PS3.3 C.10.7.1.1).
  const std::array<Uint16, 3> green{47802, 17476, 46260};
  Require(segment.putAndInsertUint16Array(
              DCM_RecommendedDisplayCIELabValue, green.data(), green.size()),
          "RecommendedDisplayCIELabValue");
}

void PutReferences(DcmItem& dataset, const std::vector<SourceSlice>& slices) {
  std::map<std::string, std::vector<const SourceSlice*>> by_series;
  for (const SourceSlice& slice : slices)
    by_series[slice.series_instance_uid].push_back(&slice);
  for (const auto& [series_uid, images] : by_series) {
    DcmItem& series = AppendItem(dataset, DCM_ReferencedSeriesSequence);
    Put(series, DCM_SeriesInstanceUID, series_uid);
    for (const SourceSlice* image : images) {
      DcmItem& instance = AppendItem(series, DCM_ReferencedInstanceSequence);
      Put(instance, DCM_ReferencedSOPClassUID, image->sop_class_uid);
      Put(instance, DCM_ReferencedSOPInstanceUID, image->sop_instance_uid);
    }
  }
}

void PutDimensions(DcmItem& dataset, const std::string& dimension_uid) {
  Put(AppendItem(dataset, DCM_DimensionOrganizationSequence),
      DCM_DimensionOrganizationUID,
      dimension_uid);
  const struct {
    DcmTagKey pointer;
    DcmTagKey group;
    const char* label;
  } dimensions[] = {
      {DCM_ReferencedSegmentNumber,
       DCM_SegmentIdentificationSequence,
       "ReferencedSegmentNumber"},
      {DCM_ImagePositionPatient, DCM_PlanePositionSequence, "ImagePositionPatient"}};
  for (const auto& dimension : dimensions) {
    DcmItem& item = AppendItem(dataset, DCM_DimensionIndexSequence);
    Put(item, DCM_DimensionOrganizationUID, dimension_uid);
    Require(item.putAndInsertTagKey(DCM_DimensionIndexPointer, dimension.pointer),
            "DimensionIndexPointer");
    Require(item.putAndInsertTagKey(DCM_FunctionalGroupPointer, dimension.group),
            "FunctionalGroupPointer");
    Put(item, DCM_DimensionDescriptionLabel, dimension.label);
  }
}

void PutSharedGroups(DcmItem& dataset, const VolumeGeometry& grid, DcmItem& source) {
  DcmItem& shared = AppendItem(dataset, DCM_SharedFunctionalGroupsSequence);
  DcmItem& measures = AppendItem(shared, DCM_PixelMeasuresSequence);
  const std::string thickness = AttributeText(source, DCM_SliceThickness);
  const std::optional<double> thickness_mm = ParseDouble(thickness);
  Put(measures,
      DCM_SliceThickness,
      thickness_mm && *thickness_mm > 0 ? Ds(*thickness_mm) : Ds(grid.spacing_mm[2]));
  Put(measures, DCM_SpacingBetweenSlices, Ds(grid.spacing_mm[2]));
  Put(measures, DCM_PixelSpacing, StrCat(Ds(grid.spacing_mm[1]), "\\", Ds(grid.spacing_mm[0])));
  // The source's own decimals where it has them: viewers compare them with the images'.
  const std::string orientation = AttributeText(source, DCM_ImageOrientationPatient);
  Put(AppendItem(shared, DCM_PlaneOrientationSequence),
      DCM_ImageOrientationPatient,
      orientation.empty()
          ? StrCat(DsList(grid.direction.col(0)), "\\", DsList(grid.direction.col(1)))
          : orientation);
  PutUint16(
      AppendItem(shared, DCM_SegmentIdentificationSequence), DCM_ReferencedSegmentNumber, 1);
}

void PutFrame(DcmItem& dataset, const SourceSlice& slice, std::size_t frame) {
  DcmItem& groups = AppendItem(dataset, DCM_PerFrameFunctionalGroupsSequence);
  DcmItem& derivation = AppendItem(groups, DCM_DerivationImageSequence);
  PutCode(derivation, DCM_DerivationCodeSequence, codes::kSegmentationDerivation);
  DcmItem& source = AppendItem(derivation, DCM_SourceImageSequence);
  Put(source, DCM_ReferencedSOPClassUID, slice.sop_class_uid);
  Put(source, DCM_ReferencedSOPInstanceUID, slice.sop_instance_uid);
  PutCode(source, DCM_PurposeOfReferenceCodeSequence, codes::kSourceImage);

  DcmItem& content = AppendItem(groups, DCM_FrameContentSequence);
  const std::array<Uint32, 2> index = {1, static_cast<Uint32>(frame + 1)};
  auto values = std::make_unique<DcmUnsignedLong>(DcmTag(DCM_DimensionIndexValues));
  Require(values->putUint32Array(index.data(), index.size()), "DimensionIndexValues");
  Require(content.insert(values.release()), "DimensionIndexValues");

  Put(AppendItem(groups, DCM_PlanePositionSequence),
      DCM_ImagePositionPatient,
      DsList(Vec3(slice.position_lps[0], slice.position_lps[1], slice.position_lps[2])));
}

}  // namespace

Result<std::vector<SourceSlice>> FindSourceSlices(
    const StudyFolder& folder,
    const std::vector<std::string>& sop_instance_uids,
    const VolumeGeometry& grid) {
  struct Found {
    SourceSlice slice;
    double echo_time_ms = 0;
  };
  std::vector<std::optional<Found>> found(static_cast<std::size_t>(grid.size[2]));
  for (const SeriesSummary& series : folder.study.series) {
    for (const InstanceSummary& image : series.instances) {
      const int k =
          Wanted(sop_instance_uids, image.sop_instance_uid) ? SliceOf(image, grid) : -1;
      if (k < 0) continue;
      auto& best = found[static_cast<std::size_t>(k)];
      const double echo_time_ms = image.echo_time_ms.value_or(0.0);
      if (best && best->echo_time_ms <= echo_time_ms) continue;
      best = {{image.sop_class_uid,
               image.sop_instance_uid,
               series.series_instance_uid,
               *image.image_position_lps},
              echo_time_ms};
    }
  }
  std::vector<SourceSlice> slices;
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (!found[k]) {
      return InputError(
          StrCat("segmentation: slice ",
                 k + 1,
                 " of ",
                 found.size(),
                 " has no image at its position, expected the grid of the images"));
    }
    slices.push_back(std::move(found[k]->slice));
  }
  return slices;
}

Status WriteSegmentationObject(const SegmentationContent& content,
                               const std::filesystem::path& source_header,
                               const std::vector<SourceSlice>& slices,
                               const Volume& coverage,
                               const std::filesystem::path& file) {
  return GuardDcmtk([&]() -> Status {
    const VolumeGeometry& grid = coverage.geometry;
    assert(slices.size() == static_cast<std::size_t>(grid.size[2]));
    const std::vector<int> filled = SlicesWithRegion(coverage);
    if (filled.empty())
      return InputError("segmentation: no voxel is inside, expected a region");
    auto source = ReadHeader(source_header);
    if (!source) return source.error();
    DcmItem& header = *(*source)->getDataset();

    DcmFileFormat object;
    DcmDataset& dataset = *object.getDataset();
    const bool utf8 = CopyPatientAndStudy(header, dataset);
    CompletePatientAndStudy(dataset);
    const auto own = [utf8](const std::string& text) { return utf8 ? text : AsciiOnly(text); };
    PutIdentity(dataset,
                {UID_SegmentationStorage,
                 content.sop_instance_uid,
                 content.series_instance_uid,
                 "SEG",
                 content.series_number,
                 own(content.series_description),
                 content.content_date,
                 content.content_time});
    PutEquipment(dataset, content.maker);
    PutAcquisitionEquipment(dataset, header);
    const auto& family = content.algorithm_family;
    if (family && family->coding_scheme == kPrivateScheme) PutPrivateCodingScheme(dataset);
    Put(dataset, DCM_FrameOfReferenceUID, AttributeText(header, DCM_FrameOfReferenceUID));
    Put(dataset, DCM_PositionReferenceIndicator, "");
    Put(dataset, DCM_ContentLabel, Shortened(content.content_label, 16));
    Put(dataset, DCM_ContentDescription, Shortened(own(content.segment_label), 64));
    Put(dataset, DCM_ContentCreatorName, own(content.content_creator));

    SegmentationContent segment = content;
    segment.segment_label = own(content.segment_label);
    segment.tracking_id = own(content.tracking_id);
    PutSegment(dataset, segment);
    PutReferences(dataset, slices);
    PutDimensions(dataset, content.dimension_uid);
    PutImageModules(dataset, grid, filled.size());
    PutSharedGroups(dataset, grid, header);
    for (std::size_t frame = 0; frame < filled.size(); ++frame) {
      PutFrame(dataset, slices[static_cast<std::size_t>(filled[frame])], frame);
    }
    PutPixels(dataset, coverage, filled);
    return SaveObject(object, file);
  });
}

}  // namespace regen::dicom
