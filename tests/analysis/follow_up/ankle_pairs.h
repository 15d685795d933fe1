// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/ankle_phantom.h"
#include "analysis/phantom/signal.h"
#include "tests/analysis/follow_up/pair_statistics.h"

namespace regen::test {

inline Treatment TreatedAnkle() {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.indication = Indication::kAchillesTendon;
  treatment.side = Side::kRight;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  return treatment;
}

// What an image shows of the tendon beside its lesion against the soleus.
inline double TendonOverSoleus(const PhantomVisit& visit, const ExamSeries& series) {
  double of[2] = {0, 0};
  for (std::size_t n = 0; n < visit.anatomy.parts.size(); ++n) {
    const TissueSignal both = SignalOf(visit.matter[n], series.sequence);
    if (visit.anatomy.parts[n].name == "Achilles tendon")
      of[0] = both.water.front() + both.fat.front();
    if (visit.anatomy.parts[n].name == "soleus") of[1] = both.water.front() + both.fat.front();
  }
  return of[0] / of[1];
}

inline DigitalPair AnklePair(const AnklePhantomOptions& options) {
  const AnklePhantom ankle = *PlanAnkle(options);
  const AnkleShape& before = ankle.shape_before;
  const AnkleShape& after = ankle.shape_after;
  DigitalPair pair;
  pair.exams = RenderExams(ankle.baseline, ankle.follow_up, ankle.series, false);
  pair.truth["thickness"] = {TruthOfAnkle(before).thickness_mm,
                             TruthOfAnkle(after).thickness_mm};
  pair.truth["cross-sectional-area"] = {TruthOfAnkle(before).cross_section_mm2,
                                        TruthOfAnkle(after).cross_section_mm2};
  for (const int level : {20, 40, 60}) {
    const std::string at = std::to_string(level) + "mm";
    pair.truth["thickness-" + at] = {TendonThicknessMm(before, level),
                                     TendonThicknessMm(after, level)};
    pair.truth["cross-sectional-area-" + at] = {TendonSectionMm2(before, level),
                                                TendonSectionMm2(after, level)};
  }
  pair.truth["volume-20-60mm"] = {TendonVolumeMm3(before, 20, 60),
                                  TendonVolumeMm3(after, 20, 60)};
  const auto t2_ms = [&](const PhantomVisit& visit) {
    return ExamRenderer(visit).Truth(ankle.series[1], RegionRole::kStructure).t2_ms;
  };
  pair.truth["t2"] = {t2_ms(ankle.baseline), t2_ms(ankle.follow_up)};
  pair.truth["signal-ratio"] = {TendonOverSoleus(ankle.baseline, ankle.series.front()),
                                TendonOverSoleus(ankle.follow_up, ankle.series.front())};
  return pair;
}

}  // namespace regen::test
