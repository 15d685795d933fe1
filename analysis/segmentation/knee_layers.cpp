// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/knee_layers.h"

#include "analysis/segmentation/proposal_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace regen {
namespace {

constexpr double kStepMm = 0.2;
constexpr double kInsideMm = 2.4;     // where a profile begins, inside of the marrow
constexpr double kOutsideMm = 9.0;    // where it ends
constexpr double kMarrowEnds = 0.62;  // of the marrow's signal
constexpr double kMostEdgeMm = 2.5;   // between the outline and where the marrow really ends
constexpr double kMostCortexMm = 3.0;
constexpr double kPlainCortexMm = 0.8;  // where its outside is not seen
constexpr double kLeastCartilageMm = 0.8;
constexpr double kLeastVoxels = 1.3;
constexpr double kMostCartilageMm = 5.5;
constexpr double kLeastSignal = 0.17;  // of the marrow's
constexpr double kMostSignal = 0.62;
constexpr double kDarkEnd = 0.6;  // of the cartilage's brightest
constexpr double kSmoothMm = 3.0;
constexpr double kMostOfMiddle = 2.4;
constexpr double kPatchMm = 6.0;

// Signal along a normal, in shares of the marrow's.
struct Profile {
  std::vector<double> values;  // from -kInsideMm in steps of kStepMm
  double MmAt(std::size_t n) const { return static_cast<double>(n) * kStepMm - kInsideMm; }
  std::size_t IndexOf(double mm) const {
    return static_cast<std::size_t>(std::lround((mm + kInsideMm) / kStepMm));
  }
};

double InPlane(const AnatomicalView& view, const Vec2& p_mm, int w) {
  const double x = std::clamp(p_mm.x() / view.spacing_mm[0], 0.0, view.size[0] - 1.001);
  const double y = std::clamp(p_mm.y() / view.spacing_mm[1], 0.0, view.size[1] - 1.001);
  const int d = static_cast<int>(x);
  const int v = static_cast<int>(y);
  const double a = x - d;
  const double b = y - v;
  return (1 - b) * ((1 - a) * view.At(d, v, w) + a * view.At(d + 1, v, w)) +
         b * ((1 - a) * view.At(d, v + 1, w) + a * view.At(d + 1, v + 1, w));
}

// Middle signal of a section.
double MarrowSignal(const AnatomicalView& view, const BoneSection& section) {
  std::vector<double> values;
  for (int v = section.begin[1]; v < section.end[1]; ++v) {
    for (int d = section.begin[0]; d < section.end[0]; ++d) {
      if (section.Has(d, v)) values.push_back(view.At(d, v, section.slice));
    }
  }
  return values.empty() ? 0.0 : Median(std::move(values));
}

// Where the profile falls through `threshold` after `from`, between samples.
std::optional<double> FallsAt(const Profile& profile, std::size_t from, double threshold) {
  for (std::size_t n = from + 1; n < profile.values.size(); ++n) {
    const double before = profile.values[n - 1];
    const double here = profile.values[n];
    if (here >= threshold) continue;
    const double share = before > threshold ? (before - threshold) / (before - here) : 0.0;
    return profile.MmAt(n - 1) + share * kStepMm;
  }
  return std::nullopt;
}

std::optional<double> RisesAt(const Profile& profile, std::size_t from, double threshold) {
  for (std::size_t n = from + 1; n < profile.values.size(); ++n) {
    const double before = profile.values[n - 1];
    const double here = profile.values[n];
    if (here <= threshold) continue;
    const double share = before < threshold ? (threshold - before) / (here - before) : 0.0;
    return profile.MmAt(n - 1) + share * kStepMm;
  }
  return std::nullopt;
}

// The darkest sample of the cortex: the first that stays the lowest for 0.8 mm.
std::size_t CortexAt(const Profile& profile, std::size_t from) {
  std::size_t lowest = from;
  for (std::size_t n = from; n < profile.values.size(); ++n) {
    if (profile.values[n] < profile.values[lowest]) lowest = n;
    if (profile.MmAt(n) > profile.MmAt(lowest) + 0.8 ||
        profile.MmAt(n) > profile.MmAt(from) + kMostCortexMm) {
      break;
    }
  }
  return lowest;
}

// How the layer outside of the cortex ends, and how bright it is before.
struct LayerEnd {
  double end_mm = 0;
  double signal = 0;
  double contrast = 0;
};

std::optional<LayerEnd> FindEnd(const Profile& profile, std::size_t cortex) {
  double brightest = profile.values[cortex];
  const std::size_t last = profile.values.size();
  for (std::size_t n = cortex + 1; n < last; ++n) {
    const double here = profile.values[n];
    const bool bright = here > kMostSignal;
    const bool dark = here < kDarkEnd * brightest && brightest > kLeastSignal;
    if (!bright && !dark) {
      brightest = std::max(brightest, here);
      continue;
    }
    std::vector<double> layer(profile.values.begin() + static_cast<std::ptrdiff_t>(cortex),
                              profile.values.begin() + static_cast<std::ptrdiff_t>(n));
    const double signal = Median(layer);
    double beyond = here;
    for (std::size_t m = n; m < std::min(last, n + 6); ++m) {
      beyond =
          bright ? std::max(beyond, profile.values[m]) : std::min(beyond, profile.values[m]);
    }
    // The edge is half way between the layer and what follows.
    const double half = 0.5 * ((bright ? signal : brightest) + beyond);
    std::size_t from = n;
    while (from > cortex &&
           (bright ? profile.values[from] > half : profile.values[from] < half)) {
      --from;
    }
    const auto edge = bright ? RisesAt(profile, from, half) : FallsAt(profile, from, half);
    return LayerEnd{edge.value_or(profile.MmAt(n)), signal, std::abs(beyond - signal)};
  }
  return std::nullopt;
}

// Half way to the first other bone along the normal, or far away.
double HalfWayToOthers(const AnatomicalView& view,
                       const std::vector<const BoneBody*>& others,
                       int slice,
                       const BoneLayer& layer) {
  for (double mm = 1.0; mm < 2.0 * kOutsideMm; mm += kStepMm) {
    const Vec2 p = layer.at_mm + mm * layer.out;
    const int d = static_cast<int>(std::lround(p.x() / view.spacing_mm[0]));
    const int v = static_cast<int>(std::lround(p.y() / view.spacing_mm[1]));
    for (const BoneBody* other : others) {
      const BoneSection* there = other->At(slice);
      if (there != nullptr && there->Has(d, v)) return 0.5 * mm;
    }
  }
  return kOutsideMm;
}

class OutlineReader {
 public:
  OutlineReader(const AnatomicalView& view,
                const std::vector<const BoneBody*>& others,
                const BoneSection& section)
      : view_(view),
        others_(others),
        section_(section),
        marrow_(std::max(1e-3, MarrowSignal(view, section))) {}

  std::vector<BoneLayer> Read() const {
    std::vector<BoneLayer> layers;
    for (int v = section_.begin[1]; v < section_.end[1]; ++v) {
      for (int d = section_.begin[0]; d < section_.end[0]; ++d) {
        if (!IsOutline(d, v)) continue;
        if (auto layer = ReadAt(d, v)) layers.push_back(*layer);
      }
    }
    return layers;
  }

 private:
  bool IsOutline(int d, int v) const {
    if (!section_.Has(d, v) || d < 1 || v < 1 || d > view_.size[0] - 2 ||
        v > view_.size[1] - 2) {
      return false;
    }
    return !section_.Has(d - 1, v) || !section_.Has(d + 1, v) || !section_.Has(d, v - 1) ||
           !section_.Has(d, v + 1);
  }

  // Away from the centre of what is inside within 2.5 mm.
  Vec2 OutwardNormal(int d, int v) const {
    const int reach_d = std::max(2, static_cast<int>(std::lround(2.5 / view_.spacing_mm[0])));
    const int reach_v = std::max(2, static_cast<int>(std::lround(2.5 / view_.spacing_mm[1])));
    Vec2 sum = Vec2::Zero();
    for (int b = -reach_v; b <= reach_v; ++b) {
      for (int a = -reach_d; a <= reach_d; ++a) {
        const Vec2 offset(a * view_.spacing_mm[0], b * view_.spacing_mm[1]);
        if (offset.norm() <= 2.6 && section_.Has(d + a, v + b)) sum -= offset;
      }
    }
    return sum.norm() > 1e-9 ? Vec2(sum.normalized()) : Vec2(Vec2::Zero());
  }

  std::optional<BoneLayer> ReadAt(int d, int v) const {
    BoneLayer layer;
    const Vec2 voxel_mm(d * view_.spacing_mm[0], v * view_.spacing_mm[1]);
    layer.out = OutwardNormal(d, v);
    if (layer.out.isZero()) return std::nullopt;
    Profile profile;
    for (double mm = -kInsideMm; mm <= kOutsideMm; mm += kStepMm) {
      profile.values.push_back(InPlane(view_, voxel_mm + mm * layer.out, section_.slice) /
                               marrow_);
    }
    const auto edge_mm = FallsAt(profile, profile.IndexOf(-0.8), kMarrowEnds);
    if (!edge_mm || *edge_mm > kMostEdgeMm) {
      layer.at_mm = voxel_mm + 0.5 * view_.spacing_mm[0] * layer.out;
      layer.bone_mm = kPlainCortexMm;
      return layer;
    }
    layer.edge_seen = true;
    layer.at_mm = voxel_mm + *edge_mm * layer.out;
    ReadLayers(profile, *edge_mm, layer);
    return layer;
  }

  void ReadLayers(const Profile& profile, double edge_mm, BoneLayer& layer) const {
    const std::size_t cortex = CortexAt(profile, profile.IndexOf(edge_mm) + 1);
    layer.bone_mm = kPlainCortexMm;
    // Outside of the cortex: half way up to what is within 2.5 mm of its darkest place.
    double rise = profile.values[cortex];
    for (std::size_t n = cortex;
         n < profile.values.size() && profile.MmAt(n) < profile.MmAt(cortex) + 2.0;
         ++n) {
      rise = std::max(rise, std::min(profile.values[n], 1.0));
    }
    const auto end = FindEnd(profile, cortex);
    const double darkest = profile.values[cortex];
    const double level = end ? std::min(rise, std::max(end->signal, darkest + 0.06)) : rise;
    if (level > darkest + 0.05) {
      if (const auto outside = RisesAt(profile, cortex, 0.5 * (darkest + level))) {
        layer.bone_mm = std::clamp(*outside - edge_mm, 0.4, kMostCortexMm);
      }
    }
    if (!end) return;
    double end_mm = end->end_mm - edge_mm;
    end_mm = std::min(end_mm, HalfWayToOthers(view_, others_, section_.slice, layer));
    layer.cartilage_mm = end_mm - layer.bone_mm;
    layer.cartilage_signal = end->signal;
    layer.contrast = end->contrast;
    // A step from cortex to fat that is blurred over the voxels is not a layer.
    const double least_mm = std::max(kLeastCartilageMm, kLeastVoxels * view_.spacing_mm[0]);
    if (layer.cartilage_mm < least_mm || layer.cartilage_mm > kMostCartilageMm ||
        end->signal < kLeastSignal || end->signal > kMostSignal) {
      layer.cartilage_mm = 0;
    }
  }

  const AnatomicalView& view_;
  const std::vector<const BoneBody*>& others_;
  const BoneSection& section_;
  double marrow_;
};

// Middle values of the neighbours along the outline; cartilage where most of them have it.
void Smooth(std::vector<BoneLayer>& layers) {
  const std::vector<BoneLayer> from = layers;
  for (BoneLayer& layer : layers) {
    std::vector<double> bone;
    std::vector<double> cartilage;
    int neighbours = 0;
    for (const BoneLayer& other : from) {
      if ((other.at_mm - layer.at_mm).norm() > kSmoothMm || other.out.dot(layer.out) < 0.3) {
        continue;
      }
      ++neighbours;
      bone.push_back(other.bone_mm);
      if (other.cartilage_mm > 0) cartilage.push_back(other.cartilage_mm);
    }
    layer.bone_mm = Median(std::move(bone));
    layer.cartilage_mm = 2 * static_cast<int>(cartilage.size()) > neighbours
                             ? Median(std::move(cartilage))
                             : 0.0;
  }
}

// Takes away cartilage that is far thicker than usual on this bone (a capsule, a muscle's
// origin) and single patches.
void DropUnlikely(std::vector<LayeredSection>& sections) {
  std::vector<double> thickness;
  for (const LayeredSection& section : sections) {
    for (const BoneLayer& layer : section.layers) {
      if (layer.cartilage_mm > 0) thickness.push_back(layer.cartilage_mm);
    }
  }
  if (thickness.empty()) return;
  const double most_mm = kMostOfMiddle * Median(std::move(thickness));
  for (LayeredSection& section : sections) {
    for (BoneLayer& layer : section.layers) {
      if (layer.cartilage_mm > most_mm) layer.cartilage_mm = 0;
    }
    const std::vector<BoneLayer> from = section.layers;
    for (BoneLayer& layer : section.layers) {
      int neighbours = 0;
      int covered = 0;
      for (const BoneLayer& other : from) {
        if (!other.may_have || (other.at_mm - layer.at_mm).norm() > kPatchMm) continue;
        ++neighbours;
        covered += other.cartilage_mm > 0 ? 1 : 0;
      }
      if (2 * covered < neighbours) layer.cartilage_mm = 0;
    }
  }
}

// Coverage of one slice from 3 × 3 points per voxel: each belongs to the nearest place of the
// outline.
class SliceCover {
 public:
  SliceCover(const AnatomicalView& view,
             const BoneSection& section,
             const LayeredSection& layered)
      : view_(view), section_(section), layered_(layered) {}

  void Cover(LayerCoverage& coverage) const {
    const int reach_d = static_cast<int>(std::ceil(kReachMm / view_.spacing_mm[0]));
    const int reach_v = static_cast<int>(std::ceil(kReachMm / view_.spacing_mm[1]));
    for (int v = std::max(0, section_.begin[1] - reach_v);
         v < std::min(view_.size[1], section_.end[1] + reach_v);
         ++v) {
      for (int d = std::max(0, section_.begin[0] - reach_d);
           d < std::min(view_.size[0], section_.end[0] + reach_d);
           ++d) {
        CoverVoxel(d, v, coverage);
      }
    }
  }

 private:
  static constexpr double kReachMm = 8.0;
  static constexpr double kDeepMm = 4.0;
  static constexpr int kPoints = 3;

  // Far from the outline, by eight places around.
  bool IsDeep(int d, int v) const {
    const int a = static_cast<int>(std::ceil(kDeepMm / view_.spacing_mm[0]));
    const int b = static_cast<int>(std::ceil(kDeepMm / view_.spacing_mm[1]));
    for (const auto& [x, y] : std::array<std::array<int, 2>, 8>{
             {{-a, -b}, {0, -b}, {a, -b}, {-a, 0}, {a, 0}, {-a, b}, {0, b}, {a, b}}}) {
      if (!section_.Has(d + x, v + y)) return false;
    }
    return true;
  }

  void CoverVoxel(int d, int v, LayerCoverage& coverage) const {
    const std::size_t at = view_.Offset(d, v, section_.slice);
    const Vec2 centre(d * view_.spacing_mm[0], v * view_.spacing_mm[1]);
    const bool inside = section_.Has(d, v);
    if (inside && IsDeep(d, v)) {
      coverage.bone[at] = 1.0F;
      return;
    }
    std::vector<const BoneLayer*> near;
    const double limit = inside ? 3.0 : kReachMm;
    double nearest = limit * limit;
    for (const BoneLayer& layer : layered_.layers) {
      nearest = std::min(nearest, (layer.at_mm - centre).squaredNorm());
    }
    if (nearest >= limit * limit) {
      coverage.bone[at] = inside ? 1.0F : 0.0F;
      return;
    }
    const double around = std::pow(std::sqrt(nearest) + view_.spacing_mm.head<2>().norm(), 2);
    for (const BoneLayer& layer : layered_.layers) {
      if ((layer.at_mm - centre).squaredNorm() <= around) near.push_back(&layer);
    }
    int bone = 0;
    int cartilage = 0;
    for (int b = 0; b < kPoints; ++b) {
      for (int a = 0; a < kPoints; ++a) {
        const Vec2 offset((a + 0.5) / kPoints - 0.5, (b + 0.5) / kPoints - 0.5);
        const Vec2 p = centre + offset.cwiseProduct(Vec2(view_.spacing_mm.head<2>()));
        CountPoint(p, near, bone, cartilage);
      }
    }
    coverage.bone[at] = static_cast<float>(bone) / (kPoints * kPoints);
    coverage.cartilage[at] = static_cast<float>(cartilage) / (kPoints * kPoints);
  }

  static void CountPoint(const Vec2& p,
                         const std::vector<const BoneLayer*>& near,
                         int& bone,
                         int& cartilage) {
    const BoneLayer* best = near.front();
    for (const BoneLayer* layer : near) {
      if ((layer->at_mm - p).squaredNorm() < (best->at_mm - p).squaredNorm()) best = layer;
    }
    const Vec2 from = p - best->at_mm;
    const double height = from.dot(best->out);
    const double distance = height < 0 ? 0.0 : from.norm();
    if (distance <= best->bone_mm) {
      ++bone;
    } else if (distance <= best->bone_mm + best->cartilage_mm) {
      ++cartilage;
    }
  }

  const AnatomicalView& view_;
  const BoneSection& section_;
  const LayeredSection& layered_;
};

}  // namespace

std::vector<LayeredSection> FindLayers(const AnatomicalView& view,
                                       const BoneBody& bone,
                                       const std::vector<const BoneBody*>& others,
                                       const MayHaveCartilage& may_have) {
  std::vector<LayeredSection> sections;
  for (const BoneSection& section : bone.sections) {
    LayeredSection layered{section.slice, OutlineReader(view, others, section).Read()};
    for (BoneLayer& layer : layered.layers) {
      layer.may_have = may_have(section.slice, layer);
      if (!layer.may_have) layer.cartilage_mm = 0;
    }
    Smooth(layered.layers);
    sections.push_back(std::move(layered));
  }
  DropUnlikely(sections);
  return sections;
}

LayerCoverage CoverLayers(const AnatomicalView& view,
                          const BoneBody& bone,
                          const std::vector<LayeredSection>& sections) {
  LayerCoverage coverage{std::vector<float>(view.values.size(), 0.0F),
                         std::vector<float>(view.values.size(), 0.0F)};
  for (std::size_t n = 0; n < sections.size(); ++n) {
    SliceCover(view, bone.sections[n], sections[n]).Cover(coverage);
  }
  return coverage;
}

}  // namespace regen
