// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/codes/code.h"

#include <vector>

namespace regen {

namespace codes {

// Document
inline constexpr Code kImagingMeasurementReport{
    "126000", "DCM", "Imaging Measurement Report", "CID 7021"};
inline constexpr Code kLanguage{
    "121049", "DCM", "Language of Content Item and Descendants", "TID 1204"};
inline constexpr Code kEnglish{"eng", "RFC5646", "English", "CID 5000"};
inline constexpr Code kCountry{"121046", "DCM", "Country of Language", "TID 1204"};
inline constexpr Code kUnitedKingdom{"GB", "ISO3166_1", "United Kingdom", "CID 5001"};
inline constexpr Code kObserverType{"121005", "DCM", "Observer Type", "TID 1002"};
inline constexpr Code kDevice{"121007", "DCM", "Device", "CID 270"};
inline constexpr Code kDeviceObserverUid{"121012", "DCM", "Device Observer UID", "TID 1004"};
inline constexpr Code kDeviceObserverName{"121013", "DCM", "Device Observer Name", "TID 1004"};
inline constexpr Code kDeviceObserverManufacturer{
    "121014", "DCM", "Device Observer Manufacturer", "TID 1004"};
inline constexpr Code kDeviceObserverModel{
    "121015", "DCM", "Device Observer Model Name", "TID 1004"};
inline constexpr Code kDeviceObserverSerial{
    "121016", "DCM", "Device Observer Serial Number", "TID 1004"};
inline constexpr Code kProcedureReported{
    "121058", "DCM", "Procedure reported", "TID 1500 row 4"};
inline constexpr Code kImagingProcedure{"363679005", "SCT", "Imaging procedure", "CID 100"};

// Image library
inline constexpr Code kImageLibrary{"111028", "DCM", "Image Library", "TID 1600"};
inline constexpr Code kImageLibraryGroup{"126200", "DCM", "Image Library Group", "TID 1600"};
inline constexpr Code kModality{"121139", "DCM", "Modality", "TID 1602"};
inline constexpr Code kMagneticResonance{"MR", "DCM", "Magnetic Resonance", "CID 29"};
inline constexpr Code kStudyDate{"111060", "DCM", "Study Date", "TID 1602"};

// Treatment
inline constexpr Code kHistory{"121060", "DCM", "History", "CID 7001"};
inline constexpr Code kProcedureDescription{
    "121065", "DCM", "Procedure Description", "TID 5200"};
inline constexpr Code kAdministrationDate{
    "ADMIN-DATE",
    kPrivateScheme,
    "Date of administration",
    "private: 122146 Procedure DateTime needs a time, which the registry does not have"};
inline constexpr Code kCmcAdministration{
    "CMC-ADMIN",
    kPrivateScheme,
    "Administration of cultured mesenchymal cells",
    "private: PS3.16 knows bone marrow transplantation only, which is another procedure"};

// Measurement groups
inline constexpr Code kImagingMeasurements{
    "126010", "DCM", "Imaging Measurements", "TID 1500 row 6"};
inline constexpr Code kMeasurementGroup{"125007", "DCM", "Measurement Group", "TID 1411"};
inline constexpr Code kActivitySession{"C67447", "NCIt", "Activity Session", "TID 1411"};
inline constexpr Code kTrackingIdentifier{"112039", "DCM", "Tracking Identifier", "TID 1411"};
inline constexpr Code kTrackingUid{"112040", "DCM", "Tracking Unique Identifier", "TID 1411"};
inline constexpr Code kFinding{"121071", "DCM", "Finding", "TID 1411"};
inline constexpr Code kReferencedSegment{
    "121191", "DCM", "Referenced Segment", "TID 1411 row 7"};
inline constexpr Code kSourceSeries{
    "121232", "DCM", "Source series for segmentation", "TID 1411 row 12"};
inline constexpr Code kSeriesInstanceUid{"112002", "DCM", "Series Instance UID", "CID 10001"};
inline constexpr Code kFindingSite{"363698007", "SCT", "Finding Site", "TID 1419"};
inline constexpr Code kLaterality{"272741003", "SCT", "Laterality", "TID 1419"};
inline constexpr Code kRight{"24028007", "SCT", "Right", "CID 244"};
inline constexpr Code kLeft{"7771000", "SCT", "Left", "CID 244"};

// Time points
inline constexpr Code kTimePoint{"C2348792", "UMLS", "Time Point", "TID 1502 row 3"};
inline constexpr Code kSubjectTimePoint{
    "126070", "DCM", "Subject Time Point Identifier", "TID 1502 row 1"};
inline constexpr Code kTimePointType{"126072", "DCM", "Time Point Type", "TID 1502 row 4"};
inline constexpr Code kBaseline{"C1442488", "UMLS", "Baseline", "CID 6146"};
inline constexpr Code kPosttreatment{"126074", "DCM", "Posttreatment", "CID 6146"};
inline constexpr Code kTimePointOrder{"126073", "DCM", "Time Point Order", "TID 1502 row 5"};
inline constexpr Code kTemporalOffset{
    "128740", "DCM", "Longitudinal Temporal Offset from Event", "TID 1502"};
inline constexpr Code kTemporalEventType{
    "128741", "DCM", "Longitudinal Temporal Event Type", "TID 1502"};

// Measurements and their modifiers
inline constexpr Code kT2{"113065", "DCM", "T2", "CID 7469"};
inline constexpr Code kVolume{"118565006", "SCT", "Volume", "CID 7469"};
inline constexpr Code kMeasurementMethod{"370129005", "SCT", "Measurement Method", "TID 1419"};
inline constexpr Code kDerivation{"121401", "DCM", "Derivation", "TID 1419"};
inline constexpr Code kMean{"373098007", "SCT", "Mean", "CID 7464"};
inline constexpr Code kFractionalChange{"125314", "DCM", "Fractional Change", "CID 12303"};
inline constexpr Code kUpperUncertainty{
    "371886008", "SCT", "+, range of upper measurement uncertainty", "CID 225"};
inline constexpr Code kLowerUncertainty{
    "371885007", "SCT", "-, range of lower measurement uncertainty", "CID 225"};
inline constexpr Code kAlgorithmName{"111001", "DCM", "Algorithm Name", "TID 4019"};
inline constexpr Code kAlgorithmVersion{"111003", "DCM", "Algorithm Version", "TID 4019"};
inline constexpr Code kAlgorithmParameters{"111002", "DCM", "Algorithm Parameters", "TID 4019"};
inline constexpr Code kMeasurementFailure{"114006", "DCM", "Measurement failure", "CID 42"};
inline constexpr Code kNotAttempted{"114007", "DCM", "Measurement not attempted", "CID 42"};
inline constexpr Code kOtherQuantity{
    "OTHER-QUANTITY", kPrivateScheme, "Other quantity", "private: not in the table yet"};
inline constexpr Code kPartOfStructure{"STRUCTURE-PART",
                                       kPrivateScheme,
                                       "Part of the treated structure",
                                       "private: a name of ours, not of anatomy"};
inline constexpr Code kStandardError{
    "STANDARD-ERROR", kPrivateScheme, "Standard error", "private: not in CID 7464"};
inline constexpr Code kVoxelsMeasured{"VOXELS-MEASURED",
                                      kPrivateScheme,
                                      "Number of voxels measured",
                                      "private: no count of voxels in CID 7469"};
inline constexpr Code kVoxelsRejected{"VOXELS-REJECTED",
                                      kPrivateScheme,
                                      "Number of voxels rejected",
                                      "private: no count of voxels in CID 7469"};

// How values come about
inline constexpr std::string_view kNoMethod =
    "private: no method of such a measurement in PS3.16";
inline constexpr Code kMonoExponentialFit{
    "T2-MONOEXP",
    kPrivateScheme,
    "Voxelwise mono-exponential fit, trimmed geometric mean",
    kNoMethod};
inline constexpr Code kEchoTrainFit{
    "T2-EPG",
    kPrivateScheme,
    "Voxelwise extended phase graph fit, trimmed geometric mean",
    kNoMethod};
inline constexpr Code kShareAboveThreshold{
    "SHARE-ABOVE", kPrivateScheme, "Share of fitted voxels above the threshold", kNoMethod};
inline constexpr Code kGreatestProfile{"PROFILE-GREATEST",
                                       kPrivateScheme,
                                       "Half-maximum distance across, greatest median along",
                                       kNoMethod};
inline constexpr Code kMeanProfile{"PROFILE-MEAN",
                                   kPrivateScheme,
                                   "Half-maximum distance across, mean over the sheet",
                                   kNoMethod};
inline constexpr Code kGreatestSection{
    "SECTION-GREATEST",
    kPrivateScheme,
    "Greatest section of the outline perpendicular to the axis",
    kNoMethod};
inline constexpr Code kOutlineVolume{
    "OUTLINE-VOLUME", kPrivateScheme, "Volume inside the outline", kNoMethod};
inline constexpr Code kPartialVolumeSum{
    "PARTIAL-VOLUME",
    kPrivateScheme,
    "Sum of partial volumes between healthy and defect signal",
    kNoMethod};
inline constexpr Code kExtentAlongAxis{"AXIS-EXTENT",
                                       kPrivateScheme,
                                       "Extent along the axis where the defect fills one half",
                                       kNoMethod};
inline constexpr Code kExtentAlongSheet{"SHEET-EXTENT",
                                        kPrivateScheme,
                                        "Extent in the sheet where the defect fills one half",
                                        kNoMethod};
inline constexpr Code kShareOfVolume{"VOLUME-SHARE",
                                     kPrivateScheme,
                                     "Partial volumes as a share of the outline's volume",
                                     kNoMethod};
inline constexpr Code kEndPlateDistance{"ENDPLATE-DIST",
                                        kPrivateScheme,
                                        "Distance between end-plates, mean of three places",
                                        kNoMethod};
inline constexpr Code kEndPlateRatio{
    "ENDPLATE-RATIO",
    kPrivateScheme,
    "Distance between end-plates over height of adjacent vertebrae",
    kNoMethod};
inline constexpr Code kLesionArcs{"LESION-ARCS",
                                  kPrivateScheme,
                                  "Sum of the lesion's greatest arcs in two planes",
                                  kNoMethod};
inline constexpr Code kProfileAtLevel{"PROFILE-LEVEL",
                                      kPrivateScheme,
                                      "Half-maximum distance across, median at a level",
                                      kNoMethod};
inline constexpr Code kSectionAtLevel{"SECTION-LEVEL",
                                      kPrivateScheme,
                                      "Section of the outline perpendicular to it at a level",
                                      kNoMethod};
inline constexpr Code kVolumeOfLevels{"OUTLINE-LEVELS",
                                      kPrivateScheme,
                                      "Volume inside the outline between two levels",
                                      kNoMethod};
inline constexpr Code kShareAboveMuscle{"SHARE-MUSCLE",
                                        kPrivateScheme,
                                        "Share of voxels above half of the muscle's signal",
                                        kNoMethod};
inline constexpr Code kExtentHeadToFeet{"EXTENT-HEADFEET",
                                        kPrivateScheme,
                                        "Extent from head to feet of half-step voxels",
                                        kNoMethod};
inline constexpr Code kMirroredRatio{
    "MIRROR-RATIO", kPrivateScheme, "Median signal over that of the mirrored place", kNoMethod};
inline constexpr Code kRelativeSignal{"RELATIVE-SIGNAL",
                                      kPrivateScheme,
                                      "Median signal over that of untreated tissue around",
                                      kNoMethod};

// Change
inline constexpr Code kDerivedMeasurements{
    "126011", "DCM", "Derived Imaging Measurements", "TID 1500 row 10"};
inline constexpr Code kChange{
    "CHANGE", kPrivateScheme, "Change from baseline", "private: no absolute change in PS3.16"};
inline constexpr Code kPercentChange{
    "CHANGE-PCT",
    kPrivateScheme,
    "Percent change from baseline",
    "private: the quantity with a derivation alone is shown as if it were a percentage of it"};
inline constexpr Code kChangedQuantity{"CHANGED-QUANTITY",
                                       kPrivateScheme,
                                       "Quantity that changed",
                                       "private: goes with the changes"};
inline constexpr Code kIntervalLower{"CI95-LOWER",
                                     kPrivateScheme,
                                     "Lower limit of 95 % confidence interval",
                                     "private: CID 225 has distances from the value only"};
inline constexpr Code kIntervalUpper{"CI95-UPPER",
                                     kPrivateScheme,
                                     "Upper limit of 95 % confidence interval",
                                     "private: CID 225 has distances from the value only"};
inline constexpr Code kRepeatability{"RC95",
                                     kPrivateScheme,
                                     "Repeatability coefficient, 95 % limit of change by error",
                                     "private: none in PS3.16"};
inline constexpr Code kRepeatabilitySource{"RC-SOURCE",
                                           kPrivateScheme,
                                           "Source of repeatability coefficient",
                                           "private: none in PS3.16"};

// Key slices
inline constexpr Code kImageRegion{"111030", "DCM", "Image Region", "TID 1410 row 5"};
inline constexpr Code kComment{"121106", "DCM", "Comment", "CID 12101"};
inline constexpr Code kKeyObjectsOfInterest{"113000", "DCM", "Of Interest", "CID 7010"};
inline constexpr Code kKeyObjectDescription{
    "113012", "DCM", "Key Object Description", "TID 2010 row 5"};
inline constexpr Code kRejectedForQuality{
    "113001", "DCM", "Rejected for Quality Reasons", "CID 7010, 7011"};

// Pages
inline constexpr Code kDiagnosticImagingReport{
    "18748-4", "LN", "Diagnostic imaging report", "CID 7000"};

// Evaluations
inline constexpr Code kOutcome{
    "OUTCOME", kPrivateScheme, "Outcome of the analysis", "private: none in PS3.16"};
inline constexpr Code kOutcomeRefused{
    "NOT-MEASURED", kPrivateScheme, "Not measured", "private: outcome"};
inline constexpr Code kRank{
    "RANK", kPrivateScheme, "Rank of the measurement", "private: none in PS3.16"};
inline constexpr Code kPrimary{
    "PRIMARY", kPrivateScheme, "Primary measurement of the indication", "private: rank"};
inline constexpr Code kSecondary{
    "SECONDARY", kPrivateScheme, "Secondary measurement, not adjusted", "private: rank"};
inline constexpr Code kQualitativeEvaluations{
    "C0034375", "UMLS", "Qualitative Evaluations", "TID 1500 row 12"};
inline constexpr Code kVerdict{
    "VERDICT", kPrivateScheme, "Change against measurement error", "private: none in PS3.16"};
inline constexpr Code kExceedsError{
    "EXCEEDS-ERROR", kPrivateScheme, "Change exceeds measurement error", "private: verdict"};
inline constexpr Code kWithinError{
    "WITHIN-ERROR", kPrivateScheme, "Change is within measurement error", "private: verdict"};
inline constexpr Code kNotComparable{
    "NOT-COMPARABLE", kPrivateScheme, "Examinations are not comparable", "private: verdict"};
inline constexpr Code kReason{
    "REASON", kPrivateScheme, "Reason", "private: goes with the verdict"};
inline constexpr Code kComparability{"COMPARABILITY",
                                     kPrivateScheme,
                                     "Comparability of acquisitions",
                                     "private: none in PS3.16"};
inline constexpr Code kComparableSame{
    "SAME", kPrivateScheme, "Same acquisition", "private: comparability"};
inline constexpr Code kComparableDegraded{
    "DEGRADED", kPrivateScheme, "Comparable with larger error", "private: comparability"};
inline constexpr Code kComparableRefused{
    "REFUSED", kPrivateScheme, "Not comparable", "private: comparability"};
inline constexpr Code kComparabilityCheck{"COMPARE-CHECK",
                                          kPrivateScheme,
                                          "Comparability check",
                                          "private: goes with the comparability"};
inline constexpr Code kRegistration{"REGISTRATION",
                                    kPrivateScheme,
                                    "Registration of follow-up to baseline",
                                    "private: no quality of a registration in PS3.16"};
inline constexpr Code kRegistrationUsable{
    "USABLE", kPrivateScheme, "Usable", "private: registration"};
inline constexpr Code kRegistrationNotUsable{
    "NOT-USABLE", kPrivateScheme, "Not usable", "private: registration"};
inline constexpr Code kRegisteredStructure{"REG-STRUCTURE",
                                           kPrivateScheme,
                                           "Registered structure",
                                           "private: goes with the registration"};
inline constexpr Code kRegistrationResidual{"REG-RESIDUAL",
                                            kPrivateScheme,
                                            "Remaining shift of pieces around the structure",
                                            "private: goes with the registration"};
inline constexpr Code kInverseConsistency{"REG-INVERSE",
                                          kPrivateScheme,
                                          "Inverse consistency at the region",
                                          "private: goes with the registration"};
inline constexpr Code kHalfSample{"REG-HALVES",
                                  kPrivateScheme,
                                  "Disagreement of two halves of the image points",
                                  "private: goes with the registration"};
inline constexpr Code kRegistrationOverlap{"REG-OVERLAP",
                                           kPrivateScheme,
                                           "Share of the surroundings inside both images",
                                           "private: goes with the registration"};
inline constexpr Code kPositionUncertainty{"REG-UNCERTAINTY",
                                           kPrivateScheme,
                                           "Standard deviation of the structure's position",
                                           "private: goes with the registration"};
inline constexpr Code kCarriedBy{"REG-CARRIED-BY",
                                 kPrivateScheme,
                                 "Bones that carry the structure",
                                 "private: goes with the registration"};
inline constexpr Code kComparedFeature{"REG-FEATURE",
                                       kPrivateScheme,
                                       "What of the images was compared",
                                       "private: goes with the registration"};
inline constexpr Code kJointAngle{"JOINT-ANGLE",
                                  kPrivateScheme,
                                  "Turn of the joint since the baseline",
                                  "private: goes with the registration"};
inline constexpr Code kRegistrationError{"REG-ERROR",
                                         kPrivateScheme,
                                         "Standard error from the position of the region",
                                         "private: not in CID 7464"};
inline constexpr Code kRegionAgreement{"REGION-AGREEMENT",
                                       kPrivateScheme,
                                       "Agreement of the region with a second route",
                                       "private: none in PS3.16"};
inline constexpr Code kProposalQuality{"REGION-QUALITY",
                                       kPrivateScheme,
                                       "Quality of the automatic region",
                                       "private: none in PS3.16"};
inline constexpr Code kRegionOrigin{
    "REGION-ORIGIN", kPrivateScheme, "Origin of the region", "private: none in PS3.16"};

// Registration and parametric map
inline constexpr Code kContentBasedAlignment{
    "125024", "DCM", "Image Content-based Alignment", "CID 7100"};
inline constexpr Code kQuantity{"246205007", "SCT", "Quantity", "PS3.3 table C.7.6.16-12b"};

// Segmentation
inline constexpr Code kTissue{"85756007", "SCT", "Tissue", "CID 7150"};
inline constexpr Code kSegmentationDerivation{"113076", "DCM", "Segmentation", "CID 7203"};
inline constexpr Code kSourceImage{
    "121322", "DCM", "Source image for image processing operation", "CID 7202"};
inline constexpr Code kAcquisitionEquipment{
    "109101", "DCM", "Acquisition Equipment", "CID 7005"};
inline constexpr Code kRegistrationFamily{"PROPAGATION",
                                          kPrivateScheme,
                                          "Propagation of a region by registration",
                                          "private: not in CID 7162"};

// Anatomy
inline constexpr Code kPatellarTendon{"18033002", "SCT", "Patellar Tendon", "CID 12321"};
inline constexpr Code kAchillesTendon{"61352006", "SCT", "Achilles Tendon", "CID 12321"};
inline constexpr Code kSupraspinatusTendon{"5580002",
                                           "SCT",
                                           "Tendon of supraspinatus muscle",
                                           "SNOMED CT; CID 12321 has the cuff only"};
inline constexpr Code kHamstringTendon{
    "HAMSTRING-TENDON",
    kPrivateScheme,
    "Hamstring Tendon",
    "private: neither PS3.16 nor SNOMED CT has the three as one"};
inline constexpr Code kBone{"3138006", "SCT", "Bone", "CID 7191"};
inline constexpr Code kIntervertebralDisc{"DISC",
                                          kPrivateScheme,
                                          "Intervertebral Disc",
                                          "private: CID 7604 has discs of a level only"};
inline constexpr Code kDiscT12L1{"76206002", "SCT", "T12-L1 intervertebral disc", "CID 7604"};
inline constexpr Code kDiscL1L2{"80064006", "SCT", "L1-L2 intervertebral disc", "CID 7604"};
inline constexpr Code kDiscL2L3{"67459009", "SCT", "L2-L3 intervertebral disc", "CID 7604"};
inline constexpr Code kDiscL3L4{"62551000", "SCT", "L3-L4 intervertebral disc", "CID 7604"};
inline constexpr Code kDiscL4L5{"84020006", "SCT", "L4-L5 intervertebral disc", "CID 7604"};
inline constexpr Code kDiscL5S1{"715056000", "SCT", "L5-S1 intervertebral disc", "CID 7604"};
inline constexpr Code kArticularCartilage{
    "41052006", "SCT", "Structure of articular cartilage", "SNOMED CT"};
inline constexpr Code kTendon{"13024002", "SCT", "Tendon", "CID 7191"};
inline constexpr Code kCartilage{"309312004", "SCT", "Cartilage", "CID 7191"};

// Units (UCUM)
inline constexpr Code kMilliseconds{"ms", "UCUM", "millisecond", "UCUM"};
inline constexpr Code kPercent{"%", "UCUM", "Percent", "UCUM"};
inline constexpr Code kDays{"d", "UCUM", "day", "UCUM"};
inline constexpr Code kCubicMillimetres{"mm3", "UCUM", "cubic millimeter", "UCUM"};
inline constexpr Code kSquareMillimetres{"mm2", "UCUM", "square millimeter", "UCUM"};
inline constexpr Code kMillimetres{"mm", "UCUM", "millimeter", "UCUM"};
inline constexpr Code kDegrees{"deg", "UCUM", "degree", "UCUM"};
inline constexpr Code kNoUnit{"1", "UCUM", "no units", "UCUM"};
inline constexpr Code kVoxels{"{voxels}", "UCUM", "voxels", "UCUM"};

}  // namespace codes

// All of the above and those of measurements (measurement_codes.h): the one table of codes.
const std::vector<Code>& AllCodes();

}  // namespace regen
