// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_bones.h"

#include "analysis/base/text.h"
#include "analysis/segmentation/knee_zones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace regen {
namespace {

constexpr double kMm3PerMl = 1000.0;
constexpr double kMostJointGapMm = 16.0;

// Sizes and places of a body in millimetres along the view's axes.
struct BodyShape {
  const BoneBody* body = nullptr;
  Vec3 centre_mm = Vec3::Zero();
  Vec3 lower_mm = Vec3::Zero();
  Vec3 upper_mm = Vec3::Zero();
  double solidity = 0;  // means over the sections, by area
  double closed = 0;
  bool touches_front_or_back = false;
  bool touches_top = false;
  bool touches_bottom = false;
  double side_share = 0;  // largest section on the outermost slices / largest section
};

BodyShape ShapeOf(const AnatomicalView& view, const BoneBody& body) {
  BodyShape shape;
  shape.body = &body;
  Vec3 sum = Vec3::Zero();
  Vec3 lower = Vec3::Constant(1e9);
  Vec3 upper = Vec3::Constant(-1e9);
  double voxels = 0;
  double largest = 0;
  double at_side = 0;
  for (const BoneSection& section : body.sections) {
    for (int v = section.begin[1]; v < section.end[1]; ++v) {
      for (int d = section.begin[0]; d < section.end[0]; ++d) {
        if (!section.Has(d, v)) continue;
        const Vec3 p(d, v, section.slice);
        sum += p;
        lower = lower.cwiseMin(p);
        upper = upper.cwiseMax(p);
      }
    }
    voxels += section.voxels;
    shape.solidity += section.voxels * section.solidity;
    shape.closed += section.voxels * section.closed;
    largest = std::max(largest, section.area_mm2);
    if (section.slice == 0 || section.slice == view.size[2] - 1) {
      at_side = std::max(at_side, section.area_mm2);
    }
  }
  shape.centre_mm = (sum / voxels).cwiseProduct(view.spacing_mm);
  shape.lower_mm = (lower - Vec3::Constant(0.5)).cwiseProduct(view.spacing_mm);
  shape.upper_mm = (upper + Vec3::Constant(0.5)).cwiseProduct(view.spacing_mm);
  shape.solidity /= voxels;
  shape.closed /= voxels;
  shape.touches_front_or_back = lower[0] < 1 || upper[0] > view.size[0] - 2;
  shape.touches_top = lower[1] < 1;
  shape.touches_bottom = upper[1] > view.size[1] - 2;
  shape.side_share = at_side / largest;
  return shape;
}

// First or last row of the section at a depth; -1 where there is none.
int EndRow(const BoneSection& section, int d, bool last) {
  for (int n = 0; n < section.end[1] - section.begin[1]; ++n) {
    const int v = last ? section.end[1] - 1 - n : section.begin[1] + n;
    if (section.Has(d, v)) return v;
  }
  return -1;
}

int EndDepth(const BoneSection& section, int v, bool last) {
  for (int n = 0; n < section.Width(); ++n) {
    const int d = last ? section.end[0] - 1 - n : section.begin[0] + n;
    if (section.Has(d, v)) return d;
  }
  return -1;
}

// Two bodies that face each other.
struct Facing {
  double area_mm2 = 0;  // where they are at most kMostJointGapMm apart
  double gap_mm = 0;    // where they are near: what a tenth of the area is below
  double at_mm = 0;     // median place of the first body's end
};

Facing FinishFacing(std::vector<double> gaps,
                    const std::vector<double>& places,
                    double pixel_mm2) {
  if (gaps.empty()) return {};
  std::sort(gaps.begin(), gaps.end());
  return {static_cast<double>(gaps.size()) * pixel_mm2, gaps[gaps.size() / 10], Median(places)};
}

Facing FemurOverTibia(const AnatomicalView& view,
                      const BoneBody& femur,
                      const BoneBody& tibia) {
  std::vector<double> gaps;
  std::vector<double> places;
  for (const BoneSection& above : femur.sections) {
    const BoneSection* below = tibia.At(above.slice);
    if (below == nullptr) continue;
    for (int d = std::max(above.begin[0], below->begin[0]);
         d < std::min(above.end[0], below->end[0]);
         ++d) {
      const int bottom = EndRow(above, d, true);
      const int top = EndRow(*below, d, false);
      const double gap_mm = (top - bottom - 1) * view.spacing_mm[1];
      if (bottom < 0 || top < 0 || gap_mm < 0 || gap_mm > kMostJointGapMm) continue;
      gaps.push_back(gap_mm);
      places.push_back(bottom * view.spacing_mm[1]);
    }
  }
  return FinishFacing(std::move(gaps), places, view.spacing_mm[0] * view.spacing_mm[2]);
}

Facing PatellaBeforeFemur(const AnatomicalView& view,
                          const BoneBody& patella,
                          const BoneBody& femur) {
  std::vector<double> gaps;
  std::vector<double> places;
  for (const BoneSection& front : patella.sections) {
    const BoneSection* behind = femur.At(front.slice);
    if (behind == nullptr) continue;
    for (int v = std::max(front.begin[1], behind->begin[1]);
         v < std::min(front.end[1], behind->end[1]);
         ++v) {
      const int end = EndDepth(front, v, true);
      const int begin = EndDepth(*behind, v, false);
      const double gap_mm = (begin - end - 1) * view.spacing_mm[0];
      if (end < 0 || begin < 0 || gap_mm < 0 || gap_mm > 1.5 * kMostJointGapMm) continue;
      gaps.push_back(gap_mm);
      places.push_back(end * view.spacing_mm[0]);
    }
  }
  return FinishFacing(std::move(gaps), places, view.spacing_mm[1] * view.spacing_mm[2]);
}

// Of the body between two rows: extents across and front to back.
struct Extent {
  double width_mm = 0;
  double depth_mm = 0;
};

Extent ExtentBetween(const AnatomicalView& view,
                     const BoneBody& body,
                     double from_v_mm,
                     double to_v_mm) {
  int slices = 0;
  double depth_mm = 0;
  const int from = std::max(0, static_cast<int>(from_v_mm / view.spacing_mm[1]));
  const int to = std::min(view.size[1] - 1, static_cast<int>(to_v_mm / view.spacing_mm[1]));
  for (const BoneSection& section : body.sections) {
    bool there = false;
    for (int v = std::max(from, section.begin[1]); v <= std::min(to, section.end[1] - 1); ++v) {
      const int first = EndDepth(section, v, false);
      if (first < 0) continue;
      there = true;
      depth_mm =
          std::max(depth_mm, (EndDepth(section, v, true) - first + 1) * view.spacing_mm[0]);
    }
    slices += there ? 1 : 0;
  }
  return {slices * view.spacing_mm[2], depth_mm};
}

// How far the front of the body at its centre lies below the skin.
double DepthBelowSkinMm(const AnatomicalView& view,
                        const std::vector<float>& level,
                        const BodyShape& shape) {
  constexpr float kAir = 0.12F;  // of the bright level
  const int v = static_cast<int>(std::lround(shape.centre_mm[1] / view.spacing_mm[1]));
  const int w = static_cast<int>(std::lround(shape.centre_mm[2] / view.spacing_mm[2]));
  int d = 0;
  while (d < view.size[0] - 1 && view.At(d, v, w) < kAir * level[view.Offset(d, v, w)]) ++d;
  return shape.lower_mm[0] - d * view.spacing_mm[0];
}

void AddLook(const BodyShape& shape, WeakestLink& links) {
  links.Add(Score(shape.solidity, 0.7, 0.78, 0.88), "solidity", shape.solidity);
  links.Add(
      Score(shape.closed, 0.6, 0.75, 0.9), "outline with a dark border, share", shape.closed);
  links.Add(Score(shape.side_share, 0.5, 0.35, 0.15),
            "section on the outermost slice, share",
            shape.side_share);
  if (shape.touches_front_or_back) links.Add(0, "place at the border of the images");
}

WeakestLink JudgeFemur(const BodyShape& shape, const Extent& condyles, double joint_v_mm) {
  WeakestLink links;
  AddLook(shape, links);
  if (shape.touches_bottom) links.Add(0, "place at the lower border of the images");
  links.Add(RangeScore(condyles.width_mm, 55, 105, 8), "width", condyles.width_mm, " mm");
  links.Add(RangeScore(condyles.depth_mm, 42, 85, 6),
            "condyles, front to back,",
            condyles.depth_mm,
            " mm");
  const double height_mm = joint_v_mm - shape.lower_mm[1];
  links.Add(Score(height_mm, 30, 40, 55), "part in the images", height_mm, " mm");
  return links;
}

WeakestLink JudgeTibia(const BodyShape& shape, const Extent& plateau, double joint_v_mm) {
  WeakestLink links;
  AddLook(shape, links);
  if (shape.touches_top) links.Add(0, "place at the upper border of the images");
  links.Add(RangeScore(plateau.width_mm, 48, 100, 8), "width", plateau.width_mm, " mm");
  links.Add(RangeScore(plateau.depth_mm, 33, 75, 6),
            "plateau, front to back,",
            plateau.depth_mm,
            " mm");
  const double height_mm = shape.upper_mm[1] - joint_v_mm;
  links.Add(Score(height_mm, 20, 30, 45), "part in the images", height_mm, " mm");
  return links;
}

WeakestLink JudgePatella(const BodyShape& shape, double below_skin_mm) {
  WeakestLink links;
  AddLook(shape, links);
  if (shape.touches_top || shape.touches_bottom) links.Add(0, "place at the images' border");
  const Vec3 size = shape.upper_mm - shape.lower_mm;
  links.Add(RangeScore(shape.body->volume_mm3 / kMm3PerMl, 4.5, 40, 1.5),
            "volume",
            shape.body->volume_mm3 / kMm3PerMl,
            " ml");
  links.Add(RangeScore(size[0], 10, 33, 3), "front to back", size[0], " mm");
  links.Add(RangeScore(size[1], 24, 62, 5), "height", size[1], " mm");
  links.Add(RangeScore(size[2], 20, 62, 4), "width", size[2], " mm");
  links.Add(Score(below_skin_mm, 45, 30, 20), "depth below the skin", below_skin_mm, " mm");
  return links;
}

// How the three lie to each other.
WeakestLink JudgeKnee(const BodyShape& femur,
                      const BodyShape& tibia,
                      const BodyShape& patella,
                      const Facing& joint,
                      const Facing& in_front) {
  WeakestLink links;
  links.Add(Score(joint.area_mm2, 350, 600, 1000), "joint, area", joint.area_mm2, " mm2");
  links.Add(RangeScore(joint.gap_mm, 1.5, 13, 1), "joint, gap", joint.gap_mm, " mm");
  links.Add(Score(in_front.area_mm2, 60, 150, 350),
            "patella before femur, area",
            in_front.area_mm2,
            " mm2");
  links.Add(RangeScore(in_front.gap_mm, 1.5, 14, 1),
            "patella before femur, gap",
            in_front.gap_mm,
            " mm");
  const double above_mm = joint.at_mm - patella.centre_mm[1];
  links.Add(RangeScore(above_mm, 8, 75, 6), "patella above the joint", above_mm, " mm");
  const double aside_mm = std::abs(patella.centre_mm[2] - femur.centre_mm[2]);
  links.Add(Score(aside_mm, 28, 20, 12), "patella aside of the femur", aside_mm, " mm");
  const double apart_mm = std::abs(tibia.centre_mm[2] - femur.centre_mm[2]);
  links.Add(Score(apart_mm, 24, 16, 10), "tibia aside of the femur", apart_mm, " mm");
  return links;
}

bool MayBeLongBone(const BodyShape& shape) {
  return shape.body->volume_mm3 > 30.0 * kMm3PerMl && !shape.touches_front_or_back;
}

bool MayBePatella(const BodyShape& shape, const BodyShape& femur) {
  return shape.body != femur.body && shape.body->volume_mm3 > 3.0 * kMm3PerMl &&
         shape.body->volume_mm3 < 45.0 * kMm3PerMl &&
         shape.centre_mm[0] < femur.centre_mm[0] - 10.0;
}

class Chooser {
 public:
  Chooser(const AnatomicalView& view,
          const std::vector<float>& level,
          const std::vector<BoneBody>& bodies)
      : view_(view), level_(level) {
    for (const BoneBody& body : bodies) shapes_.push_back(ShapeOf(view, body));
  }

  std::optional<KneeBones> Choose() {
    for (const BodyShape& femur : shapes_) {
      for (const BodyShape& tibia : shapes_) {
        if (MayBeLongBone(femur) && MayBeLongBone(tibia) &&
            femur.centre_mm[1] + 20.0 < tibia.centre_mm[1]) {
          TryPair(femur, tibia);
        }
      }
    }
    return std::move(best_);
  }

 private:
  void TryPair(const BodyShape& femur, const BodyShape& tibia) {
    const Facing joint = FemurOverTibia(view_, *femur.body, *tibia.body);
    if (joint.area_mm2 < 200.0) return;
    const double v_mm = joint.at_mm;
    const Extent condyles = ExtentBetween(view_, *femur.body, v_mm - 35.0, v_mm);
    const Extent plateau =
        ExtentBetween(view_, *tibia.body, v_mm + joint.gap_mm, v_mm + joint.gap_mm + 15.0);
    for (const BodyShape& patella : shapes_) {
      if (!MayBePatella(patella, femur)) continue;
      KneeBones bones;
      const Facing in_front = PatellaBeforeFemur(view_, *patella.body, *femur.body);
      bones.knee = JudgeKnee(femur, tibia, patella, joint, in_front);
      bones.femur_links = JudgeFemur(femur, condyles, v_mm);
      bones.tibia_links = JudgeTibia(tibia, plateau, v_mm);
      bones.patella_links = JudgePatella(patella, DepthBelowSkinMm(view_, level_, patella));
      if (std::min(bones.knee.quality(), bones.patella_links.quality()) < 0.25) continue;
      // Fat behind the tendons may be as compact as the patella; it has no joint.
      const double covered = CoveredShare(
          FindLayers(view_, *patella.body, {femur.body}, PatellarZone(view_, *patella.body)));
      bones.knee.Add(Score(covered, 0.15, 0.3, 0.5), "patella, share with cartilage", covered);
      bones.knee.Add(bones.patella_links.quality(), "patella: " + bones.patella_links.what());
      const double quality = bones.knee.quality() +
                             0.1 * (bones.femur_links.quality() + bones.tibia_links.quality() +
                                    bones.patella_links.quality()) +
                             0.1 * covered;
      if (quality <= best_quality_) continue;
      best_quality_ = quality;
      bones.joint_v_mm = v_mm;
      bones.femur_depth_mm = condyles.depth_mm;
      bones.femur = *femur.body;
      bones.tibia = *tibia.body;
      bones.patella = *patella.body;
      best_ = std::move(bones);
    }
  }

  const AnatomicalView& view_;
  const std::vector<float>& level_;
  std::vector<BodyShape> shapes_;
  std::optional<KneeBones> best_;
  double best_quality_ = 0;
};

}  // namespace

std::optional<KneeBones> ChooseKneeBones(const AnatomicalView& view,
                                         const std::vector<float>& level,
                                         const std::vector<BoneBody>& bodies) {
  return Chooser(view, level, bodies).Choose();
}

}  // namespace regen
