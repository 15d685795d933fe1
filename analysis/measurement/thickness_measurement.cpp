// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/thickness_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/signal_reference.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Eigenvalues>

namespace regen {
namespace {

constexpr double kWalkStepMm = 0.2;
constexpr double kNearestLevelMm = 0.8;  // outside of the outline
constexpr double kFarthestLevelMm = 2.2;
constexpr double kMostShiftMm = 1.5;  // of an edge from the outline
constexpr double kWindowMm = 6;
constexpr double kInnerWidth = 0.6;

struct Span {
  double low = 0;
  double high = 0;
  double Length() const { return high - low; }
};

// The longest stretch inside the shape along a line.
std::optional<Span> InsideAlong(const RegionShape& shape,
                                const Vec3& from,
                                const Vec3& direction,
                                double reach_mm) {
  std::optional<Span> longest;
  bool inside = false;
  double begun = 0;
  double before = kFarOutsideMm;
  // Where the outline is passed between this step and the one before.
  const auto passed = [&](double s, double distance) {
    const bool known = before > kFarOutsideMm && distance > kFarOutsideMm;
    return known ? s - kWalkStepMm * distance / (distance - before) : s;
  };
  for (double s = -reach_mm; s <= reach_mm; s += kWalkStepMm) {
    const double distance = DistanceAt(shape, from + s * direction);
    if (distance > 0 && !inside) {
      begun = passed(s, distance);
      inside = true;
    } else if (distance <= 0 && inside) {
      const double end = passed(s, distance);
      if (!longest || end - begun > longest->Length()) longest = Span{begun, end};
      inside = false;
    }
    before = distance;
  }
  return longest;
}

Profile ProfileAt(const RegionShape& shape,
                  const ShapeAxes& axes,
                  const Vec3& from,
                  const Vec3& direction,
                  double reach_mm) {
  Profile profile;
  profile.direction = direction;
  const auto inside = InsideAlong(shape, from, direction, reach_mm);
  if (!inside) return profile;
  profile.middle = from + (inside->low + inside->high) / 2 * direction;
  profile.half_mm = inside->Length() / 2;
  profile.along_mm = (profile.middle - axes.centre).dot(axes.along);
  profile.across_mm = (profile.middle - axes.centre).dot(axes.across);
  return profile;
}

// Perpendicular to the least-squares plane through the middles around one.
Vec3 NormalAround(const std::vector<Profile>& profiles, const Profile& at) {
  constexpr double kRadiusMm = 4;
  Vec3 sum = Vec3::Zero();
  double count = 0;
  for (const Profile& other : profiles) {
    if ((other.middle - at.middle).norm() > kRadiusMm) continue;
    sum += other.middle;
    count += 1;
  }
  if (count < 6) return at.direction;
  const Vec3 centre = sum / count;
  Mat3 moments = Mat3::Zero();
  for (const Profile& other : profiles) {
    if ((other.middle - at.middle).norm() > kRadiusMm) continue;
    const Vec3 arm = other.middle - centre;
    moments += arm * arm.transpose();
  }
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(moments / count);
  const Vec3 normal = solver.eigenvectors().col(0);
  return normal.dot(at.direction) < 0 ? Vec3(-normal) : normal;
}

// Median between two places; nothing where fewer than five samples lie there.
std::optional<double> LevelBetween(const ProfileSamples& sampled, double from_mm, double to_mm) {
  std::vector<double> values;
  for (std::size_t n = 0; n < sampled.s_mm.size(); ++n) {
    if (sampled.s_mm[n] >= from_mm && sampled.s_mm[n] <= to_mm)
      values.push_back(sampled.values[n]);
  }
  if (values.size() < 5) return std::nullopt;
  return Median(std::move(values));
}

// Of the places where `level` is crossed, the one nearest to `expected_mm`.
std::optional<double> CrossingNear(const ProfileSamples& sampled, double level, double expected_mm) {
  std::optional<double> nearest;
  for (std::size_t n = 1; n < sampled.s_mm.size(); ++n) {
    if ((sampled.values[n - 1] < level) == (sampled.values[n] < level)) continue;
    const double at = sampled.CrossingBefore(n, level);
    if (!nearest || std::abs(at - expected_mm) < std::abs(*nearest - expected_mm)) nearest = at;
  }
  if (nearest && std::abs(*nearest - expected_mm) > kMostShiftMm) return std::nullopt;
  return nearest;
}

struct PlacedThickness {
  double along_mm = 0;
  double thickness_mm = 0;
};

double ScaleAbout(const std::vector<double>& values, double middle) {
  std::vector<double> deviations;
  for (const double value : values) deviations.push_back(std::abs(value - middle));
  return RobustScale(std::move(deviations));
}

}  // namespace

double ProfileSamples::CrossingBefore(std::size_t n, double level) const {
  const double before = values[n - 1] - level;
  const double after = values[n] - level;
  return s_mm[n - 1] + kProfileSampleMm * before / (before - after);
}

ProfileSamples SampleProfile(const OutlinedExam& exam,
                             const Profile& profile,
                             double beyond_mm) {
  const double reach = profile.half_mm + beyond_mm;
  const Vec3 middle = exam.exam_from_shape * profile.middle;
  const Vec3 step = exam.exam_from_shape * (profile.middle + profile.direction) - middle;
  ProfileSamples sampled;
  for (double s = -reach; s <= reach; s += kProfileSampleMm) {
    double value = 0;
    const Vec3 index = IndexFromLps(exam.image.geometry, middle + s * step);
    if (!InterpolateLinear(exam.image, index, &value)) continue;
    sampled.s_mm.push_back(s);
    sampled.values.push_back(value);
  }
  return sampled;
}

MeasuredValue TooFewProfiles(std::size_t found) {
  MeasuredValue measured;
  measured.voxels_measured = static_cast<int>(found);
  measured.reasons.push_back(
      MakeReason(reasons::kTooFewProfiles,
                 StrCat(found,
                        " profiles across the structure show both edges; at least ",
                        kFewestProfiles,
                        " are needed in one place")));
  return measured;
}

double IndependentProfiles(const OutlinedExam& exam, double area_mm2) {
  const Vec3& spacing = exam.image.geometry.spacing_mm;
  return std::max(1.0, area_mm2 / (spacing[0] * spacing[2]));
}

std::vector<Profile> ProfilesAcross(const RegionShape& shape, const ShapeAxes& axes) {
  return ProfilesBetween(shape, axes, -axes.half_length_mm, axes.half_length_mm);
}

std::vector<Profile> ProfilesBetween(const RegionShape& shape,
                                     const ShapeAxes& axes,
                                     double from_mm,
                                     double to_mm) {
  const double reach = axes.half_thickness_mm + 1;
  std::vector<Profile> straight;
  for (double u = from_mm; u <= to_mm; u += kProfileAlongMm) {
    for (double v = -axes.half_width_mm; v <= axes.half_width_mm; v += kProfileAcrossMm) {
      const Vec3 from = axes.centre + u * axes.along + v * axes.across;
      const Profile profile = ProfileAt(shape, axes, from, axes.through, reach);
      if (profile.half_mm > 0) straight.push_back(profile);
    }
  }
  std::vector<Profile> profiles;
  for (const Profile& profile : straight) {
    const Vec3 normal = NormalAround(straight, profile);
    const Profile local =
        ProfileAt(shape, axes, profile.middle, normal, 2 * profile.half_mm + 1);
    if (local.half_mm > 0) profiles.push_back(local);
  }
  return profiles;
}

ProfileEdges FindEdges(const OutlinedExam& exam, const Profile& profile, double noise) {
  ProfileEdges edges;
  const double half = profile.half_mm;
  const ProfileSamples sampled = SampleProfile(exam, profile, kFarthestLevelMm);
  const auto inside = LevelBetween(sampled, -half / 2, half / 2);
  const auto front = LevelBetween(sampled, -half - kFarthestLevelMm, -half - kNearestLevelMm);
  const auto back = LevelBetween(sampled, half + kNearestLevelMm, half + kFarthestLevelMm);
  if (!inside || !front || !back) return edges;
  edges.inside = *inside;
  edges.front = *front;
  edges.back = *back;
  const double least = kLeastStepInNoise * noise;
  if (std::abs(*front - *inside) >= least)
    edges.front_mm = CrossingNear(sampled, (*front + *inside) / 2, -half);
  if (std::abs(*back - *inside) >= least)
    edges.back_mm = CrossingNear(sampled, (*back + *inside) / 2, half);
  return edges;
}

MeasuredValue MeasureGreatestThickness(const OutlinedExam& exam) {
  const ShapeAxes axes = AxesOf(exam.shape);
  const double noise = NoiseOf(exam);
  std::vector<PlacedThickness> all;
  for (const Profile& profile : ProfilesAcross(exam.shape, axes)) {
    if (std::abs(profile.across_mm) > kInnerWidth * axes.half_width_mm) continue;
    const ProfileEdges edges = FindEdges(exam, profile, noise);
    if (edges.front_mm && edges.back_mm)
      all.push_back({profile.along_mm, *edges.back_mm - *edges.front_mm});
  }
  std::optional<double> greatest;
  double error = 0;
  const double independent =
      IndependentProfiles(exam, kWindowMm * 2 * kInnerWidth * axes.half_width_mm);
  for (double at = -axes.half_length_mm; at <= axes.half_length_mm; at += kProfileAlongMm) {
    std::vector<double> window;
    for (const PlacedThickness& one : all) {
      if (std::abs(one.along_mm - at) <= kWindowMm / 2) window.push_back(one.thickness_mm);
    }
    if (window.size() < kFewestProfiles) continue;
    const double median = Median(window);
    if (greatest && median <= *greatest) continue;
    greatest = median;
    const double n = std::min(independent, static_cast<double>(window.size()));
    error = 1.2533 * ScaleAbout(window, median) / std::sqrt(n);
  }
  if (!greatest) return TooFewProfiles(all.size());
  MeasuredValue measured;
  measured.value = greatest;
  measured.standard_error = error;
  measured.voxels_measured = static_cast<int>(all.size());
  return measured;
}

MeasuredValue MeasureThicknessAt(const OutlinedExam& exam,
                                 const ShapeAxes& axes,
                                 double at_mm,
                                 double noise) {
  std::vector<Profile> profiles =
      ProfilesBetween(exam.shape, axes, at_mm - kWindowMm, at_mm + kWindowMm);
  std::erase_if(profiles, [&](const Profile& profile) {
    return std::abs(profile.along_mm - at_mm) > kWindowMm / 2;
  });
  if (profiles.empty()) return TooFewProfiles(0);
  // Of the structure at this place: elsewhere it may be wider, or lie beside the straight axis.
  const auto [left, right] =
      std::minmax_element(profiles.begin(), profiles.end(), [](const auto& a, const auto& b) {
        return a.across_mm < b.across_mm;
      });
  const double middle = (left->across_mm + right->across_mm) / 2;
  const double half_width = (right->across_mm - left->across_mm) / 2;
  std::vector<double> window;
  for (const Profile& profile : profiles) {
    if (std::abs(profile.across_mm - middle) > kInnerWidth * half_width) continue;
    const ProfileEdges edges = FindEdges(exam, profile, noise);
    if (edges.front_mm && edges.back_mm) window.push_back(*edges.back_mm - *edges.front_mm);
  }
  if (window.size() < kFewestProfiles) return TooFewProfiles(window.size());
  MeasuredValue measured;
  measured.value = Median(window);
  const double area_mm2 = kWindowMm * 2 * kInnerWidth * half_width;
  const double n =
      std::min(IndependentProfiles(exam, area_mm2), static_cast<double>(window.size()));
  measured.standard_error = 1.2533 * ScaleAbout(window, *measured.value) / std::sqrt(n);
  measured.voxels_measured = static_cast<int>(window.size());
  return measured;
}

}  // namespace regen
