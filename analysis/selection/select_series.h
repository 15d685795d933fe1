// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/indications/indication.h"
#include "analysis/selection/comparability.h"
#include "analysis/selection/description_dictionary.h"
#include "analysis/selection/series_summary.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// One acquisition that plays a role: a train of echoes in one series or one series per echo, or
// a volume with one image per position, which has one echo time.
struct EchoAcquisition {
  std::vector<std::string> series_instance_uids;  // sorted; one or one per echo
  std::vector<double> echo_times_ms;              // ascending, distinct
  int slices = 0;                                 // positions, the same for every echo
  double slice_spacing_mm = 0;                    // from positions, never from a tag
  std::array<double, 3> slice_normal_lps{};
  std::vector<std::string> sop_instance_uids;  // of all its objects, sorted, each once
  std::vector<ImageReference> images;          // the same with frames, each image once
  std::string role;                            // name of the SeriesRole that it plays
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
  // Everything of the study that is measured: the acquisition that carries the registration,
  // with the series and images of the other roles added. Nothing: see `reasons`.
  std::optional<EchoAcquisition> acquisition;
  std::vector<Candidate> candidates;  // every series of the study
  Reasons reasons;                    // no-suitable-series, several-suitable-series
};

// The acquisitions of one study that can be measured, for every role of the protocol that they
// can play, from physics tags, then words of the dictionary, then geometry (WhyNotInRole).
// Descriptions are never enough and never needed. Where several remain, the caller's pairing
// decides.
std::vector<EchoAcquisition> SuitableAcquisitions(
    const StudySummary& study,
    const IndicationProtocol& protocol,
    std::vector<Candidate>* candidates,
    const DescriptionDictionary& dictionary = ShippedDictionary());

// The acquisitions of both studies for one role.
struct RolePair {
  std::string role;
  EchoAcquisition baseline;
  EchoAcquisition follow_up;
  std::vector<ComparabilityCheck> comparability;
};

struct SeriesPair {
  AcquisitionChoice baseline;
  AcquisitionChoice follow_up;
  // In order of the protocol's roles; the first carries the registration. All of one exam share
  // the frame of reference.
  std::vector<RolePair> roles;
  std::map<std::string, Reasons> missing;         // roles that cannot be used, and why
  std::vector<ComparabilityCheck> comparability;  // of all roles
};

// For every role the pair of acquisitions, one per study, that are most alike: fewest refused,
// then fewest degraded checks, then (volumes) finer voxels. Two equally good pairs are not
// guessed between: the role is left out as several-suitable-series. Where no role is left, the
// choices' reasons say why.
SeriesPair SelectSeriesPair(const StudySummary& baseline,
                            const StudySummary& follow_up,
                            const IndicationProtocol& protocol,
                            const ComparabilityThresholds& thresholds,
                            const DescriptionDictionary& dictionary = ShippedDictionary());

// The pair for a role by its name, or null.
const RolePair* FindRolePair(const SeriesPair& pair, std::string_view role);

}  // namespace regen
