// SPDX-License-Identifier: GPL-3.0-or-later
// From header values to what a series is, of which part of the body and which side.
#include "analysis/selection/body_sources.h"
#include "analysis/selection/recognise_series.h"
#include "tests/fuzz/fuzz_study.h"

#include <cmath>

using namespace regen;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const DescriptionDictionary dictionary;
  StudySummary study = fuzz::StudyFrom(fuzz::TextOf(data, size));
  SeriesSummary& series = study.series.front();
  series.modality = "MR";
  const SeriesKind kind = RecogniseSeries(series, dictionary);
  if (IsT2Train(kind)) fuzz::Must(kind.echoes >= 3 && !kind.spin_lock.value);
  if (IsT2StarTrain(kind)) fuzz::Must(kind.echoes >= 3 && !IsT2Train(kind));
  if (IsFluidSensitive(kind)) fuzz::Must(IsPlainImage(kind));
  if (kind.sequence.value != SequenceClass::kUnknown) {
    fuzz::Must(!kind.sequence.evidence.empty());
  }
  if (kind.weighting.value != Weighting::kUnknown) fuzz::Must(!kind.weighting.evidence.empty());
  if (kind.plane_tilt_deg) fuzz::Must(*kind.plane_tilt_deg >= 0 && *kind.plane_tilt_deg < 55);
  for (const Reason& reason : kind.ambiguous) fuzz::Must(!reason.text.empty());
  const IndicationProtocol& protocol = ProtocolOf(Indication::kHamstringTendon);
  SideSourcesOf(study, series, protocol);
  RegionSourcesOf(study, series, protocol);
  if (const auto extent = LeftRightExtentOf(series)) {
    fuzz::Must(std::isfinite(extent->width_mm()) && extent->width_mm() >= 0);
  }
  return 0;
}
