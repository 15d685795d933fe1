// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/enhanced_frames.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <iterator>

namespace regen {

namespace {

constexpr std::string_view kEnhancedMrImageStorage = "1.2.840.10008.5.1.4.1.1.4.1";
constexpr std::string_view kLegacyConvertedEnhancedMr = "1.2.840.10008.5.1.4.1.1.4.4";

// What a converter could not place keeps its classic keyword (PS3.3 C.7.6.16.2.25).
constexpr std::string_view kUnassignedPerFrame =
    "UnassignedPerFrameConvertedAttributesSequence";
constexpr std::string_view kUnassignedShared = "UnassignedSharedConvertedAttributesSequence";

constexpr std::string_view kTiming = "MRTimingAndRelatedParametersSequence";
constexpr std::string_view kModifier = "MRModifierSequence";

// Where an enhanced object keeps an attribute of a classic one.
struct Translation {
  std::string_view classic;
  std::string_view macro;
  std::string_view keyword;
};

constexpr Translation kTranslations[] = {
    {"ImageType", "MRImageFrameTypeSequence", "FrameType"},
    {"ComplexImageComponent", "MRImageFrameTypeSequence", "ComplexImageComponent"},
    {"PixelSpacing", "PixelMeasuresSequence", "PixelSpacing"},
    {"SliceThickness", "PixelMeasuresSequence", "SliceThickness"},
    {"ImagePositionPatient", "PlanePositionSequence", "ImagePositionPatient"},
    {"ImageOrientationPatient", "PlaneOrientationSequence", "ImageOrientationPatient"},
    {"EchoTime", "MREchoSequence", "EffectiveEchoTime"},
    {"RepetitionTime", kTiming, "RepetitionTime"},
    {"FlipAngle", kTiming, "FlipAngle"},
    {"EchoTrainLength", kTiming, "EchoTrainLength"},
    {"EchoTrainLength", kTiming, "RFEchoTrainLength"},
    {"InversionTime", kModifier, "InversionTimes"},
    {"DiffusionBValue", "MRDiffusionSequence", "DiffusionBValue"},
    {"DiffusionGradientOrientation",
     "MRDiffusionSequence/DiffusionGradientDirectionSequence",
     "DiffusionGradientOrientation"},
    {"StackID", "FrameContentSequence", "StackID"},
    {"DimensionIndexValues", "FrameContentSequence", "DimensionIndexValues"},
    {"TemporalPositionIdentifier", "FrameContentSequence", "TemporalPositionIndex"},
    {"AcquisitionNumber", "FrameContentSequence", "FrameAcquisitionNumber"},
    {"TriggerTime", "CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime"},
    {"ImageLaterality", "FrameAnatomySequence", "FrameLaterality"},
    {"RescaleSlope", "PixelValueTransformationSequence", "RescaleSlope"},
    {"RescaleIntercept", "PixelValueTransformationSequence", "RescaleIntercept"}};

// Asked only where the dataset itself does not tell.
constexpr Translation kFallbacks[] = {
    {"BodyPartExamined", "FrameAnatomySequence/AnatomicRegionSequence", "CodeMeaning"},
    {"ContrastBolusAgent", "ContrastBolusAgentSequence", "CodeMeaning"}};

// Terms of a classic attribute of several values, from attributes that say yes or no.
struct Term {
  std::string_view macro;  // empty: of the dataset
  std::string_view keyword;
  std::string_view value;
  std::string_view classic;
};

constexpr Term kScanningSequence[] = {{"", "EchoPulseSequence", "SPIN", "SE"},
                                      {"", "EchoPulseSequence", "BOTH", "SE"},
                                      {kModifier, "InversionRecovery", "YES", "IR"},
                                      {"", "EchoPulseSequence", "GRADIENT", "GR"},
                                      {"", "EchoPulseSequence", "BOTH", "GR"},
                                      {"", "EchoPlanarPulseSequence", "YES", "EP"}};

constexpr Term kSequenceVariant[] = {{"", "SegmentedKSpaceTraversal", "PARTIAL", "SK"},
                                     {"", "SegmentedKSpaceTraversal", "FULL", "SK"},
                                     {"", "MagnetizationTransfer", "ON_RESONANCE", "MTC"},
                                     {"", "MagnetizationTransfer", "OFF_RESONANCE", "MTC"},
                                     {"", "SteadyStatePulseSequence", "FREE_PRECESSION", "SS"},
                                     {"", "SteadyStatePulseSequence", "TRANSVERSE", "SS"},
                                     {"", "SteadyStatePulseSequence", "TIME_REVERSED", "SS"},
                                     {"", "SteadyStatePulseSequence", "LONGITUDINAL", "SS"},
                                     {"", "Spoiling", "RF", "SP"},
                                     {"", "Spoiling", "GRADIENT", "SP"},
                                     {"", "Spoiling", "RF_AND_GRADIENT", "SP"}};

constexpr Term kScanOptions[] = {
    {kModifier, "FlowCompensation", "ACCELERATION", "FC"},
    {kModifier, "FlowCompensation", "VELOCITY", "FC"},
    {kModifier, "PartialFourier", "YES", "PFF"},
    {kModifier, "SpatialPresaturation", "SLAB", "SP"},
    {kModifier, "SpectrallySelectedSuppression", "FAT", "FS"},
    {kModifier, "SpectrallySelectedSuppression", "FAT_AND_WATER", "FS"}};

// Reads one frame of one object.
struct FrameReader {
  const AttributeLookup& object;
  const FunctionalGroups& groups;
  int frame;

  std::string InGroups(std::string_view macro, std::string_view keyword) const {
    std::string own = groups.value(frame, macro, keyword);
    return own.empty() ? groups.value(FunctionalGroups::kShared, macro, keyword) : own;
  }

  std::string Translated(std::string_view classic) const {
    for (const Translation& one : kTranslations) {
      if (one.classic != classic) continue;
      std::string value = InGroups(one.macro, one.keyword);
      if (!value.empty()) return value;
    }
    return {};
  }

  std::string Unassigned(std::string_view classic) const {
    std::string own = groups.value(frame, kUnassignedPerFrame, classic);
    return own.empty() ? groups.value(FunctionalGroups::kShared, kUnassignedShared, classic)
                       : own;
  }

  std::string Fallback(std::string_view classic) const {
    for (const Translation& one : kFallbacks) {
      if (one.classic != classic) continue;
      std::string value = InGroups(one.macro, one.keyword);
      if (value.empty()) {
        value = groups.value(FunctionalGroups::kObject, one.macro, one.keyword);
      }
      return value;
    }
    return {};
  }

  template <std::size_t N>
  std::string Terms(const Term (&terms)[N]) const {
    std::vector<std::string> found;
    for (const Term& term : terms) {
      // Some systems write the attributes of the groups into the dataset itself.
      std::string value = term.macro.empty() ? "" : InGroups(term.macro, term.keyword);
      if (value.empty()) value = object(term.keyword);
      const std::string classic(term.classic);
      if (value == term.value &&
          std::find(found.begin(), found.end(), classic) == found.end()) {
        found.push_back(classic);
      }
    }
    return JoinStrings(found, "\\");
  }

  std::string Composed(std::string_view classic) const {
    if (classic == "ScanningSequence") return Terms(kScanningSequence);
    if (classic == "SequenceVariant") return Terms(kSequenceVariant);
    if (classic == "ScanOptions") return Terms(kScanOptions);
    if (classic == "SequenceName") return object("PulseSequenceName");
    return {};
  }

  std::string Value(std::string_view classic) const {
    if (classic.find('/') != std::string_view::npos) return object(classic);  // a path
    std::string value = Translated(classic);
    if (value.empty()) value = object(classic);  // before what could contradict its identity
    if (value.empty()) value = Unassigned(classic);
    if (value.empty()) value = Fallback(classic);
    if (value.empty()) value = Composed(classic);
    return value;
  }
};

void AddWords(std::vector<std::string>& keywords, std::string_view path) {
  for (const std::string& word : Split(path, '/')) {
    if (!word.empty() && std::find(keywords.begin(), keywords.end(), word) == keywords.end()) {
      keywords.push_back(word);
    }
  }
}

}  // namespace

bool IsEnhancedMr(std::string_view sop_class_uid) {
  return sop_class_uid == kEnhancedMrImageStorage ||
         sop_class_uid == kLegacyConvertedEnhancedMr;
}

AttributeLookup AttributesOfFrame(const AttributeLookup& object,
                                  const FunctionalGroups& groups,
                                  int frame) {
  return [reader = FrameReader{object, groups, frame}](std::string_view keyword) {
    return reader.Value(keyword);
  };
}

std::vector<InstanceSummary> SummarizeFrames(const AttributeLookup& object,
                                             const FunctionalGroups& groups) {
  const auto number_of_frames = ParseInt(object("NumberOfFrames"));
  if (!number_of_frames || *number_of_frames != groups.frames) return {};
  std::vector<InstanceSummary> frames;
  for (int frame = 0; frame < groups.frames; ++frame) {
    frames.push_back(SummarizeInstance(AttributesOfFrame(object, groups, frame)));
    frames.back().frame_number = frame + 1;
  }
  return frames;
}

std::vector<std::string> EnhancedKeywords() {
  std::vector<std::string> keywords = {"PerFrameFunctionalGroupsSequence",
                                       "SharedFunctionalGroupsSequence",
                                       "PulseSequenceName"};
  AddWords(keywords, kUnassignedPerFrame);
  AddWords(keywords, kUnassignedShared);
  const auto add_all = [&](const auto& rows) {
    for (const auto& row : rows) {
      AddWords(keywords, row.macro);
      AddWords(keywords, row.keyword);
    }
  };
  add_all(kTranslations);
  add_all(kFallbacks);
  add_all(kScanningSequence);
  add_all(kSequenceVariant);
  add_all(kScanOptions);
  return keywords;
}

}  // namespace regen
