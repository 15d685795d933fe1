// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/codes.h"

#include "analysis/dicom/measurement_codes.h"

#include <algorithm>

namespace regen::dicom {

namespace {

std::vector<Code> WithMeasurements(std::vector<Code> all) {
  for (const MeasurementCodes& row : AllMeasurementCodes()) {
    all.push_back(row.change);
    all.push_back(row.percent_change);
    // Two measurements may be the same quantity of different parts.
    const bool known = std::any_of(all.begin(), all.end(), [&row](const Code& code) {
      return code.value == row.quantity.value && code.scheme == row.quantity.scheme;
    });
    if (!known) all.push_back(row.quantity);
  }
  return all;
}

}  // namespace

const std::vector<Code>& AllCodes() {
  using namespace codes;
  static const std::vector<Code> all = WithMeasurements({
      kImagingMeasurementReport,
      kLanguage,
      kEnglish,
      kCountry,
      kUnitedKingdom,
      kObserverType,
      kDevice,
      kDeviceObserverUid,
      kDeviceObserverName,
      kDeviceObserverManufacturer,
      kDeviceObserverModel,
      kDeviceObserverSerial,
      kProcedureReported,
      kImagingProcedure,
      kImageLibrary,
      kImageLibraryGroup,
      kModality,
      kMagneticResonance,
      kStudyDate,
      kHistory,
      kProcedureDescription,
      kAdministrationDate,
      kCmcAdministration,
      kImagingMeasurements,
      kMeasurementGroup,
      kActivitySession,
      kTrackingIdentifier,
      kTrackingUid,
      kFinding,
      kReferencedSegment,
      kSourceSeries,
      kFindingSite,
      kLaterality,
      kRight,
      kLeft,
      kTimePoint,
      kSubjectTimePoint,
      kTimePointType,
      kBaseline,
      kPosttreatment,
      kTimePointOrder,
      kTemporalOffset,
      kTemporalEventType,
      kT2,
      kVolume,
      kMeasurementMethod,
      kDerivation,
      kMean,
      kFractionalChange,
      kUpperUncertainty,
      kLowerUncertainty,
      kAlgorithmName,
      kAlgorithmVersion,
      kAlgorithmParameters,
      kMeasurementFailure,
      kNotAttempted,
      kOtherQuantity,
      kPartOfStructure,
      kMonoExponentialFit,
      kStandardError,
      kVoxelsMeasured,
      kVoxelsRejected,
      kDerivedMeasurements,
      kChange,
      kPercentChange,
      kChangedQuantity,
      kIntervalLower,
      kIntervalUpper,
      kRepeatability,
      kRepeatabilitySource,
      kImageRegion,
      kComment,
      kKeyObjectsOfInterest,
      kKeyObjectDescription,
      kRejectedForQuality,
      kDiagnosticImagingReport,
      kOutcome,
      kOutcomeRefused,
      kRank,
      kPrimary,
      kSecondary,
      kQualitativeEvaluations,
      kVerdict,
      kExceedsError,
      kWithinError,
      kNotComparable,
      kReason,
      kComparability,
      kComparableSame,
      kComparableDegraded,
      kComparableRefused,
      kComparabilityCheck,
      kRegistration,
      kRegistrationUsable,
      kRegistrationNotUsable,
      kRegisteredStructure,
      kRegistrationResidual,
      kInverseConsistency,
      kHalfSample,
      kRegistrationOverlap,
      kPositionUncertainty,
      kCarriedBy,
      kComparedFeature,
      kJointAngle,
      kRegistrationError,
      kRegionAgreement,
      kProposalQuality,
      kRegionOrigin,
      kContentBasedAlignment,
      kQuantity,
      kTissue,
      kSegmentationDerivation,
      kSourceImage,
      kAcquisitionEquipment,
      kRegistrationFamily,
      kMilliseconds,
      kPercent,
      kDays,
      kCubicMillimetres,
      kSquareMillimetres,
      kMillimetres,
      kDegrees,
      kNoUnit,
      kVoxels,
  });
  return all;
}

}  // namespace regen::dicom
