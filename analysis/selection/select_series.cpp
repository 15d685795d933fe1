// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/select_series.h"

#include "analysis/base/text.h"
#include "analysis/selection/echo_grid.h"
#include "analysis/selection/enhanced_frames.h"
#include "analysis/selection/fold_text.h"
#include "analysis/selection/image_kind.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <utility>

namespace regen {

namespace {

constexpr std::string_view kMrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

using Images = std::vector<const InstanceSummary*>;

bool Holds(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Magnitude images as the scanner made them. Vendors mark phase, real and imaginary parts and
// maps in the further values of ImageType, sometimes within the same series.
bool IsOriginal(const InstanceSummary& image) {
  return IsOriginalMagnitude(KindOfImage(image));
}

// Names of spin-lock preparations: such series store the spin-lock time as EchoTime, with a
// spin echo or not, and only the text tells.
bool NamesSpinLock(const SeriesSummary& series) {
  constexpr std::array<std::string_view, 6> kNames = {
      "T1RHO", "T1 RHO", "CUBEQUANT", "SPINLOCK", "SPIN LOCK", "TSL"};
  const auto words = FoldedWords(
      StrCat(series.series_description, " ", series.protocol_name, " ", series.sequence_name));
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
    return NamesPhrase(words, name);
  });
}

std::string ValuesText(const std::vector<std::string>& values) {
  return values.empty() ? "not stated" : JoinStrings(values, "\\");
}

void CheckObjects(const SeriesSummary& series, Reasons& found) {
  if (series.instances.empty()) {
    found.push_back(MakeReason(reasons::kGeometryMissing, "the series holds no image"));
    return;
  }
  for (const InstanceSummary& image : series.instances) {
    const bool is_frame = image.frame_number > 0 && IsEnhancedMr(image.sop_class_uid);
    if (image.number_of_frames > 1 && !is_frame) {
      found.push_back(MakeReason(reasons::kMultiFrame,
                                 StrCat("NumberOfFrames is ",
                                        image.number_of_frames,
                                        " and nothing tells where each frame lies; expected "
                                        "functional groups of an Enhanced MR Image")));
      return;
    }
    if (image.sop_class_uid != kMrImageStorage && !is_frame) {
      found.push_back(MakeReason(
          image.sop_class_uid.starts_with(StrCat(kMrImageStorage, ".")) ? reasons::kMultiFrame
                                                                        : reasons::kNotMr,
          StrCat("SOPClassUID is ", image.sop_class_uid, "; expected MR Image Storage")));
      return;
    }
  }
}

void CheckSequence(const SeriesSummary& series, Reasons& found) {
  const auto& sequence = series.scanning_sequence;
  const bool spin_echo_only = sequence.size() == 1 && sequence.front() == "SE";
  if (!spin_echo_only) {
    found.push_back(MakeReason(
        reasons::kNotSpinEcho,
        StrCat("ScanningSequence is ", ValuesText(sequence), "; expected SE alone")));
  }
  if (spin_echo_only && series.inversion_time_ms) {
    found.push_back(MakeReason(reasons::kNotT2Weighting,
                               StrCat("InversionTime is ",
                                      *series.inversion_time_ms,
                                      " ms; expected no inversion before the echoes")));
  }
  if (NamesSpinLock(series)) {
    found.push_back(MakeReason(reasons::kNotT2Weighting,
                               "the description names a spin-lock (T1rho) sequence, whose echo "
                               "times are spin-lock times"));
  }
}

// Everything that speaks against one series by itself; geometry and echoes come afterwards.
Reasons CheckSeries(const SeriesSummary& series) {
  if (series.modality != "MR") {
    return {MakeReason(
        reasons::kNotMr,
        StrCat("Modality is ", series.modality.empty() ? "not stated" : series.modality))};
  }
  Reasons found;
  CheckObjects(series, found);
  if (!found.empty()) return found;
  if (std::any_of(series.instances.begin(), series.instances.end(), [](const auto& image) {
        return Holds(image.image_type, "LOCALIZER");
      })) {
    found.push_back(MakeReason(reasons::kLocalizer, "ImageType holds LOCALIZER"));
  }
  if (std::none_of(series.instances.begin(), series.instances.end(), IsOriginal)) {
    found.push_back(MakeReason(reasons::kNotOriginal,
                               StrCat("ImageType is ",
                                      ValuesText(series.instances.front().image_type),
                                      "; expected original magnitude images")));
  }
  CheckSequence(series, found);
  if (series.lossy_compression) {
    found.push_back(MakeReason(reasons::kLossy,
                               "an image was compressed with loss (LossyImageCompression or "
                               "its transfer syntax); signal cannot be measured on it"));
  }
  if (std::any_of(series.instances.begin(), series.instances.end(), [](const auto& image) {
        return image.inverted_grey;
      })) {
    found.push_back(MakeReason(reasons::kNotOriginal,
                               "PhotometricInterpretation is MONOCHROME1, which does not tell "
                               "where signal zero lies; expected MONOCHROME2"));
  }
  return found;
}

Images MagnitudeImages(const SeriesSummary& series) {
  Images images;
  for (const InstanceSummary& image : series.instances) {
    if (IsOriginal(image)) images.push_back(&image);
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
                ValuesText(series.sequence_variant),
                "|",
                JoinStrings(positions, ";"));
}

// The series that belong together: each with several echoes alone, those with one echo each by
// what they have in common.
std::vector<std::vector<const SeriesSummary*>> GroupSeries(
    const std::vector<const SeriesSummary*>& usable) {
  std::vector<std::vector<const SeriesSummary*>> groups;
  std::map<std::string, std::size_t> group_of_key;
  for (const SeriesSummary* series : usable) {
    const Images images = MagnitudeImages(*series);
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

EchoAcquisition MakeAcquisition(const std::vector<const SeriesSummary*>& group,
                                const Images& images,
                                const EchoGrid& grid) {
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
  acquisition.slices = grid.slices;
  acquisition.slice_spacing_mm = grid.slice_spacing_mm;
  acquisition.slice_normal_lps = grid.normal_lps;
  return acquisition;
}

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

std::pair<int, int> CountDifferences(const std::vector<ComparabilityCheck>& checks) {
  std::pair<int, int> refused_degraded;
  for (const ComparabilityCheck& check : checks) {
    if (check.result == Comparability::kRefused) ++refused_degraded.first;
    if (check.result == Comparability::kDegraded) ++refused_degraded.second;
  }
  return refused_degraded;
}

// The acquisition is taken: its series are marked, other suitable ones say why not.
void Take(const EchoAcquisition& acquisition,
          const std::vector<EchoAcquisition>& all,
          AcquisitionChoice& choice) {
  choice.acquisition = acquisition;
  for (const EchoAcquisition& other : all) {
    const bool taken = other.series_instance_uids == acquisition.series_instance_uids;
    for (const std::string& uid : other.series_instance_uids) {
      Candidate* candidate = FindCandidate(choice.candidates, uid);
      if (candidate == nullptr) continue;
      candidate->selected = taken;
      candidate->reasons.push_back(
          taken ? MakeReason(reasons::kSelected,
                             StrCat(acquisition.echo_times_ms.size(),
                                    " echoes (",
                                    EchoTimesText(acquisition.echo_times_ms),
                                    "), ",
                                    acquisition.slices,
                                    " slices ",
                                    FormatFixed(acquisition.slice_spacing_mm, 2),
                                    " mm apart"))
                : MakeReason(reasons::kLessAlike,
                             "suitable, but another acquisition is closer to that of the other "
                             "time point"));
    }
  }
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

void TellNoneSuitable(const char* time_point, AcquisitionChoice& choice) {
  const auto& candidates = choice.candidates;
  std::string text = StrCat("none of the ",
                            candidates.size(),
                            " series of the ",
                            time_point,
                            " is a multi-echo spin-echo series that can be measured");
  if (candidates.size() == 1 && !candidates.front().reasons.empty()) {
    const Reason& only = candidates.front().reasons.front();
    text += StrCat(": ", only.code, ": ", only.text);
  } else if (!candidates.empty()) {
    text += StrCat(": ", CountReasons(candidates));
  }
  choice.reasons.push_back(MakeReason(reasons::kNoSuitableSeries, std::move(text)));
}

void TellSeveral(const char* time_point,
                 const std::vector<const EchoAcquisition*>& equal,
                 AcquisitionChoice& choice) {
  std::vector<std::string> uids;
  for (const EchoAcquisition* acquisition : equal) {
    uids.push_back(acquisition->series_instance_uids.front());
    for (const std::string& uid : acquisition->series_instance_uids) {
      if (Candidate* candidate = FindCandidate(choice.candidates, uid)) {
        candidate->reasons.push_back(MakeReason(reasons::kSeveralSuitableSeries,
                                                "suitable, but so is another acquisition"));
      }
    }
  }
  choice.reasons.push_back(MakeReason(reasons::kSeveralSuitableSeries,
                                      StrCat(equal.size(),
                                             " acquisitions of the ",
                                             time_point,
                                             " are equally suitable: ",
                                             JoinStrings(uids, ", "))));
}

// Distinct acquisitions of `all` at the given places.
std::vector<const EchoAcquisition*> Pick(const std::vector<EchoAcquisition>& all,
                                         std::vector<std::size_t> places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::vector<const EchoAcquisition*> picked;
  for (const std::size_t place : places) picked.push_back(&all[place]);
  return picked;
}

void TakeOrTell(const char* time_point,
                const std::vector<EchoAcquisition>& all,
                const std::vector<std::size_t>& places,
                AcquisitionChoice& choice) {
  const auto best = Pick(all, places);
  if (best.size() == 1) {
    Take(*best.front(), all, choice);
  } else {
    TellSeveral(time_point, best, choice);
  }
}

// Where only one time point has anything suitable: what it has is still shown.
void TakeAlone(const std::vector<EchoAcquisition>& all, AcquisitionChoice& choice) {
  if (all.size() == 1) Take(all.front(), all, choice);
}

}  // namespace

std::vector<EchoAcquisition> SuitableAcquisitions(const StudySummary& study,
                                                  std::vector<Candidate>* candidates) {
  std::vector<Candidate> looked_at;
  std::vector<const SeriesSummary*> usable;
  for (const SeriesSummary& series : study.series) {
    Candidate candidate;
    candidate.study_instance_uid = study.study_instance_uid;
    candidate.series_instance_uid = series.series_instance_uid;
    candidate.series_description = series.series_description;
    candidate.reasons = CheckSeries(series);
    if (candidate.reasons.empty()) usable.push_back(&series);
    looked_at.push_back(std::move(candidate));
  }

  std::vector<EchoAcquisition> acquisitions;
  for (const auto& group : GroupSeries(usable)) {
    Images images;
    for (const SeriesSummary* series : group) {
      const Images more = MagnitudeImages(*series);
      images.insert(images.end(), more.begin(), more.end());
    }
    const auto arranged = ArrangeEchoes(images);
    if (const auto* grid = std::get_if<EchoGrid>(&arranged)) {
      acquisitions.push_back(MakeAcquisition(group, images, *grid));
      continue;
    }
    for (const SeriesSummary* series : group) {
      if (Candidate* candidate = FindCandidate(looked_at, series->series_instance_uid)) {
        candidate->reasons = std::get<Reasons>(arranged);
      }
    }
  }
  if (candidates != nullptr) *candidates = std::move(looked_at);
  return acquisitions;
}

SeriesPair SelectSeriesPair(const StudySummary& baseline,
                            const StudySummary& follow_up,
                            const ComparabilityThresholds& thresholds) {
  SeriesPair pair;
  const auto before = SuitableAcquisitions(baseline, &pair.baseline.candidates);
  const auto after = SuitableAcquisitions(follow_up, &pair.follow_up.candidates);
  if (before.empty()) TellNoneSuitable("baseline", pair.baseline);
  if (after.empty()) TellNoneSuitable("follow-up", pair.follow_up);
  if (before.empty() || after.empty()) {
    TakeAlone(before, pair.baseline);
    TakeAlone(after, pair.follow_up);
    return pair;
  }

  std::optional<std::pair<int, int>> fewest;
  std::vector<std::size_t> best_before;
  std::vector<std::size_t> best_after;
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (std::size_t j = 0; j < after.size(); ++j) {
      auto checks = CompareAcquisitions(SeriesOf(baseline, before[i]),
                                        before[i],
                                        SeriesOf(follow_up, after[j]),
                                        after[j],
                                        thresholds);
      const auto differences = CountDifferences(checks);
      if (fewest && differences > *fewest) continue;
      if (!fewest || differences < *fewest) {
        best_before.clear();
        best_after.clear();
        pair.comparability = std::move(checks);
      }
      fewest = differences;
      best_before.push_back(i);
      best_after.push_back(j);
    }
  }
  TakeOrTell("baseline", before, best_before, pair.baseline);
  TakeOrTell("follow-up", after, best_after, pair.follow_up);
  if (best_before.size() > 1) pair.comparability.clear();
  return pair;
}

}  // namespace regen
