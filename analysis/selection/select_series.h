// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/indications/indication.h"
#include "analysis/selection/comparability.h"
#include "analysis/selection/series_summary.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

// One multi-echo spin-echo acquisition: all echoes in one series, or one series per echo.
struct EchoAcquisition {
  std::vector<std::string> series_instance_uids;  // sorted; one or one per echo
  std::vector<double> echo_times_ms;              // ascending, distinct
  int slices = 0;                                 // positions, the same for every echo
  double slice_spacing_mm = 0;                    // from positions, never from a tag
  std::array<double, 3> slice_normal_lps{};
  std::vector<std::string> sop_instance_uids;  // of all its objects, sorted, each once
  std::vector<ImageReference> images;          // the same with frames, each image once
};

// One series that was looked at, and why it was taken or not: for people.
struct Candidate {
  std::string study_instance_uid;
  std::string series_instance_uid;
  std::string series_description;
  bool selected = false;
  Reasons reasons;
};

struct AcquisitionChoice {
  std::optional<EchoAcquisition> acquisition;  // nothing: see `reasons`
  std::vector<Candidate> candidates;           // every series of the study
  Reasons reasons;                             // no-suitable-series, several-suitable-series
};

// The series of one study that can be measured, from physics tags and geometry; descriptions
// are never enough and never needed. Where several remain, the caller's pairing decides.
std::vector<EchoAcquisition> SuitableAcquisitions(const StudySummary& study,
                                                  std::vector<Candidate>* candidates);

// The pair of acquisitions, one per study, that are most alike (fewest refused, then fewest
// degraded checks). Two equally good pairs are not guessed between: several-suitable-series.
struct SeriesPair {
  AcquisitionChoice baseline;
  AcquisitionChoice follow_up;
  std::vector<ComparabilityCheck> comparability;  // of the chosen pair
};

SeriesPair SelectSeriesPair(const StudySummary& baseline,
                            const StudySummary& follow_up,
                            const ComparabilityThresholds& thresholds);

}  // namespace regen
