// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/knee_phantom.h"
#include "analysis/phantom/random_field.h"
#include "analysis/phantom/tendon_truth.h"
#include "tests/analysis/follow_up/pair_statistics.h"

namespace regen::test {

// What is treated in a knee and how it changes.
enum class KneeCase { kGap, kTendonT2, kCartilageT2, kCartilageThickness };

inline bool IsCartilage(KneeCase of) {
  return of == KneeCase::kCartilageT2 || of == KneeCase::kCartilageThickness;
}

// Measured in weighted images, not in an echo train.
inline bool IsWeighted(KneeCase of) {
  return of == KneeCase::kGap || of == KneeCase::kCartilageThickness;
}

inline Treatment TreatedKnee(KneeCase of) {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.indication =
      IsCartilage(of) ? Indication::kArticularCartilage : Indication::kPatellarTendon;
  treatment.side = Side::kRight;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  return treatment;
}

// A field of view no larger than the alignment needs, around what is treated.
inline ExamSeries KneeSeries(KneeCase of, PairKind kind) {
  ExamSeries series = IsWeighted(of) ? SagittalProtonDensityFat() : SagittalT2Train();
  series.size = {152, 176, IsCartilage(of) ? 20 : 16};
  if (IsWeighted(of)) series.spacing_mm = Vec3(0.6, 0.6, 3.5);
  if (kind == PairKind::kDisturbed) series.noise_sigma *= 2;
  return series;
}

// Other anatomies, motion, bending up to 5 degrees, coil, gain and noise at every visit. The
// gap loses 30 % of its volume, T2 falls by 20 %, a repair that fills 60 % of the cartilage's
// thickness grows to 80 %.
inline KneePhantomOptions KneeOptions(KneeCase of, std::uint64_t seed, PairKind kind) {
  const bool changed = kind == PairKind::kChanged;
  RandomStream random(MixSeed(seed, 901));
  KneePhantomOptions knee;
  knee.seed = seed;
  knee.anatomy_seed = 1 + seed % 997;
  knee.flexion_deg = random.NextBetween(-5.0, 5.0);
  knee.shading = kind == PairKind::kDisturbed ? 0.3 : 0.15;
  knee.threads = 1;
  knee.change_percent = changed && !IsWeighted(of) ? -20 : 0;
  if (of == KneeCase::kGap) {
    knee.lesion_radii_mm = Vec3(4.5, 1.7, 4.0);
    knee.lesion_shrinks_percent = changed ? 30 : 0;
  } else if (IsCartilage(of)) {
    knee.treated = KneeTreated::kCartilage;
    knee.repair.place.radius_mm = 8.0;
  }
  if (of == KneeCase::kCartilageThickness) {
    knee.repair.fill = 0.6;
    knee.follow_up_fill = changed ? 0.8 : 0.6;
  }
  return knee;
}

inline DigitalPair KneePair(KneeCase of, std::uint64_t seed, PairKind kind) {
  KneePatient knee = *PlanKnee(KneeOptions(of, seed, kind));
  const Vec3 middle_mm = IsCartilage(of) ? Vec3(0, -2, 8) : Vec3(0, -18, -6);
  for (PhantomVisit* visit : {&knee.baseline, &knee.follow_up}) visit->centre_lps += middle_mm;
  const ExamSeries series = KneeSeries(of, kind);
  DigitalPair pair;
  ExamRenderer before(knee.baseline);
  ExamRenderer after(knee.follow_up);
  pair.exams = RenderExams(before, after, {series}, of == KneeCase::kGap);
  if (of == KneeCase::kCartilageThickness) {
    const auto thickness_mm = [](const KneeAnatomy& anatomy) {
      const CartilageRepair& repair = anatomy.shape().repair;
      return anatomy.SiteThicknessMm(repair.place, repair.fill);
    };
    pair.truth["cartilage-thickness"] = {thickness_mm(knee.baseline_anatomy),
                                         thickness_mm(knee.follow_up_anatomy)};
    pair.truth["defect-fill"] = {100 * knee.baseline_anatomy.shape().repair.fill,
                                 100 * knee.follow_up_anatomy.shape().repair.fill};
  }
  if (!IsCartilage(of)) {
    const TendonTruth first = TruthOfTendon(knee.baseline_anatomy);
    const TendonTruth second = TruthOfTendon(knee.follow_up_anatomy);
    pair.truth["thickness"] = {first.thickness_mm, second.thickness_mm};
    pair.truth["cross-sectional-area"] = {first.cross_section_mm2, second.cross_section_mm2};
    if (of == KneeCase::kGap)
      pair.truth["defect-volume"] = {first.lesion_mm3, second.lesion_mm3};
  }
  if (IsWeighted(of)) return pair;
  pair.truth["t2"] = {before.Truth(series, RegionRole::kStructure).t2_ms,
                      after.Truth(series, RegionRole::kStructure).t2_ms};
  return pair;
}

}  // namespace regen::test
