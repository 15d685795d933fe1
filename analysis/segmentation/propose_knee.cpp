// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_knee.h"

#include "analysis/base/text.h"
#include "analysis/segmentation/knee_bones.h"
#include "analysis/segmentation/knee_layers.h"
#include "analysis/segmentation/knee_zones.h"
#include "analysis/segmentation/proposal_score.h"
#include "analysis/segmentation/region.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace regen {
namespace {

constexpr double kMostInPlaneMm = 1.2;
constexpr double kMostAcrossMm = 5.5;

// What the outlines of a bone tell about it and its cartilage.
struct LayerFigures {
  double edge_share = 0;   // of the outline, where marrow ends in something dark
  double cover_share = 0;  // of where cartilage may be
  double thickness_mm = 0;
  double thickness_scatter_mm = 0;
  double contrast = 0;
  double signal_scatter = 0;
};

LayerFigures FiguresOf(const std::vector<LayeredSection>& sections) {
  LayerFigures figures;
  std::vector<double> thickness;
  std::vector<double> contrast;
  std::vector<double> signal;
  double layers = 0;
  for (const LayeredSection& section : sections) {
    for (const BoneLayer& layer : section.layers) {
      layers += 1;
      figures.edge_share += layer.edge_seen ? 1 : 0;
      if (layer.cartilage_mm <= 0) continue;
      thickness.push_back(layer.cartilage_mm);
      contrast.push_back(layer.contrast);
      signal.push_back(layer.cartilage_signal);
    }
  }
  figures.edge_share /= std::max(1.0, layers);
  if (thickness.empty()) return figures;
  figures.cover_share = CoveredShare(sections);
  figures.thickness_mm = Median(thickness);
  figures.contrast = Median(std::move(contrast));
  const double middle_signal = Median(signal);
  for (double& value : thickness) value = std::abs(value - figures.thickness_mm);
  for (double& value : signal) value = std::abs(value - middle_signal) / middle_signal;
  figures.thickness_scatter_mm = Median(std::move(thickness));
  figures.signal_scatter = Median(std::move(signal));
  return figures;
}

// Middle difference of neighbouring voxels of the marrow, of its signal: noise.
double RoughnessOf(const AnatomicalView& view, const BoneBody& body) {
  std::vector<double> steps;
  std::vector<double> signal;
  for (const BoneSection& section : body.sections) {
    for (int v = section.begin[1]; v < section.end[1]; ++v) {
      for (int d = section.begin[0]; d + 1 < section.end[0]; ++d) {
        if (!section.Has(d, v) || !section.Has(d + 1, v)) continue;
        const double here = view.At(d, v, section.slice);
        steps.push_back(std::abs(here - view.At(d + 1, v, section.slice)));
        signal.push_back(here);
      }
    }
  }
  return steps.empty() ? 1.0 : Median(std::move(steps)) / Median(std::move(signal));
}

struct CartilageLimits {
  double least_ml = 0;
  double most_ml = 0;
  double least_cover = 0;  // share
};

void JudgeCartilage(const LayerFigures& figures,
                    double volume_ml,
                    const CartilageLimits& limits,
                    WeakestLink& links) {
  links.Add(Score(figures.cover_share,
                  limits.least_cover - 0.15,
                  limits.least_cover,
                  limits.least_cover + 0.2),
            "share of the joint surface that is covered",
            figures.cover_share);
  if (figures.thickness_mm <= 0) return;
  links.Add(RangeScore(figures.thickness_mm, 1.2, 4.5, 0.3),
            "thickness",
            figures.thickness_mm,
            " mm");
  links.Add(Score(figures.thickness_scatter_mm, 1.4, 1.0, 0.5),
            "thickness, scatter",
            figures.thickness_scatter_mm,
            " mm");
  links.Add(
      Score(figures.contrast, 0.05, 0.1, 0.2), "contrast of the outer edge", figures.contrast);
  links.Add(Score(figures.signal_scatter, 0.45, 0.35, 0.2),
            "signal, scatter",
            figures.signal_scatter);
  links.Add(RangeScore(volume_ml, limits.least_ml, limits.most_ml, 0.2 * limits.least_ml),
            "volume",
            volume_ml,
            " ml");
}

void Merge(const WeakestLink& from, WeakestLink& into) {
  into.Add(from.quality(), from.what());
}

struct BonePart {
  const char* bone_label;
  const char* cartilage_label;
  const BoneBody* body;
  std::vector<const BoneBody*> others;
  MayHaveCartilage zone;
  const WeakestLink* links;
  CartilageLimits limits;
  RegionProposal* bone;
  RegionProposal* cartilage;
};

void ProposePart(const AnatomicalView& view,
                 const WeakestLink& knee,
                 const BonePart& part,
                 std::vector<float>& taken) {
  const auto sections = FindLayers(view, *part.body, part.others, part.zone);
  LayerCoverage cover = CoverLayers(view, *part.body, sections);
  for (std::size_t n = 0; n < taken.size(); ++n) {
    cover.bone[n] = std::min(cover.bone[n], 1.0F - taken[n]);
    taken[n] += cover.bone[n];
    cover.cartilage[n] = std::min(cover.cartilage[n], 1.0F - taken[n]);
    taken[n] += cover.cartilage[n];
  }
  const LayerFigures figures = FiguresOf(sections);
  WeakestLink links = *part.links;
  Merge(knee, links);
  links.Add(Score(figures.edge_share, 0.6, 0.75, 0.9),
            "outline with an edge, share",
            figures.edge_share);
  const double noise = RoughnessOf(view, *part.body);
  links.Add(Score(noise, 0.2, 0.15, 0.1), "noise, of the marrow's signal,", noise);
  *part.bone = Proposed(part.bone_label, OnImageGrid(view, cover.bone));
  SetQuality(links, *part.bone);
  *part.cartilage = Proposed(part.cartilage_label, OnImageGrid(view, cover.cartilage));
  JudgeCartilage(
      figures, CoverageVolumeMm3(part.cartilage->coverage) / 1000.0, part.limits, links);
  SetQuality(links, *part.cartilage);
}

void RemarkOnCut(const AnatomicalView& view, const BoneBody& body, RegionProposal& proposal) {
  const auto [first_mm, last_mm] = RowsMm(view, body);
  if (first_mm > 0 && last_mm < (view.size[1] - 1.5) * view.spacing_mm[1]) return;
  proposal.remarks.push_back(MakeReason(
      reasons::kRegionCutByImages, StrCat(proposal.label, ": its shaft leaves the images")));
}

KneeProposal KneeNotFound(const VolumeGeometry& grid, const std::string& why) {
  return {NotFound("femur", grid, why),
          NotFound("tibia", grid, why),
          NotFound("patella", grid, why),
          NotFound("femoral-cartilage", grid, why),
          NotFound("tibial-cartilage", grid, why),
          NotFound("patellar-cartilage", grid, why)};
}

}  // namespace

KneeProposal ProposeKnee(const Volume& image) {
  const AnatomicalView view = ViewFrom(image, Vec3(0, 1, 0));
  if (view.spacing_mm.head<2>().maxCoeff() > kMostInPlaneMm ||
      view.spacing_mm[2] > kMostAcrossMm) {
    return KneeNotFound(image.geometry,
                        StrCat("voxels of ",
                               FormatFixed(view.spacing_mm[0], 2),
                               " mm from front to back, ",
                               FormatFixed(view.spacing_mm[1], 2),
                               " mm down and ",
                               FormatFixed(view.spacing_mm[2], 2),
                               " mm across; expected at most 1.2, 1.2 and 5.5 mm"));
  }
  const std::vector<float> level = BrightLevel(view);
  const auto bones =
      ChooseKneeBones(view, level, LinkSections(view, FindBoneSections(view, level)));
  if (!bones) {
    return KneeNotFound(image.geometry,
                        "no three bright bodies that lie like femur, tibia and patella");
  }
  KneeProposal knee;
  const BoneBody* femur = &bones->femur;
  const BoneBody* tibia = &bones->tibia;
  const BoneBody* patella = &bones->patella;
  std::vector<float> taken(view.values.size(), 0.0F);
  const std::array<BonePart, 3> parts{{{"femur",
                                        "femoral-cartilage",
                                        femur,
                                        {tibia, patella},
                                        FemoralZone(view, *bones),
                                        &bones->femur_links,
                                        {6, 32, 0.4},
                                        &knee.femur,
                                        &knee.femoral_cartilage},
                                       {"tibia",
                                        "tibial-cartilage",
                                        tibia,
                                        {femur},
                                        TibialZone(view, *bones),
                                        &bones->tibia_links,
                                        {1.8, 13, 0.4},
                                        &knee.tibia,
                                        &knee.tibial_cartilage},
                                       {"patella",
                                        "patellar-cartilage",
                                        patella,
                                        {femur},
                                        PatellarZone(view, *patella),
                                        &bones->patella_links,
                                        {0.8, 8, 0.4},
                                        &knee.patella,
                                        &knee.patellar_cartilage}}};
  for (const BonePart& part : parts) ProposePart(view, bones->knee, part, taken);
  RemarkOnCut(view, *femur, knee.femur);
  RemarkOnCut(view, *tibia, knee.tibia);
  return knee;
}

}  // namespace regen
