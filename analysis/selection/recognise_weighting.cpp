// SPDX-License-Identifier: GPL-3.0-or-later
// T1, proton density, T2 or T2* weighting, from timing before words.
//
// Limits: short TR and TE weight T1, long ones T2 (e.g. Haacke et al., Magnetic Resonance
// Imaging, chapter 15); between TE 30 and 60 ms musculoskeletal protocols speak of intermediate
// weighting. What lies between the limits is left to the words of the description.
#include "analysis/selection/series_evidence.h"

#include <cmath>

namespace regen {

namespace {

using enum Weighting;

constexpr double kLongestT1RepetitionMs = 1000;
constexpr double kLongestT1EchoMs = 30;
constexpr double kShortestLongRepetitionMs = 1500;
constexpr double kIntermediateEchoMs = 30;
constexpr double kT2EchoMs = 60;
// Refocusing pulses of 3-D fast spin echoes vary, so that their nominal echo time weights less.
constexpr double kT2EchoOf3dMs = 100;
constexpr double kT2StarEchoMs = 15;
constexpr double kShortGradientEchoMs = 12;
constexpr double kT1FlipDeg = 10;       // of spoiled gradient echoes with short TR
constexpr double kT1FlipLongDeg = 50;   // with long TR
constexpr double kShortGradientRepetitionMs = 60;
constexpr double kLongGradientRepetitionMs = 600;
constexpr double kFluidInversionMs = 1500;  // FLAIR and longer

bool WeightingCovers(Weighting general, Weighting specific) {
  return general == kIntermediate && (specific == kProtonDensity || specific == kT2);
}

// The one echo time of the series.
std::optional<double> EchoTimeOf(const SeriesSummary& series) {
  for (const InstanceSummary& image : series.instances) {
    if (image.echo_time_ms && IsMagnitudeImage(image)) return image.echo_time_ms;
  }
  return std::nullopt;
}

std::optional<Weighting> OfSpinEcho(double tr_ms, double te_ms, bool varying_pulses) {
  if (tr_ms <= kLongestT1RepetitionMs) {
    return te_ms <= kLongestT1EchoMs ? std::optional(kT1) : std::nullopt;
  }
  if (varying_pulses) {
    if (te_ms >= kT2EchoOf3dMs) return kT2;
    return tr_ms >= kShortestLongRepetitionMs && te_ms < kT2EchoMs ? std::optional(kIntermediate)
                                                                    : std::nullopt;
  }
  if (tr_ms < kShortestLongRepetitionMs) {
    return te_ms >= kT2EchoMs ? std::optional(kT2) : std::nullopt;
  }
  if (te_ms < kIntermediateEchoMs) return kProtonDensity;
  return te_ms < kT2EchoMs ? kIntermediate : kT2;
}

std::optional<Weighting> OfGradientEcho(const SeriesSummary& series,
                                        double tr_ms,
                                        double te_ms,
                                        bool spoiled) {
  if (te_ms >= kT2StarEchoMs) return kT2Star;
  if (te_ms > kShortGradientEchoMs || !series.flip_angle_deg || !spoiled) return std::nullopt;
  const double flip_deg = *series.flip_angle_deg;
  const bool fast = tr_ms <= kShortGradientRepetitionMs && flip_deg >= kT1FlipDeg;
  const bool slow = tr_ms <= kLongGradientRepetitionMs && flip_deg >= kT1FlipLongDeg;
  return fast || slow ? std::optional(kT1) : std::nullopt;
}

std::optional<Weighting> OfTiming(const SeriesEvidence& evidence, const SeriesKind& kind) {
  const SeriesSummary& series = evidence.series;
  const auto te_ms = EchoTimeOf(series);
  const auto& tr_ms = series.repetition_time_ms;
  if (!te_ms || !tr_ms) return std::nullopt;
  switch (kind.sequence.value) {
    case SequenceClass::kSpinEcho:
    case SequenceClass::kFastSpinEcho:
    case SequenceClass::kSpinEchoFamily:
      return OfSpinEcho(*tr_ms,
                        *te_ms,
                        kind.dimensions.value == Dimensions::k3D &&
                            kind.sequence.value != SequenceClass::kSpinEcho);
    case SequenceClass::kInversionRecovery:
      if (kind.fat_suppression.value == FatSuppression::kStir) {
        return OfSpinEcho(*tr_ms, *te_ms, false);
      }
      if (!series.inversion_time_ms) return std::nullopt;
      if (*series.inversion_time_ms < kFluidInversionMs) return kT1;
      return *te_ms >= kT2EchoMs ? std::optional(kT2) : std::nullopt;
    case SequenceClass::kGradientEcho:
    case SequenceClass::kSpoiledGradientEcho:
      return OfGradientEcho(series,
                            *tr_ms,
                            *te_ms,
                            kind.sequence.value == SequenceClass::kSpoiledGradientEcho);
    default:
      return std::nullopt;
  }
}

std::string TimingText(const SeriesEvidence& evidence) {
  const SeriesSummary& series = evidence.series;
  const auto te_ms = EchoTimeOf(series);
  std::string text = StrCat("RepetitionTime ",
                            series.repetition_time_ms.value_or(0),
                            ", EchoTime ",
                            te_ms.value_or(0));
  if (series.flip_angle_deg) text += StrCat(", FlipAngle ", *series.flip_angle_deg);
  if (series.inversion_time_ms) text += StrCat(", InversionTime ", *series.inversion_time_ms);
  return text;
}

// What mixes weightings by its nature.
std::string MixedEvidence(const SeriesEvidence& evidence, const SeriesKind& kind) {
  if (evidence.Echoes() > 1) return StrCat(evidence.Echoes(), " echo times at one position");
  const bool steady = kind.sequence.value == SequenceClass::kDess ||
                      kind.sequence.value == SequenceClass::kBalancedSteadyState;
  if (steady) return StrCat("sequence class ", SequenceClassName(kind.sequence.value));
  return {};
}

// AcquisitionContrast (PS3.3 section C.8.13.3.1.1).
constexpr std::pair<std::string_view, Weighting> kContrasts[] = {{"T1", kT1},
                                                                 {"T2", kT2},
                                                                 {"PROTON_DENSITY",
                                                                  kProtonDensity},
                                                                 {"T2_STAR", kT2Star}};

Claims<Weighting> TagClaims(const SeriesEvidence& evidence, const SeriesKind& kind) {
  Claims<Weighting> claims;
  const std::string& stated = evidence.series.enhanced.acquisition_contrast;
  for (const auto& [name, weighting] : kContrasts) {
    if (stated == name) claims.push_back({weighting, StrCat("AcquisitionContrast ", name)});
  }
  if (const auto weighting = OfTiming(evidence, kind)) {
    claims.push_back({*weighting, TimingText(evidence)});
  }
  return claims;
}

// "T2" said of a gradient echo is T2*.
Claims<Weighting> WordsOf(const SeriesEvidence& evidence, const SeriesKind& kind) {
  constexpr std::pair<DescriptionTerm, Weighting> kWords[] = {
      {DescriptionTerm::kT1Weighted, kT1},
      {DescriptionTerm::kProtonDensityWeighted, kProtonDensity},
      {DescriptionTerm::kT2Weighted, kT2},
      {DescriptionTerm::kT2StarWeighted, kT2Star}};
  auto words = WordClaims(evidence, kWords);
  const bool gradient_echo = kind.sequence.value == SequenceClass::kGradientEcho ||
                             kind.sequence.value == SequenceClass::kSpoiledGradientEcho;
  for (Claim<Weighting>& word : words) {
    if (gradient_echo && word.value == kT2) word.value = kT2Star;
  }
  return words;
}

}  // namespace

void RecogniseWeighting(const SeriesEvidence& evidence, SeriesKind& kind) {
  const std::string mixed = MixedEvidence(evidence, kind);
  if (!mixed.empty()) {
    kind.weighting.value = kMixed;
    kind.weighting.evidence.push_back(mixed);
    return;
  }
  kind.weighting = Decide<Weighting>(TagClaims(evidence, kind),
                                     WordsOf(evidence, kind),
                                     WeightingCovers,
                                     reasons::kWeightingAmbiguous,
                                     "the weighting",
                                     kind.ambiguous);
  if (kind.weighting.value != kUnknown || kind.weighting.contradicted || !IsPlainImage(kind)) {
    return;
  }
  kind.ambiguous.push_back(
      MakeReason(reasons::kWeightingAmbiguous,
                 StrCat("no description tells the weighting, and ",
                        TimingText(evidence),
                        " leave it open")));
}

}  // namespace regen
