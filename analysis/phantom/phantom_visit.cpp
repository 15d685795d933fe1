// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/phantom_visit.h"

#include "analysis/phantom/random_field.h"

#include <cstddef>
#include <numbers>
#include <utility>

namespace regen {
namespace {

// Columns run to the left or backwards, rows down or backwards, right-handed.
Mat3 DirectionOf(ImagingPlane plane) {
  Mat3 direction = Mat3::Identity();
  switch (plane) {
    case ImagingPlane::kSagittal:
      direction.col(0) = Vec3(0, 1, 0);
      direction.col(1) = Vec3(0, 0, -1);
      direction.col(2) = Vec3(-1, 0, 0);
      break;
    case ImagingPlane::kCoronal:
      direction.col(1) = Vec3(0, 0, -1);
      direction.col(2) = Vec3(0, 1, 0);
      break;
    case ImagingPlane::kAxial:
      break;
  }
  return direction;
}

void AddUp(std::vector<Volume>& images) {
  for (std::size_t n = 1; n < images.size(); ++n) {
    for (std::size_t at = 0; at < images[n].values.size(); ++at) {
      images[0].values[at] += images[n].values[at];
    }
  }
  images.resize(1);
}

}  // namespace

PhantomVisit PlanPhantomVisit(const VisitPlan& plan, Anatomy layers) {
  constexpr double kCarelessRad = 1.5 * std::numbers::pi / 180.0;
  const auto visit = static_cast<std::uint64_t>(plan.visit);
  RandomStream random(MixSeed(plan.seed, plan.stream + visit));
  PhantomVisit planned;
  planned.matter = MatterOf(layers);
  planned.anatomy = std::move(layers);
  planned.placement.pose = plan.pose;
  planned.scanner.gain = plan.visit == 0 ? 1.0 : random.NextBetween(0.85, 1.18);
  planned.scanner.reception = CoilShading(random, plan.pose.centre_lps, plan.shading);
  if (plan.transmission > 0) {
    planned.scanner.transmission = CoilShading(random, plan.pose.centre_lps, plan.transmission);
  }
  planned.scanner.noise_seed = MixSeed(plan.seed, plan.stream + 10 + visit);
  planned.scanner.threads = plan.threads;
  planned.texture_seed = plan.seed;
  planned.centre_lps = plan.pose.LpsFromAnatomy(plan.middle) + 3.0 * random.NextDirection();
  planned.tilt =
      RigidAbout(Vec3::Zero(), kCarelessRad * random.NextDirection(), Vec3::Zero()).rotation;
  return planned;
}

VolumeGeometry GridOf(const PhantomVisit& visit, const ExamSeries& series) {
  VolumeGeometry grid;
  grid.size = series.size;
  grid.spacing_mm = series.spacing_mm;
  grid.direction = visit.tilt * DirectionOf(series.plane);
  const Vec3 middle(
      0.5 * (series.size[0] - 1), 0.5 * (series.size[1] - 1), 0.5 * (series.size[2] - 1));
  grid.origin_lps = visit.centre_lps - grid.direction * grid.spacing_mm.cwiseProduct(middle);
  return grid;
}

const TissueMap& ExamRenderer::MapOf(const ExamSeries& series) {
  const VolumeGeometry grid = GridOf(visit_, series);
  if (!map_ || !SameGrid(map_->geometry, grid, 0.0) ||
      mapped_thickness_mm_ != series.slice_thickness_mm) {
    TissueMapOptions options;
    options.profile.thickness_mm = series.slice_thickness_mm;
    options.texture_seed = visit_.texture_seed;
    options.threads = visit_.scanner.threads;
    map_ = MapTissues(visit_.anatomy, visit_.placement, grid, options);
    mapped_thickness_mm_ = series.slice_thickness_mm;
  }
  return *map_;
}

EchoSeries ExamRenderer::Render(const ExamSeries& series, std::uint64_t noise_stream) {
  Scanner scanner = visit_.scanner;
  scanner.noise_sigma = series.noise_sigma;
  scanner.noise_seed = MixSeed(visit_.scanner.noise_seed, noise_stream);
  RenderedSeries rendered =
      RenderSeries(MapOf(series), visit_.matter, series.sequence, scanner);
  if (series.combined) {
    AddUp(rendered.images);
  }
  EchoSeries images;
  images.echo_times_ms = series.sequence.echo_times_ms;
  images.echo_times_ms.resize(rendered.images.size(), series.sequence.echo_times_ms.back());
  images.echoes = std::move(rendered.images);
  return images;
}

Volume ExamRenderer::Coverage(const ExamSeries& series, RegionRole role) {
  return RoleCoverage(MapOf(series), visit_.anatomy, role);
}

RoleTruth ExamRenderer::Truth(const ExamSeries& series, RegionRole role) {
  return TruthOf(MapOf(series), visit_.anatomy, visit_.matter, role);
}

}  // namespace regen
