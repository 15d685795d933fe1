// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/dicom_tags.h"

#include <algorithm>
#include <iterator>

namespace regen {
namespace {

struct Entry {
  std::string_view keyword;
  std::string_view tag;
};

constexpr Entry kTags[] = {
    {"AcquisitionMatrix", "0018,1310"},
    {"AcquisitionNumber", "0020,0012"},
    {"AcquisitionTime", "0008,0032"},
    {"BodyPartExamined", "0018,0015"},
    {"CodeMeaning", "0008,0104"},
    {"CodeValue", "0008,0100"},
    {"CodingSchemeDesignator", "0008,0102"},
    {"Columns", "0028,0011"},
    {"ComplexImageComponent", "0008,9208"},
    {"ConceptCodeSequence", "0040,a168"},
    {"ConceptNameCodeSequence", "0040,a043"},
    {"ContentDate", "0008,0023"},
    {"ContentSequence", "0040,a730"},
    {"ContentTime", "0008,0033"},
    {"ContourGeometricType", "3006,0042"},
    {"ContourImageSequence", "3006,0016"},
    {"ContourSequence", "3006,0040"},
    {"ContrastBolusAgent", "0018,0010"},
    {"DeviceSerialNumber", "0018,1000"},
    {"DiffusionBValue", "0018,9087"},
    {"DiffusionGradientOrientation", "0018,9089"},
    {"EchoNumbers", "0018,0086"},
    {"EchoTime", "0018,0081"},
    {"EchoTrainLength", "0018,0091"},
    {"FlipAngle", "0018,1314"},
    {"FrameOfReferenceUID", "0020,0052"},
    {"GraphicData", "0070,0022"},
    {"GraphicType", "0070,0023"},
    {"ImageLaterality", "0020,0062"},
    {"ImageOrientationPatient", "0020,0037"},
    {"ImagePositionPatient", "0020,0032"},
    {"ImageType", "0008,0008"},
    {"ImagingFrequency", "0018,0084"},
    {"InstanceNumber", "0020,0013"},
    {"InversionTime", "0018,0082"},
    {"IssuerOfPatientID", "0010,0021"},
    {"Laterality", "0020,0060"},
    {"LossyImageCompression", "0028,2110"},
    {"LossyImageCompressionMethod", "0028,2114"},
    {"LossyImageCompressionRatio", "0028,2112"},
    {"MagneticFieldStrength", "0018,0087"},
    {"Manufacturer", "0008,0070"},
    {"ManufacturerModelName", "0008,1090"},
    {"Modality", "0008,0060"},
    {"MRAcquisitionType", "0018,0023"},
    {"NumberOfAverages", "0018,0083"},
    {"NumberOfFrames", "0028,0008"},
    {"PatientBirthDate", "0010,0030"},
    {"PatientID", "0010,0020"},
    {"PatientName", "0010,0010"},
    {"PatientPosition", "0018,5100"},
    {"PatientSex", "0010,0040"},
    {"PixelBandwidth", "0018,0095"},
    {"PixelSpacing", "0028,0030"},
    {"ProtocolName", "0018,1030"},
    {"ReceiveCoilName", "0018,1250"},
    {"ReferencedFrameOfReferenceSequence", "3006,0010"},
    {"ReferencedFrameOfReferenceUID", "3006,0024"},
    {"ReferencedROINumber", "3006,0084"},
    {"ReferencedSeriesSequence", "0008,1115"},
    {"ReferencedSOPInstanceUID", "0008,1155"},
    {"ReferencedSOPSequence", "0008,1199"},
    {"RepetitionTime", "0018,0080"},
    {"ROIContourSequence", "3006,0039"},
    {"ROIName", "3006,0026"},
    {"ROINumber", "3006,0022"},
    {"Rows", "0028,0010"},
    {"RTReferencedSeriesSequence", "3006,0014"},
    {"RTReferencedStudySequence", "3006,0012"},
    {"SamplesPerPixel", "0028,0002"},
    {"ScanningSequence", "0018,0020"},
    {"ScanOptions", "0018,0022"},
    {"SegmentLabel", "0062,0005"},
    {"SegmentNumber", "0062,0004"},
    {"SegmentSequence", "0062,0002"},
    {"SequenceName", "0018,0024"},
    {"SequenceVariant", "0018,0021"},
    {"SeriesDate", "0008,0021"},
    {"SeriesDescription", "0008,103e"},
    {"SeriesInstanceUID", "0020,000e"},
    {"SeriesNumber", "0020,0011"},
    {"SeriesTime", "0008,0031"},
    {"SliceThickness", "0018,0050"},
    {"SoftwareVersions", "0018,1020"},
    {"SOPClassUID", "0008,0016"},
    {"SOPInstanceUID", "0008,0018"},
    {"SpacingBetweenSlices", "0018,0088"},
    {"StackID", "0020,9056"},
    {"StructureSetDate", "3006,0008"},
    {"StructureSetROISequence", "3006,0020"},
    {"StructureSetTime", "3006,0009"},
    {"StudyDate", "0008,0020"},
    {"StudyDescription", "0008,1030"},
    {"StudyInstanceUID", "0020,000d"},
    {"StudyTime", "0008,0030"},
    {"TemporalPositionIdentifier", "0020,0100"},
    {"TextValue", "0040,a160"},
    {"TriggerTime", "0018,1060"},
    {"UID", "0040,a124"},
    {"ValueType", "0040,a040"}};

}  // namespace

std::string_view TagOfKeyword(std::string_view keyword) {
  const auto* const found = std::find_if(
      std::begin(kTags), std::end(kTags), [&](const Entry& e) { return e.keyword == keyword; });
  return found == std::end(kTags) ? std::string_view() : found->tag;
}

}  // namespace regen
