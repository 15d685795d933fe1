// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/disc_measurement.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/measurement/core_region.h"
#include "analysis/measurement/marrow_border.h"
#include "analysis/measurement/shape_measurement.h"
#include "analysis/measurement/shared_work.h"
#include "analysis/measurement/signal_measurement.h"
#include "analysis/measurement/spine_landmarks.h"
#include "analysis/measurement/t2_measurement.h"
#include "analysis/segmentation/disc_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace regen {
namespace {

constexpr double kAnteriorPosterior = 0.6;  // of the half depth
constexpr double kHalfBeltMm = 6;
constexpr double kBeltStepMm = 2;
constexpr double kLeastContrast = 0.03;  // slope of an end-plate per mm, relative to marrow
constexpr double kMostScatterMm = 1.2;   // of single places about it
constexpr double kIndependentMm = 4;     // places of a fit nearer than this share their data

SpinePair LandmarksOf(const ExamPair& pair) {
  return pair.spine != nullptr ? *pair.spine : FindSpinePair(pair);
}

// Where heights are taken, in the exam's patient coordinates.
struct Belt {
  Vec3 centre = Vec3::Zero();
  double half_depth_mm = 0;
};

// From the baseline's region; its axis from front to back is the long one nearest to +y.
Belt BeltOf(const OutlinedExam& baseline, const OutlinedExam& exam) {
  const ShapeAxes axes = AxesOf(baseline.shape);
  Belt belt;
  belt.centre = exam.exam_from_baseline * (baseline.exam_from_shape * axes.centre);
  const bool along = std::abs(axes.along[1]) > std::abs(axes.across[1]);
  belt.half_depth_mm = along ? axes.half_length_mm : axes.half_width_mm;
  return belt;
}

// The disc outlined on the role's own image; outlined again with its plane halfway between its
// end-plates, so that heights are taken across it whatever the pose it was found in.
DiscShape OutlineOn(const Volume& image, const LandmarkDisc& disc) {
  DiscShape shape = disc.shape;
  for (int pass = 0; pass < 2; ++pass) {
    const double u = shape.centre_u_mm;
    const double w = shape.centre_w_mm;
    const auto middle = [&](double at) {
      return (EndPlateAt(shape.top, at, w) + EndPlateAt(shape.bottom, at, w)) / 2;
    };
    SpineLink link{shape.pose, 0, disc.marrow};
    link.pose.centre_lps = LpsFromPose(shape.pose, Vec3(u, w, middle(u)));
    // Positive tilt: the front edge is the lower one.
    link.pose.tilt_rad += std::atan2(middle(u + 10) - middle(u - 10), 20);
    shape = OutlineDisc(image, link);
  }
  return shape;
}

// Which way leads out of the disc into the marrow.
enum class Plate { kTop, kBottom };

// Mean profile across an end-plate over the belt, from marrow to disc, along the fitted
// surface.
void MoveToInnerBorder(const Volume& image, const Belt& belt, Plate which, DiscShape& shape) {
  constexpr double kMarrowMm = 5;
  constexpr double kStepMm = 0.25;
  EndPlate& plate = which == Plate::kTop ? shape.top : shape.bottom;
  const double outwards = which == Plate::kTop ? 1 : -1;
  const Vec3 centre = PoseFromLps(shape.pose, belt.centre);
  const double disc_mm = std::clamp(0.4 * shape.height_mm, 1.5, 4.0);
  std::vector<double> s_mm;
  std::vector<double> values;
  for (double s = -kMarrowMm; s <= disc_mm + kBonyPlateMm; s += kStepMm) {
    double sum = 0;
    int count = 0;
    for (const double place : {-kAnteriorPosterior, 0.0, kAnteriorPosterior}) {
      for (double du = -2; du <= 2; du += 1) {
        for (double w = -kHalfBeltMm; w <= kHalfBeltMm; w += kBeltStepMm) {
          const double x = centre[0] + place * belt.half_depth_mm + du;
          const double y = centre[1] + w;
          const Vec3 p =
              LpsFromPose(shape.pose, Vec3(x, y, EndPlateAt(plate, x, y) - outwards * s));
          double value = 0;
          if (!InterpolateLinear(image, IndexFromLps(image.geometry, p), &value)) continue;
          sum += value;
          ++count;
        }
      }
    }
    if (count == 0) continue;
    s_mm.push_back(s);
    values.push_back(sum / count);
  }
  const double border = MarrowBorder(s_mm, values).value_or(0);
  plate[0] -= outwards * (border + kBonyPlateMm);
}

bool ShowsEndPlates(const DiscShape& shape) {
  return shape.plate_contrast >= kLeastContrast && shape.plate_scatter_mm <= kMostScatterMm;
}

Reasons NoEndPlates(const DiscShape& shape) {
  return {MakeReason(reasons::kEndPlatesNotFound,
                     StrCat("the end-plates' slope is ",
                            FormatFixed(shape.plate_contrast, 2),
                            " of the marrow's signal per mm (at least ",
                            FormatFixed(kLeastContrast, 2),
                            "), single places scatter by ",
                            FormatFixed(shape.plate_scatter_mm, 2),
                            " mm about them (at most ",
                            FormatFixed(kMostScatterMm, 1),
                            ")"))};
}

// Mean over the belt at three places from front to back.
template <typename F>
double MeanOverBelt(double u_mm, double w_mm, double half_depth_mm, const F& height) {
  double sum = 0;
  int count = 0;
  for (const double place : {-kAnteriorPosterior, 0.0, kAnteriorPosterior}) {
    for (double w = -kHalfBeltMm; w <= kHalfBeltMm; w += kBeltStepMm) {
      sum += height(u_mm + place * half_depth_mm, w_mm + w);
      ++count;
    }
  }
  return sum / count;
}

// How sure the mean distance of two fitted surfaces is, in mm.
double HeightError(const DiscShape& shape, double half_depth_mm) {
  const double area = M_PI * half_depth_mm * 15;
  const double places = std::max(4.0, area / (M_PI * kIndependentMm * kIndependentMm));
  return std::sqrt(2.0) * shape.plate_scatter_mm / std::sqrt(places);
}

struct HeightOfExam {
  MeasuredValue height;
  std::optional<double> body_above_mm;
  std::optional<double> body_below_mm;
};

double DiscHeightAt(const DiscShape& shape, const Belt& belt) {
  const Vec3 centre = PoseFromLps(shape.pose, belt.centre);
  return MeanOverBelt(centre[0], centre[1], belt.half_depth_mm, [&](double u, double w) {
    return EndPlateAt(shape.top, u, w) - EndPlateAt(shape.bottom, u, w);
  });
}

// Between the lower border of the body, on `low`, and its upper one, on `high`: distance of
// places alike, across the body.
double BodyHeight(const DiscShape& low, const DiscShape& high, double half_depth_mm) {
  const auto place = [](const DiscShape& shape, const EndPlate& plate, double u, double w) {
    const double x = shape.centre_u_mm + u;
    const double y = shape.centre_w_mm + w;
    return LpsFromPose(shape.pose, Vec3(x, y, EndPlateAt(plate, x, y)));
  };
  const Vec3 across = (place(high, high.bottom, 0, 0) - place(low, low.top, 0, 0)).normalized();
  const double between = MeanOverBelt(0, 0, half_depth_mm, [&](double u, double w) {
    return (place(high, high.bottom, u, w) - place(low, low.top, u, w)).dot(across);
  });
  return between - 2 * kBonyPlateMm;
}

HeightOfExam MeasureHeights(const OutlinedExam& exam,
                            const SpineLandmarks& landmarks,
                            const Belt& belt,
                            bool with_bodies) {
  HeightOfExam measured;
  if (!landmarks.treated) {
    measured.height.reasons = landmarks.reasons;
    return measured;
  }
  const auto outline = [&](const LandmarkDisc& disc) {
    DiscShape shape = OutlineOn(exam.image, disc);
    Belt own = belt;
    if (&disc != &*landmarks.treated) {
      own.centre = LpsFromPose(shape.pose, Vec3(shape.centre_u_mm, shape.centre_w_mm, 0));
    }
    MoveToInnerBorder(exam.image, own, Plate::kTop, shape);
    MoveToInnerBorder(exam.image, own, Plate::kBottom, shape);
    return shape;
  };
  const DiscShape shape = outline(*landmarks.treated);
  if (!ShowsEndPlates(shape)) {
    measured.height.reasons = NoEndPlates(shape);
    return measured;
  }
  measured.height.value = DiscHeightAt(shape, belt);
  measured.height.standard_error = HeightError(shape, belt.half_depth_mm);
  if (!with_bodies) return measured;
  if (landmarks.above) {
    const DiscShape above = outline(*landmarks.above);
    if (ShowsEndPlates(above))
      measured.body_above_mm = BodyHeight(shape, above, belt.half_depth_mm);
  }
  if (landmarks.below) {
    const DiscShape below = outline(*landmarks.below);
    if (ShowsEndPlates(below))
      measured.body_below_mm = BodyHeight(below, shape, belt.half_depth_mm);
  }
  return measured;
}

std::array<HeightOfExam, 2> HeightsOf(const ExamPair& pair, bool with_bodies) {
  const SpinePair spine = LandmarksOf(pair);
  return {
      MeasureHeights(
          pair.baseline, spine.baseline, BeltOf(pair.baseline, pair.baseline), with_bodies),
      MeasureHeights(
          pair.follow_up, spine.follow_up, BeltOf(pair.baseline, pair.follow_up), with_bodies)};
}

// The plain ratio to fluid of one disc.
struct FluidRatio {
  MeasuredValue ratio;
  double fluid = 0;
};

// Level of the spinal fluid behind the disc: the 85th percentile of what lies there, because
// roots and ligaments are darker.
std::optional<double> FluidBehind(const Volume& image, const DiscShape& shape) {
  constexpr double kShare = 0.85;
  constexpr std::size_t kFewest = 100;
  std::vector<double> values;
  const double back = shape.centre_u_mm + shape.radius_mm[0];
  for (double u = back + 1; u <= back + 18; u += 0.5) {
    for (double w = shape.centre_w_mm - 8; w <= shape.centre_w_mm + 8; w += 1) {
      for (double v = -10; v <= 10; v += 1) {
        double value = 0;
        const Vec3 index = IndexFromLps(image.geometry, LpsFromPose(shape.pose, Vec3(u, w, v)));
        if (InterpolateLinear(image, index, &value)) values.push_back(value);
      }
    }
  }
  if (values.size() < kFewest) return std::nullopt;
  return Quantile(std::move(values), kShare);
}

void Divide(MeasuredValue& measured, double by, double relative_error) {
  if (!measured.value) return;
  *measured.value /= by;
  measured.standard_error =
      std::hypot(measured.standard_error / by, *measured.value * relative_error);
}

constexpr double kFluidError = 0.01;  // of its level: noise and flow, ours

FluidRatio RatioToFluid(MeasuredValue core, const Volume& image, const DiscShape& shape) {
  FluidRatio found{std::move(core), 0};
  const auto fluid = FluidBehind(image, shape);
  if (!fluid || !(*fluid > 0)) {
    found.ratio.value.reset();
    found.ratio.reasons.push_back(MakeReason(
        reasons::kReferenceNotStable, "the images show no spinal fluid behind the disc"));
    return found;
  }
  found.fluid = *fluid;
  Divide(found.ratio, *fluid, kFluidError);
  return found;
}

// Of an untreated disc, by its own outline.
FluidRatio ControlRatio(const OutlinedExam& exam, const LandmarkDisc& disc, double margin_mm) {
  const RegionShape core =
      CoreOf(MakeRegionShape(DiscCoverage(disc.shape, exam.image.geometry)));
  const OutlinedExam control{
      exam.series, exam.image, core, RigidMotion(Rigid3{}), RigidMotion(Rigid3{}), exam.is_map};
  return RatioToFluid(MeasureMedianSignal(control, margin_mm), exam.image, disc.shape);
}

// Of both neighbours that an exam shows; wherever the treated disc's outline is put.
struct Controls {
  std::optional<FluidRatio> above;
  std::optional<FluidRatio> below;
};

std::shared_ptr<const Controls> ControlsOf(const OutlinedExam& exam,
                                           const SpineLandmarks& landmarks,
                                           double margin_mm) {
  return MadeOnce<Controls>(exam.work, WorkOn::kImages, [&] {
    Controls controls;
    if (landmarks.above) controls.above = ControlRatio(exam, *landmarks.above, margin_mm);
    if (landmarks.below) controls.below = ControlRatio(exam, *landmarks.below, margin_mm);
    return controls;
  });
}

struct ControlPair {
  FluidRatio baseline;
  FluidRatio follow_up;
};

// The best of both neighbours, or why there is none.
std::optional<ControlPair> ChooseControl(const ExamPair& pair,
                                         const SpinePair& spine,
                                         double margin_mm,
                                         Reasons& why_not) {
  std::optional<ControlPair> best;
  double darkest = -1;
  const auto consider = [&](const std::optional<FluidRatio>& before,
                            const std::optional<FluidRatio>& after) {
    if (!before || !after) return;
    ControlPair one{*before, *after};
    if (!one.baseline.ratio.value || !one.follow_up.ratio.value) return;
    darkest = std::max(darkest, *one.baseline.ratio.value);
    if (*one.baseline.ratio.value < kLeastControlRatio) return;
    if (!best || *one.baseline.ratio.value > *best->baseline.ratio.value) best = std::move(one);
  };
  const auto before = ControlsOf(pair.baseline, spine.baseline, margin_mm);
  const auto after = ControlsOf(pair.follow_up, spine.follow_up, margin_mm);
  consider(before->above, after->above);
  consider(before->below, after->below);
  if (best) return best;
  why_not.push_back(
      darkest < 0
          ? MakeReason(reasons::kControlMissing,
                       "no untreated disc beside the treated one is shown by both exams; the "
                       "signal is told against spinal fluid alone")
          : MakeReason(reasons::kControlDegenerated,
                       StrCat("the untreated discs beside it reach ",
                              FormatFixed(darkest, 2),
                              " of the spinal fluid's signal, at least ",
                              FormatFixed(kLeastControlRatio, 2),
                              " expected; the signal is told against spinal fluid alone")));
  return std::nullopt;
}

}  // namespace

MeasuredPair MeasureDiscHeight(const ExamPair& pair) {
  auto [baseline, follow_up] = HeightsOf(pair, false);
  return {std::move(baseline.height), std::move(follow_up.height)};
}

MeasuredPair MeasureDiscHeightIndex(const ExamPair& pair) {
  auto [baseline, follow_up] = HeightsOf(pair, true);
  double before = 0;
  double after = 0;
  int bodies = 0;
  for (const auto body : {&HeightOfExam::body_above_mm, &HeightOfExam::body_below_mm}) {
    if (!(baseline.*body) || !(follow_up.*body)) continue;
    before += *(baseline.*body);
    after += *(follow_up.*body);
    ++bodies;
  }
  MeasuredPair measured{std::move(baseline.height), std::move(follow_up.height)};
  if (bodies == 0) {
    for (MeasuredValue* value : {&measured.baseline, &measured.follow_up}) {
      value->value.reset();
      value->reasons.push_back(
          MakeReason(reasons::kEndPlatesNotFound,
                     "of no vertebral body beside the disc do both exams show the far "
                     "end-plate"));
    }
    return measured;
  }
  constexpr double kBodyError = 0.005;  // of a body's height, from its own two surfaces
  Divide(measured.baseline, before / bodies, kBodyError);
  Divide(measured.follow_up, after / bodies, kBodyError);
  return measured;
}

MeasuredPair MeasureDiscSignal(const ExamPair& core) {
  const SpinePair spine = LandmarksOf(core);
  const double margin_mm =
      MeasuredMarginMm(core.baseline.image.geometry, core.follow_up.image.geometry);
  MeasuredPair measured;
  if (core.baseline_wanted) measured.baseline = MeasureMedianSignal(core.baseline, margin_mm);
  measured.follow_up = MeasureMedianSignal(core.follow_up, margin_mm);
  if (!spine.baseline.treated || !spine.follow_up.treated) {
    for (MeasuredValue* value : {&measured.baseline, &measured.follow_up}) value->value.reset();
    measured.baseline.reasons = spine.baseline.reasons;
    measured.follow_up.reasons = spine.follow_up.reasons;
    return measured;
  }
  measured.baseline =
      RatioToFluid(
          std::move(measured.baseline), core.baseline.image, spine.baseline.treated->shape)
          .ratio;
  measured.follow_up =
      RatioToFluid(
          std::move(measured.follow_up), core.follow_up.image, spine.follow_up.treated->shape)
          .ratio;
  Reasons why_not;
  const auto control = ChooseControl(core, spine, margin_mm, why_not);
  if (!control) {
    measured.remarks = std::move(why_not);
    measured.widening = kWithoutControlInflation;
    return measured;
  }
  const auto relate = [](MeasuredValue& value, const MeasuredValue& to) {
    Divide(value, *to.value, to.standard_error / *to.value);
  };
  relate(measured.baseline, control->baseline.ratio);
  relate(measured.follow_up, control->follow_up.ratio);
  return measured;
}

}  // namespace regen
