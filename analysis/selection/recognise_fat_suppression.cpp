// SPDX-License-Identifier: GPL-3.0-or-later
// By which means fat is dark in the images, if it is.
#include "analysis/selection/image_kind.h"
#include "analysis/selection/series_evidence.h"

#include <set>

namespace regen {

namespace {

using enum FatSuppression;

// "FS" in a text is said of every way to make fat dark.
bool FatCovers(FatSuppression general, FatSuppression specific) {
  return general == kSuppressed && (specific == kSpectral || specific == kStir ||
                                    specific == kWaterExcitation || specific == kDixonWater);
}

// Inversion times that null fat: T1 of fat times ln 2, from 0.2 T (T1 about 170 ms) to 3 T
// (about 380 ms), with room for short repetition times.
constexpr double kShortestStirMs = 70;
constexpr double kLongestStirMs = 300;

bool NullsFat(const SeriesSummary& series) {
  return series.inversion_time_ms && *series.inversion_time_ms >= kShortestStirMs &&
         *series.inversion_time_ms <= kLongestStirMs;
}

struct DixonName {
  std::string_view name;  // of ImageKind
  FatSuppression contrast;
};

constexpr DixonName kDixonNames[] = {{"water", kDixonWater},
                                     {"fat", kDixonFat},
                                     {"in-phase", kDixonInPhase},
                                     {"opposed-phase", kDixonOpposedPhase}};

void ClaimFromImages(const SeriesSummary& series, Claims<FatSuppression>& claims) {
  std::set<std::string> found;
  for (const InstanceSummary& image : series.instances) found.insert(KindOfImage(image).dixon);
  for (const DixonName& known : kDixonNames) {
    if (found.contains(std::string(known.name))) {
      claims.push_back({known.contrast, StrCat("ImageType of Dixon, ", known.name)});
    }
  }
}

void ClaimFromTags(const SeriesEvidence& evidence,
                   const SeriesKind& kind,
                   Claims<FatSuppression>& claims) {
  const SeriesSummary& series = evidence.series;
  const EnhancedMrAttributes& enhanced = series.enhanced;
  if (HoldsValue(series.scan_options, "FS")) claims.push_back({kSpectral, "ScanOptions FS"});
  if (enhanced.spectrally_selected_suppression == "FAT") {
    claims.push_back({kSpectral, "SpectrallySelectedSuppression FAT"});
  }
  if (enhanced.spectrally_selected_excitation == "WATER") {
    claims.push_back({kWaterExcitation, "SpectrallySelectedExcitation WATER"});
  }
  if (enhanced.acquisition_contrast == "STIR") {
    claims.push_back({kStir, "AcquisitionContrast STIR"});
  } else if (kind.sequence.value == SequenceClass::kInversionRecovery && NullsFat(series)) {
    claims.push_back(
        {kStir, StrCat("InversionTime ", *series.inversion_time_ms, " after an inversion")});
  }
  ClaimFromImages(series, claims);
}

constexpr std::pair<DescriptionTerm, FatSuppression> kWords[] = {
    {DescriptionTerm::kFatSuppression, kSuppressed},
    {DescriptionTerm::kFatSaturation, kSpectral},
    {DescriptionTerm::kStir, kStir},
    {DescriptionTerm::kWaterExcitation, kWaterExcitation},
    {DescriptionTerm::kNoFatSuppression, kNone}};

constexpr std::pair<DescriptionTerm, FatSuppression> kDixonWords[] = {
    {DescriptionTerm::kDixonWater, kDixonWater},
    {DescriptionTerm::kDixonFat, kDixonFat},
    {DescriptionTerm::kDixonInPhase, kDixonInPhase},
    {DescriptionTerm::kDixonOpposedPhase, kDixonOpposedPhase}};

Claims<FatSuppression> WordsOf(const SeriesEvidence& evidence) {
  auto words = WordClaims(evidence, kWords);
  if (!Names(evidence, DescriptionTerm::kDixon)) return words;
  const auto dixon = WordClaims(evidence, kDixonWords);
  words.insert(words.end(), dixon.begin(), dixon.end());
  return words;
}

// Vendors whose images name every fat saturation in ScanOptions. A gradient echo may excite
// water alone instead, which no classic tag tells.
std::string AbsenceEvidence(const SeriesEvidence& evidence, const SeriesKind& kind) {
  const EnhancedMrAttributes& enhanced = evidence.series.enhanced;
  if (enhanced.spectrally_selected_suppression == "NONE") {
    return "SpectrallySelectedSuppression NONE";
  }
  using enum SequenceClass;
  const SequenceClass sequence = kind.sequence.value;
  const bool spin_echo =
      sequence == kSpinEcho || sequence == kFastSpinEcho || sequence == kSpinEchoFamily;
  if (!spin_echo || NullsFat(evidence.series)) return {};
  const std::string manufacturer = ToUpper(evidence.series.manufacturer);
  for (const char* vendor : {"SIEMENS", "GE ", "PHILIPS"}) {
    if (StrCat(manufacturer, " ").find(vendor) != std::string::npos) {
      return StrCat("no FS in ScanOptions of ", Trim(vendor));
    }
  }
  return {};
}

std::string OpenQuestion(const SeriesEvidence& evidence) {
  if (Names(evidence, DescriptionTerm::kDixon)) {
    return "a Dixon series, but nothing tells which of its images";
  }
  if (NullsFat(evidence.series)) {
    return StrCat("InversionTime is ",
                  *evidence.series.inversion_time_ms,
                  " ms, but nothing tells whether of STIR or of a fat-selective pulse");
  }
  return "no tag and no description tells whether fat is suppressed";
}

}  // namespace

void RecogniseFatSuppression(const SeriesEvidence& evidence, SeriesKind& kind) {
  Claims<FatSuppression> tags;
  ClaimFromTags(evidence, kind, tags);
  Finding<FatSuppression>& found = kind.fat_suppression;
  found = Decide<FatSuppression>(tags,
                                 WordsOf(evidence),
                                 FatCovers,
                                 reasons::kFatSuppressionAmbiguous,
                                 "the fat suppression",
                                 kind.ambiguous);
  if (found.contradicted || found.value != kUnknown) return;
  const std::string absent = AbsenceEvidence(evidence, kind);
  if (!absent.empty() && !Names(evidence, DescriptionTerm::kDixon)) {
    found.value = kNone;
    found.evidence.push_back(absent);
    return;
  }
  kind.ambiguous.push_back(
      MakeReason(reasons::kFatSuppressionAmbiguous, OpenQuestion(evidence)));
}

}  // namespace regen
