// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/match_treatment.h"
#include "analysis/selection/select_series.h"
#include "analysis/treatment/treatment.h"
#include "plugin/archive/archive.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

// A study against one treatment.
struct StudyMatch {
  MatchOutcome outcome = MatchOutcome::kNotApplicable;
  Reasons reasons;   // why not, where it does not match
  Reasons warnings;  // e.g. name-differs
  // The study with the series alone that may be measured for this treatment: suitable, and of
  // the treated structure and side. Without series where none is suitable, which the match of
  // the whole study then stands for.
  StudySummary measurable;
  std::vector<Candidate> candidates;  // every series of the study
};

// Identity first, then region and side: of the suitable acquisitions one by one, so that a
// study of both sides gives the treated one; of the whole study where no acquisition is
// suitable.
StudyMatch MatchStudy(const StudySummary& study,
                      const Treatment& treatment,
                      const DescriptionDictionary& dictionary = ShippedDictionary());

// Same structure: indication, side and level.
bool SameStructure(const Treatment& a, const Treatment& b);

bool HasMrImages(const StudySummary& study);

// The date of the study, where it has a valid one.
std::optional<Date> StudyDate(const StudySummary& study);

// Which treatment a study belongs to.
struct TreatmentChoice {
  std::optional<Treatment> treatment;  // nothing: see `outcome` and `reasons`
  MatchOutcome outcome = MatchOutcome::kNotApplicable;
  Reasons reasons;
  StudyMatch match;  // with the treatment chosen, or with the one that came closest
  std::optional<Treatment> closest;  // that one, where none is chosen
};

// Of the treatments that match, the last application before the study. Treatments of different
// structures, or two on one day, are not guessed between: several-treatments-match. A study on
// the day of the application or before is a baseline: is-baseline. Where nothing matches, the
// reason of the treatment that came closest (held before refused before not applicable).
TreatmentChoice ChooseTreatment(const StudySummary& study,
                                const std::vector<Treatment>& treatments_of_patient,
                                const DescriptionDictionary& dictionary = ShippedDictionary());

}  // namespace regen
