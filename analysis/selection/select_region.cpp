// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/select_region.h"

#include "analysis/base/text.h"
#include "analysis/selection/fold_text.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace regen {

namespace {

bool LiesOn(const RegionCandidate& region,
            const StudySummary& study,
            const EchoAcquisition& acquisition) {
  const auto is_measured = [&](const SeriesSummary& series) {
    return HoldsUid(acquisition.series_instance_uids, series.series_instance_uid);
  };
  std::string frame;
  for (const SeriesSummary& series : study.series) {
    if (is_measured(series) && frame.empty()) frame = series.frame_of_reference_uid;
  }
  const std::string& own = region.frame_of_reference_uid;
  if (!own.empty() && own == frame) return true;
  return std::any_of(study.series.begin(), study.series.end(), [&](const auto& series) {
    const bool same_frame =
        own.empty() && !frame.empty() && series.frame_of_reference_uid == frame;
    return (same_frame || is_measured(series)) && IsDrawnOn(region, series);
  });
}

bool NamesAny(const std::string& label, const std::vector<std::string>& names) {
  const auto words = FoldedWords(label);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return NamesPhrase(words, name);
  });
}

// "Gap of the patellar tendon" is the gap.
bool NamesDefect(const std::string& label, const IndicationProtocol& protocol) {
  return NamesAny(label, protocol.defect_names);
}

bool NamesStructure(const std::string& label, const IndicationProtocol& protocol) {
  return NamesAny(label, protocol.structure_names);
}

bool NamesAnotherStructure(const std::string& label, const IndicationProtocol& protocol) {
  if (NamesStructure(label, protocol)) return false;
  return std::any_of(
      AllIndications().begin(), AllIndications().end(), [&](Indication indication) {
        return indication != protocol.indication &&
               NamesStructure(label, ProtocolOf(indication));
      });
}

// "names L3/L4": where it is not the treated level.
std::string OtherLevel(const std::string& label, const IndicationProtocol& protocol) {
  if (protocol.level.empty()) return {};
  const std::string level = NamedLevel(label, protocol);
  if (level.empty() || level == protocol.level) return {};
  return StrCat("names ", level);
}

bool NamesIt(const std::string& label, const IndicationProtocol& protocol) {
  return NamesStructure(label, protocol) ||
         (!protocol.level.empty() && NamedLevel(label, protocol) == protocol.level);
}

// Places in the list of candidates.
using Places = std::vector<std::size_t>;

// Those that count, and of each other one why it does not.
struct Sorted {
  Places defects;
  Places named;
  Places unnamed;
  std::vector<std::string> left;
};

Sorted Sort(const std::vector<RegionCandidate>& candidates,
            const StudySummary& study,
            const EchoAcquisition& acquisition,
            const IndicationProtocol& protocol) {
  Sorted sorted;
  std::set<std::pair<std::string, int>> seen;  // the same object may be listed more than once
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const RegionCandidate& region = candidates[i];
    if (region.made_by_us) continue;
    if (!seen.emplace(region.sop_instance_uid, region.number).second) continue;
    std::string why = region.problem;
    const bool is_defect = NamesDefect(region.label, protocol);
    if (why.empty() && !is_defect && NamesAnotherStructure(region.label, protocol)) {
      why = "names another structure";
    }
    if (why.empty()) why = OtherLevel(region.label, protocol);
    if (why.empty() && !LiesOn(region, study, acquisition)) {
      why = "another frame of reference, and no reference to the series that is measured";
    }
    if (!why.empty()) {
      sorted.left.push_back(region.object.empty()
                                ? why
                                : StrCat(region.object, " \"", region.label, "\": ", why));
    } else {
      (is_defect                         ? sorted.defects
       : NamesIt(region.label, protocol) ? sorted.named
                                         : sorted.unnamed)
          .push_back(i);
    }
  }
  return sorted;
}

// Of several, the one with the newest content; nothing where two are equally new.
std::optional<std::size_t> Newest(const Places& places,
                                  const std::vector<RegionCandidate>& candidates) {
  const auto when = [&](std::size_t place) {
    return std::tie(candidates[place].content_date, candidates[place].content_time);
  };
  const auto newest =
      std::max_element(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return when(a) < when(b);
      });
  const auto equally_new = std::count_if(places.begin(), places.end(), [&](std::size_t place) {
    return when(place) == when(*newest);
  });
  if (equally_new > 1) return std::nullopt;
  return *newest;
}

bool SameLabel(const Places& places, const std::vector<RegionCandidate>& candidates) {
  return std::all_of(places.begin(), places.end(), [&](std::size_t place) {
    return FoldedWords(candidates[place].label) ==
           FoldedWords(candidates[places.front()].label);
  });
}

// What was left, in one sentence; long lists are cut.
std::string LeftText(const std::vector<std::string>& left) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> shown(
      left.begin(), left.begin() + static_cast<std::ptrdiff_t>(std::min(left.size(), kShown)));
  if (left.size() > kShown) shown.push_back(StrCat("and ", left.size() - kShown, " more"));
  return JoinStrings(shown, "; ");
}

RegionChoice NoRegion(const std::vector<std::string>& left) {
  RegionChoice choice;
  choice.reasons.push_back(MakeReason(
      reasons::kNoBaselineRegion,
      left.empty() ? "the baseline study holds no region by a reader (SEG, RTSTRUCT or SR)"
                   : StrCat("the baseline study holds no region of the treated structure on "
                            "the series that is measured; left out: ",
                            LeftText(left))));
  return choice;
}

RegionChoice Several(std::string_view code, const char* exam, std::size_t count) {
  RegionChoice choice;
  choice.reasons.push_back(
      MakeReason(code,
                 StrCat(count,
                        " regions on the ",
                        exam,
                        " could be meant and none can be preferred; "
                        "expected one whose label names the treated structure")));
  return choice;
}

}  // namespace

std::string_view RegionObjectKind(std::string_view sop_class_uid) {
  constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
      {"1.2.840.10008.5.1.4.1.1.66.4", "SEG"},
      {"1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT"},
      {"1.2.840.10008.5.1.4.1.1.88.22", "SR"},  // Enhanced
      {"1.2.840.10008.5.1.4.1.1.88.33", "SR"},  // Comprehensive
      {"1.2.840.10008.5.1.4.1.1.88.34", "SR"},  // Comprehensive 3D
  };
  for (const auto& [uid, kind] : kKinds) {
    if (uid == sop_class_uid) return kind;
  }
  return {};
}

bool IsDrawnOn(const RegionCandidate& region, const SeriesSummary& series) {
  if (HoldsUid(region.referenced_series_uids, series.series_instance_uid)) return true;
  return !region.referenced_image_uids.empty() &&
         std::any_of(series.instances.begin(),
                     series.instances.end(),
                     [&](const InstanceSummary& image) {
                       return HoldsUid(region.referenced_image_uids, image.sop_instance_uid);
                     });
}

bool NobodyDrew(const Reasons& why_no_region) {
  return std::all_of(why_no_region.begin(), why_no_region.end(), [](const Reason& reason) {
    return reason.code == reasons::kNoBaselineRegion;
  });
}

RegionChoice SelectRegion(const std::vector<RegionCandidate>& candidates,
                          const StudySummary& study,
                          const EchoAcquisition& acquisition,
                          const IndicationProtocol& protocol) {
  const Sorted sorted = Sort(candidates, study, acquisition, protocol);
  const Places& places = sorted.named.empty() ? sorted.unnamed : sorted.named;
  if (places.empty()) return NoRegion(sorted.left);
  RegionChoice choice;
  if (!sorted.named.empty() || SameLabel(places, candidates)) {
    choice.candidate = Newest(places, candidates);
  }
  if (!choice.candidate) {
    return Several(reasons::kSeveralBaselineRegions, "baseline", places.size());
  }
  return choice;
}

RegionChoice SelectFollowUpRegion(const std::vector<RegionCandidate>& candidates,
                                  const StudySummary& study,
                                  const EchoAcquisition& acquisition,
                                  const IndicationProtocol& protocol) {
  const Places named = Sort(candidates, study, acquisition, protocol).named;
  RegionChoice choice;
  if (named.empty()) return choice;
  choice.candidate = Newest(named, candidates);
  if (!choice.candidate) {
    return Several(reasons::kSeveralFollowUpRegions, "follow-up", named.size());
  }
  return choice;
}

RegionChoice SelectDefectRegion(const std::vector<RegionCandidate>& candidates,
                                const StudySummary& study,
                                const EchoAcquisition& acquisition,
                                const IndicationProtocol& protocol) {
  const Places defects = Sort(candidates, study, acquisition, protocol).defects;
  RegionChoice choice;
  if (defects.empty()) return choice;
  choice.candidate = Newest(defects, candidates);
  if (!choice.candidate) {
    return Several(reasons::kSeveralDefectRegions, "baseline", defects.size());
  }
  return choice;
}

}  // namespace regen
