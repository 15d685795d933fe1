// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/series_summary.h"
#include "analysis/treatment/treatment.h"

#include <optional>

namespace regen {

// How far a study and a treatment go together. Order matters: the first that applies.
enum class MatchOutcome {
  kMatches,
  kNotApplicable,  // another patient or another part of the body
  kHeld,           // a person must look: weak or contradicting identity, unknown side
  kRefused         // the images contradict the record: wrong side
};

struct TreatmentMatch {
  MatchOutcome outcome = MatchOutcome::kNotApplicable;
  Reasons reasons;   // why not, where it does not match
  Reasons warnings;  // e.g. name-differs: does not stop anything
};

// Strict identity. PatientID must be equal and not empty; every other attribute present on both
// sides (issuer, birth date, sex) must agree; at least one of issuer and birth date must be
// present on both sides. Names only warn, compared without case, accents and order.
TreatmentMatch MatchIdentity(const PatientIdentity& patient, const Treatment& treatment);

// Region of the body and side, from every source there is (body_sources.h), where images wide
// enough for both sides leave the side to the position of the region. `series_uids` restricts to
// the series measured; empty: all.
TreatmentMatch MatchStructure(const StudySummary& study,
                              const std::vector<std::string>& series_uids,
                              const Treatment& treatment);

// Whether a region lies on the treated side, where the images of `series` hold both sides (a
// pelvis, both thighs); others match. `left_mm` is the first LPS coordinate of its centre.
// Held as side-unknown within 20 mm of the middle, else refused as side-conflict.
TreatmentMatch MatchRegionSide(const SeriesSummary& series, double left_mm, Side treated);

}  // namespace regen
