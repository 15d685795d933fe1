// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/match_study.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <utility>

namespace regen {
namespace {

bool Contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// How close a treatment came that does not match.
int Closeness(MatchOutcome outcome) {
  switch (outcome) {
    case MatchOutcome::kMatches:
      return 3;
    case MatchOutcome::kHeld:
      return 2;
    case MatchOutcome::kRefused:
      return 1;
    case MatchOutcome::kNotApplicable:
      return 0;
  }
  return 0;
}

StudySummary OnlySeries(const StudySummary& study, const std::vector<std::string>& uids) {
  StudySummary kept = study;
  std::erase_if(kept.series, [&uids](const SeriesSummary& series) {
    return !Contains(uids, series.series_instance_uid);
  });
  return kept;
}

void NoteExcluded(const EchoAcquisition& acquisition,
                  const Reasons& why,
                  std::vector<Candidate>& candidates) {
  for (Candidate& candidate : candidates) {
    // One series may play several roles: its reasons are told once.
    if (candidate.reasons.empty() &&
        Contains(acquisition.series_instance_uids, candidate.series_instance_uid)) {
      candidate.reasons.insert(candidate.reasons.end(), why.begin(), why.end());
    }
  }
}

// Region and side, acquisition by acquisition; adds to an identity that matches.
void MatchAcquisitions(const StudySummary& study,
                       const Treatment& treatment,
                       const std::vector<EchoAcquisition>& acquisitions,
                       StudyMatch& match) {
  std::vector<std::string> kept;
  std::optional<TreatmentMatch> closest;
  for (const EchoAcquisition& acquisition : acquisitions) {
    TreatmentMatch structure =
        MatchStructure(study, acquisition.series_instance_uids, treatment);
    if (structure.outcome == MatchOutcome::kMatches) {
      kept.insert(kept.end(),
                  acquisition.series_instance_uids.begin(),
                  acquisition.series_instance_uids.end());
    } else {
      NoteExcluded(acquisition, structure.reasons, match.candidates);
    }
    if (!closest || Closeness(structure.outcome) > Closeness(closest->outcome)) {
      closest = std::move(structure);
    }
  }
  match.outcome = closest->outcome;
  match.reasons = closest->reasons;
  match.warnings.insert(
      match.warnings.end(), closest->warnings.begin(), closest->warnings.end());
  match.measurable = OnlySeries(study, kept);
}

std::string SeveralText(const std::vector<Treatment>& treatments) {
  std::vector<std::string> ids;
  for (const Treatment& treatment : treatments) {
    ids.push_back(treatment.id);
  }
  return StrCat("treatments ",
                JoinStrings(ids, ", "),
                " fit the study equally well; a person must say which one it follows");
}

struct Matching {
  Treatment treatment;
  StudyMatch match;
};

TreatmentChoice Ended(MatchOutcome outcome, Reason reason, StudyMatch match) {
  return {std::nullopt, outcome, {std::move(reason)}, std::move(match), std::nullopt};
}

TreatmentChoice ChooseByDate(const StudySummary& study, std::vector<Matching> matching) {
  const std::optional<Date> date = StudyDate(study);
  if (!date) {
    return Ended(MatchOutcome::kHeld,
                 MakeReason(reasons::kStudyDateMissing,
                            "the study has no valid date; it cannot be placed before or after "
                            "the application"),
                 std::move(matching.front().match));
  }
  const auto last = std::max_element(
      matching.begin(), matching.end(), [](const Matching& a, const Matching& b) {
        return a.treatment.application_date < b.treatment.application_date;
      });
  const std::string last_application = IsoDate(last->treatment.application_date);
  std::erase_if(matching, [&date](const Matching& one) {
    return one.treatment.application_date >= *date;
  });
  if (matching.empty()) {
    return Ended(MatchOutcome::kNotApplicable,
                 MakeReason(reasons::kIsBaseline,
                            StrCat("study of ",
                                   IsoDate(*date),
                                   ", application on ",
                                   last_application,
                                   ": not a follow-up")),
                 {});
  }
  std::stable_sort(matching.begin(), matching.end(), [](const Matching& a, const Matching& b) {
    return a.treatment.application_date > b.treatment.application_date;
  });
  std::vector<Treatment> equal = {matching.front().treatment};
  for (std::size_t i = 1; i < matching.size(); ++i) {
    const Treatment& other = matching[i].treatment;
    const bool earlier_phase = SameStructure(other, equal.front()) &&
                               other.application_date < equal.front().application_date;
    if (!earlier_phase) {
      equal.push_back(other);
    }
  }
  if (equal.size() > 1) {
    return Ended(MatchOutcome::kHeld,
                 MakeReason(reasons::kSeveralTreatments, SeveralText(equal)),
                 std::move(matching.front().match));
  }
  return {matching.front().treatment,
          MatchOutcome::kMatches,
          {},
          std::move(matching.front().match),
          std::nullopt};
}

}  // namespace

bool SameStructure(const Treatment& a, const Treatment& b) {
  return a.indication == b.indication && a.side == b.side && a.level == b.level;
}

bool HasMrImages(const StudySummary& study) {
  return std::any_of(study.series.begin(), study.series.end(), [](const SeriesSummary& series) {
    return series.modality == "MR" && !series.instances.empty();
  });
}

std::optional<Date> StudyDate(const StudySummary& study) {
  return ParseDicomDate(study.study_date);
}

StudyMatch MatchStudy(const StudySummary& study,
                      const Treatment& treatment,
                      const DescriptionDictionary& dictionary) {
  StudyMatch match;
  match.measurable = OnlySeries(study, {});
  const std::vector<EchoAcquisition> acquisitions = SuitableAcquisitions(
      study, ProtocolOf(treatment.indication), &match.candidates, dictionary);
  TreatmentMatch identity = MatchIdentity(study.patient, treatment);
  match.outcome = identity.outcome;
  match.reasons = std::move(identity.reasons);
  match.warnings = std::move(identity.warnings);
  if (match.outcome != MatchOutcome::kMatches) {
    return match;
  }
  if (!acquisitions.empty()) {
    MatchAcquisitions(study, treatment, acquisitions, match);
    return match;
  }
  TreatmentMatch structure = MatchStructure(study, {}, treatment);
  match.outcome = structure.outcome;
  match.reasons = std::move(structure.reasons);
  match.warnings.insert(
      match.warnings.end(), structure.warnings.begin(), structure.warnings.end());
  return match;
}

TreatmentChoice ChooseTreatment(const StudySummary& study,
                                const std::vector<Treatment>& treatments_of_patient,
                                const DescriptionDictionary& dictionary) {
  std::vector<Matching> matching;
  std::optional<Matching> closest;
  for (const Treatment& treatment : treatments_of_patient) {
    StudyMatch match = MatchStudy(study, treatment, dictionary);
    if (match.outcome == MatchOutcome::kMatches) {
      matching.push_back({treatment, std::move(match)});
    } else if (!closest || Closeness(match.outcome) > Closeness(closest->match.outcome)) {
      closest = Matching{treatment, std::move(match)};
    }
  }
  if (!matching.empty()) {
    return ChooseByDate(study, std::move(matching));
  }
  if (!closest) {
    return Ended(
        MatchOutcome::kNotApplicable,
        MakeReason(reasons::kPatientNotTreated, "no treatment is registered for this patient"),
        {});
  }
  const StudyMatch& match = closest->match;
  return {std::nullopt, match.outcome, match.reasons, match, closest->treatment};
}

}  // namespace regen
