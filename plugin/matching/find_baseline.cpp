// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/find_baseline.h"

#include "analysis/base/text.h"

#include <set>
#include <tuple>
#include <utility>

namespace regen {
namespace {

struct Window {
  Date last;  // day of the application
  int days = 0;
  std::optional<Date> not_before;  // an earlier application to the same structure
};

Window WindowOf(const Treatment& treatment,
                const std::vector<Treatment>& others,
                int window_days) {
  Window window{treatment.application_date, window_days, std::nullopt};
  for (const Treatment& other : others) {
    const bool earlier =
        SameStructure(other, treatment) && other.application_date < treatment.application_date;
    if (earlier && (!window.not_before || *window.not_before < other.application_date)) {
      window.not_before = other.application_date;
    }
  }
  return window;
}

bool IsInside(const Window& window, const Date& date) {
  return date <= window.last && DaysBetween(date, window.last) <= window.days &&
         (!window.not_before || date > *window.not_before);
}

// Order of time; the UID decides between two of the same minute, so that it is always the same.
auto OrderKey(const ArchivedStudy& study) {
  return std::make_tuple(
      study.summary.study_date, study.summary.study_time, study.summary.study_instance_uid);
}

// Why the study cannot serve; empty where it can.
std::string Unfit(const ArchivedStudy& study, const StudyMatch& match) {
  if (study.anonymised_copy) {
    return std::string(reasons::kAnonymisedCopy);
  }
  if (match.outcome != MatchOutcome::kMatches) {
    return match.reasons.empty() ? "does not match" : match.reasons.front().code;
  }
  return match.measurable.series.empty() ? std::string(reasons::kNoSuitableSeries)
                                         : std::string();
}

Reason NoBaseline(const Window& window, int looked_at, const std::set<std::string>& unfit) {
  std::string text = StrCat("no usable MRI from ",
                            window.days,
                            " days before the application on ",
                            IsoDate(window.last),
                            " up to that day");
  if (looked_at > 0) {
    text += StrCat("; ",
                   looked_at,
                   " of that time were looked at: ",
                   JoinStrings({unfit.begin(), unfit.end()}, ", "));
  }
  return MakeReason(reasons::kNoBaseline, std::move(text));
}

}  // namespace

Result<BaselineFound> FindBaseline(Archive& archive,
                                   const ArchivedStudy& follow_up,
                                   const Treatment& treatment,
                                   const std::vector<Treatment>& earlier_treatments,
                                   int window_days,
                                   const DescriptionDictionary& dictionary) {
  const Window window = WindowOf(treatment, earlier_treatments, window_days);
  const Result<std::vector<std::string>> ids =
      archive.FindStudiesOfPatient(treatment.patient_id);
  if (!ids) {
    return ids.error();
  }
  BaselineFound found;
  int looked_at = 0;
  std::set<std::string> unfit;
  for (const std::string& id : *ids) {
    if (id == follow_up.state.orthanc_id) {
      continue;
    }
    Result<std::optional<ArchivedStudy>> study = archive.ReadStudy(id);
    if (!study) {
      return study.error();
    }
    if (!study->has_value()) {
      continue;
    }
    const std::optional<Date> date = StudyDate((*study)->summary);
    if (!date || !IsInside(window, *date) || !HasMrImages((*study)->summary)) {
      continue;
    }
    ++looked_at;
    StudyMatch match = MatchStudy((*study)->summary, treatment, dictionary);
    const std::string why_not = Unfit(**study, match);
    if (!why_not.empty()) {
      unfit.insert(why_not);
    } else if (!found.study || OrderKey(*found.study) < OrderKey(**study)) {
      found.study = std::move(**study);
      found.match = std::move(match);
    }
  }
  if (!found.study) {
    found.reason = NoBaseline(window, looked_at, unfit);
  }
  return found;
}

}  // namespace regen
