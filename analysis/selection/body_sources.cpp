// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/body_sources.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace regen {

namespace {

// Codes of PS3.16 CID 4031 (common anatomic regions) and CID 244 (laterality) that matter here,
// as an English word that RegionNamedBy knows.
constexpr std::array<std::pair<std::string_view, std::string_view>, 34> kRegionCodes = {{
    {"SCT:72696002", "KNEE"},      {"SCT:49076000", "KNEE"},      {"SCT:64234005", "PATELLA"},
    {"SRT:T-D9200", "KNEE"},       {"SCT:70258002", "ANKLE"},     {"SCT:344001", "ANKLE"},
    {"SCT:80144004", "CALCANEUS"}, {"SRT:T-15750", "ANKLE"},      {"SCT:56459004", "FOOT"},
    {"SRT:T-D9700", "FOOT"},       {"SCT:16982005", "SHOULDER"},  {"SRT:T-D2220", "SHOULDER"},
    {"SCT:24136001", "HIP"},       {"SCT:29836001", "HIP"},       {"SRT:T-15710", "HIP"},
    {"SCT:12921003", "PELVIS"},    {"SCT:118645006", "PELVIS"},   {"SRT:T-D6000", "PELVIS"},
    {"SCT:68367000", "THIGH"},     {"SRT:T-D9100", "THIGH"},      {"SCT:71341001", "FEMUR"},
    {"SCT:122496007", "LSPINE"},   {"SRT:T-11503", "LSPINE"},     {"SCT:297173004", "LSPINE"},
    {"SCT:243898001", "LSPINE"},   {"SCT:297174005", "LSPINE"},   {"SCT:122495006", "TSPINE"},
    {"SCT:122494005", "CSPINE"},   {"SCT:16953009", "ELBOW"},     {"SCT:74670003", "WRIST"},
    {"SCT:69536005", "HEAD"},      {"SCT:12738006", "BRAIN"},     {"SCT:51185008", "CHEST"},
    {"SCT:113345001", "ABDOMEN"},
}};

std::string_view RegionWordOfCode(std::string_view code) {
  for (const auto& [known, word] : kRegionCodes) {
    if (known == code) return word;
  }
  return {};
}

SideNamed SideOfModifier(std::string_view code) {
  if (code == "SCT:7771000" || code == "SRT:G-A101") return SideNamed::kLeft;
  if (code == "SCT:24028007" || code == "SRT:G-A100") return SideNamed::kRight;
  if (code == "SCT:51440002" || code == "SRT:G-A102") return SideNamed::kBoth;
  return SideNamed::kNone;
}

// Of all images: a series may hold both sides.
SideNamed SideOfImages(const SeriesSummary& series) {
  bool left = false;
  bool right = false;
  const auto add = [&](SideNamed side) {
    left = left || side == SideNamed::kLeft || side == SideNamed::kBoth;
    right = right || side == SideNamed::kRight || side == SideNamed::kBoth;
  };
  add(SideOfCode(series.image_laterality));
  for (const InstanceSummary& image : series.instances) add(SideOfCode(image.laterality));
  if (left && right) return SideNamed::kBoth;
  if (!left && !right) return SideNamed::kNone;
  return left ? SideNamed::kLeft : SideNamed::kRight;
}

void Stretch(LeftRightExtent& extent, double left_mm) {
  extent.right_mm = std::min(extent.right_mm, left_mm);
  extent.left_mm = std::max(extent.left_mm, left_mm);
}

}  // namespace

std::vector<SideSource> SideSourcesOf(const StudySummary& study,
                                      const SeriesSummary& series,
                                      const IndicationProtocol& protocol) {
  std::vector<SideSource> sources = {
      {"Laterality", SideOfCode(series.laterality)},
      {"ImageLaterality", SideOfImages(series)},
      {"AnatomicRegionSequence", SideOfModifier(series.anatomic_region_modifier_code)},
      {"AnatomicRegionSequence", SideNamedBy(series.anatomic_region_meaning, protocol)},
      {"BodyPartExamined", SideNamedBy(series.body_part_examined, protocol)},
      {"SeriesDescription", SideNamedBy(series.series_description, protocol)},
      {"ProtocolName", SideNamedBy(series.protocol_name, protocol)},
      {"StudyDescription", SideNamedBy(study.study_description, protocol)}};
  std::erase_if(sources,
                [](const SideSource& source) { return source.side == SideNamed::kNone; });
  return sources;
}

std::vector<RegionSource> RegionSourcesOf(const StudySummary& study,
                                          const SeriesSummary& series,
                                          const IndicationProtocol& protocol) {
  std::vector<RegionSource> sources;
  const auto add = [&](const char* name, std::string_view text, bool stated) {
    const BodyRegion region = RegionNamedBy(text, protocol);
    if (region != BodyRegion::kNone) sources.push_back({name, region, stated});
  };
  add("BodyPartExamined", series.body_part_examined, true);
  const std::string_view coded = RegionWordOfCode(series.anatomic_region_code);
  add("AnatomicRegionSequence", coded.empty() ? series.anatomic_region_meaning : coded, true);
  const std::size_t stated = sources.size();
  // One text: a description that names ours beside another region is of ours.
  add("SeriesDescription, ProtocolName",
      StrCat(series.series_description, " ", series.protocol_name),
      false);
  if (sources.size() == stated) add("StudyDescription", study.study_description, false);
  return sources;
}

std::optional<LeftRightExtent> LeftRightExtentOf(const SeriesSummary& series) {
  std::optional<LeftRightExtent> extent;
  for (const InstanceSummary& image : series.instances) {
    if (!image.image_position_lps || !image.image_orientation || !image.pixel_spacing_mm) {
      continue;
    }
    const double first_mm = (*image.image_position_lps)[0];
    const double along_row_mm =
        (*image.image_orientation)[0] * (*image.pixel_spacing_mm)[1] * (image.columns - 1);
    const double along_column_mm =
        (*image.image_orientation)[3] * (*image.pixel_spacing_mm)[0] * (image.rows - 1);
    if (!extent) extent = LeftRightExtent{first_mm, first_mm};
    for (const double corner_mm : {0.0, along_row_mm, along_column_mm,
                                   along_row_mm + along_column_mm}) {
      Stretch(*extent, first_mm + corner_mm);
    }
  }
  return extent;
}

bool SpansBothSides(const LeftRightExtent& extent) {
  // Fields of view of one limb are up to 250 mm wide, those of a pelvis or both thighs from
  // 320 mm on.
  constexpr double kNarrowestMm = 300;
  return extent.width_mm() >= kNarrowestMm;
}

bool SpansBothSides(const SeriesSummary& series) {
  const auto extent = LeftRightExtentOf(series);
  return extent && SpansBothSides(*extent);
}

SideNamed SideByPosition(double left_mm, const LeftRightExtent& extent) {
  constexpr double kUncertainMm = 20;
  if (!SpansBothSides(extent)) return SideNamed::kNone;
  const double from_middle_mm = left_mm - extent.middle_mm();
  if (from_middle_mm > kUncertainMm) return SideNamed::kLeft;
  return from_middle_mm < -kUncertainMm ? SideNamed::kRight : SideNamed::kNone;
}

}  // namespace regen
