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

// An attribute that classic images have at the top and Enhanced MR in a functional group,
// shared or of its first frame (PS3.3 section C.7.6.16).
std::string InFunctionalGroup(const AttributeLookup& attribute,
                              std::string_view group,
                              std::string_view keyword) {
  std::string text = attribute(keyword);
  for (const char* groups :
       {"SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"}) {
    if (!Trim(text).empty()) break;
    text = attribute(StrCat(groups, "/", group, "/", keyword));
  }
  return text;
}

// The same as a lookup of its own: `group` stands before what is asked for.
AttributeLookup GroupLookup(const AttributeLookup& attribute, std::string_view group) {
  return [&attribute, group](std::string_view keyword) {
    return InFunctionalGroup(attribute, group, keyword);
  };
}

EnhancedMrAttributes EnhancedOf(const AttributeLookup& attribute) {
  const AttributeLookup modifier = GroupLookup(attribute, "MRModifierSequence");
  const AttributeLookup frame_type = GroupLookup(attribute, "MRImageFrameTypeSequence");
  const auto code = [](const AttributeLookup& lookup, std::string_view keyword) {
    return ToUpper(TextOf(lookup, keyword));
  };
  EnhancedMrAttributes enhanced;
  enhanced.acquisition_contrast = code(frame_type, "AcquisitionContrast");
  enhanced.pulse_sequence_name = TextOf(attribute, "PulseSequenceName");
  enhanced.echo_pulse_sequence = code(attribute, "EchoPulseSequence");
  enhanced.multiple_spin_echo = code(attribute, "MultipleSpinEcho");
  enhanced.steady_state_pulse_sequence = code(attribute, "SteadyStatePulseSequence");
  enhanced.echo_planar_pulse_sequence = code(attribute, "EchoPlanarPulseSequence");
  enhanced.spoiling = code(modifier, "Spoiling");
  enhanced.inversion_recovery = code(modifier, "InversionRecovery");
  enhanced.spectrally_selected_suppression = code(attribute, "SpectrallySelectedSuppression");
  enhanced.spectrally_selected_excitation = code(modifier, "SpectrallySelectedExcitation");
  return enhanced;
}

// Of the first mapping of stored values to quantities, at the top or in a functional group.
std::string OfValueMapping(const AttributeLookup& attribute, std::string_view path) {
  for (const char* groups :
       {"", "SharedFunctionalGroupsSequence/", "PerFrameFunctionalGroupsSequence/"}) {
    const std::string text =
        TextOf(attribute, StrCat(groups, "RealWorldValueMappingSequence/", path));
    if (!text.empty()) return text;
  }
  return {};
}

// What values are in that are rescaled as all images are; see SeriesSummary.
std::string UnitsOf(const AttributeLookup& attribute) {
  constexpr double kTolerance = 1e-6;
  std::string units = OfValueMapping(attribute, "MeasurementUnitsCodeSequence/CodeValue");
  if (units.empty()) return units;
  const AttributeLookup rescale = GroupLookup(attribute, "PixelValueTransformationSequence");
  const auto differs = [&](std::string_view mapped, std::string_view rescaled, double absent) {
    const auto a = ParseDouble(OfValueMapping(attribute, mapped));
    const std::string text = TextOf(rescale, rescaled);
    const auto b = text.empty() ? std::optional(absent) : ParseDouble(text);
    return !a || !b || std::abs(*a - *b) > kTolerance * std::max(1.0, std::abs(*b));
  };
  const bool otherwise = differs("RealWorldValueSlope", "RescaleSlope", 1) ||
                         differs("RealWorldValueIntercept", "RescaleIntercept", 0);
  return otherwise ? "?" : units;
}

// "SCT:72696002": the code of the first item of a sequence in FrameAnatomySequence or at the
// top.
std::string AnatomyCodeOf(const AttributeLookup& attribute, std::string_view sequence) {
  const AttributeLookup anatomy = GroupLookup(attribute, "FrameAnatomySequence");
  const std::string value = TextOf(anatomy, StrCat(sequence, "/CodeValue"));
  if (value.empty()) return {};
  return StrCat(TextOf(anatomy, StrCat(sequence, "/CodingSchemeDesignator")), ":", value);
}

void ReadAnatomy(const AttributeLookup& attribute, SeriesSummary& series) {
  constexpr std::string_view kRegion = "AnatomicRegionSequence";
  series.anatomic_region_code = AnatomyCodeOf(attribute, kRegion);
  series.anatomic_region_meaning =
      TextOf(GroupLookup(attribute, "FrameAnatomySequence"), StrCat(kRegion, "/CodeMeaning"));
  series.anatomic_region_modifier_code =
      AnatomyCodeOf(attribute, StrCat(kRegion, "/AnatomicRegionModifierSequence"));
}

// "DCM:113065" (PS3.3 section C.7.6.16.2.11).
std::string QuantityCodeOf(const AttributeLookup& attribute) {
  constexpr std::string_view kQuantity = "QuantityDefinitionSequence/ConceptCodeSequence/";
  const std::string value = OfValueMapping(attribute, StrCat(kQuantity, "CodeValue"));
  if (value.empty()) return {};
  return StrCat(
      OfValueMapping(attribute, StrCat(kQuantity, "CodingSchemeDesignator")), ":", value);
}

}  // namespace

const std::vector<std::string>& SummaryKeywords() {
  // Names of lists in one text: one line each would fill a page.
  static const std::vector<std::string> keywords = Split(
      "StudyInstanceUID StudyDate StudyTime StudyDescription PatientID IssuerOfPatientID "
      "PatientName PatientBirthDate PatientSex "
      "SeriesInstanceUID Modality SeriesDescription ProtocolName BodyPartExamined Laterality "
      "ImageLaterality FrameOfReferenceUID ScanningSequence SequenceVariant ScanOptions "
      "SequenceName Manufacturer ManufacturerModelName DeviceSerialNumber SoftwareVersions "
      "ContrastBolusAgent LossyImageCompression RepetitionTime FlipAngle InversionTime "
      "MagneticFieldStrength SliceThickness EchoTrainLength MRAcquisitionType "
      "SharedFunctionalGroupsSequence PerFrameFunctionalGroupsSequence "
      "FrameAnatomySequence FrameLaterality AnatomicRegionSequence "
      "AnatomicRegionModifierSequence CodeMeaning "
      "MRImageFrameTypeSequence MRTimingAndRelatedParametersSequence MRModifierSequence "
      "MRDiffusionSequence RealWorldValueMappingSequence QuantityDefinitionSequence "
      "MeasurementUnitsCodeSequence ConceptCodeSequence CodeValue CodingSchemeDesignator "
      "RealWorldValueSlope RealWorldValueIntercept RescaleSlope RescaleIntercept "
      "PixelValueTransformationSequence "
      "AcquisitionContrast ComplexImageComponent PulseSequenceName EchoPulseSequence "
      "MultipleSpinEcho SteadyStatePulseSequence EchoPlanarPulseSequence Spoiling "
      "InversionRecovery InversionTimes RFEchoTrainLength SpectrallySelectedSuppression "
      "SpectrallySelectedExcitation DiffusionBValue "
      "SOPInstanceUID SOPClassUID ImageType InstanceNumber Rows Columns NumberOfFrames "
      "PixelSpacing ImagePositionPatient ImageOrientationPatient EchoTime "
      "StackID DiffusionGradientOrientation TemporalPositionIdentifier AcquisitionNumber "
      "TriggerTime PhotometricInterpretation DimensionIndexValues",
      ' ');
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
  instance.complex_component = ToUpper(
      Trim(InFunctionalGroup(attribute, "MRImageFrameTypeSequence", "ComplexImageComponent")));
  instance.stack_id = TextOf(attribute, "StackID");
  instance.inversion_time_ms = PositiveNumberOf(attribute, "InversionTime");
  instance.flip_angle_deg = PositiveNumberOf(attribute, "FlipAngle");
  instance.b_value_s_per_mm2 =
      NumberOf(GroupLookup(attribute, "MRDiffusionSequence"), "DiffusionBValue");
  instance.diffusion_direction = NumbersOf<3>(attribute, "DiffusionGradientOrientation");
  instance.temporal_position = WholeNumberOf(attribute, "TemporalPositionIdentifier");
  instance.acquisition_number = WholeNumberOf(attribute, "AcquisitionNumber");
  instance.trigger_time_ms = NumberOf(attribute, "TriggerTime");
  for (const std::string& index : ValuesOf(attribute, "DimensionIndexValues")) {
    instance.dimension_index.push_back(static_cast<int>(ParseInt(index).value_or(0)));
  }
  instance.inverted_grey = TextOf(attribute, "PhotometricInterpretation") == "MONOCHROME1";
  instance.lossy = TextOf(attribute, "LossyImageCompression") == "01";
  instance.laterality = ToUpper(TextOf(attribute, "ImageLaterality"));
  if (instance.laterality.empty()) {
    instance.laterality =
        ToUpper(Trim(InFunctionalGroup(attribute, "FrameAnatomySequence", "FrameLaterality")));
  }
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
  ReadAnatomy(attribute, series);
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
  series.mr_acquisition_type = ToUpper(TextOf(attribute, "MRAcquisitionType"));
  series.enhanced = EnhancedOf(attribute);
  series.quantity_code = QuantityCodeOf(attribute);
  series.measurement_units = UnitsOf(attribute);
  const AttributeLookup timing = GroupLookup(attribute, "MRTimingAndRelatedParametersSequence");
  series.repetition_time_ms = PositiveNumberOf(timing, "RepetitionTime");
  series.flip_angle_deg = PositiveNumberOf(timing, "FlipAngle");
  series.inversion_time_ms = PositiveNumberOf(attribute, "InversionTime");
  if (!series.inversion_time_ms) {
    series.inversion_time_ms =
        PositiveNumberOf(GroupLookup(attribute, "MRModifierSequence"), "InversionTimes");
  }
  series.magnetic_field_strength_t = FieldStrengthOf(attribute);
  series.slice_thickness_mm = PositiveNumberOf(attribute, "SliceThickness");
  series.echo_train_length = PositiveNumberOf(attribute, "EchoTrainLength");
  if (!series.echo_train_length) {
    series.echo_train_length = PositiveNumberOf(timing, "RFEchoTrainLength");
  }
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
