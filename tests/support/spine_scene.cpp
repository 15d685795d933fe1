// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/spine_scene.h"

#include "analysis/geometry/rigid3.h"
#include "analysis/phantom/random_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include <Eigen/Geometry>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;

// A disc's own frame: u backwards, w to the left, v upwards, in mm from its centre.
struct Disc {
  Vec3 centre = Vec3::Zero();
  double tilt_rad = 0;  // the upper side leans forward
  double c = 1;         // its cosine and sine
  double s = 0;
  double half_height = 5;
  double wedge = 0;  // half height grows forwards by this per mm
  double half_depth = 17;
  double half_width = 24;
  double nucleus = 190;  // signal
  bool fused = false;
  bool rudimentary = false;

  Vec3 Local(const Vec3& p) const {
    const Vec3 d = p - centre;
    return {c * d[1] + s * d[2], d[0], c * d[2] - s * d[1]};
  }
};

struct Signals {
  double marrow, cortex, annulus, csf, fat, muscle, vessel, bowel;
};

constexpr Signals kT2Signals{100, 22, 28, 330, 210, 48, 14, 130};
constexpr Signals kT1Signals{130, 25, 62, 45, 250, 75, 20, 90};

double Round(double u, double w, double a, double b) {
  const double x = u / a;
  const double y = w / b;
  return std::cbrt(x * x * std::abs(x) + y * y * std::abs(y));
}

class Anatomy {
 public:
  Anatomy(const SpineSceneOptions& options)
      : options_(options),
        signals_(options.contrast == SpineContrast::kT2 ? kT2Signals : kT1Signals) {
    RandomStream random(MixSeed(options.seed, 11));
    const bool thoracic = options.thoracic;
    double tilt = thoracic ? 12 : random.NextBetween(30, 46);
    const double scale = random.NextBetween(0.92, 1.08);
    Vec3 at(0, 0, 0);
    for (int n = 0; n < options.discs; ++n) {
      Disc disc;
      disc.half_height = (thoracic ? 2.4 : random.NextBetween(3.6, 5.6)) * scale;
      disc.half_depth = (thoracic ? 13.5 : random.NextBetween(16.5, 18.5)) * scale;
      disc.half_width = (thoracic ? 15 : random.NextBetween(22.5, 26)) * scale;
      disc.wedge = thoracic ? 0 : (n == 0 ? 0.08 : 0.04);
      Grade(&disc, random.NextUniform(), random.NextUniform());
      disc.tilt_rad = tilt * kDeg;
      disc.c = std::cos(disc.tilt_rad);
      disc.s = std::sin(disc.tilt_rad);
      disc.fused = n == options.fused_disc;
      disc.centre = at;
      discs_.push_back(disc);
      const double step = (thoracic ? 22.5 : random.NextBetween(33.5, 36.5)) * scale;
      const double turn = thoracic ? -4
                                   : (n == 0  ? random.NextBetween(17, 23)
                                      : n < 4 ? random.NextBetween(8, 13)
                                              : random.NextBetween(0, 4));
      const double middle = (tilt - turn / 2) * kDeg;
      tilt -= turn;
      at += step * Vec3(0.02 * std::sin(n), -std::sin(middle), std::cos(middle));
    }
    if (options.transitional) MakeTransitional();
  }

  const std::vector<Disc>& discs() const { return discs_; }

  // Signal without texture, shading and noise.
  double SignalAt(const Vec3& p) const {
    const int below = Below(p);
    const Disc& low = discs_[static_cast<std::size_t>(std::max(below, 0))];
    const Vec3 l = low.Local(p);
    if (below < 0 && !options_.thoracic) return SacrumAt(l, low);
    const Disc& high = discs_[std::min(
        static_cast<std::size_t>(std::max(below, 0)) + (below < 0 ? 0 : 1), discs_.size() - 1)];
    const Vec3 h = high.Local(p);
    const double span = l[2] - h[2];
    const double t = span > 1 ? std::clamp(l[2] / span, 0.0, 1.0) : 0.0;
    const double u = (1 - t) * l[0] + t * h[0];
    const double waist = 1 - 0.09 * std::sin(std::numbers::pi * t);
    const double a = ((1 - t) * low.half_depth + t * high.half_depth) * waist;
    const double b = ((1 - t) * low.half_width + t * high.half_width) * waist;
    const double from_edge = (Round(u, l[1], a, b) - 1) * a;
    if (from_edge < 0) return ColumnAt(p, from_edge, l, low, h, high);
    return AroundAt(u, l[1], t, a, b, from_edge, p);
  }

 private:
  void Grade(Disc* disc, double which, double amount) {
    if (options_.contrast == SpineContrast::kT1) {
      disc->nucleus = 80;
    } else if (which < 0.5) {
      disc->nucleus = 150 + 80 * amount;
    } else if (which < 0.7) {
      disc->nucleus = 90 + 20 * amount;
    } else {
      disc->nucleus = 35 + 15 * amount;
      disc->half_height *= 0.8;
    }
  }

  void MakeTransitional() {
    discs_[0].rudimentary = true;
    discs_[0].half_height = 2;
    discs_[0].nucleus = 40;
  }

  // Index of the last disc whose middle lies below the point; -1 below all.
  int Below(const Vec3& p) const {
    int below = -1;
    for (std::size_t n = 0; n < discs_.size(); ++n) {
      if (discs_[n].Local(p)[2] >= 0) below = static_cast<int>(n);
    }
    return below;
  }

  double ColumnAt(const Vec3&,
                  double from_edge,
                  const Vec3& l,
                  const Disc& low,
                  const Vec3& h,
                  const Disc& high) const {
    for (const auto& [local, disc] : {std::pair<const Vec3&, const Disc&>(l, low),
                                      std::pair<const Vec3&, const Disc&>(h, high)}) {
      const double signal = DiscAt(local, disc, from_edge);
      if (signal >= 0) return signal;
    }
    return from_edge > -1 ? signals_.cortex : signals_.marrow;
  }

  // Signal of disc and end-plates, -1 in the bone.
  double DiscAt(const Vec3& l, const Disc& disc, double from_edge) const {
    const double half = HalfHeight(disc, l[0], l[1]);
    if (disc.fused || std::abs(l[2]) > half + 1) return -1;
    if (std::abs(l[2]) > half) return signals_.cortex;
    const double r = Round(l[0] - 1, l[1], disc.half_depth * 0.68, disc.half_width * 0.68);
    const double mix = std::clamp((1.15 - r) / 0.3, 0.0, 1.0);
    return from_edge > -1 ? signals_.annulus
                          : signals_.annulus + mix * (disc.nucleus - signals_.annulus);
  }

 public:
  static double HalfHeight(const Disc& disc, double u, double w) {
    const double bow =
        1.3 * (1 - std::pow(u / disc.half_depth, 2) - std::pow(w / disc.half_width, 2));
    return disc.half_height - disc.wedge * u + std::max(bow, -1.5);
  }

 private:
  double SacrumAt(const Vec3& l, const Disc& top) const {
    const double depth = -l[2];
    const double square = options_.transitional ? 0.15 : 0.42;
    const double shrink = 1 - square * std::min(depth / 30, 1.3);
    const double a = top.half_depth * std::max(shrink, 0.3);
    const double u = l[0] - 0.06 * depth;  // the hind wall keeps its line, the front recedes
    const double b = top.half_width * std::max(1 - 0.1 * depth / 30, 0.4);
    const double from_edge = (Round(u, l[1], a, b) - 1) * a;
    if (from_edge < 0 && depth < 95) {
      const double signal = DiscAt(l, top, from_edge);
      if (signal >= 0) return signal;
      const double line = std::abs(std::fmod(depth, 31.0) - 29);
      if (line < 1.2 && std::abs(u) < 0.7 * a) return signals_.annulus;
      return from_edge > -1 ? signals_.cortex : signals_.marrow;
    }
    if (u > 0 && u < a + 10 && std::abs(l[1]) < 9 && depth < 45) return signals_.csf;
    if (std::abs(l[1]) > b && depth < 95 && std::abs(u) < 20) return signals_.marrow;  // ala
    return u > 0 ? BehindAt(u - a, l[1], 0.6) : FrontAt(l, -u - a);
  }

  double AroundAt(
      double u, double w, double t, double a, double b, double from_edge, const Vec3& p) const {
    if (u > a * 0.8 && std::abs(w) < 11) {
      const double behind = u - a;
      if (behind < 1.5) return signals_.cortex;
      if (behind < 15) return CanalAt(behind, w);
      return BehindAt(behind, w, t);
    }
    if (std::abs(w) > b * 0.6 && u > -a)
      return from_edge < 1.5 ? signals_.fat : signals_.muscle;
    return u > 0 ? BehindAt(u - a, w, t) : FrontAt(p, from_edge);
  }

  double CanalAt(double behind, double w) const {
    const bool roots = std::hypot(behind - 9, w) < 3.5;
    return roots ? 0.6 * signals_.csf + 20 : signals_.csf;
  }

  double BehindAt(double behind, double w, double t) const {
    if (behind > 62) return signals_.fat;
    if (std::abs(w) < 4 && behind > 18 && behind < 45) {
      if (t > 0.35 && t < 0.95) return t < 0.4 || t > 0.9 ? signals_.cortex : signals_.marrow;
      return t > 0.95 ? signals_.annulus : signals_.fat;
    }
    return behind < 19 ? 0.8 * signals_.fat : signals_.muscle;
  }

  double FrontAt(const Vec3& p, double before) const {
    if (std::abs(before - 12) < 8 && std::abs(p[0] - 7) < 9) return signals_.vessel;
    if (before < 25) return before < 2 ? signals_.cortex : signals_.fat;
    return signals_.bowel * (1 + 0.6 * bowel_.At(p));
  }

  SpineSceneOptions options_;
  Signals signals_;
  std::vector<Disc> discs_;
  SmoothField bowel_{77, 12};
};

VolumeGeometry GridOf(const SpineSceneOptions& options, const std::vector<Disc>& discs) {
  RandomStream random(MixSeed(options.seed, 12));
  const double bottom =
      options.cut_discs > 0
          ? (discs[static_cast<std::size_t>(options.cut_discs - 1)].centre[2] +
             discs[static_cast<std::size_t>(options.cut_discs)].centre[2]) /
                    2 -
                2
          : (options.thoracic ? -12.0 : -85.0);
  const double top = discs.back().centre[2] + random.NextBetween(-8, 25);
  const double height = top - bottom;
  const Vec3 centre(
      random.NextBetween(-5, 5), discs[discs.size() / 2].centre[1] + 10, (top + bottom) / 2);
  VolumeGeometry grid;
  const int along = static_cast<int>(height / options.pixel_mm);
  const int across = static_cast<int>(170 / options.pixel_mm);
  const int slices = static_cast<int>(62 / options.slice_mm);
  // Columns backwards, rows downwards, slices to the right: an ordinary sagittal series.
  grid.direction.col(0) = Vec3(0, 1, 0);
  grid.direction.col(1) = Vec3(0, 0, -1);
  grid.size = {across, along, slices};
  if (options.odd_axes) {
    grid.direction.col(0) = Vec3(0, 0, -1);
    grid.direction.col(1) = Vec3(0, 1, 0);
    grid.size = {along, across, slices};
  }
  grid.direction.col(2) = grid.direction.col(0).cross(grid.direction.col(1));
  const double turn = options.obliquity_deg * kDeg;
  const Rigid3 oblique = RigidAbout(Vec3::Zero(), turn * Vec3(0.5, 0.6, -0.6), Vec3::Zero());
  grid.direction = oblique.rotation * grid.direction;
  grid.spacing_mm = Vec3(options.pixel_mm, options.pixel_mm, options.slice_mm);
  const Vec3 middle(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1);
  grid.origin_lps = centre - grid.direction * (grid.spacing_mm.cwiseProduct(middle / 2));
  return grid;
}

bool InMetal(const SpineSceneOptions& options, const std::vector<Disc>& discs, const Vec3& p) {
  return options.metal_disc >= 0 &&
         (p - discs[static_cast<std::size_t>(options.metal_disc)].centre).norm() < 25;
}

void Render(const SpineSceneOptions& options, const Anatomy& anatomy, Volume* image) {
  const SmoothField texture(MixSeed(options.seed, 13), 4);
  const SmoothField shading(MixSeed(options.seed, 14), 120);
  RandomStream noise(MixSeed(options.seed, 15));
  const auto& size = image->geometry.size;
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        double sum = 0;
        for (int n = 0; n < 4; ++n) {
          const Vec3 index(i + (n % 2) * 0.5 - 0.25,
                           j + (n / 2) * 0.5 - 0.25,
                           k + (n % 2 == n / 2 ? 0.25 : -0.25));
          const Vec3 p = LpsFromIndex(image->geometry, index);
          sum += InMetal(options, anatomy.discs(), p) ? 0 : anatomy.SignalAt(p) / 4;
        }
        const Vec3 p = LpsFromIndex(image->geometry, Vec3(i, j, k));
        sum *= (1 + 0.12 * texture.At(p)) * (1 + 0.3 * shading.At(p)) * (1 + 0.003 * p[1]);
        const auto pair = noise.NextNormalPair();
        image->At(i, j, k) = static_cast<float>(
            std::hypot(sum + options.noise * pair[0], options.noise * pair[1]));
      }
    }
  }
}

Volume DiscCoverage(const VolumeGeometry& grid, const Disc& disc) {
  Volume coverage = MakeVolume(grid);
  for (int k = 0; k < grid.size[2]; ++k) {
    for (int j = 0; j < grid.size[1]; ++j) {
      for (int i = 0; i < grid.size[0]; ++i) {
        if ((LpsFromIndex(grid, Vec3(i, j, k)) - disc.centre).norm() > 36) continue;
        int inside = 0;
        for (int n = 0; n < 64; ++n) {
          const Vec3 step(
              (n % 4) * 0.25 - 0.375, (n / 4 % 4) * 0.25 - 0.375, (n / 16) * 0.25 - 0.375);
          const Vec3 l = disc.Local(LpsFromIndex(grid, Vec3(i, j, k) + step));
          inside += Round(l[0], l[1], disc.half_depth, disc.half_width) < 1 &&
                            std::abs(l[2]) < Anatomy::HalfHeight(disc, l[0], l[1])
                        ? 1
                        : 0;
        }
        coverage.At(i, j, k) = static_cast<float>(inside) / 64;
      }
    }
  }
  return coverage;
}

bool WellInside(const VolumeGeometry& grid, const Disc& disc) {
  const double c = std::cos(disc.tilt_rad);
  const double s = std::sin(disc.tilt_rad);
  for (const double u : {-disc.half_depth, disc.half_depth}) {
    for (const double v : {-10.0, 10.0}) {
      const Vec3 index =
          IndexFromLps(grid, disc.centre + Vec3(0, c * u - s * v, s * u + c * v));
      if (index[0] < 0 || index[1] < 0 || index[0] > grid.size[0] - 1 ||
          index[1] > grid.size[1] - 1)
        return false;
    }
  }
  return true;
}

}  // namespace

SpineScene MakeSpineScene(const SpineSceneOptions& options) {
  const Anatomy anatomy(options);
  SpineScene scene;
  scene.image = MakeVolume(GridOf(options, anatomy.discs()));
  Render(options, anatomy, &scene.image);
  static constexpr std::array<const char*, 5> kLevels{
      "L5/S1", "L4/L5", "L3/L4", "L2/L3", "L1/L2"};
  for (std::size_t n = 0; n < anatomy.discs().size(); ++n) {
    const Disc& disc = anatomy.discs()[n];
    SpineDiscTruth truth;
    if (!options.thoracic && n < kLevels.size()) truth.level = kLevels[n];
    truth.centre_lps = disc.centre;
    truth.visible = WellInside(scene.image.geometry, disc) && !disc.fused && !disc.rudimentary;
    if (options.metal_disc >= 0) {
      const Vec3 metal = anatomy.discs()[static_cast<std::size_t>(options.metal_disc)].centre;
      truth.visible = truth.visible && (disc.centre - metal).norm() > 45;
    }
    if (truth.visible) truth.coverage = DiscCoverage(scene.image.geometry, disc);
    scene.discs.push_back(std::move(truth));
  }
  return scene;
}

}  // namespace regen
