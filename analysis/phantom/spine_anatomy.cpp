// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/spine_anatomy.h"

#include "analysis/phantom/random_field.h"
#include "analysis/phantom/signed_distance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kNucleusShare = 0.68;  // of the disc's depth and width
constexpr double kCortexMm = 0.8;
constexpr double kWaist = 0.93;  // of a body against its discs

// Where a disc lies: u backwards, w to the left, v up.
struct DiscFrame {
  Vec3 centre = Vec3::Zero();
  double c = 1;  // cosine and sine of its tilt
  double s = 0;

  Vec3 Local(const Vec3& p) const {
    const Vec3 d = p - centre;
    return {c * d.y() + s * d.z(), d.x(), c * d.z() - s * d.y()};
  }
  Vec3 Point(double u, double v) const {
    return centre + Vec3(0, c * u - s * v, s * u + c * v);
  }
};

using Frames = std::array<DiscFrame, kSpineDiscs>;

// The chain from the sacrum upwards, then moved so that the treated disc is the origin.
Frames PlaceDiscs(const SpineShape& shape) {
  Frames frames;
  double tilt_deg = shape.sacral_tilt_deg;
  Vec3 at = Vec3::Zero();
  for (std::size_t n = 0; n < kSpineDiscs; ++n) {
    const SpineDiscShape& disc = shape.discs[n];
    frames[n] = {at, std::cos(tilt_deg * kDeg), std::sin(tilt_deg * kDeg)};
    if (n + 1 == kSpineDiscs) break;
    const double step = disc.body_mm + (disc.height_mm + shape.discs[n + 1].height_mm) / 2 +
                        2 * kBonyEndPlateMm;
    const double middle = (tilt_deg - disc.turn_deg / 2) * kDeg;
    at += step * Vec3(0, -std::sin(middle), std::cos(middle));
    tilt_deg -= disc.turn_deg;
  }
  const Vec3 origin = frames[static_cast<std::size_t>(shape.treated)].centre;
  for (DiscFrame& frame : frames) frame.centre -= origin;
  return frames;
}

double HalfHeight(const SpineDiscShape& disc, double u, double w) {
  const double x = u / disc.half_depth_mm;
  const double y = w / disc.half_width_mm;
  // Beyond the rim the plates go on level.
  const double bow = kPlateBowMm * std::max(1 - x * x - y * y, -0.5);
  const double along = std::clamp(u, -1.3 * disc.half_depth_mm, 1.3 * disc.half_depth_mm);
  return disc.height_mm / 2 - disc.wedge * along + bow;
}

double EllipseDistance(const Vec3& local, double half_depth, double half_width) {
  return ColumnDistance(Vec3(local[0], local[1], 0), 0, 0, half_depth, half_width);
}

// A tube along a line of places.
double PathDistance(const Vec3& p, const std::vector<Vec3>& path, double radius) {
  double nearest = std::numeric_limits<double>::max();
  for (std::size_t n = 1; n < path.size(); ++n) {
    const Vec3 way = path[n] - path[n - 1];
    const double at = std::clamp((p - path[n - 1]).dot(way) / way.squaredNorm(), 0.0, 1.0);
    nearest = std::min(nearest, (p - path[n - 1] - at * way).norm());
  }
  return nearest - radius;
}

class SpineBuilder {
 public:
  explicit SpineBuilder(const SpineShape& shape) : shape_(shape), frames_(PlaceDiscs(shape)) {}

  SpineAnatomy Build() {
    AddParts();
    AddTrunk();
    for (std::size_t n = 0; n < kSpineDiscs; ++n) AddDiscFields(n);
    for (std::size_t n = 0; n < kSpineDiscs; ++n) AddDisc(n);
    for (std::size_t n = 0; n < kSpineDiscs; ++n) AddBody(n);
    AddSacrum();
    AddCanal();
    AddSoftTissue();
    return {std::move(anatomy_), parts_};
  }

 private:
  void AddParts() {
    anatomy_.AddPart({"air", Tissue::kAir, 0});
    fat_ = anatomy_.AddPart({"fat", Tissue::kFat, 0});
    anatomy_.ground = fat_;
    muscle_ = anatomy_.AddPart({"muscle", Tissue::kMuscle, 0});
    ligament_ = anatomy_.AddPart({"ligament", Tissue::kLigament, 0});
    marrow_ = anatomy_.AddPart({"marrow", Tissue::kRedMarrow, 0});
    cortex_ = anatomy_.AddPart({"cortex", Tissue::kCortex, 0});
    nerve_ = anatomy_.AddPart({"roots", Tissue::kNerve, 0});
    parts_.fluid = anatomy_.AddPart(
        {"spinal fluid", Tissue::kSpinalFluid, static_cast<unsigned>(RegionRole::kReference)});
    for (std::size_t n = 0; n < kSpineDiscs; ++n) {
      const auto role =
          static_cast<unsigned>(static_cast<int>(n) == shape_.treated ? RegionRole::kStructure
                                                                      : RegionRole::kControl);
      const std::string level(kSpineLevels[n]);
      parts_.nucleus[n] = anatomy_.AddPart({"nucleus " + level, Tissue::kNucleus, role});
      parts_.annulus[n] = anatomy_.AddPart({"annulus " + level, Tissue::kAnnulus, role});
    }
  }

  void AddTrunk() {
    const int trunk =
        anatomy_.AddField([](const Vec3& p) { return ColumnDistance(p, 0, -10, 150, 105); });
    anatomy_.AddLayer(0, {{trunk, 0.0, -1.0}});
  }

  void AddDiscFields(std::size_t n) {
    const SpineDiscShape disc = shape_.discs[n];
    const DiscFrame frame = frames_[n];
    outline_[n] = anatomy_.AddField([disc, frame](const Vec3& p) {
      return EllipseDistance(frame.Local(p), disc.half_depth_mm, disc.half_width_mm);
    });
    nucleus_[n] = anatomy_.AddField([disc, frame](const Vec3& p) {
      return EllipseDistance(frame.Local(p),
                             kNucleusShare * disc.half_depth_mm,
                             kNucleusShare * disc.half_width_mm);
    });
    top_[n] = anatomy_.AddField([disc, frame](const Vec3& p) {
      const Vec3 local = frame.Local(p);
      return local[2] - HalfHeight(disc, local[0], local[1]);
    });
    bottom_[n] = anatomy_.AddField([disc, frame](const Vec3& p) {
      const Vec3 local = frame.Local(p);
      return -local[2] - HalfHeight(disc, local[0], local[1]);
    });
  }

  void AddDisc(std::size_t n) {
    anatomy_.AddLayer(parts_.nucleus[n], {{nucleus_[n]}, {top_[n]}, {bottom_[n]}});
    anatomy_.AddLayer(parts_.annulus[n], {{outline_[n]}, {top_[n]}, {bottom_[n]}});
    anatomy_.AddLayer(
        cortex_, {{outline_[n]}, {top_[n], -kBonyEndPlateMm}, {bottom_[n], -kBonyEndPlateMm}});
  }

  // The vertebra above disc n, up to the next disc or out of the images.
  void AddBody(std::size_t n) {
    const bool last = n + 1 == kSpineDiscs;
    const Vec3 low = frames_[n].centre;
    const Vec3 high =
        last ? Vec3(low + 45 * Vec3(0, -frames_[n].s, frames_[n].c)) : frames_[n + 1].centre;
    const Vec3 axis = (high - low).normalized();
    const double depth = kWaist * shape_.discs[n].half_depth_mm;
    const double width = kWaist * shape_.discs[n].half_width_mm;
    const int tube = anatomy_.AddField([low, axis, depth, width](const Vec3& p) {
      const Vec3 arm = p - low;
      const double u = axis.z() * arm.y() - axis.y() * arm.z();
      return EllipseDistance(Vec3(u, arm.x(), 0), depth, width);
    });
    std::vector<HalfSpace> between{{top_[n], 0.0, -1.0}};
    if (last) {
      const int end =
          anatomy_.AddField([high, axis](const Vec3& p) { return (p - high).dot(axis); });
      between.push_back({end});
    } else {
      between.push_back({bottom_[n + 1], 0.0, -1.0});
    }
    for (const auto& [part, offset] :
         {std::pair{marrow_, kCortexMm}, std::pair{cortex_, 0.0}}) {
      std::vector<HalfSpace> inside = between;
      inside.push_back({tube, offset});
      anatomy_.AddLayer(part, std::move(inside));
    }
  }

  // Below the lowest disc: much deeper at its top than below, without a disc to its end.
  void AddSacrum() {
    const SpineDiscShape disc = shape_.discs[0];
    const DiscFrame frame = frames_[0];
    const int body = anatomy_.AddField([disc, frame](const Vec3& p) {
      const Vec3 local = frame.Local(p);
      const double down = std::max(-local[2], 0.0);
      const double shrink = std::max(1 - 0.42 * std::min(down / 30, 1.3), 0.3);
      const double width = std::max(1 - 0.1 * down / 30, 0.4) * disc.half_width_mm;
      return 0.9 * EllipseDistance(Vec3(local[0] - 0.06 * down, local[1], 0),
                                   shrink * disc.half_depth_mm,
                                   width);
    });
    const int end =
        anatomy_.AddField([frame](const Vec3& p) { return -frame.Local(p)[2] - 95; });
    anatomy_.AddLayer(marrow_, {{body, kCortexMm}, {bottom_[0], 0.0, -1.0}, {end}});
    anatomy_.AddLayer(cortex_, {{body}, {bottom_[0], 0.0, -1.0}, {end}});
  }

  // Along the hind edges of the discs, 9 mm behind.
  std::vector<Vec3> PathBehind(double behind_mm) const {
    std::vector<Vec3> path;
    const auto at = [&](std::size_t n, double v) {
      return frames_[n].Point(shape_.discs[n].half_depth_mm + behind_mm, v);
    };
    path.push_back(at(0, -45));
    for (std::size_t n = 0; n < kSpineDiscs; ++n) path.push_back(at(n, 0));
    path.push_back(at(kSpineDiscs - 1, 60));
    return path;
  }

  void AddCanal() {
    constexpr double kCanalRadiusMm = 7.5;
    const auto roots = PathBehind(12.5);
    const auto canal = PathBehind(9.5);
    const int inner =
        anatomy_.AddField([roots](const Vec3& p) { return PathDistance(p, roots, 3.0); });
    const int outer = anatomy_.AddField(
        [canal](const Vec3& p) { return PathDistance(p, canal, kCanalRadiusMm); });
    anatomy_.AddLayer(nerve_, {{inner}});
    anatomy_.AddLayer(parts_.fluid, {{outer}});
    anatomy_.AddLayer(ligament_, {{outer, -1.2}});
  }

  void AddSoftTissue() {
    const auto path = PathBehind(48);
    for (const double side : {-1.0, 1.0}) {
      std::vector<Vec3> beside = path;
      for (Vec3& p : beside) p.x() += 24 * side;
      const int back =
          anatomy_.AddField([beside](const Vec3& p) { return PathDistance(p, beside, 21); });
      anatomy_.AddLayer(muscle_, {{back}});
    }
    // Vessels are dark by their flow.
    std::vector<Vec3> front;
    for (std::size_t n = 0; n < kSpineDiscs; ++n)
      front.push_back(frames_[n].Point(-shape_.discs[n].half_depth_mm - 12, 0) + Vec3(8, 0, 0));
    front.push_back(front.back() + Vec3(0, 0, 80));
    const int vessel =
        anatomy_.AddField([front](const Vec3& p) { return PathDistance(p, front, 8); });
    anatomy_.AddLayer(ligament_, {{vessel}});
  }

  SpineShape shape_;
  Frames frames_;
  Anatomy anatomy_;
  SpineParts parts_;
  int fat_ = 0, muscle_ = 0, ligament_ = 0, marrow_ = 0, cortex_ = 0, nerve_ = 0;
  std::array<int, kSpineDiscs> outline_{}, nucleus_{}, top_{}, bottom_{};
};

}  // namespace

SpineShape DrawSpineShape(std::uint64_t seed, int treated) {
  SpineShape shape;
  shape.treated = treated;
  shape.discs[0].wedge = 0.10;
  shape.discs[0].turn_deg = 19;
  for (std::size_t n = 3; n < kSpineDiscs; ++n) shape.discs[n].turn_deg = 4;
  if (seed == 0) return shape;
  RandomStream random(MixSeed(seed, 501));
  const double scale = random.NextBetween(0.94, 1.06);
  shape.sacral_tilt_deg = random.NextBetween(32, 44);
  for (SpineDiscShape& disc : shape.discs) {
    disc.height_mm = random.NextBetween(7.0, 10.5) * scale;
    disc.wedge += random.NextBetween(-0.02, 0.02);
    disc.half_depth_mm = random.NextBetween(16.5, 18.5) * scale;
    disc.half_width_mm = random.NextBetween(22.5, 26) * scale;
    disc.turn_deg += random.NextBetween(-2.5, 2.5);
    disc.body_mm = random.NextBetween(25, 28) * scale;
  }
  return shape;
}

SpineAnatomy BuildSpine(const SpineShape& shape) {
  return SpineBuilder(shape).Build();
}

double MeasuredHeightMm(const SpineDiscShape& disc) {
  double sum = 0;
  int count = 0;
  for (const double u : {-0.6, 0.0, 0.6}) {
    for (double w = -6; w <= 6; w += 1) {
      sum += 2 * HalfHeight(disc, u * disc.half_depth_mm, w);
      ++count;
    }
  }
  return sum / count;
}

}  // namespace regen
