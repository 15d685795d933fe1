// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/cartilage_thickness.h"

#include "analysis/base/robust.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_reference.h"
#include "analysis/measurement/thickness_measurement.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr double kBeyondMm = 1.3;     // the outline, to which profiles are sampled
constexpr double kPlateMm = 0.3;      // inside the outline, from which the plate is looked for
constexpr double kPlateQuantile = 0.1;
constexpr double kAbovePlateMm = 0.75;
constexpr double kMostShiftMm = 0.75;    // of an edge from the outline
constexpr double kSurfaceReachMm = 0.6;  // beyond the outline: what may be the surface's peak
constexpr double kTissue = 0.75;         // of the step from plate to tissue: tissue begins
constexpr double kDenuded = 0.3;         // of the same: less is none
constexpr double kDarkSurface = 0.35;    // of the same: how much darker is no longer tissue
constexpr double kFluid = 0.35;          // of the same: how much brighter is fluid
constexpr double kFluidQuantile = 0.98;
constexpr double kLeastFilm = 0.15;  // of the step from tissue to fluid
constexpr double kFullFilm = 0.85;   // of the same: as thick as the image shows, or thicker
constexpr double kMethodMm = 0.12;  // standard error that no scatter shows, see the header

// A profile seen from the bone: its places are heights above the outline's side there.
struct Column : ProfileSamples {
  double outline_mm = 0;  // height of the outline's other side
};

// `bone_first`: the bone lies at the profile's beginning.
Column ColumnOf(ProfileSamples samples, double half_mm, bool bone_first) {
  if (!bone_first) {
    std::reverse(samples.s_mm.begin(), samples.s_mm.end());
    std::reverse(samples.values.begin(), samples.values.end());
    for (double& s : samples.s_mm) s = -s;
  }
  for (double& s : samples.s_mm) s += half_mm;
  return {std::move(samples), 2 * half_mm};
}

double TroughOf(const Column& column) {
  double trough = column.values.empty() ? 0 : column.values.front();
  for (std::size_t n = 0; n < column.values.size(); ++n) {
    if (column.s_mm[n] <= kPlateMm) trough = std::min(trough, column.values[n]);
  }
  return trough;
}

struct Levels {
  double plate = 0;
  double tissue = 0;
  std::optional<double> fluid;  // where any is seen above the tissue
  double Step() const { return tissue - plate; }
};

// Where the profile passes a value upwards on its way from the plate, nearest to the outline.
std::optional<double> BoneEdge(const Column& column, const Levels& levels) {
  const double middle = (levels.plate + levels.tissue) / 2;
  std::optional<double> nearest;
  for (std::size_t n = 1; n < column.values.size(); ++n) {
    if (!(column.values[n - 1] < middle && column.values[n] >= middle)) continue;
    const double at = column.CrossingBefore(n, middle);
    if (std::abs(at) > kMostShiftMm) continue;
    if (!nearest || std::abs(at) < std::abs(*nearest)) nearest = at;
  }
  return nearest;
}

std::optional<double> ValueAt(const Column& column, double height_mm) {
  for (std::size_t n = 0; n < column.values.size(); ++n) {
    if (column.s_mm[n] >= height_mm) return column.values[n];
  }
  return std::nullopt;
}

bool MayBeSurface(const Column& column, std::size_t n) {
  return n < column.values.size() &&
         column.s_mm[n] <= column.outline_mm + kSurfaceReachMm;
}

std::optional<Levels> LevelsOf(const std::vector<Column>& columns) {
  std::vector<double> troughs;
  std::vector<double> inner;
  for (const Column& column : columns) {
    troughs.push_back(TroughOf(column));
    if (const auto value = ValueAt(column, column.outline_mm / 2)) inner.push_back(*value);
  }
  if (inner.size() < kFewestProfiles) return std::nullopt;
  Levels levels;
  levels.plate = Quantile(troughs, kPlateQuantile);
  levels.tissue = Median(inner);
  std::vector<double> tissue;
  for (const Column& column : columns) {
    const auto edge = BoneEdge(column, levels);
    const auto value = edge ? ValueAt(column, *edge + kAbovePlateMm) : std::nullopt;
    if (value) tissue.push_back(*value);
  }
  if (tissue.size() < kFewestProfiles) return std::nullopt;
  levels.tissue = Median(std::move(tissue));
  std::vector<double> above;
  for (const Column& column : columns) {
    for (std::size_t n = 0; MayBeSurface(column, n); ++n) {
      if (column.s_mm[n] >= kAbovePlateMm) above.push_back(column.values[n]);
    }
  }
  const double brightest = above.empty() ? 0 : Quantile(std::move(above), kFluidQuantile);
  if (brightest - levels.tissue >= kFluid * levels.Step()) levels.fluid = brightest;
  return levels;
}

// Where the values pass `middle` on the way back from a place to `from`.
double PassedBefore(const Column& column, std::size_t at, std::size_t from, double middle) {
  const bool above = column.values[at] > middle;
  for (std::size_t n = at; n > from; --n) {
    if ((column.values[n - 1] > middle) != above) return column.CrossingBefore(n, middle);
  }
  return column.s_mm[from];
}

// Below a film of fluid, which may be thinner than the image shows: its middle is where it is
// brightest, its width w = sum of (S - tissue) / (fluid - tissue) over it.
std::optional<double> BelowFluid(const Column& column, const Levels& levels, std::size_t from) {
  if (!levels.fluid) return std::nullopt;
  const double step = *levels.fluid - levels.tissue;
  const auto share = [&](std::size_t n) { return (column.values[n] - levels.tissue) / step; };
  std::size_t peak = from;
  for (std::size_t n = from; MayBeSurface(column, n); ++n) {
    if (share(n) >= kFullFilm) return PassedBefore(column, n, from, levels.tissue + step / 2);
    if (share(n) > share(peak)) peak = n;
  }
  if (share(peak) < kLeastFilm) return std::nullopt;
  double width_mm = 0;
  for (std::size_t n = peak; n < column.values.size() && share(n) > 0; ++n)
    width_mm += share(n) * kProfileSampleMm;
  for (std::size_t n = peak; n > from && share(n - 1) > 0; --n)
    width_mm += share(n - 1) * kProfileSampleMm;
  return column.s_mm[peak] - width_mm / 2;
}

// Below something darker.
std::optional<double> BelowDark(const Column& column, const Levels& levels, std::size_t from) {
  const auto fall = [&](std::size_t n) {
    return (levels.tissue - column.values[n]) / levels.Step();
  };
  std::size_t trough = from;
  for (std::size_t n = from; MayBeSurface(column, n); ++n) {
    if (fall(n) > fall(trough)) trough = n;
  }
  if (fall(trough) < kDarkSurface) return std::nullopt;
  return PassedBefore(
      column, trough, from, (column.values[trough] + levels.tissue) / 2);
}

// Height of the surface; the outline's where nothing shows it.
double SurfaceOf(const Column& column, const Levels& levels, std::size_t from) {
  const auto fluid = BelowFluid(column, levels, from);
  const auto dark = BelowDark(column, levels, from);
  if (fluid && dark) return std::min(*fluid, *dark);
  return fluid ? *fluid : dark.value_or(column.outline_mm);
}

double ThicknessOf(const Column& column, const Levels& levels) {
  const double bone = BoneEdge(column, levels).value_or(0);
  std::size_t from = 0;
  double most = 0;
  for (std::size_t n = 0; n < column.values.size() && most < kTissue; ++n) {
    if (column.s_mm[n] < bone || column.s_mm[n] > column.outline_mm) continue;
    const double share = (column.values[n] - levels.plate) / levels.Step();
    if (share <= most) continue;
    most = share;
    from = n;
  }
  if (most < kDenuded) return 0;
  return std::max(0.0, SurfaceOf(column, levels, from) - bone);
}

// Seen from the side whose plate is darker.
std::vector<Column> ColumnsOf(const OutlinedExam& exam) {
  std::vector<Column> from_front;
  std::vector<Column> from_back;
  std::vector<double> front;
  std::vector<double> back;
  for (const Profile& profile : ProfilesAcross(exam.shape, AxesOf(exam.shape))) {
    const ProfileSamples samples = SampleProfile(exam, profile, kBeyondMm);
    if (samples.s_mm.size() < 2) continue;
    from_front.push_back(ColumnOf(samples, profile.half_mm, true));
    from_back.push_back(ColumnOf(samples, profile.half_mm, false));
    front.push_back(TroughOf(from_front.back()));
    back.push_back(TroughOf(from_back.back()));
  }
  if (front.empty()) return {};
  return Median(std::move(front)) <= Median(std::move(back)) ? from_front : from_back;
}

MeasuredValue Measured(const OutlinedExam& exam) {
  const std::vector<Column> columns = ColumnsOf(exam);
  if (columns.size() < kFewestProfiles) return TooFewProfiles(columns.size());
  const auto levels = LevelsOf(columns);
  if (!levels || levels->Step() < kLeastStepInNoise * NoiseOf(exam)) return TooFewProfiles(0);
  MeasuredValue measured;
  std::vector<double> thickness_mm;
  double sum = 0;
  for (const Column& column : columns) {
    thickness_mm.push_back(ThicknessOf(column, *levels));
    sum += thickness_mm.back();
    measured.voxels_rejected += thickness_mm.back() == 0 ? 1 : 0;
  }
  const double n = static_cast<double>(thickness_mm.size());
  measured.value = sum / n;
  // Of the edges' own scatter, not of how the sheet's thickness varies from place to place:
  // neighbouring profiles differ by it.
  std::vector<double> steps;
  for (std::size_t at = 1; at < thickness_mm.size(); ++at)
    steps.push_back(std::abs(thickness_mm[at] - thickness_mm[at - 1]));
  const double scatter = RobustScale(std::move(steps)) / std::sqrt(2.0);
  const double area_mm2 = n * kProfileAlongMm * kProfileAcrossMm;
  measured.standard_error = std::hypot(
      kMethodMm, scatter / std::sqrt(std::min(n, IndependentProfiles(exam, area_mm2))));
  measured.voxels_measured = static_cast<int>(columns.size());
  return measured;
}

// Mean of the depths that the outline has along its profiles.
struct DrawnDepth {
  double mm = 0;
};

DrawnDepth DepthOf(const RegionShape& shape) {
  const auto profiles = ProfilesAcross(shape, AxesOf(shape));
  DrawnDepth depth;
  for (const Profile& profile : profiles)
    depth.mm += 2 * profile.half_mm / static_cast<double>(profiles.size());
  return depth;
}

}  // namespace

MeasuredValue MeasureMeanThickness(const OutlinedExam& exam) {
  struct Thickness {
    MeasuredValue measured;
  };
  return MadeOnce<Thickness>(
             exam.work, WorkOn::kOutline, [&] { return Thickness{Measured(exam)}; })
      ->measured;
}

MeasuredPair MeasureDefectFill(const ExamPair& pair) {
  const OutlinedExam& drawn = pair.baseline;
  const double depth_mm =
      MadeOnce<DrawnDepth>(drawn.work, WorkOn::kOutline, [&] { return DepthOf(drawn.shape); })
          ->mm;
  const auto share = [&](const OutlinedExam& exam) {
    MeasuredValue filled = MeasureMeanThickness(exam);
    if (filled.value) *filled.value *= 100 / depth_mm;
    filled.standard_error *= 100 / depth_mm;
    return filled;
  };
  return {pair.baseline_wanted ? share(pair.baseline) : MeasuredValue{},
          share(pair.follow_up)};
}

}  // namespace regen
