// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/spine_phantom.h"

#include "analysis/base/text.h"
#include "analysis/phantom/random_field.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
const Vec3 kCentreLps(3, -40, -20);

std::optional<int> IndexOf(const std::string& level) {
  const auto found = std::find(kSpineLevels.begin(), kSpineLevels.end(), level);
  if (found == kSpineLevels.end()) return std::nullopt;
  return static_cast<int>(found - kSpineLevels.begin());
}

Status Check(const SpinePhantomOptions& options) {
  if (!IndexOf(options.level)) {
    return Error{ErrorKind::kUsage,
                 StrCat("phantom: level ", options.level, ", expected L1/L2 to L5/S1")};
  }
  for (const double change : {options.t2_change_percent,
                              options.height_change_percent,
                              options.hours_change_percent}) {
    if (!(change >= -60 && change <= 100))
      return Error{ErrorKind::kUsage, "phantom: change, expected -60 to 100 percent"};
  }
  return Done{};
}

ExamSeries SagittalSpine(const char* role, const char* description) {
  ExamSeries series;
  series.role = role;
  series.description = description;
  series.sequence.kind = SequenceKind::kFastSpinEcho;
  series.size = {224, 288, 13};
  series.spacing_mm = Vec3(0.85, 0.85, 4.4);
  series.slice_thickness_mm = 4.0;
  series.noise_sigma = 30;
  return series;
}

std::vector<ExamSeries> SpineSeries() {
  ExamSeries t2 = SagittalSpine("t2-weighted", "SAG T2 TSE");
  t2.sequence.repetition_time_ms = 3500;
  t2.sequence.echo_times_ms = {100};
  t2.sequence.echo_train_length = 15;
  ExamSeries t1 = SagittalSpine("t1", "SAG T1 TSE");
  t1.sequence.repetition_time_ms = 600;
  t1.sequence.echo_times_ms = {11};
  t1.sequence.echo_train_length = 3;
  ExamSeries train = SagittalSpine("t2-map", "SAG T2 MAP");
  train.sequence.kind = SequenceKind::kMultiSpinEcho;
  train.sequence.repetition_time_ms = 2450;
  train.sequence.echo_times_ms = {14, 28, 42, 56, 70, 84, 98, 112};
  train.sequence.refocusing_deg = 165;
  train.sequence.slice_edge = 0.2;
  train.noise_sigma = 15;
  return {t2, t1, train};
}

// The spine of the later visit: another posture, and the treated disc's height.
SpineShape LaterShape(const SpineShape& before, const SpinePhantomOptions& options) {
  SpineShape after = before;
  RandomStream random(MixSeed(options.seed, 511));
  for (SpineDiscShape& disc : after.discs)
    disc.turn_deg += options.bend_deg * random.NextBetween(-1, 1);
  // The treated disc keeps its tilt: what lies below it turns by the sum of the changes.
  for (int n = 0; n < before.treated; ++n) {
    const auto at = static_cast<std::size_t>(n);
    after.sacral_tilt_deg += after.discs[at].turn_deg - before.discs[at].turn_deg;
  }
  after.discs[static_cast<std::size_t>(before.treated)].height_mm *=
      1 + options.height_change_percent / 100;
  return after;
}

Rigid3 DrawMotion(std::uint64_t seed) {
  RandomStream random(MixSeed(seed, 512));
  const double angle = random.NextBetween(0.5, 3.0) * kDeg;
  const Vec3 turn = angle * random.NextDirection();
  return RigidAbout(kCentreLps, turn, random.NextBetween(2, 8) * random.NextDirection());
}

// How the scanner is set up at a visit.
PhantomVisit PlanVisit(const SpinePhantomOptions& options, const Anatomy& layers, int visit) {
  return PlanPhantomVisit({options.seed,
                           520,
                           visit,
                           {kCentreLps, 1.0},
                           Vec3(0, 8, 8),
                           options.shading,
                           0.08,
                           options.threads},
                          layers);
}

void SetNuclei(const SpinePhantomOptions& options,
               const SpineAnatomy& spine,
               int treated,
               bool later,
               PhantomVisit& visit) {
  const double hours = later ? 1 + options.hours_change_percent / 100 : 1;
  for (int n = 0; n < kSpineDiscs; ++n) {
    const auto part =
        static_cast<std::size_t>(spine.parts.nucleus[static_cast<std::size_t>(n)]);
    double t2_ms = n == treated ? options.nucleus_t2_ms : options.control_t2_ms;
    if (n == treated && later) t2_ms *= 1 + options.t2_change_percent / 100;
    visit.matter[part].t2_ms = t2_ms * hours;
  }
}

}  // namespace

Result<SpinePhantom> PlanSpine(const SpinePhantomOptions& options) {
  if (Status status = Check(options); !status) return status.error();
  SpinePhantom phantom;
  const int treated = *IndexOf(options.level);
  phantom.shape_before = DrawSpineShape(options.anatomy_seed, treated);
  phantom.shape_after = LaterShape(phantom.shape_before, options);
  const SpineAnatomy before = BuildSpine(phantom.shape_before);
  const SpineAnatomy after = BuildSpine(phantom.shape_after);
  phantom.parts = before.parts;
  phantom.baseline = PlanVisit(options, before.layers, 0);
  phantom.follow_up = PlanVisit(options, after.layers, 1);
  SetNuclei(options, before, treated, false, phantom.baseline);
  SetNuclei(options, after, treated, true, phantom.follow_up);
  phantom.baseline_from_follow_up = DrawMotion(options.seed);
  phantom.follow_up.placement.baseline_from_exam = phantom.baseline_from_follow_up;
  phantom.series = SpineSeries();
  for (ExamSeries& series : phantom.series) series.noise_sigma *= options.noise_factor;
  return phantom;
}

}  // namespace regen
