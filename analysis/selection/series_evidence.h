// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: how claims of several sources become one finding.
#pragma once

#include "analysis/base/text.h"
#include "analysis/selection/recognise_series.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// One source says one thing.
template <typename Value>
struct Claim {
  Value value{};
  std::string evidence;
};

template <typename Value>
using Claims = std::vector<Claim<Value>>;

// Whether `general` leaves open what `specific` tells ("a gradient echo", "DESS").
template <typename Value>
using Covers = bool (*)(Value general, Value specific);

// A term of the dictionary and where it was met: "SeriesDescription word TSE".
struct DescribedTerm {
  DescriptionTerm term = DescriptionTerm::kSpinEcho;
  std::string evidence;
};

struct SeriesEvidence {
  const SeriesSummary& series;
  std::vector<DescribedTerm> terms;   // of all descriptions
  std::vector<double> echo_times_ms;  // distinct ones at one position, ascending

  int Echoes() const { return static_cast<int>(echo_times_ms.size()); }
};

// The words of the descriptions that name one of `terms`, as claims of its value.
template <typename Value, std::size_t N>
Claims<Value> WordClaims(const SeriesEvidence& evidence,
                         const std::pair<DescriptionTerm, Value> (&terms)[N]) {
  Claims<Value> claims;
  for (const DescribedTerm& described : evidence.terms) {
    for (const auto& [term, value] : terms) {
      if (described.term == term) claims.push_back({value, described.evidence});
    }
  }
  return claims;
}

inline bool Names(const SeriesEvidence& evidence, DescriptionTerm term) {
  return std::any_of(evidence.terms.begin(),
                     evidence.terms.end(),
                     [term](const DescribedTerm& one) { return one.term == term; });
}

inline bool HoldsValue(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

template <typename Value>
std::string EvidenceText(const Claims<Value>& claims) {
  std::vector<std::string> parts;
  for (const auto& claim : claims) {
    if (std::find(parts.begin(), parts.end(), claim.evidence) == parts.end()) {
      parts.push_back(claim.evidence);
    }
  }
  return JoinStrings(parts, ", ");
}

// The most specific value that all claims allow; `contradicted` where there is none.
template <typename Value>
Finding<Value> Merge(const Claims<Value>& claims, Covers<Value> covers) {
  Finding<Value> merged;
  for (const Claim<Value>& claim : claims) {
    if (merged.evidence.empty() || covers(merged.value, claim.value)) {
      merged.value = claim.value;
    } else if (merged.value != claim.value && !covers(claim.value, merged.value)) {
      merged.contradicted = true;
    }
    if (std::find(merged.evidence.begin(), merged.evidence.end(), claim.evidence) ==
        merged.evidence.end()) {
      merged.evidence.push_back(claim.evidence);
    }
  }
  if (merged.contradicted) merged.value = Value{};
  return merged;
}

// What tags and words say together. `what` and `code` are for the reason where they contradict
// one another or themselves. Unknown without a reason where nobody says anything.
template <typename Value>
Finding<Value> Decide(const Claims<Value>& tags,
                      const Claims<Value>& words,
                      Covers<Value> covers,
                      std::string_view code,
                      std::string_view what,
                      Reasons& ambiguous) {
  const Finding<Value> physics = Merge(tags, covers);
  const Finding<Value> told = Merge(words, covers);
  const auto contradiction = [&](const std::string& text) {
    ambiguous.push_back(MakeReason(code, StrCat(what, " is contradicted: ", text)));
  };
  if (physics.contradicted) contradiction(EvidenceText(tags));
  if (told.contradicted) contradiction(EvidenceText(words));
  if (physics.contradicted || words.empty()) return physics;
  if (tags.empty()) return told;
  Finding<Value> finding = physics;
  if (told.contradicted) {
    finding.contradicted = true;
    return finding;
  }
  if (covers(physics.value, told.value)) finding.value = told.value;
  if (finding.value == told.value || covers(told.value, physics.value)) {
    finding.evidence.insert(
        finding.evidence.end(), told.evidence.begin(), told.evidence.end());
  } else {
    finding.contradicted = true;
    contradiction(StrCat(EvidenceText(tags), " against ", EvidenceText(words)));
  }
  return finding;
}

template <typename Value>
bool CoversNothing(Value, Value) {
  return false;
}

// The stages of RecogniseSeries, in this order: each sees what those before it found.
void RecogniseContent(const SeriesEvidence& evidence, SeriesKind& kind);
void RecogniseSequence(const SeriesEvidence& evidence, SeriesKind& kind);
void RecogniseFatSuppression(const SeriesEvidence& evidence, SeriesKind& kind);
void RecogniseWeighting(const SeriesEvidence& evidence, SeriesKind& kind);
void RecogniseGeometry(const SeriesEvidence& evidence, SeriesKind& kind);

bool IsMagnitudeImage(const InstanceSummary& image);

}  // namespace regen
