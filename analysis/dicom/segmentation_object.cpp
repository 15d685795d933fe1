// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/segmentation_object.h"

#include "analysis/base/text.h"
#include "analysis/dicom/multiframe_modules.h"
#include "analysis/dicom/pack_bits.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <set>

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

// One frame of the object.
struct SegmentFrame {
  std::uint32_t segment = 1;
  int slice = 0;
  const Volume* coverage = nullptr;
};

void PutImageModules(DcmItem& dataset,
                     const VolumeGeometry& grid,
                     std::size_t frames,
                     bool overlap) {
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
  Put(dataset, DCM_SegmentsOverlap, overlap ? "YES" : "NO");
}

void PutPixels(DcmItem& dataset, const std::vector<SegmentFrame>& frames) {
  const VolumeGeometry& grid = frames.front().coverage->geometry;
  const std::size_t area =
      static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
  std::vector<bool> bits;
  bits.reserve(area * frames.size());
  for (const SegmentFrame& frame : frames) {
    const float* slice =
        frame.coverage->values.data() + static_cast<std::size_t>(frame.slice) * area;
    for (std::size_t i = 0; i < area; ++i) bits.push_back(slice[i] >= kInside);
  }
  const std::vector<std::uint8_t> packed = PackBits(bits);
  Require(dataset.putAndInsertUint8Array(
              DCM_PixelData, packed.data(), static_cast<unsigned long>(packed.size())),
          "PixelData");
}

void PutSegment(DcmItem& dataset, const SegmentContent& content, int number) {
  DcmItem& segment = AppendItem(dataset, DCM_SegmentSequence);
  PutUint16(segment, DCM_SegmentNumber, number);
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
  // CIELab of a clear green and of a clear red, 16 bit scaled (PS3.3 C.10.7.1.1).
  const std::array<Uint16, 3> green{47802, 17476, 46260};
  const std::array<Uint16, 3> red{34885, 53485, 50171};
  const auto& colour = number == 1 ? green : red;
  Require(segment.putAndInsertUint16Array(
              DCM_RecommendedDisplayCIELabValue, colour.data(), colour.size()),
          "RecommendedDisplayCIELabValue");
}

void AddFrames(std::uint32_t segment,
               const Volume& coverage,
               std::vector<SegmentFrame>& frames) {
  for (const int slice : SlicesWithRegion(coverage))
    frames.push_back({segment, slice, &coverage});
}

// Frames of all segments, one segment after the other; empty where a segment has none.
std::vector<SegmentFrame> FramesOf(const SegmentationContent& content, const Volume& first) {
  std::vector<SegmentFrame> frames;
  AddFrames(1, first, frames);
  std::size_t before = 0;
  for (std::size_t n = 0; n < content.further.size(); ++n) {
    if (frames.size() == before) return {};
    before = frames.size();
    AddFrames(static_cast<std::uint32_t>(n + 2), *content.further[n].coverage, frames);
  }
  return frames.size() == before ? std::vector<SegmentFrame>{} : frames;
}

void PutFrames(DcmItem& dataset,
               DcmItem& shared,
               const std::vector<SourceSlice>& slices,
               const std::vector<SegmentFrame>& frames) {
  const auto identify = [](DcmItem& groups, std::uint32_t segment) {
    PutUint16(AppendItem(groups, DCM_SegmentIdentificationSequence),
              DCM_ReferencedSegmentNumber,
              static_cast<int>(segment));
  };
  std::set<int> places;  // frames of one position have one index
  for (const SegmentFrame& frame : frames) places.insert(frame.slice);
  const auto place_of = [&](int slice) {
    return static_cast<std::uint32_t>(1 + std::distance(places.begin(), places.find(slice)));
  };
  const bool several = frames.back().segment > 1;
  if (!several) identify(shared, 1);
  for (const SegmentFrame& frame : frames) {
    DcmItem& groups = AppendFrame(dataset,
                                  slices[static_cast<std::size_t>(frame.slice)],
                                  codes::kSegmentationDerivation,
                                  {frame.segment, place_of(frame.slice)});
    if (several) identify(groups, frame.segment);
  }
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
    const std::vector<SegmentFrame> frames = FramesOf(content, coverage);
    if (frames.empty())
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

    const auto put_segment = [&](SegmentContent segment, int number) {
      segment.segment_label = own(segment.segment_label);
      segment.tracking_id = own(segment.tracking_id);
      PutSegment(dataset, segment, number);
    };
    put_segment(content, 1);
    for (std::size_t n = 0; n < content.further.size(); ++n)
      put_segment(content.further[n].content, static_cast<int>(n) + 2);
    PutReferences(dataset, slices);
    PutDimensions(dataset,
                  content.dimension_uid,
                  {{DCM_ReferencedSegmentNumber,
                    DCM_SegmentIdentificationSequence,
                    "ReferencedSegmentNumber"},
                   PositionDimension()});
    PutImageModules(dataset, grid, frames.size(), !content.further.empty());
    DcmItem& shared = AppendItem(dataset, DCM_SharedFunctionalGroupsSequence);
    PutSharedGeometry(shared, grid, header);
    PutFrames(dataset, shared, slices, frames);
    PutPixels(dataset, frames);
    return SaveObject(object, file);
  });
}

}  // namespace regen::dicom
