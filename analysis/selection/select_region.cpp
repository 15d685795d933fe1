// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/select_region.h"

#include "analysis/base/text.h"
#include "analysis/selection/fold_text.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace regen {

namespace {

// One segment of one segmentation.
struct Segment {
  std::size_t candidate = 0;
  std::string label;
};

bool LiesOnBaseline(const RegionCandidate& region,
                    const EchoAcquisition& baseline,
                    const std::string& frame_of_reference_uid) {
  const bool refers =
      std::any_of(region.referenced_series_uids.begin(),
                  region.referenced_series_uids.end(),
                  [&](const std::string& uid) {
                    return std::find(baseline.series_instance_uids.begin(),
                                     baseline.series_instance_uids.end(),
                                     uid) != baseline.series_instance_uids.end();
                  });
  return refers || (!frame_of_reference_uid.empty() &&
                    region.frame_of_reference_uid == frame_of_reference_uid);
}

bool NamesStructure(const std::string& label, const IndicationProtocol& protocol) {
  const auto words = FoldedWords(label);
  return std::any_of(protocol.structure_names.begin(),
                     protocol.structure_names.end(),
                     [&](const std::string& name) { return NamesPhrase(words, name); });
}

bool NamesAnotherStructure(const std::string& label, const IndicationProtocol& protocol) {
  if (NamesStructure(label, protocol)) return false;
  return std::any_of(
      AllIndications().begin(), AllIndications().end(), [&](Indication indication) {
        return indication != protocol.indication &&
               NamesStructure(label, ProtocolOf(indication));
      });
}

// Of several, the one with the newest content; nothing where two are equally new.
std::optional<Segment> Newest(const std::vector<Segment>& segments,
                              const std::vector<RegionCandidate>& candidates) {
  const auto when = [&](const Segment& segment) {
    const RegionCandidate& region = candidates[segment.candidate];
    return std::tie(region.content_date, region.content_time);
  };
  const auto newest = std::max_element(
      segments.begin(), segments.end(), [&](const Segment& a, const Segment& b) {
        return when(a) < when(b);
      });
  const auto equally_new =
      std::count_if(segments.begin(), segments.end(), [&](const Segment& s) {
        return when(s) == when(*newest);
      });
  if (equally_new > 1) return std::nullopt;
  return *newest;
}

bool SameLabel(const std::vector<Segment>& segments) {
  return std::all_of(segments.begin(), segments.end(), [&](const Segment& segment) {
    return FoldedWords(segment.label) == FoldedWords(segments.front().label);
  });
}

RegionChoice NoRegion(std::string text) {
  RegionChoice choice;
  choice.reasons.push_back(MakeReason(reasons::kNoBaselineRegion, std::move(text)));
  return choice;
}

RegionChoice SeveralRegions(std::size_t count) {
  RegionChoice choice;
  choice.reasons.push_back(
      MakeReason(reasons::kSeveralBaselineRegions,
                 StrCat(count,
                        " regions on the baseline could be meant and none can be preferred; "
                        "expected one whose label names the treated structure")));
  return choice;
}

}  // namespace

RegionChoice SelectRegion(const std::vector<RegionCandidate>& candidates,
                          const EchoAcquisition& baseline,
                          const std::string& frame_of_reference_uid,
                          const IndicationProtocol& protocol) {
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<Segment> named;
  std::vector<Segment> unnamed;
  std::size_t foreign = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const RegionCandidate& region = candidates[i];
    if (region.made_by_us) continue;
    ++foreign;
    if (!LiesOnBaseline(region, baseline, frame_of_reference_uid)) continue;
    const auto labels =
        region.segment_labels.empty() ? std::vector<std::string>{""} : region.segment_labels;
    for (const std::string& label : labels) {
      // The same object may be listed more than once.
      if (!seen.emplace(region.sop_instance_uid, label).second) continue;
      if (NamesStructure(label, protocol)) {
        named.push_back({i, label});
      } else if (!NamesAnotherStructure(label, protocol)) {
        unnamed.push_back({i, label});
      }
    }
  }
  const auto& segments = named.empty() ? unnamed : named;
  if (segments.empty()) {
    return NoRegion(foreign == 0
                        ? "the baseline study holds no segmentation made by a reader"
                        : StrCat("the baseline study holds ",
                                 foreign,
                                 foreign == 1 ? " segmentation" : " segmentations",
                                 " by others, none of the treated structure on the series that "
                                 "is measured"));
  }
  if (named.empty() && !SameLabel(segments)) return SeveralRegions(segments.size());
  const auto newest = Newest(segments, candidates);
  if (!newest) return SeveralRegions(segments.size());
  RegionChoice choice;
  choice.candidate = newest->candidate;
  choice.segment_label = newest->label;
  return choice;
}

}  // namespace regen
