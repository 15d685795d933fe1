// SPDX-License-Identifier: GPL-3.0-or-later
// The class of the pulse sequence, whether it is 2-D or 3-D, and what its echoes are.
#include "analysis/selection/series_evidence.h"

#include <cmath>

namespace regen {

namespace {

using enum SequenceClass;

bool SequenceCovers(SequenceClass general, SequenceClass specific) {
  switch (general) {
    case kSpinEchoFamily:
      return specific == kSpinEcho || specific == kFastSpinEcho ||
             specific == kInversionRecovery;
    case kSpinEcho:
    case kFastSpinEcho:
      return specific == kInversionRecovery;  // either may read what an inversion prepared
    case kGradientEcho:
      return specific == kSpoiledGradientEcho || specific == kDess ||
             specific == kBalancedSteadyState || specific == kUltrashortEcho;
    case kSpoiledGradientEcho:  // SequenceVariant says SP of steady states as well
      return specific == kUltrashortEcho || specific == kDess ||
             specific == kBalancedSteadyState;
    default:
      return false;
  }
}

// Siemens' SequenceName (0018,0024) is "*tse2d1_15": a stable prefix, dimensions, and counts.
struct VendorName {
  std::string_view prefix;
  SequenceClass sequence;
};

// The longest prefix that fits counts.
constexpr VendorName kSiemensNames[] = {{"tse", kFastSpinEcho},
                                        {"spc", kFastSpinEcho},
                                        {"spcir", kInversionRecovery},
                                        {"h2d", kFastSpinEcho},
                                        {"tir", kInversionRecovery},
                                        {"ir", kInversionRecovery},
                                        {"se", kSpinEcho},
                                        {"fl", kSpoiledGradientEcho},
                                        {"tfl", kSpoiledGradientEcho},
                                        {"fi", kGradientEcho},
                                        {"tfi", kBalancedSteadyState},
                                        {"ci", kBalancedSteadyState},
                                        {"de", kDess},
                                        {"me", kGradientEcho},
                                        {"ep", kEchoPlanar},
                                        {"qfl", kSpoiledGradientEcho}};

std::string_view WithoutMark(std::string_view name) {
  if (name.starts_with('*')) name.remove_prefix(1);
  return name;
}

void ClaimFromVendorName(const SeriesSummary& series, Claims<SequenceClass>& claims) {
  if (ToUpper(series.manufacturer).find("SIEMENS") == std::string::npos) return;
  const std::string name = ToLower(WithoutMark(series.sequence_name));
  const VendorName* best = nullptr;
  for (const VendorName& known : kSiemensNames) {
    if (!name.starts_with(known.prefix)) continue;
    if (best == nullptr || known.prefix.size() > best->prefix.size()) best = &known;
  }
  if (best == nullptr) return;
  claims.push_back({best->sequence, StrCat("SequenceName begins with ", best->prefix)});
}

// ScanningSequence and SequenceVariant (PS3.3 section C.8.3.1.1.2).
void ClaimFromClassicTags(const SeriesSummary& series, Claims<SequenceClass>& claims) {
  const auto& sequence = series.scanning_sequence;
  const std::string evidence = StrCat("ScanningSequence ", JoinStrings(sequence, "\\"));
  if (HoldsValue(sequence, "EP")) {
    claims.push_back({kEchoPlanar, evidence});
  } else if (HoldsValue(sequence, "GR")) {
    const bool spoiled = HoldsValue(series.sequence_variant, "SP");
    claims.push_back({spoiled ? kSpoiledGradientEcho : kGradientEcho,
                      spoiled ? StrCat(evidence, " with SequenceVariant SP") : evidence});
  } else if (HoldsValue(sequence, "IR")) {
    claims.push_back({kInversionRecovery, evidence});
  } else if (HoldsValue(sequence, "SE")) {
    claims.push_back({kSpinEchoFamily, evidence});
  }
}

// The modules of Enhanced MR (PS3.3 section C.8.13.4).
void ClaimFromEnhancedTags(const EnhancedMrAttributes& enhanced,
                           Claims<SequenceClass>& claims) {
  if (enhanced.echo_planar_pulse_sequence == "YES") {
    claims.push_back({kEchoPlanar, "EchoPlanarPulseSequence YES"});
    return;
  }
  const std::string echo = StrCat("EchoPulseSequence ", enhanced.echo_pulse_sequence);
  if (enhanced.echo_pulse_sequence == "SPIN") {
    const bool inverted = enhanced.inversion_recovery == "YES";
    claims.push_back({inverted ? kInversionRecovery : kSpinEchoFamily,
                      inverted ? StrCat(echo, " with InversionRecovery YES") : echo});
  } else if (enhanced.echo_pulse_sequence == "GRADIENT") {
    claims.push_back({kGradientEcho, echo});
    if (enhanced.steady_state_pulse_sequence == "FREE_PRECESSION") {
      claims.push_back({kBalancedSteadyState, "SteadyStatePulseSequence FREE_PRECESSION"});
    } else if (enhanced.spoiling == "RF" || enhanced.spoiling == "GRADIENT_AND_RF" ||
               enhanced.spoiling == "RF_AND_GRADIENT") {
      claims.push_back({kSpoiledGradientEcho, StrCat("Spoiling ", enhanced.spoiling)});
    }
  }
}

// Three or more echo times that are the multiples of the first one: the echoes of one refocused
// train, each with an image of its own.
bool IsPlainTrain(const std::vector<double>& echo_times_ms) {
  constexpr double kTolerance = 0.02;  // of the first echo time; scanners round
  if (echo_times_ms.size() < 3) return false;
  for (std::size_t i = 0; i < echo_times_ms.size(); ++i) {
    const double multiple = echo_times_ms[i] / echo_times_ms.front();
    if (std::abs(multiple - static_cast<double>(i + 1)) > kTolerance) return false;
  }
  return true;
}

// Whether a spin echo is fast: more echoes per excitation than there are echo times. Where each
// echo of a train has a series of its own, the others are not in this one.
void ClaimFromTrainLength(const SeriesEvidence& evidence, Claims<SequenceClass>& claims) {
  const auto& length = evidence.series.echo_train_length;
  const bool spin_echo = std::any_of(claims.begin(), claims.end(), [](const auto& claim) {
    return claim.value == kSpinEchoFamily;
  });
  const bool one_of_several =
      evidence.Echoes() == 1 && Names(evidence, DescriptionTerm::kMultiEcho);
  if (!spin_echo || one_of_several) return;
  if (!length) {
    if (!IsPlainTrain(evidence.echo_times_ms)) return;
    claims.push_back({kSpinEcho,
                      StrCat(evidence.Echoes(),
                             " echo times that are multiples of ",
                             evidence.echo_times_ms.front(),
                             " ms")});
    return;
  }
  const bool fast = *length > std::max(1, evidence.Echoes());
  claims.push_back({fast ? kFastSpinEcho : kSpinEcho,
                    StrCat("EchoTrainLength ",
                           *length,
                           evidence.Echoes() > 1
                               ? StrCat(" for ", evidence.Echoes(), " echo times")
                               : std::string())});
}

constexpr std::pair<DescriptionTerm, SequenceClass> kSequenceWords[] = {
    {DescriptionTerm::kSpinEcho, kSpinEchoFamily},  // "SE" is said of fast ones as well
    {DescriptionTerm::kFastSpinEcho, kFastSpinEcho},
    {DescriptionTerm::kInversionRecovery, kInversionRecovery},
    {DescriptionTerm::kGradientEcho, kGradientEcho},
    {DescriptionTerm::kSpoiledGradientEcho, kSpoiledGradientEcho},
    {DescriptionTerm::kDess, kDess},
    {DescriptionTerm::kBalancedSteadyState, kBalancedSteadyState},
    {DescriptionTerm::kEchoPlanar, kEchoPlanar},
    {DescriptionTerm::kUltrashortEcho, kUltrashortEcho}};

void FindSequence(const SeriesEvidence& evidence, SeriesKind& kind) {
  Claims<SequenceClass> tags;
  ClaimFromClassicTags(evidence.series, tags);
  ClaimFromEnhancedTags(evidence.series.enhanced, tags);
  ClaimFromTrainLength(evidence, tags);
  ClaimFromVendorName(evidence.series, tags);
  kind.sequence = Decide<SequenceClass>(tags,
                                        WordClaims(evidence, kSequenceWords),
                                        SequenceCovers,
                                        reasons::kSequenceAmbiguous,
                                        "the sequence class",
                                        kind.ambiguous);
  if (kind.sequence.contradicted) return;
  if (kind.sequence.value == kUnknown) {
    kind.ambiguous.push_back(MakeReason(reasons::kSequenceAmbiguous,
                                        "no tag and no description tells the sequence class"));
  } else if (kind.sequence.value == kSpinEchoFamily) {
    kind.ambiguous.push_back(MakeReason(
        reasons::kSequenceAmbiguous,
        "a spin echo, but nothing tells whether conventional or fast (EchoTrainLength)"));
  }
}

void FindDimensions(const SeriesEvidence& evidence, SeriesKind& kind) {
  Claims<Dimensions> tags;
  const SeriesSummary& series = evidence.series;
  if (series.mr_acquisition_type == "2D" || series.mr_acquisition_type == "3D") {
    tags.push_back(
        {series.mr_acquisition_type == "2D" ? Dimensions::k2D : Dimensions::k3D,
         StrCat("MRAcquisitionType ", series.mr_acquisition_type)});
  }
  constexpr std::pair<DescriptionTerm, Dimensions> kWords[] = {
      {DescriptionTerm::kAcquisition2D, Dimensions::k2D},
      {DescriptionTerm::kAcquisition3D, Dimensions::k3D}};
  kind.dimensions = Decide<Dimensions>(tags,
                                       WordClaims(evidence, kWords),
                                       CoversNothing<Dimensions>,
                                       reasons::kDimensionsAmbiguous,
                                       "whether the acquisition is 2-D or 3-D",
                                       kind.ambiguous);
}

EchoTrain TrainOf(SequenceClass sequence) {
  switch (sequence) {
    case kSpinEcho:
      return EchoTrain::kSpinEcho;
    case kGradientEcho:
    case kSpoiledGradientEcho:
    case kUltrashortEcho:
      return EchoTrain::kGradientEcho;
    default:
      return EchoTrain::kUnknown;
  }
}

void FindEchoTrain(const SeriesEvidence& evidence, SeriesKind& kind) {
  constexpr int kFewestToFit = 3;
  Finding<EchoTrain>& train = kind.echo_train;
  if (kind.spin_lock.value) {
    train.value = EchoTrain::kSpinLock;
    train.evidence = kind.spin_lock.evidence;
    return;
  }
  if (evidence.Echoes() == 0) return;
  train.evidence.push_back(StrCat(evidence.Echoes(), " echo times at one position"));
  if (evidence.Echoes() < kFewestToFit) {
    train.value = evidence.Echoes() == 1 ? EchoTrain::kSingle : EchoTrain::kDual;
    return;
  }
  train.value = TrainOf(kind.sequence.value);
  train.contradicted = kind.sequence.contradicted;
  if (train.value != EchoTrain::kUnknown) return;
  kind.ambiguous.push_back(MakeReason(
      reasons::kEchoTrainAmbiguous,
      StrCat(evidence.Echoes(),
             " echo times, but the sequence class is ",
             SequenceClassName(kind.sequence.value),
             "; expected a conventional spin echo or a gradient echo")));
}

}  // namespace

void RecogniseSequence(const SeriesEvidence& evidence, SeriesKind& kind) {
  FindSequence(evidence, kind);
  FindDimensions(evidence, kind);
  FindEchoTrain(evidence, kind);
}

}  // namespace regen
