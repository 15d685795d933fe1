// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/selection/echo_grid.h"
#include "analysis/selection/role_acceptance.h"
#include "analysis/selection/select_series.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace regen {
namespace {

using Group = std::vector<const SeriesSummary*>;

Images ImagesOf(const SeriesSummary& series, const SeriesRole& role) {
  Images images;
  for (const InstanceSummary& image : series.instances) {
    if (IsImageOfRole(image, role)) images.push_back(&image);
  }
  return images;
}

Images ImagesOf(const Group& group, const SeriesRole& role) {
  Images images;
  for (const SeriesSummary* series : group) {
    const Images more = ImagesOf(*series, role);
    images.insert(images.end(), more.begin(), more.end());
  }
  return images;
}

// What the series of one acquisition with one series per echo have in common. Positions, not
// UIDs: anonymisers change FrameOfReferenceUID of images that belong together.
std::string GroupKey(const SeriesSummary& series, const Images& images) {
  std::vector<std::string> positions;
  for (const InstanceSummary* image : images) {
    std::string key = StrCat(image->rows, "x", image->columns);
    if (image->image_position_lps) {
      for (const double mm : *image->image_position_lps)
        key.append(1, ',').append(FormatFixed(mm, 1));
    }
    if (image->image_orientation) {
      for (const double cosine : *image->image_orientation)
        key.append(1, ',').append(FormatFixed(cosine, 2));
    }
    positions.push_back(std::move(key));
  }
  std::sort(positions.begin(), positions.end());
  const double tr = series.repetition_time_ms.value_or(0);
  return StrCat(FormatFixed(tr, 0),
                "|",
                series.laterality,
                "|",
                JoinStrings(series.sequence_variant, "\\"),
                "|",
                JoinStrings(positions, ";"));
}

// The series that belong together: each with several echoes alone, those with one echo each by
// what they have in common.
std::vector<Group> GroupSeries(const Group& usable, const SeriesRole& role) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t> group_of_key;
  for (const SeriesSummary* series : usable) {
    const Images images = ImagesOf(*series, role);
    if (DistinctEchoTimes(images).size() != 1) {
      groups.push_back({series});
      continue;
    }
    const auto [known, is_new] = group_of_key.emplace(GroupKey(*series, images), groups.size());
    if (is_new) groups.emplace_back();
    groups[known->second].push_back(series);
  }
  return groups;
}

EchoAcquisition MakeAcquisition(const Group& group,
                                const Images& images,
                                const EchoGrid& grid,
                                const SeriesRole& role) {
  EchoAcquisition acquisition;
  for (const SeriesSummary* series : group) {
    acquisition.series_instance_uids.push_back(series->series_instance_uid);
  }
  std::sort(acquisition.series_instance_uids.begin(), acquisition.series_instance_uids.end());
  for (const InstanceSummary* image : images) {
    acquisition.images.push_back({image->sop_instance_uid, image->frame_number});
  }
  std::sort(acquisition.images.begin(), acquisition.images.end());
  for (const ImageReference& image : acquisition.images) {
    AddUidOnce(acquisition.sop_instance_uids, image.sop_instance_uid);
  }
  acquisition.echo_times_ms = grid.echo_times_ms;
  acquisition.slices = grid.stack.slices;
  acquisition.slice_spacing_mm = grid.stack.slice_spacing_mm;
  acquisition.slice_normal_lps = grid.stack.normal_lps;
  acquisition.role = role.name;
  return acquisition;
}

// What one role made of the study's series.
struct RoleOutcome {
  std::vector<EchoAcquisition> acquisitions;
  std::map<std::string, Reasons> why_not;  // by SeriesInstanceUID
  std::vector<std::string> of_trains;      // series with several echoes, alone or together
};

Reasons WhyNotThere(const SliceStack& stack, const SeriesRole& role) {
  Reasons why;
  const SlicePlane plane = PlaneOfNormal(stack.normal_lps);
  if (!role.planes.empty() &&
      std::find(role.planes.begin(), role.planes.end(), plane) == role.planes.end()) {
    std::vector<std::string> wanted;
    for (const SlicePlane accepted : role.planes) wanted.emplace_back(PlaneName(accepted));
    why.push_back(MakeReason(
        reasons::kOtherPlane,
        StrCat(
            "the slices are ", PlaneName(plane), "; expected ", JoinStrings(wanted, " or "))));
  }
  if (stack.slice_spacing_mm > role.slice_spacing_mm.most) {
    why.push_back(MakeReason(reasons::kSlicesTooThick,
                             StrCat("the slices are ",
                                    FormatFixed(stack.slice_spacing_mm, 2),
                                    " mm apart; expected at most ",
                                    role.slice_spacing_mm.most,
                                    " mm")));
  }
  return why;
}

// One train of echoes, or the reasons why the group is none.
void TakeTrain(const Group& group, const SeriesRole& role, RoleOutcome& outcome) {
  const Images images = ImagesOf(group, role);
  if (DistinctEchoTimes(images).size() > 1) {
    for (const SeriesSummary* series : group)
      outcome.of_trains.push_back(series->series_instance_uid);
  }
  const auto arranged = ArrangeEchoes(images);
  if (const auto* grid = std::get_if<EchoGrid>(&arranged)) {
    outcome.acquisitions.push_back(MakeAcquisition(group, images, *grid, role));
    return;
  }
  for (const SeriesSummary* series : group) {
    outcome.why_not[series->series_instance_uid] = std::get<Reasons>(arranged);
  }
}

// Images of one position each, or why they are no volume of the role.
void TakeVolume(const SeriesSummary& series,
                const Images& images,
                const SeriesRole& role,
                RoleOutcome& outcome) {
  Reasons& why = outcome.why_not[series.series_instance_uid];
  const auto arranged = ArrangeVolume(images);
  if (const auto* refused = std::get_if<Reasons>(&arranged)) {
    why = *refused;
    return;
  }
  EchoGrid grid = std::get<EchoGrid>(arranged);
  // A map is computed from all echoes: a time that it states as its own says nothing.
  if (role.images == RoleImages::kMap) grid.echo_times_ms.clear();
  why = WhyNotThere(grid.stack, role);
  if (why.empty()) {
    outcome.acquisitions.push_back(MakeAcquisition({&series}, images, grid, role));
  }
}

// The echoes of a series that the role accepts, each a volume of its own (dual echo: proton
// density and T2).
void TakeVolumes(const SeriesSummary& series, const SeriesRole& role, RoleOutcome& outcome) {
  const Images all = ImagesOf(series, role);
  const std::vector<double> echo_times_ms = DistinctEchoTimes(all);
  const auto in_range = [&](double echo_time_ms) {
    return echo_time_ms >= role.echo_time_ms.least && echo_time_ms <= role.echo_time_ms.most;
  };
  for (const double echo_time_ms : echo_times_ms) {
    if (!in_range(echo_time_ms)) continue;
    Images images;
    for (const InstanceSummary* image : all) {
      if (image->echo_time_ms && std::abs(*image->echo_time_ms - echo_time_ms) < 0.05)
        images.push_back(image);
    }
    TakeVolume(series, images, role, outcome);
  }
  if (std::none_of(echo_times_ms.begin(), echo_times_ms.end(), in_range)) {
    outcome.why_not[series.series_instance_uid] = {
        MakeReason(reasons::kOtherWeighting,
                   StrCat("EchoTime is ",
                          echo_times_ms.empty() ? "not stated" : EchoTimesText(echo_times_ms),
                          "; expected ",
                          role.echo_time_ms.least,
                          " to ",
                          role.echo_time_ms.most,
                          " ms"))};
  }
}

// Two echoes are proton density and T2; more are a train and no single image.
constexpr std::size_t kMostEchoesOfVolumes = 2;

void TakeGroup(const Group& group, const SeriesRole& role, RoleOutcome& outcome) {
  if (role.images == RoleImages::kEchoes) {
    TakeTrain(group, role, outcome);
    return;
  }
  if (role.images == RoleImages::kMap) {
    for (const SeriesSummary* series : group)
      TakeVolume(*series, ImagesOf(*series, role), role, outcome);
    return;
  }
  const std::size_t echoes = DistinctEchoTimes(ImagesOf(group, role)).size();
  for (const SeriesSummary* series : group) {
    if (echoes <= kMostEchoesOfVolumes) {
      TakeVolumes(*series, role, outcome);
      continue;
    }
    outcome.why_not[series->series_instance_uid] = {
        MakeReason(reasons::kEchoTrain,
                   StrCat("one of ", echoes, " echoes; expected one image per position"))};
  }
}

// `kinds`: of the study's series, in their order.
RoleOutcome LookFor(const StudySummary& study,
                    const std::vector<SeriesKind>& kinds,
                    const SeriesRole& role) {
  RoleOutcome outcome;
  Group usable;
  for (std::size_t n = 0; n < kinds.size(); ++n) {
    const SeriesSummary& series = study.series[n];
    Reasons why = WhyNotInRole(series, kinds[n], role);
    if (why.empty()) usable.push_back(&series);
    outcome.why_not[series.series_instance_uid] = std::move(why);
  }
  for (const Group& group : GroupSeries(usable, role)) TakeGroup(group, role, outcome);
  return outcome;
}

// Whether the reason says no more than that the role is for another kind of series.
bool IsOfAnotherKind(const Reasons& why) {
  return why.size() == 1 &&
         (why[0].code == reasons::kTooFewEchoes || why[0].code == reasons::kEchoTrain);
}

// Of several roles, the reasons of the one that speaks least against the series: of a train of
// echoes those of a role for trains, of another those that say more than its kind.
const Reasons& FewestReasons(const std::vector<RoleOutcome>& outcomes,
                             const std::vector<SeriesRole>& roles,
                             const SeriesSummary& series) {
  Images images;
  for (const InstanceSummary& image : series.instances) images.push_back(&image);
  const bool is_train =
      DistinctEchoTimes(images).size() > 1 ||
      std::any_of(outcomes.begin(), outcomes.end(), [&](const RoleOutcome& outcome) {
        return HoldsUid(outcome.of_trains, series.series_instance_uid);
      });
  const auto rank = [&](std::size_t n) {
    const Reasons& why = outcomes[n].why_not.at(series.series_instance_uid);
    const bool for_trains = roles[n].images == RoleImages::kEchoes;
    return std::tuple(why.size(), !is_train && IsOfAnotherKind(why), for_trains != is_train);
  };
  std::size_t fewest = 0;
  for (std::size_t n = 1; n < outcomes.size(); ++n) {
    if (rank(n) < rank(fewest)) fewest = n;
  }
  return outcomes[fewest].why_not.at(series.series_instance_uid);
}

}  // namespace

std::vector<EchoAcquisition> SuitableAcquisitions(const StudySummary& study,
                                                  const IndicationProtocol& protocol,
                                                  std::vector<Candidate>* candidates,
                                                  const DescriptionDictionary& dictionary) {
  std::vector<SeriesKind> kinds;
  for (const SeriesSummary& series : study.series) {
    kinds.push_back(RecogniseSeries(series, dictionary));
  }
  std::vector<RoleOutcome> outcomes;
  std::vector<EchoAcquisition> acquisitions;
  for (const SeriesRole& role : protocol.roles) {
    outcomes.push_back(LookFor(study, kinds, role));
    const auto& found = outcomes.back().acquisitions;
    acquisitions.insert(acquisitions.end(), found.begin(), found.end());
  }
  if (candidates == nullptr) return acquisitions;
  candidates->clear();
  for (const SeriesSummary& series : study.series) {
    Candidate candidate;
    candidate.study_instance_uid = study.study_instance_uid;
    candidate.series_instance_uid = series.series_instance_uid;
    candidate.series_description = series.series_description;
    const bool plays = std::any_of(
        acquisitions.begin(), acquisitions.end(), [&](const EchoAcquisition& acquisition) {
          return HoldsUid(acquisition.series_instance_uids, series.series_instance_uid);
        });
    if (!plays && !outcomes.empty())
      candidate.reasons = FewestReasons(outcomes, protocol.roles, series);
    candidates->push_back(std::move(candidate));
  }
  return acquisitions;
}

}  // namespace regen
