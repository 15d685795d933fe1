// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/signal.h"
#include "analysis/phantom/spine_phantom.h"
#include "tests/analysis/follow_up/pair_statistics.h"

namespace regen::test {

inline Treatment TreatedDisc(const std::string& level) {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.indication = Indication::kIntervertebralDisc;
  treatment.level = level;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  return treatment;
}

// What a T2-weighted image shows of the nucleus against spinal fluid.
inline double NucleusSignal(const SpinePhantom& spine, const PhantomVisit& visit, int disc) {
  const auto signal = [&](int part) {
    const TissueSignal both =
        SignalOf(visit.matter[static_cast<std::size_t>(part)], spine.series.front().sequence);
    return both.water.front() + both.fat.front();
  };
  return signal(spine.parts.nucleus[static_cast<std::size_t>(disc)]);
}

inline DigitalPair DiscPair(const SpinePhantomOptions& options) {
  const SpinePhantom spine = *PlanSpine(options);
  DigitalPair pair;
  pair.exams = RenderExams(spine.baseline, spine.follow_up, spine.series, false);
  const int treated = spine.shape_before.treated;
  const auto at = static_cast<std::size_t>(treated);
  const auto part = static_cast<std::size_t>(spine.parts.nucleus[at]);
  pair.truth["t2"] = {spine.baseline.matter[part].t2_ms, spine.follow_up.matter[part].t2_ms};
  pair.truth["disc-height"] = {MeasuredHeightMm(spine.shape_before.discs[at]),
                               MeasuredHeightMm(spine.shape_after.discs[at])};
  const int control = treated == kSpineDiscs - 1 ? treated - 1 : treated + 1;
  pair.truth["signal-ratio"] = {NucleusSignal(spine, spine.baseline, treated) /
                                    NucleusSignal(spine, spine.baseline, control),
                                NucleusSignal(spine, spine.follow_up, treated) /
                                    NucleusSignal(spine, spine.follow_up, control)};
  return pair;
}

}  // namespace regen::test
