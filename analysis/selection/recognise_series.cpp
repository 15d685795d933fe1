// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/recognise_series.h"

#include "analysis/selection/series_evidence.h"

#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace regen {

namespace {

using Position = std::tuple<long, long, long>;

// Positions of one slice agree to a fraction of a millimetre.
Position PositionOf(const InstanceSummary& image) {
  constexpr double kStepsPerMm = 10.0;
  if (!image.image_position_lps) return {};
  const auto& at = *image.image_position_lps;
  const auto step = [](double mm) { return std::lround(mm * kStepsPerMm); };
  return {step(at[0]), step(at[1]), step(at[2])};
}

// Distinct echo times at the position that has most of them, ascending.
std::vector<double> EchoTimesOf(const SeriesSummary& series) {
  constexpr double kStepsPerMs = 100.0;
  constexpr double kLongestMs = 1e6;
  std::map<Position, std::set<long>> echoes_at;
  for (const InstanceSummary& image : series.instances) {
    if (!image.echo_time_ms || *image.echo_time_ms > kLongestMs) continue;
    if (!IsMagnitudeImage(image)) continue;
    echoes_at[PositionOf(image)].insert(std::lround(*image.echo_time_ms * kStepsPerMs));
  }
  const std::set<long>* most = nullptr;
  for (const auto& [position, echoes] : echoes_at) {
    if (most == nullptr || echoes.size() > most->size()) most = &echoes;
  }
  std::vector<double> times_ms;
  if (most == nullptr) return times_ms;
  for (const long step : *most) times_ms.push_back(static_cast<double>(step) / kStepsPerMs);
  return times_ms;
}

std::vector<DescribedTerm> TermsOf(const SeriesSummary& series,
                                   const DescriptionDictionary& dictionary) {
  const std::pair<std::string_view, const std::string*> sources[] = {
      {"SeriesDescription", &series.series_description},
      {"ProtocolName", &series.protocol_name},
      {"PulseSequenceName", &series.enhanced.pulse_sequence_name}};
  std::vector<DescribedTerm> terms;
  for (const auto& [name, text] : sources) {
    for (const NamedTerm& named : dictionary.TermsIn(*text)) {
      terms.push_back({named.term, StrCat(name, " word ", named.phrase)});
    }
  }
  return terms;
}

}  // namespace

SeriesKind RecogniseSeries(const SeriesSummary& series,
                           const DescriptionDictionary& dictionary) {
  SeriesKind kind;
  kind.is_mr = series.modality == "MR";
  if (!kind.is_mr) return kind;
  const SeriesEvidence evidence{series, TermsOf(series, dictionary), EchoTimesOf(series)};
  kind.echoes = evidence.Echoes();
  RecogniseContent(evidence, kind);
  RecogniseSequence(evidence, kind);
  RecogniseFatSuppression(evidence, kind);
  RecogniseWeighting(evidence, kind);
  RecogniseGeometry(evidence, kind);
  return kind;
}

bool IsPlainImage(const SeriesKind& kind) {
  const ImageComponent component = kind.component.value;
  const bool magnitude = component != ImageComponent::kPhase &&
                         component != ImageComponent::kReal &&
                         component != ImageComponent::kImaginary;
  const bool map = kind.parameter_map.value != ParameterMap::kNone ||
                   kind.parameter_map.contradicted;
  return kind.is_mr && magnitude && !map &&
         !kind.localizer.value && !kind.diffusion.value && !kind.derived.value &&
         !kind.secondary_capture.value;
}

bool IsT2Train(const SeriesKind& kind) {
  return IsPlainImage(kind) && kind.echo_train.value == EchoTrain::kSpinEcho &&
         !kind.echo_train.contradicted && !kind.spin_lock.value &&
         kind.sequence.value == SequenceClass::kSpinEcho && !kind.sequence.contradicted;
}

bool IsT2StarTrain(const SeriesKind& kind) {
  return IsPlainImage(kind) && kind.echo_train.value == EchoTrain::kGradientEcho &&
         !kind.echo_train.contradicted && !kind.spin_lock.value && !kind.sequence.contradicted;
}

bool IsFatSuppressed(FatSuppression suppression) {
  using enum FatSuppression;
  return suppression == kSuppressed || suppression == kSpectral || suppression == kStir ||
         suppression == kWaterExcitation || suppression == kDixonWater;
}

bool IsFluidSensitive(const SeriesKind& kind) {
  if (!IsPlainImage(kind)) return false;
  if (kind.fat_suppression.value == FatSuppression::kStir) return true;
  using enum Weighting;
  const Weighting weighting = kind.weighting.value;
  return IsFatSuppressed(kind.fat_suppression.value) &&
         (weighting == kProtonDensity || weighting == kIntermediate || weighting == kT2);
}

std::string_view SequenceClassName(SequenceClass sequence) {
  constexpr std::string_view kNames[] = {"unknown",
                                         "spin-echo",
                                         "fast-spin-echo",
                                         "spin-echo-family",
                                         "inversion-recovery",
                                         "gradient-echo",
                                         "spoiled-gradient-echo",
                                         "dess",
                                         "balanced-steady-state",
                                         "echo-planar",
                                         "ultrashort-echo"};
  return kNames[static_cast<std::size_t>(sequence)];
}

std::string_view WeightingName(Weighting weighting) {
  constexpr std::string_view kNames[] = {
      "unknown", "t1", "proton-density", "intermediate", "t2", "t2-star", "mixed"};
  return kNames[static_cast<std::size_t>(weighting)];
}

std::string_view FatSuppressionName(FatSuppression suppression) {
  constexpr std::string_view kNames[] = {"unknown",
                                         "none",
                                         "suppressed",
                                         "spectral",
                                         "stir",
                                         "water-excitation",
                                         "dixon-water",
                                         "dixon-fat",
                                         "dixon-in-phase",
                                         "dixon-opposed-phase"};
  return kNames[static_cast<std::size_t>(suppression)];
}

std::string_view EchoTrainName(EchoTrain train) {
  constexpr std::string_view kNames[] = {
      "single", "dual", "spin-echo", "gradient-echo", "spin-lock", "unknown"};
  return kNames[static_cast<std::size_t>(train)];
}

std::string_view ParameterMapName(ParameterMap map) {
  constexpr std::string_view kNames[] = {
      "none", "t1", "t2", "t2-star", "t1-rho", "r2", "r2-star", "adc", "fat-fraction", "other"};
  return kNames[static_cast<std::size_t>(map)];
}

std::string_view DimensionsName(Dimensions dimensions) {
  constexpr std::string_view kNames[] = {"unknown", "2d", "3d"};
  return kNames[static_cast<std::size_t>(dimensions)];
}

std::string_view PlaneName(Plane plane) {
  constexpr std::string_view kNames[] = {
      "unknown", "axial", "sagittal", "coronal", "oblique", "several"};
  return kNames[static_cast<std::size_t>(plane)];
}

}  // namespace regen
