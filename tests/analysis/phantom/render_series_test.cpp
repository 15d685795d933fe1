// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/render_series.h"

#include "analysis/phantom/signal.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

// Fluid at negative x, fat at positive x; no texture.
Anatomy TwoHalves() {
  Anatomy halves;
  halves.AddPart({"air", Tissue::kAir, 0});
  halves.ground = halves.AddPart({"fat", Tissue::kFat, 0});
  const int fluid = halves.AddPart({"fluid", Tissue::kFluid, 0});
  halves.AddLayer(fluid, {{halves.AddField([](const Vec3& p) { return p.x(); }), 0.0}});
  return halves;
}

std::vector<TissueProperties> SmoothMatter(const Anatomy& anatomy) {
  std::vector<TissueProperties> matter = MatterOf(anatomy);
  for (TissueProperties& tissue : matter) {
    tissue.density_texture = 0.0;
    tissue.t2_texture = 0.0;
  }
  return matter;
}

TissueMap MapOf(const Anatomy& anatomy) {
  VolumeGeometry grid;
  grid.size = {8, 2, 2};
  grid.origin_lps = {-3.25, 0, 0};  // voxel 3 lies on the boundary, three quarters in fluid
  TissueMapOptions options;
  options.profile.thickness_mm = 1.0;
  options.threads = 1;
  return MapTissues(anatomy, {}, grid, options);
}

Sequence ProtonDensity() {
  Sequence sequence;
  sequence.kind = SequenceKind::kFastSpinEcho;
  sequence.repetition_time_ms = 4000.0;
  sequence.echo_times_ms = {30.0};
  return sequence;
}

double At(const RenderedSeries& series, int column, std::size_t image = 0) {
  return static_cast<double>(series.images[image].At(column, 0, 0));
}

TEST(RenderSeries, AddsUpSignalsByTheirShares) {
  const Anatomy halves = TwoHalves();
  const std::vector<TissueProperties> matter = SmoothMatter(halves);
  const RenderedSeries series = RenderSeries(MapOf(halves), matter, ProtonDensity(), {});
  const double fat = At(series, 7);
  const double fluid = At(series, 0);
  const TissueSignal expected = SignalOf(matter[2], ProtonDensity());
  EXPECT_NEAR(fluid, kSignalScale * expected.water[0], 1e-3 * fluid);
  EXPECT_NEAR(At(series, 3), 0.75 * fluid + 0.25 * fat, 1e-3 * fluid);
}

TEST(RenderSeries, CancelsWaterAgainstFatInAVoxelOfBothInOpposedPhase) {
  const Anatomy halves = TwoHalves();
  Sequence dixon;
  dixon.kind = SequenceKind::kDixon;
  dixon.repetition_time_ms = 200.0;
  dixon.flip_angle_deg = 15.0;
  dixon.echo_times_ms = {1.15, 2.30};
  const RenderedSeries series = RenderSeries(MapOf(halves), SmoothMatter(halves), dixon, {});
  ASSERT_EQ(series.image_names.size(), 4U);
  EXPECT_LT(At(series, 3, 0), 0.7 * At(series, 3, 1));
  EXPECT_NEAR(At(series, 3, 2) + At(series, 3, 3), At(series, 3, 1), 0.02 * At(series, 3, 1));
}

TEST(RenderSeries, ShiftsFatAloneAlongTheRows) {
  const Anatomy halves = TwoHalves();
  Sequence sequence = ProtonDensity();
  sequence.fat_shift_px = 2.0;
  const RenderedSeries series = RenderSeries(MapOf(halves), SmoothMatter(halves), sequence, {});
  EXPECT_LT(At(series, 4), 0.1 * At(series, 7));  // fat has left
  EXPECT_GT(At(series, 6), 0.9 * At(series, 7));
}

TEST(RenderSeries, MultipliesByGainAndCoil) {
  const Anatomy halves = TwoHalves();
  const TissueMap map = MapOf(halves);
  Scanner scanner;
  const double plain = At(RenderSeries(map, SmoothMatter(halves), ProtonDensity(), scanner), 0);
  scanner.gain = 1.5;
  RandomStream random(3);
  scanner.reception = CoilShading(random, Vec3::Zero(), 0.2);
  const double coil = scanner.reception.At(LpsFromIndex(map.geometry, Vec3::Zero()));
  EXPECT_NEAR(At(RenderSeries(map, SmoothMatter(halves), ProtonDensity(), scanner), 0),
              1.5 * coil * plain,
              1e-3 * plain);
}

TEST(RenderSeries, HasRiciansNoiseWhereThereIsNothing) {
  Anatomy air;
  air.AddPart({"air", Tissue::kAir, 0});
  VolumeGeometry grid;
  grid.size = {100, 100, 2};
  const TissueMap map = MapTissues(air, {}, grid, {});
  Scanner scanner;
  scanner.noise_sigma = 10.0;
  const RenderedSeries series = RenderSeries(map, MatterOf(air), ProtonDensity(), scanner);
  double sum = 0;
  double squares = 0;
  for (const float value : series.images[0].values) {
    sum += static_cast<double>(value) / 20000.0;
    squares += static_cast<double>(value) * static_cast<double>(value) / 20000.0;
  }
  EXPECT_NEAR(sum, 10.0 * std::sqrt(std::acos(-1.0) / 2.0), 0.15);
  EXPECT_NEAR(squares, 200.0, 5.0);
}

TEST(RenderSeries, IsTheSameForAnyNumberOfThreads) {
  const Anatomy halves = TwoHalves();
  const TissueMap map = MapOf(halves);
  Scanner scanner;
  scanner.noise_sigma = 50.0;
  scanner.threads = 1;
  const RenderedSeries one = RenderSeries(map, MatterOf(halves), ProtonDensity(), scanner);
  scanner.threads = 2;
  const RenderedSeries two = RenderSeries(map, MatterOf(halves), ProtonDensity(), scanner);
  EXPECT_EQ(one.images[0].values, two.images[0].values);
}

// The table's straight lines between B1 and T2 values stay close to the curve.
TEST(RenderSeries, FollowsB1AsTheSignalEquationDoes) {
  const Anatomy halves = TwoHalves();
  const TissueMap map = MapOf(halves);
  Sequence train;
  train.refocusing_deg = 160.0;
  train.echo_times_ms = {10, 20, 30};
  Scanner scanner;
  RandomStream random(9);
  scanner.transmission = CoilShading(random, Vec3::Zero(), 0.15);
  const std::vector<TissueProperties> matter = SmoothMatter(halves);
  const RenderedSeries series = RenderSeries(map, matter, train, scanner);
  const double b1 = scanner.transmission.At(LpsFromIndex(map.geometry, Vec3::Zero()));
  const TissueSignal expected = SignalOf(matter[2], train, 1.0, b1);
  for (std::size_t echo = 0; echo < 3; ++echo) {
    EXPECT_NEAR(At(series, 0, echo) / (kSignalScale * expected.water[echo]), 1.0, 2e-3);
  }
}

}  // namespace
}  // namespace regen
