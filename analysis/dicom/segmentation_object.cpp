// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/segmentation_object.h"

#include "analysis/base/text.h"
#include "analysis/dicom/multiframe_modules.h"
#include "analysis/dicom/pack_bits.h"

#include <algorithm>
#include <cassert>

namespace regen::dicom {

namespace {

constexpr float kInside = 0.5F;

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

}  // namespace

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
    PutDimensions(dataset,
                  content.dimension_uid,
                  {{DCM_ReferencedSegmentNumber,
                    DCM_SegmentIdentificationSequence,
                    "ReferencedSegmentNumber"},
                   PositionDimension()});
    PutImageModules(dataset, grid, filled.size());
    DcmItem& shared = AppendItem(dataset, DCM_SharedFunctionalGroupsSequence);
    PutSharedGeometry(shared, grid, header);
    PutUint16(
        AppendItem(shared, DCM_SegmentIdentificationSequence), DCM_ReferencedSegmentNumber, 1);
    for (std::size_t frame = 0; frame < filled.size(); ++frame) {
      AppendFrame(dataset,
                  slices[static_cast<std::size_t>(filled[frame])],
                  codes::kSegmentationDerivation,
                  {1, static_cast<std::uint32_t>(frame + 1)});
    }
    PutPixels(dataset, coverage, filled);
    return SaveObject(object, file);
  });
}

}  // namespace regen::dicom
