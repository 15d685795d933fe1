// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace regen {

// Why something ended the way it did: a stable code for machines (kebab-case, see `reasons`)
// and one sentence for a person that holds the values compared. Never a patient's identity.
struct Reason {
  std::string code;
  std::string text;
};

using Reasons = std::vector<Reason>;

// Every reason code of the product, in one place.
namespace reasons {
// matching
inline constexpr std::string_view kPatientNotTreated = "patient-not-treated";
inline constexpr std::string_view kNotMr = "not-mr";
inline constexpr std::string_view kAnonymisedCopy = "anonymised-copy";
inline constexpr std::string_view kIdentityTooWeak = "identity-too-weak";
inline constexpr std::string_view kIdentityConflict = "identity-conflict";
inline constexpr std::string_view kNameDiffers = "name-differs";  // warns only
inline constexpr std::string_view kBodyPartDiffers = "body-part-differs";
inline constexpr std::string_view kBodyPartConflict = "body-part-conflict";
inline constexpr std::string_view kBodyPartUnknown = "body-part-unknown";  // warns only
inline constexpr std::string_view kSideConflict = "side-conflict";
inline constexpr std::string_view kSideUnknown = "side-unknown";
inline constexpr std::string_view kSeveralTreatments = "several-treatments-match";
inline constexpr std::string_view kIndicationNotSupported = "indication-not-supported";
inline constexpr std::string_view kIsBaseline = "is-baseline";
inline constexpr std::string_view kStudyDateMissing = "study-date-missing";
inline constexpr std::string_view kNoBaseline = "no-baseline";
inline constexpr std::string_view kNoBaselineRegion = "no-baseline-region";
inline constexpr std::string_view kSeveralBaselineRegions = "several-baseline-regions";
inline constexpr std::string_view kSeveralFollowUpRegions = "several-follow-up-regions";
inline constexpr std::string_view kRegionOutsideImages = "region-outside-images";
// series selection (per candidate, and for the study where none is left)
inline constexpr std::string_view kNoSuitableSeries = "no-suitable-series";
inline constexpr std::string_view kSeveralSuitableSeries = "several-suitable-series";
inline constexpr std::string_view kNotOriginal = "not-original";
inline constexpr std::string_view kLocalizer = "localizer";
inline constexpr std::string_view kNotSpinEcho = "not-spin-echo";
inline constexpr std::string_view kNotT2Weighting = "not-t2-weighting";
inline constexpr std::string_view kTooFewEchoes = "too-few-echoes";
inline constexpr std::string_view kEchoesIncomplete = "echoes-incomplete";
inline constexpr std::string_view kGeometryMissing = "geometry-missing";
inline constexpr std::string_view kGeometryIrregular = "geometry-irregular";
inline constexpr std::string_view kTooFewSlices = "too-few-slices";
inline constexpr std::string_view kMultiFrame = "multi-frame-not-supported";
inline constexpr std::string_view kNotAnImage = "not-an-image";
inline constexpr std::string_view kSecondaryCapture = "secondary-capture";
inline constexpr std::string_view kMosaic = "siemens-mosaic";
inline constexpr std::string_view kOrientationMixed = "orientation-mixed";
inline constexpr std::string_view kSliceDuplicated = "slice-duplicated";
inline constexpr std::string_view kSliceMissing = "slice-missing";
inline constexpr std::string_view kGantryTilt = "gantry-tilt";
inline constexpr std::string_view kLossy = "lossy-compression";
inline constexpr std::string_view kNotGradientEcho = "not-gradient-echo";
inline constexpr std::string_view kNotAMap = "not-a-map";
inline constexpr std::string_view kEchoTrain = "echo-train";  // where one image is wanted
inline constexpr std::string_view kOtherWeighting = "other-weighting";
inline constexpr std::string_view kOtherFatSuppression = "other-fat-suppression";
inline constexpr std::string_view kOtherPlane = "other-plane";
inline constexpr std::string_view kSlicesTooThick = "slices-too-thick";
inline constexpr std::string_view kFrameOfReferenceDiffers = "frame-of-reference-differs";
inline constexpr std::string_view kLessAlike =
    "less-alike";  // suitable, but another pair is closer
inline constexpr std::string_view kSelected = "selected";
// what a series is (RecogniseSeries)
inline constexpr std::string_view kSequenceAmbiguous = "sequence-ambiguous";
inline constexpr std::string_view kWeightingAmbiguous = "weighting-ambiguous";
inline constexpr std::string_view kFatSuppressionAmbiguous = "fat-suppression-ambiguous";
inline constexpr std::string_view kEchoTrainAmbiguous = "echo-train-ambiguous";
inline constexpr std::string_view kContentAmbiguous = "content-ambiguous";
inline constexpr std::string_view kContrastAgentAmbiguous = "contrast-agent-ambiguous";
inline constexpr std::string_view kDimensionsAmbiguous = "dimensions-ambiguous";
inline constexpr std::string_view kPlaneAmbiguous = "plane-ambiguous";
// comparability
inline constexpr std::string_view kEchoTimesDiffer = "echo-times-differ";
inline constexpr std::string_view kFieldStrengthDiffers = "field-strength-differs";
inline constexpr std::string_view kScannerDiffers = "scanner-differs";
inline constexpr std::string_view kSoftwareDiffers = "software-differs";
inline constexpr std::string_view kSequenceDiffers = "sequence-differs";
inline constexpr std::string_view kContrastAgentDiffers = "contrast-agent-differs";
inline constexpr std::string_view kVoxelSizeDiffers = "voxel-size-differs";
inline constexpr std::string_view kOrientationDiffers = "orientation-differs";
inline constexpr std::string_view kRepetitionTimeDiffers = "repetition-time-differs";
inline constexpr std::string_view kFatSuppressionDiffers = "fat-suppression-differs";
inline constexpr std::string_view kJointAngleDiffers = "joint-angle-differs";
inline constexpr std::string_view kEchoTrainLengthDiffers = "echo-train-length-differs";
inline constexpr std::string_view kFlipAngleDiffers = "flip-angle-differs";
inline constexpr std::string_view kFibreAngleDiffers = "fibre-angle-differs";
inline constexpr std::string_view kTimeOfDayDiffers = "time-of-day-differs";
// analysis
inline constexpr std::string_view kRegistrationNotUsable = "registration-not-usable";
inline constexpr std::string_view kRegionOutsideFollowUp = "region-outside-follow-up";
inline constexpr std::string_view kRegionUncertain = "region-uncertain";  // warns only
inline constexpr std::string_view kTooFewVoxels = "too-few-voxels";
inline constexpr std::string_view kFitNotUsable = "fit-not-usable";
inline constexpr std::string_view kRoleMissing = "series-missing";  // for this measurement
inline constexpr std::string_view kNoDefectRegion = "no-defect-region";
inline constexpr std::string_view kSeveralDefectRegions = "several-defect-regions";
inline constexpr std::string_view kFallbackPrimary = "fallback-primary";  // warns only
inline constexpr std::string_view kNoContrast = "no-contrast";
inline constexpr std::string_view kReferenceNotStable = "reference-not-stable";
inline constexpr std::string_view kOutOfBounds = "out-of-bounds";
inline constexpr std::string_view kTooFewProfiles = "too-few-profiles";
inline constexpr std::string_view kLevelConflict = "level-conflict";
inline constexpr std::string_view kEndPlatesNotFound = "end-plates-not-found";
inline constexpr std::string_view kControlMissing = "control-missing";
inline constexpr std::string_view kControlDegenerated = "control-degenerated";
inline constexpr std::string_view kBoneNotRound = "bone-not-round";
// tendons: levels from their insertion, and what they are compared with
inline constexpr std::string_view kBelowDetection = "below-detection";
inline constexpr std::string_view kInsertionNotFound = "insertion-not-found";
inline constexpr std::string_view kLevelOutsideRegion = "level-outside-region";
inline constexpr std::string_view kReferenceNotFound = "reference-not-found";
inline constexpr std::string_view kContralateralMissing = "contralateral-missing";
// automatic regions
inline constexpr std::string_view kAutomaticRegionNotFound = "automatic-region-not-found";
inline constexpr std::string_view kAutomaticRegionUncertain = "automatic-region-uncertain";
inline constexpr std::string_view kAutomaticRegionUnconfirmed = "automatic-region-unconfirmed";
inline constexpr std::string_view kRegionFromAtlas = "region-from-atlas";  // a remark
inline constexpr std::string_view kRegionCutByImages = "region-cut-by-images";  // a remark
inline constexpr std::string_view kLevelNotCountable = "level-not-countable";
// running the analysis
inline constexpr std::string_view kInputUnusable = "input-unusable";
inline constexpr std::string_view kAnalysisFailed = "analysis-failed";
inline constexpr std::string_view kAnalysisTimedOut = "analysis-timed-out";
inline constexpr std::string_view kTemporarilyUnavailable = "temporarily-unavailable";
}  // namespace reasons

inline Reason MakeReason(std::string_view code, std::string text) {
  return {std::string(code), std::move(text)};
}

}  // namespace regen
