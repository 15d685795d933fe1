// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/series_summary.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regen {

namespace {

std::string TextOf(const AttributeLookup& attribute, std::string_view keyword) {
  return std::string(Trim(attribute(keyword)));
}

std::vector<std::string> ValuesOf(const AttributeLookup& attribute, std::string_view keyword) {
  const std::string text = TextOf(attribute, keyword);
  if (text.empty()) return {};
  std::vector<std::string> values = Split(text, '\\');
  for (std::string& value : values) value = ToUpper(Trim(value));
  return values;
}

// The first of the values; files with two of them where one is allowed exist.
std::optional<double> NumberOf(const AttributeLookup& attribute, std::string_view keyword) {
  return ParseDouble(Split(attribute(keyword), '\\').front());
}

std::optional<double> PositiveNumberOf(const AttributeLookup& attribute,
                                       std::string_view keyword) {
  const auto value = NumberOf(attribute, keyword);
  return value && *value > 0 ? value : std::nullopt;
}

// Nothing where absent, not a number, negative or beyond an int.
std::optional<int> WholeNumberOf(const AttributeLookup& attribute, std::string_view keyword) {
  const auto value = ParseInt(attribute(keyword));
  if (!value || *value < 0 || *value > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(*value);
}

int CountOf(const AttributeLookup& attribute, std::string_view keyword) {
  return WholeNumberOf(attribute, keyword).value_or(0);
}

template <std::size_t N>
std::optional<std::array<double, N>> NumbersOf(const AttributeLookup& attribute,
                                               std::string_view keyword) {
  const auto parts = Split(attribute(keyword), '\\');
  if (parts.size() != N) return std::nullopt;
  std::array<double, N> numbers{};
  for (std::size_t i = 0; i < N; ++i) {
    const auto value = ParseDouble(parts[i]);
    if (!value) return std::nullopt;
    numbers[i] = *value;
  }
  return numbers;
}

// Two direction cosines that are one long and at right angles; anything else is not usable.
std::optional<std::array<double, 6>> OrientationOf(const AttributeLookup& attribute) {
  constexpr double kTolerance = 0.01;
  const auto cosines = NumbersOf<6>(attribute, "ImageOrientationPatient");
  if (!cosines) return std::nullopt;
  const auto& c = *cosines;
  const double row = c[0] * c[0] + c[1] * c[1] + c[2] * c[2];
  const double column = c[3] * c[3] + c[4] * c[4] + c[5] * c[5];
  const double dot = c[0] * c[3] + c[1] * c[4] + c[2] * c[5];
  const bool usable = std::abs(row - 1) < kTolerance && std::abs(column - 1) < kTolerance &&
                      std::abs(dot) < kTolerance;
  return usable ? cosines : std::nullopt;
}

// Positions farther than a kilometre are garbage that would only spoil the arithmetic.
std::optional<std::array<double, 3>> PositionOf(const AttributeLookup& attribute) {
  constexpr double kFarthestMm = 1e6;
  auto position = NumbersOf<3>(attribute, "ImagePositionPatient");
  if (position && std::any_of(position->begin(), position->end(), [](double mm) {
        return std::abs(mm) > kFarthestMm;
      })) {
    return std::nullopt;
  }
  return position;
}

std::optional<std::array<double, 2>> PixelSpacingOf(const AttributeLookup& attribute) {
  const auto spacing = NumbersOf<2>(attribute, "PixelSpacing");
  if (!spacing || (*spacing)[0] <= 0 || (*spacing)[1] <= 0) return std::nullopt;
  return spacing;
}

// Tesla by definition (PS3.3 C.8.3.1); some old systems write gauss.
std::optional<double> FieldStrengthOf(const AttributeLookup& attribute) {
  constexpr double kStrongestTesla = 100.0;
  constexpr double kGaussPerTesla = 10000.0;
  auto value = PositiveNumberOf(attribute, "MagneticFieldStrength");
  if (value && *value > kStrongestTesla) *value /= kGaussPerTesla;
  return value;
}

}  // namespace

const std::vector<std::string>& SummaryKeywords() {
  static const std::vector<std::string> keywords = {// study and patient
                                                    "StudyInstanceUID",
                                                    "StudyDate",
                                                    "StudyTime",
                                                    "StudyDescription",
                                                    "PatientID",
                                                    "IssuerOfPatientID",
                                                    "PatientName",
                                                    "PatientBirthDate",
                                                    "PatientSex",
                                                    // series
                                                    "SeriesInstanceUID",
                                                    "Modality",
                                                    "SeriesDescription",
                                                    "ProtocolName",
                                                    "BodyPartExamined",
                                                    "Laterality",
                                                    "ImageLaterality",
                                                    "FrameOfReferenceUID",
                                                    "ScanningSequence",
                                                    "SequenceVariant",
                                                    "ScanOptions",
                                                    "SequenceName",
                                                    "Manufacturer",
                                                    "ManufacturerModelName",
                                                    "DeviceSerialNumber",
                                                    "SoftwareVersions",
                                                    "ContrastBolusAgent",
                                                    "LossyImageCompression",
                                                    "RepetitionTime",
                                                    "FlipAngle",
                                                    "InversionTime",
                                                    "MagneticFieldStrength",
                                                    "SliceThickness",
                                                    "EchoTrainLength",
                                                    // instance
                                                    "SOPInstanceUID",
                                                    "SOPClassUID",
                                                    "ImageType",
                                                    "InstanceNumber",
                                                    "Rows",
                                                    "Columns",
                                                    "NumberOfFrames",
                                                    "PixelSpacing",
                                                    "ImagePositionPatient",
                                                    "ImageOrientationPatient",
                                                    "EchoTime",
                                                    "ComplexImageComponent",
                                                    "StackID",
                                                    "DiffusionBValue",
                                                    "DiffusionGradientOrientation",
                                                    "TemporalPositionIdentifier",
                                                    "AcquisitionNumber",
                                                    "TriggerTime"};
  return keywords;
}

InstanceSummary SummarizeInstance(const AttributeLookup& attribute) {
  InstanceSummary instance;
  instance.sop_instance_uid = TextOf(attribute, "SOPInstanceUID");
  instance.sop_class_uid = TextOf(attribute, "SOPClassUID");
  instance.image_type = ValuesOf(attribute, "ImageType");
  instance.instance_number = CountOf(attribute, "InstanceNumber");
  instance.rows = CountOf(attribute, "Rows");
  instance.columns = CountOf(attribute, "Columns");
  instance.number_of_frames = std::max(1, CountOf(attribute, "NumberOfFrames"));
  instance.pixel_spacing_mm = PixelSpacingOf(attribute);
  instance.image_position_lps = PositionOf(attribute);
  instance.image_orientation = OrientationOf(attribute);
  instance.echo_time_ms = PositiveNumberOf(attribute, "EchoTime");
  instance.complex_component = ToUpper(TextOf(attribute, "ComplexImageComponent"));
  instance.stack_id = TextOf(attribute, "StackID");
  instance.inversion_time_ms = PositiveNumberOf(attribute, "InversionTime");
  instance.flip_angle_deg = PositiveNumberOf(attribute, "FlipAngle");
  instance.b_value_s_per_mm2 = NumberOf(attribute, "DiffusionBValue");
  instance.diffusion_direction = NumbersOf<3>(attribute, "DiffusionGradientOrientation");
  instance.temporal_position = WholeNumberOf(attribute, "TemporalPositionIdentifier");
  instance.acquisition_number = WholeNumberOf(attribute, "AcquisitionNumber");
  instance.trigger_time_ms = NumberOf(attribute, "TriggerTime");
  instance.lossy = TextOf(attribute, "LossyImageCompression") == "01";
  return instance;
}

SeriesSummary SummarizeSeries(const AttributeLookup& attribute) {
  SeriesSummary series;
  series.series_instance_uid = TextOf(attribute, "SeriesInstanceUID");
  series.modality = ToUpper(TextOf(attribute, "Modality"));
  series.series_description = TextOf(attribute, "SeriesDescription");
  series.protocol_name = TextOf(attribute, "ProtocolName");
  series.body_part_examined = TextOf(attribute, "BodyPartExamined");
  series.laterality = ToUpper(TextOf(attribute, "Laterality"));
  series.image_laterality = ToUpper(TextOf(attribute, "ImageLaterality"));
  series.frame_of_reference_uid = TextOf(attribute, "FrameOfReferenceUID");
  series.scanning_sequence = ValuesOf(attribute, "ScanningSequence");
  series.sequence_variant = ValuesOf(attribute, "SequenceVariant");
  series.scan_options = ValuesOf(attribute, "ScanOptions");
  series.sequence_name = TextOf(attribute, "SequenceName");
  series.manufacturer = TextOf(attribute, "Manufacturer");
  series.model_name = TextOf(attribute, "ManufacturerModelName");
  series.device_serial_number = TextOf(attribute, "DeviceSerialNumber");
  series.software_versions = TextOf(attribute, "SoftwareVersions");
  series.contrast_agent = TextOf(attribute, "ContrastBolusAgent");
  series.lossy_compression = TextOf(attribute, "LossyImageCompression") == "01";
  series.repetition_time_ms = PositiveNumberOf(attribute, "RepetitionTime");
  series.flip_angle_deg = PositiveNumberOf(attribute, "FlipAngle");
  series.inversion_time_ms = PositiveNumberOf(attribute, "InversionTime");
  series.magnetic_field_strength_t = FieldStrengthOf(attribute);
  series.slice_thickness_mm = PositiveNumberOf(attribute, "SliceThickness");
  series.echo_train_length = PositiveNumberOf(attribute, "EchoTrainLength");
  return series;
}

StudySummary SummarizeStudy(const AttributeLookup& attribute) {
  StudySummary study;
  study.study_instance_uid = TextOf(attribute, "StudyInstanceUID");
  study.study_date = TextOf(attribute, "StudyDate");
  study.study_time = TextOf(attribute, "StudyTime");
  study.study_description = TextOf(attribute, "StudyDescription");
  study.patient.patient_id = TextOf(attribute, "PatientID");
  study.patient.issuer_of_patient_id = TextOf(attribute, "IssuerOfPatientID");
  study.patient.patient_name = TextOf(attribute, "PatientName");
  study.patient.birth_date = TextOf(attribute, "PatientBirthDate");
  study.patient.sex = ToUpper(TextOf(attribute, "PatientSex"));
  return study;
}

bool HoldsUid(const std::vector<std::string>& uids, const std::string& uid) {
  return std::find(uids.begin(), uids.end(), uid) != uids.end();
}

void AddUidOnce(std::vector<std::string>& uids, const std::string& uid) {
  if (!uid.empty() && !HoldsUid(uids, uid)) uids.push_back(uid);
}

}  // namespace regen
