// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/language.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// The one table of words that people read in a report. Fixed texts have a name here and their
// translations in words.cpp, in this order; texts of codes ("t2", "echo-times-differ") are
// looked up by the code (code_words.cpp, reason_words.cpp). "{1}" … "{9}" are places to fill.
enum class Word {
  // document
  kReportTitle,
  kPageOf,
  kCreated,
  kUnverified,
  kVerified,
  kUnverifiedNote,
  kVerifiedBy,
  kNotADiagnosis,
  kTextTitle,
  kStudy,
  kMissingGlyphs,
  // identity
  kPatient,
  kPatientId,
  kBorn,
  kSex,
  kSexFemale,
  kSexMale,
  kSexOther,
  kAccession,
  kTreatment,
  kApplied,
  kLeft,
  kRight,
  kLevel,
  kUnknown,
  // time points
  kBaseline,
  kFollowUp,
  kDayBefore,
  kDaysBefore,
  kDayAfter,
  kDaysAfter,
  kDateUnknown,
  kNoDate,
  // result
  kResult,
  kOutcome,
  kOutcomeMeasured,
  kOutcomeHeld,
  kOutcomeRefused,
  kChangeExceeds,
  kChangeWithin,
  kChangeExceedsInUnit,
  kChangeWithinInUnit,
  kNotCompared,
  kNotComparedBecause,
  kFromTo,
  kQuantityOf,
  kHeldSentence,
  kRefusedSentence,
  kVerdictExceeds,
  kVerdictWithin,
  kVerdictNotComparable,
  kNotMeasured,
  kDetail,
  kNote,
  // images and chart
  kSliceOf,
  kRegisteredToBaseline,
  kNoPicture,
  kPicturesNote,
  kTrend,
  kDaysFromTreatment,
  kTreatmentMark,
  kErrorBand,
  // table of measurements
  kMeasurements,
  kMeasurement,
  kChange,
  kChangePercent,
  kInterval,
  kIntervalRange,
  kRepeatability,
  kVerdict,
  kPrimary,
  kSecondary,
  kMoreMeasurements,
  kSourceSite,
  kSourceLiterature,
  kSourcePhantom,
  kSourceUnknown,
  // second page
  kComparability,
  kCheck,
  kSame,
  kDegraded,
  kRefused,
  kSameOf,
  kMoreRows,
  kRegistration,
  kStructure,
  kCorrelation,
  kRemainingShift,
  kInverseConsistency,
  kHalves,
  kUsable,
  kYes,
  kNo,
  kCarriedBy,
  kPositionKnown,
  kJointTurned,
  kRegion,
  kRegionReader,
  kRegionPropagated,
  kRegionAutomatic,
  kRegionExternal,
  kReviewed,
  kNotReviewed,
  kProposalQuality,
  kAgreement,
  kOutlineMoved,
  kOrigin,
  kVoxels,
  kStandardError,
  kRegionVolume,
  kByPosition,
  kRepeatabilityFrom,
  kNotes,
  kReasons,
  kProvenance,
  kSoftware,
  kConfiguration,
  kInputs,
  kAnalysis,
  kSeriesUsed,
  kLimits,
  kLimitStructure,
  kLimitWithin,
  kLimitInterval,
  kLimitPrimary,
  kLimitPictures,
  // months, January first
  kMonths,
  kCount
};

// One text in every language.
struct Translations {
  std::string_view english;
  std::string_view spanish;
  std::string_view catalan;

  std::string_view In(Language language) const;
};

std::string_view Text(Word word, Language language);

// The text with "{1}" … replaced by `parts` in order.
std::string Fill(Word word, Language language, const std::vector<std::string>& parts);

// Kinds of codes that have words. Reason: what its code says in general; the figures stand in
// the reason's own text, which is English. Check value: a value of the comparability gate, or a
// part of one, that is not a number or a name.
enum class CodeKind { kMeasurement, kStructure, kCheck, kCheckValue, kReason };

// The words of a code; where the table has none, the code itself with spaces for hyphens.
std::string CodeText(CodeKind kind, std::string_view code, Language language);

// A row of the table: the code (of a fixed text, the number of its Word) and its translations.
struct WordRow {
  std::string_view code;
  Translations text;
};
std::span<const WordRow> RowsOf(CodeKind kind);
std::span<const WordRow> FixedTexts();   // in the order of Word
std::span<const WordRow> ReasonWords();  // RowsOf(CodeKind::kReason)

}  // namespace regen
