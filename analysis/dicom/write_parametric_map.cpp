// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/dicom/multiframe_modules.h"
#include "analysis/dicom/result_modules.h"
#include "analysis/dicom/result_object.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/report/result_kinds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regen::dicom {

namespace {

// No T2: cannot be taken for one, unlike 0.
constexpr float kPadding = -1.0F;

constexpr const char* kImageType = "DERIVED\\PRIMARY\\VOLUME\\QUANTITY";

struct Frames {
  std::vector<int> slices;
  std::vector<Float32> values;  // with the padding where there is none
  Float32 largest = 0;
};

// Appends one slice's values; false, with nothing appended, where it has none at all.
bool AppendSlice(const Volume& t2_ms, int k, Frames& frames) {
  const auto area = static_cast<std::size_t>(t2_ms.geometry.size[0]) *
                    static_cast<std::size_t>(t2_ms.geometry.size[1]);
  const float* values = t2_ms.values.data() + t2_ms.Offset(0, 0, k);
  const std::size_t begin = frames.values.size();
  frames.values.resize(begin + area);
  Float32* frame = frames.values.data() + begin;
  Float32 largest = kPadding;
  for (std::size_t at = 0; at < area; ++at) {
    frame[at] = std::isfinite(values[at]) ? values[at] : kPadding;
    largest = frame[at] > largest ? frame[at] : largest;
  }
  const bool any = largest > kPadding || std::any_of(values, values + area, [](float value) {
                     return std::isfinite(value);
                   });
  if (!any) frames.values.resize(begin);
  frames.largest = std::max(frames.largest, largest);
  return any;
}

Frames FramesOf(const Volume& t2_ms) {
  Frames frames;
  frames.values.reserve(t2_ms.values.size());
  for (int k = 0; k < t2_ms.geometry.size[2]; ++k) {
    if (AppendSlice(t2_ms, k, frames)) frames.slices.push_back(k);
  }
  return frames;
}

void PutImageModules(DcmItem& dataset, const VolumeGeometry& grid, std::size_t frames) {
  Put(dataset, DCM_ImageType, kImageType);
  PutUint16(dataset, DCM_SamplesPerPixel, 1);
  Put(dataset, DCM_PhotometricInterpretation, "MONOCHROME2");
  Put(dataset, DCM_NumberOfFrames, StrCat(frames));
  PutUint16(dataset, DCM_Rows, grid.size[1]);
  PutUint16(dataset, DCM_Columns, grid.size[0]);
  PutUint16(dataset, DCM_BitsAllocated, 32);
  Require(dataset.putAndInsertFloat32(DCM_FloatPixelPaddingValue, kPadding),
          "FloatPixelPaddingValue");
  Require(dataset.putAndInsertFloat32(DCM_FloatPixelPaddingRangeLimit, kPadding),
          "FloatPixelPaddingRangeLimit");
  Require(dataset.insertEmptyElement(DCM_AcquisitionContextSequence),
          "AcquisitionContextSequence");
  Put(dataset, DCM_LossyImageCompression, "00");
  Put(dataset, DCM_BurnedInAnnotation, "NO");
  Put(dataset, DCM_RecognizableVisualFeatures, "NO");
  Put(dataset, DCM_PresentationLUTShape, "IDENTITY");
  Put(dataset, DCM_ContentQualification, "RESEARCH");
}

// Real World Value Mapping: stored values are milliseconds as they are.
void PutMapping(DcmItem& shared, Float32 largest) {
  DcmItem& mapping = AppendItem(shared, DCM_RealWorldValueMappingSequence);
  Put(mapping, DCM_LUTExplanation, "T2 in milliseconds");
  Put(mapping, DCM_LUTLabel, "T2");
  PutCode(mapping, DCM_MeasurementUnitsCodeSequence, codes::kMilliseconds);
  const auto put = [&mapping](const DcmTagKey& tag, double value) {
    Require(mapping.putAndInsertFloat64(tag, value), DcmTag(tag).getTagName());
  };
  put(DCM_DoubleFloatRealWorldValueFirstValueMapped, 0);
  put(DCM_DoubleFloatRealWorldValueLastValueMapped, static_cast<double>(largest));
  put(DCM_RealWorldValueIntercept, 0);
  put(DCM_RealWorldValueSlope, 1);
  DcmItem& quantity = AppendItem(mapping, DCM_QuantityDefinitionSequence);
  Put(quantity, DCM_ValueType, "CODE");
  PutCode(quantity, DCM_ConceptNameCodeSequence, codes::kQuantity);
  PutCode(quantity, DCM_ConceptCodeSequence, codes::kT2);
}

// Identity Pixel Value Transformation: what is stored is the value.
void PutIdentity(DcmItem& shared) {
  DcmItem& identity = AppendItem(shared, DCM_PixelValueTransformationSequence);
  Put(identity, DCM_RescaleIntercept, "0");
  Put(identity, DCM_RescaleSlope, "1");
  Put(identity, DCM_RescaleType, "US");
}

void PutFrameType(DcmItem& shared) {
  Put(AppendItem(shared, DCM_ParametricMapFrameTypeSequence), DCM_FrameType, kImageType);
}

// Where the structure is, for all frames (PS3.3 C.7.6.16.2.8).
void PutAnatomy(DcmItem& shared, const Treatment& treatment) {
  DcmItem& anatomy = AppendItem(shared, DCM_FrameAnatomySequence);
  PutCode(anatomy, DCM_AnatomicRegionSequence, FindingSiteOf(treatment));
  Put(anatomy,
      DCM_FrameLaterality,
      !treatment.side                   ? "U"
      : *treatment.side == Side::kRight ? "R"
                                        : "L");
}

Result<WrittenObject> Write(const ResultContext& context,
                            const std::string& role,
                            const StudyFolder& folder,
                            const EchoAcquisition& acquisition,
                            const Volume& t2_ms,
                            const FollowUpReport& report) {
  const TimePoint* time_point = FindTimePoint(report, folder.study.study_instance_uid);
  if (time_point == nullptr) {
    return Error{ErrorKind::kInternal, "map: its study is no time point of the report"};
  }
  const auto slices = FindSourceSlices(folder, acquisition.sop_instance_uids, t2_ms.geometry);
  if (!slices) return slices.error();
  const Frames frames = FramesOf(t2_ms);
  if (frames.slices.empty()) return InputError("map: no voxel has a T2, expected a map");
  auto object =
      ResultObject::Begin(context,
                          {result_kinds::kParametricMap, role},
                          report,
                          folder.file_of_sop_instance.at(slices->front().sop_instance_uid));
  if (!object) return object.error();
  DcmDataset& dataset = object->dataset();
  Put(dataset,
      DCM_FrameOfReferenceUID,
      AttributeText(object->source(), DCM_FrameOfReferenceUID));
  Put(dataset, DCM_PositionReferenceIndicator, "");
  Put(dataset, DCM_ContentLabel, "T2_MAP");
  Put(dataset, DCM_ContentDescription, "T2 by a mono-exponential fit, ms");
  Put(dataset, DCM_ContentCreatorName, "");
  PutReferences(dataset, *slices);
  PutDimensions(dataset, object->DerivedUid("dimension"), {PositionDimension()});
  PutImageModules(dataset, t2_ms.geometry, frames.slices.size());
  DcmItem& shared = AppendItem(dataset, DCM_SharedFunctionalGroupsSequence);
  PutSharedGeometry(shared, t2_ms.geometry, object->source());
  PutMapping(shared, frames.largest);
  PutIdentity(shared);
  PutFrameType(shared);
  PutAnatomy(shared, report.treatment);
  for (std::size_t frame = 0; frame < frames.slices.size(); ++frame) {
    AppendFrame(dataset,
                (*slices)[static_cast<std::size_t>(frames.slices[frame])],
                codes::kMonoExponentialFit,
                {static_cast<std::uint32_t>(frame + 1)});
  }
  Require(dataset.putAndInsertFloat32Array(DCM_FloatPixelData,
                                           frames.values.data(),
                                           static_cast<unsigned long>(frames.values.size())),
          "FloatPixelData");
  object->PutCommonModules(TimePointText(*time_point));
  PutPrivateCodingScheme(dataset);
  return object->Save();
}

}  // namespace

Result<WrittenObject> WriteParametricMap(const ResultContext& context,
                                         const std::string& role,
                                         const StudyFolder& folder,
                                         const EchoAcquisition& acquisition,
                                         const Volume& t2_ms,
                                         const FollowUpReport& report) {
  return GuardDcmtk([&] { return Write(context, role, folder, acquisition, t2_ms, report); });
}

}  // namespace regen::dicom
