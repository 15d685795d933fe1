// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_zones.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace regen {
namespace {

// Lower end of a section at a depth, in millimetres down; nothing where it is not there.
std::optional<double> BottomMm(const AnatomicalView& view,
                               const BoneSection& section,
                               double depth_mm) {
  const int d = static_cast<int>(std::lround(depth_mm / view.spacing_mm[0]));
  for (int v = section.end[1] - 1; v >= section.begin[1]; --v) {
    if (section.Has(d, v)) return v * view.spacing_mm[1];
  }
  return std::nullopt;
}

// Between the condyles the femur ends well above them.
bool IsNotch(const AnatomicalView& view, const KneeBones& bones, const BoneSection& femur) {
  constexpr double kNotchMm = 8.0;
  return femur.end[1] * view.spacing_mm[1] < bones.joint_v_mm - kNotchMm;
}

}  // namespace

std::pair<double, double> RowsMm(const AnatomicalView& view, const BoneBody& body) {
  int first = view.size[1];
  int last = 0;
  for (const BoneSection& section : body.sections) {
    first = std::min(first, section.begin[1]);
    last = std::max(last, section.end[1] - 1);
  }
  return {first * view.spacing_mm[1], last * view.spacing_mm[1]};
}

// The condyles, and the trochlea behind the patella; between the condyles only the trochlea.
MayHaveCartilage FemoralZone(const AnatomicalView& view, const KneeBones& bones) {
  // Of the condyles' depth: how far up they are covered behind, and in front where no patella
  // is.
  constexpr double kBehindShare = 0.45;
  constexpr double kFrontShare = 0.3;
  constexpr double kAbovePatellaMm = 4.0;
  constexpr int kBesidePatella = 1;  // slices
  const double behind_v = bones.joint_v_mm - kBehindShare * bones.femur_depth_mm;
  const double front_v = bones.joint_v_mm - kFrontShare * bones.femur_depth_mm;
  const double trochlea_v = RowsMm(view, bones.patella).first - kAbovePatellaMm;
  const int first = bones.patella.sections.front().slice - kBesidePatella;
  const int last = bones.patella.sections.back().slice + kBesidePatella;
  return [=, &view, &bones](int slice, const BoneLayer& layer) {
    if (layer.out.y() < -0.7) return false;
    if (layer.out.x() <= -0.3) {
      return layer.at_mm.y() > (slice >= first && slice <= last ? trochlea_v : front_v);
    }
    return layer.at_mm.y() > behind_v && !IsNotch(view, bones, *bones.femur.At(slice));
  };
}

// Where the femur is near above.
MayHaveCartilage TibialZone(const AnatomicalView& view, const KneeBones& bones) {
  constexpr double kPlateauMm = 9.0;
  constexpr double kMostToFemurMm = 22.0;
  return [&view, &bones](int slice, const BoneLayer& layer) {
    const double top_mm = bones.tibia.At(slice)->begin[1] * view.spacing_mm[1];
    const BoneSection* femur = bones.femur.At(slice);
    if (femur == nullptr || IsNotch(view, bones, *femur) || layer.out.y() > -0.35 ||
        layer.at_mm.y() > top_mm + kPlateauMm) {
      return false;
    }
    const auto bottom_mm = BottomMm(view, *femur, layer.at_mm.x());
    return bottom_mm && layer.at_mm.y() - *bottom_mm < kMostToFemurMm;
  };
}

MayHaveCartilage PatellarZone(const AnatomicalView& view, const BoneBody& patella) {
  constexpr double kApexShare = 0.15;
  const auto [first_mm, last_mm] = RowsMm(view, patella);
  const double apex_mm = last_mm - kApexShare * (last_mm - first_mm);
  return [=](int, const BoneLayer& layer) {
    return layer.out.x() > 0.3 && layer.at_mm.y() < apex_mm;
  };
}

double CoveredShare(const std::vector<LayeredSection>& sections) {
  double may_have = 0;
  double covered = 0;
  for (const LayeredSection& section : sections) {
    for (const BoneLayer& layer : section.layers) {
      may_have += layer.may_have ? 1 : 0;
      covered += layer.cartilage_mm > 0 ? 1 : 0;
    }
  }
  return may_have > 0 ? covered / may_have : 0.0;
}

}  // namespace regen
