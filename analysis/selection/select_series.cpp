// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/select_series.h"

#include "analysis/base/text.h"
#include "analysis/selection/echo_grid.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <tuple>
#include <utility>

namespace regen {

namespace {

using Acquisitions = std::vector<EchoAcquisition>;

Candidate* FindCandidate(std::vector<Candidate>& candidates, const std::string& series_uid) {
  const auto found =
      std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
        return candidate.series_instance_uid == series_uid;
      });
  return found == candidates.end() ? nullptr : &*found;
}

const SeriesSummary& SeriesOf(const StudySummary& study, const EchoAcquisition& acquisition) {
  for (const SeriesSummary& series : study.series) {
    if (series.series_instance_uid == acquisition.series_instance_uids.front()) return series;
  }
  assert(false && "an acquisition is made of series of its study");
  return study.series.front();
}

Acquisitions OfRole(const Acquisitions& all, const std::string& role) {
  Acquisitions found;
  for (const EchoAcquisition& acquisition : all) {
    if (acquisition.role == role) found.push_back(acquisition);
  }
  return found;
}

// In cubic micrometres, so that rounding of headers does not decide; 0 where it is not stated.
long VoxelSize(const SeriesSummary& series, const EchoAcquisition& acquisition) {
  for (const InstanceSummary& image : series.instances) {
    if (!image.pixel_spacing_mm) continue;
    const double mm3 = (*image.pixel_spacing_mm)[0] * (*image.pixel_spacing_mm)[1] *
                       acquisition.slice_spacing_mm;
    return std::lround(1000 * mm3);
  }
  return 0;
}

// How little a pair is wanted: refused checks, degraded checks, size of the voxels. Trains of
// echoes are not told apart by their voxels.
using Unlikeness = std::tuple<int, int, long>;

Unlikeness UnlikenessOf(const std::vector<ComparabilityCheck>& checks, long voxel_size) {
  int refused = 0;
  int degraded = 0;
  for (const ComparabilityCheck& check : checks) {
    if (check.result == Comparability::kRefused) ++refused;
    if (check.result == Comparability::kDegraded) ++degraded;
  }
  return {refused, degraded, voxel_size};
}

std::string SeveralText(const char* time_point, const std::vector<const EchoAcquisition*>& of) {
  std::vector<std::string> uids;
  for (const EchoAcquisition* acquisition : of)
    uids.push_back(acquisition->series_instance_uids.front());
  return StrCat(of.size(),
                " acquisitions of the ",
                time_point,
                " are equally suitable: ",
                JoinStrings(uids, ", "));
}

// Distinct acquisitions of `all` at the given places.
std::vector<const EchoAcquisition*> Pick(const Acquisitions& all,
                                         std::vector<std::size_t> places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::vector<const EchoAcquisition*> picked;
  for (const std::size_t place : places) picked.push_back(&all[place]);
  return picked;
}

void TellSeveral(const char* time_point,
                 const std::vector<const EchoAcquisition*>& equal,
                 AcquisitionChoice& choice,
                 Reasons& why) {
  if (equal.size() < 2) return;
  for (const EchoAcquisition* acquisition : equal) {
    for (const std::string& uid : acquisition->series_instance_uids) {
      if (Candidate* candidate = FindCandidate(choice.candidates, uid)) {
        candidate->reasons.push_back(MakeReason(reasons::kSeveralSuitableSeries,
                                                "suitable, but so is another acquisition"));
      }
    }
  }
  const Reason reason =
      MakeReason(reasons::kSeveralSuitableSeries, SeveralText(time_point, equal));
  why.push_back(reason);
  choice.reasons.push_back(reason);
}

// What the pairing of one role starts from.
struct RoleTask {
  const StudySummary& baseline;
  const StudySummary& follow_up;
  const SeriesRole& role;
  const IndicationProtocol& protocol;
  const ComparabilityThresholds& thresholds;
};

// The pair that is most alike, or nothing and why in `pair.missing`.
void PairRole(const RoleTask& task,
              const Acquisitions& before,
              const Acquisitions& after,
              SeriesPair& pair) {
  std::optional<Unlikeness> least;
  std::vector<std::size_t> best_before;
  std::vector<std::size_t> best_after;
  RolePair best;
  best.role = task.role.name;
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (std::size_t j = 0; j < after.size(); ++j) {
      const SeriesSummary& a = SeriesOf(task.baseline, before[i]);
      const SeriesSummary& b = SeriesOf(task.follow_up, after[j]);
      auto checks = CompareAcquisitions(
          a, before[i], b, after[j], task.role, task.protocol, task.thresholds);
      const bool volumes = task.role.images == RoleImages::kVolume;
      const auto unlike =
          UnlikenessOf(checks, volumes ? VoxelSize(a, before[i]) + VoxelSize(b, after[j]) : 0);
      if (least && unlike > *least) continue;
      if (!least || unlike < *least) {
        best_before.clear();
        best_after.clear();
        best.comparability = std::move(checks);
      }
      least = unlike;
      best_before.push_back(i);
      best_after.push_back(j);
    }
  }
  const auto baselines = Pick(before, best_before);
  const auto follow_ups = Pick(after, best_after);
  if (baselines.size() == 1 && follow_ups.size() == 1) {
    best.baseline = *baselines.front();
    best.follow_up = *follow_ups.front();
    pair.roles.push_back(std::move(best));
    return;
  }
  Reasons& why = pair.missing[task.role.name];
  TellSeveral("baseline", baselines, pair.baseline, why);
  TellSeveral("follow-up", follow_ups, pair.follow_up, why);
}

// All roles of one exam must share the frame of reference of the first, in which the region and
// the alignment are told.
void KeepOneFrame(const StudySummary& baseline,
                  const StudySummary& follow_up,
                  SeriesPair& pair) {
  if (pair.roles.size() < 2) return;
  const RolePair first = pair.roles.front();
  const auto frame = [](const StudySummary& study, const EchoAcquisition& acquisition) {
    return SeriesOf(study, acquisition).frame_of_reference_uid;
  };
  const auto elsewhere =
      [&](const StudySummary& study, const EchoAcquisition& a, const EchoAcquisition& b) {
        return frame(study, b).empty() || frame(study, a) != frame(study, b);
      };
  std::erase_if(pair.roles, [&](const RolePair& other) {
    if (other.role == first.role) return false;
    const bool before = elsewhere(baseline, first.baseline, other.baseline);
    const bool after = elsewhere(follow_up, first.follow_up, other.follow_up);
    if (!before && !after) return false;
    const StudySummary& study = before ? baseline : follow_up;
    pair.missing[other.role].push_back(
        MakeReason(reasons::kFrameOfReferenceDiffers,
                   StrCat(before ? "baseline" : "follow-up",
                          ": FrameOfReferenceUID (0020,0052) of ",
                          first.role,
                          " is ",
                          frame(study, before ? first.baseline : first.follow_up),
                          ", of ",
                          other.role,
                          " ",
                          frame(study, before ? other.baseline : other.follow_up),
                          "; expected the same")));
    return true;
  });
}

// "8 echoes (6.3, … 50.4 ms), "; nothing for a map.
std::string EchoesText(const std::vector<double>& echo_times_ms) {
  if (echo_times_ms.empty()) return {};
  return StrCat(echo_times_ms.size(),
                echo_times_ms.size() == 1 ? " echo (" : " echoes (",
                EchoTimesText(echo_times_ms),
                "), ");
}

// The acquisitions are taken: their series are marked, other suitable ones say why not.
void Mark(const Acquisitions& all,
          const std::vector<const EchoAcquisition*>& taken,
          AcquisitionChoice& choice) {
  for (Candidate& candidate : choice.candidates) {
    const auto holds = [&](const EchoAcquisition& acquisition) {
      return HoldsUid(acquisition.series_instance_uids, candidate.series_instance_uid);
    };
    for (const EchoAcquisition* acquisition : taken) {
      if (!holds(*acquisition)) continue;
      candidate.selected = true;
      candidate.reasons.push_back(
          MakeReason(reasons::kSelected,
                     StrCat(acquisition->role,
                            ": ",
                            EchoesText(acquisition->echo_times_ms),
                            acquisition->slices,
                            " slices ",
                            FormatFixed(acquisition->slice_spacing_mm, 2),
                            " mm apart")));
    }
    if (!candidate.selected && candidate.reasons.empty() &&
        std::any_of(all.begin(), all.end(), holds)) {
      candidate.reasons.push_back(
          MakeReason(reasons::kLessAlike,
                     "suitable, but another acquisition is closer to that of the other "
                     "time point"));
    }
  }
}

// The first with the series and images of the others.
EchoAcquisition Union(const std::vector<const EchoAcquisition*>& taken) {
  EchoAcquisition all = *taken.front();
  for (const EchoAcquisition* acquisition : taken) {
    for (const std::string& uid : acquisition->series_instance_uids)
      AddUidOnce(all.series_instance_uids, uid);
    if (acquisition == taken.front()) continue;
    for (const std::string& uid : acquisition->sop_instance_uids)
      all.sop_instance_uids.push_back(uid);
    all.images.insert(all.images.end(), acquisition->images.begin(), acquisition->images.end());
  }
  std::sort(all.series_instance_uids.begin(), all.series_instance_uids.end());
  std::sort(all.images.begin(), all.images.end());
  all.images.erase(std::unique(all.images.begin(), all.images.end()), all.images.end());
  auto& uids = all.sop_instance_uids;
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return all;
}

// "2 not-spin-echo, 1 localizer": the first reason of each candidate, most frequent first.
std::string CountReasons(const std::vector<Candidate>& candidates) {
  std::map<std::string, int> counts;
  for (const Candidate& candidate : candidates) {
    if (!candidate.reasons.empty()) ++counts[candidate.reasons.front().code];
  }
  std::vector<std::pair<int, std::string>> sorted;
  for (const auto& [code, count] : counts) sorted.emplace_back(-count, code);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> parts;
  for (const auto& [negative_count, code] : sorted) {
    parts.push_back(StrCat(-negative_count, " ", code));
  }
  return JoinStrings(parts, ", ");
}

std::string Expectations(const IndicationProtocol& protocol) {
  std::vector<std::string> texts;
  for (const SeriesRole& role : protocol.roles) texts.push_back(role.expectation);
  return JoinStrings(texts, ", or ");
}

void TellNoneSuitable(const char* time_point,
                      const IndicationProtocol& protocol,
                      AcquisitionChoice& choice) {
  const auto& candidates = choice.candidates;
  std::string text = StrCat("none of the ",
                            candidates.size(),
                            " series of the ",
                            time_point,
                            " can be measured; expected ",
                            Expectations(protocol));
  if (candidates.size() == 1 && !candidates.front().reasons.empty()) {
    const Reason& only = candidates.front().reasons.front();
    text += StrCat(": ", only.code, ": ", only.text);
  } else if (!candidates.empty()) {
    text += StrCat(": ", CountReasons(candidates));
  }
  choice.reasons.push_back(MakeReason(reasons::kNoSuitableSeries, std::move(text)));
}

std::string RolesText(const Acquisitions& all) {
  std::vector<std::string> roles;
  for (const EchoAcquisition& acquisition : all) AddUidOnce(roles, acquisition.role);
  return JoinStrings(roles, ", ");
}

// Where only one time point has anything suitable: what it has is still shown.
void TakeAlone(const Acquisitions& all, AcquisitionChoice& choice) {
  if (all.size() != 1) return;
  Mark(all, {&all.front()}, choice);
  choice.acquisition = all.front();
}

// Both have something, but no role is left: several are equally good, or nothing is in common.
void TellNoPair(const Acquisitions& before, const Acquisitions& after, SeriesPair& pair) {
  if (pair.baseline.reasons.empty() && pair.follow_up.reasons.empty()) {
    pair.follow_up.reasons.push_back(
        MakeReason(reasons::kNoSuitableSeries,
                   StrCat("the exams have no kind of series in common: baseline ",
                          RolesText(before),
                          ", follow-up ",
                          RolesText(after))));
  }
  if (pair.baseline.reasons.empty()) TakeAlone(before, pair.baseline);
  if (pair.follow_up.reasons.empty()) TakeAlone(after, pair.follow_up);
}

void TakePaired(const Acquisitions& before, const Acquisitions& after, SeriesPair& pair) {
  std::vector<const EchoAcquisition*> baselines;
  std::vector<const EchoAcquisition*> follow_ups;
  for (const RolePair& role : pair.roles) {
    baselines.push_back(&role.baseline);
    follow_ups.push_back(&role.follow_up);
    pair.comparability.insert(
        pair.comparability.end(), role.comparability.begin(), role.comparability.end());
  }
  pair.baseline.reasons.clear();  // those of roles that are left out stand in `missing`
  pair.follow_up.reasons.clear();
  Mark(before, baselines, pair.baseline);
  Mark(after, follow_ups, pair.follow_up);
  pair.baseline.acquisition = Union(baselines);
  pair.follow_up.acquisition = Union(follow_ups);
}

void TellMissing(const SeriesRole& role,
                 const Acquisitions& before,
                 const Acquisitions& after,
                 SeriesPair& pair) {
  if (!before.empty() && !after.empty()) return;
  const char* where = before.empty() && after.empty() ? "neither exam has"
                      : before.empty()                ? "the baseline does not have"
                                                      : "the follow-up does not have";
  pair.missing[role.name].push_back(
      MakeReason(reasons::kRoleMissing, StrCat(where, " ", role.expectation)));
}

}  // namespace

SeriesPair SelectSeriesPair(const StudySummary& baseline,
                            const StudySummary& follow_up,
                            const IndicationProtocol& protocol,
                            const ComparabilityThresholds& thresholds,
                            const DescriptionDictionary& dictionary) {
  SeriesPair pair;
  const Acquisitions before =
      SuitableAcquisitions(baseline, protocol, &pair.baseline.candidates, dictionary);
  const Acquisitions after =
      SuitableAcquisitions(follow_up, protocol, &pair.follow_up.candidates, dictionary);
  if (before.empty()) TellNoneSuitable("baseline", protocol, pair.baseline);
  if (after.empty()) TellNoneSuitable("follow-up", protocol, pair.follow_up);
  if (before.empty() || after.empty()) {
    TakeAlone(before, pair.baseline);
    TakeAlone(after, pair.follow_up);
    return pair;
  }
  for (const SeriesRole& role : protocol.roles) {
    const Acquisitions a = OfRole(before, role.name);
    const Acquisitions b = OfRole(after, role.name);
    TellMissing(role, a, b, pair);
    if (!a.empty() && !b.empty())
      PairRole({baseline, follow_up, role, protocol, thresholds}, a, b, pair);
  }
  KeepOneFrame(baseline, follow_up, pair);
  if (pair.roles.empty()) {
    TellNoPair(before, after, pair);
    return pair;
  }
  TakePaired(before, after, pair);
  return pair;
}

const RolePair* FindRolePair(const SeriesPair& pair, std::string_view role) {
  for (const RolePair& one : pair.roles) {
    if (one.role == role) return &one;
  }
  return nullptr;
}

}  // namespace regen
