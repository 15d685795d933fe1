// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/selection/body_text.h"
#include "analysis/selection/series_summary.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

// Every source that may tell the region of the body or the side of a series, with what it says;
// sources that say nothing are left out. A name of a source, never a text: texts may hold
// identities. Contradictions are kept: the caller judges.

struct SideSource {
  std::string name;  // "Laterality", "SeriesDescription", "AnatomicRegionSequence" …
  SideNamed side = SideNamed::kNone;
};

// Codes (Laterality, ImageLaterality or FrameLaterality of all images, the modifier of the
// anatomic region) and texts (BodyPartExamined, CodeMeaning, descriptions, protocol).
std::vector<SideSource> SideSourcesOf(const StudySummary& study,
                                      const SeriesSummary& series,
                                      const IndicationProtocol& protocol);

struct RegionSource {
  std::string name;
  BodyRegion region = BodyRegion::kNone;
  bool stated = false;  // an attribute made for it; otherwise a description
};

// StudyDescription is asked only where the series' own descriptions are silent: it may be of
// another part of the exam.
std::vector<RegionSource> RegionSourcesOf(const StudySummary& study,
                                          const SeriesSummary& series,
                                          const IndicationProtocol& protocol);

// What the images span from the patient's right to left; nothing without geometry.
struct LeftRightExtent {
  double right_mm = 0;  // the smaller coordinate: LPS counts towards the left
  double left_mm = 0;

  double width_mm() const { return left_mm - right_mm; }
  double middle_mm() const { return (left_mm + right_mm) / 2; }
};
std::optional<LeftRightExtent> LeftRightExtentOf(const SeriesSummary& series);

// Whether the images are wide enough to hold both sides of the body, 300 mm; only then the
// position within them tells the side.
bool SpansBothSides(const LeftRightExtent& extent);
bool SpansBothSides(const SeriesSummary& series);

// The side on which a point lies in images that hold both; nothing within 20 mm of the middle,
// which need not be that of the body.
SideNamed SideByPosition(double left_mm, const LeftRightExtent& extent);

}  // namespace regen
