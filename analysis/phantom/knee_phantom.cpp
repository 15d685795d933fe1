// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_phantom.h"

#include "analysis/base/text.h"
#include "analysis/phantom/knee_anatomy.h"
#include "analysis/phantom/random_field.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <numbers>
#include <thread>

namespace regen {
namespace {

// Signal of one tissue: S0 exp(-TE/T2), S0 varying smoothly by ± texture. Apparent values of a
// multi-echo spin echo at 3 T; the dark tissues beside bright fat are what makes a thin tendon
// hard to measure.
struct TissueSignal {
  double s0 = 0;
  double t2_ms = 1;
  double texture = 0;
};

constexpr std::array<TissueSignal, kKneeTissueCount> kSignals{{
    {0.0, 1.0, 0.0},        // air
    {1500.0, 30.0, 0.15},   // skin
    {4800.0, 125.0, 0.12},  // fat
    {2400.0, 36.0, 0.18},   // muscle
    {4000.0, 130.0, 0.14},  // marrow
    {250.0, 12.0, 0.20},    // cortex
    {2900.0, 40.0, 0.08},   // cartilage
    {4200.0, 350.0, 0.04},  // fluid
    {600.0, 18.0, 0.10},    // ligament
    {1150.0, 38.0, 0.06},   // patellar tendon: T2 from the options
}};
constexpr double kTendonT2Texture = 0.06;

// Sub-slices of a slice spacing: the middle ones are excited, all of them count for the region.
constexpr int kSubSlices = 8;
constexpr int kInPlane = 4;  // sub-samples along rows and columns

constexpr std::size_t IndexOf(KneeTissue tissue) {
  return static_cast<std::size_t>(tissue);
}

Status CheckOptions(const KneePhantomOptions& options) {
  const auto usage = [](std::string text) { return Error{ErrorKind::kUsage, std::move(text)}; };
  if (!(options.change_percent > -90.0 && options.change_percent <= 300.0)) {
    return usage(StrCat("phantom: change ",
                        options.change_percent,
                        " percent; expected more than -90 and at most 300"));
  }
  if (!(options.baseline_t2_ms >= 5.0 && options.baseline_t2_ms <= 200.0)) {
    return usage(StrCat("phantom: tendon T2 ", options.baseline_t2_ms, " ms; expected 5..200"));
  }
  for (const int count : options.size) {
    if (count < 1 || count > 1024) {
      return usage(
          StrCat("phantom: size ", count, "; expected 1..1024 voxels along each axis"));
    }
  }
  if (!(options.spacing_mm.minCoeff() > 0.0) ||
      !(options.slice_thickness_mm > 0.0 &&
        options.slice_thickness_mm <= options.spacing_mm.z())) {
    return usage(
        "phantom: spacing and slice thickness; expected above 0, thickness <= spacing");
  }
  if (options.echo_times_ms.empty() ||
      std::adjacent_find(options.echo_times_ms.begin(),
                         options.echo_times_ms.end(),
                         std::greater_equal<>()) != options.echo_times_ms.end() ||
      !(options.echo_times_ms.front() > 0.0)) {
    return usage("phantom: echo times; expected at least one, ascending, above 0 ms");
  }
  if (!(options.noise_sigma >= 0.0 && options.shading >= 0.0 && options.shading < 1.0)) {
    return usage("phantom: noise >= 0 and shading 0..1 expected");
  }
  return Done{};
}

// Where the knee's own frame lies in the baseline's patient coordinates. Legs lie beside the
// table's middle: a right knee at negative x. Left is the mirror image of right.
struct KneePose {
  Vec3 centre_lps;
  double lateral_sign;

  Vec3 KneeFromLps(const Vec3& p_lps) const {
    const Vec3 q = p_lps - centre_lps;
    return {lateral_sign * q.x(), q.y(), q.z()};
  }
};

KneePose PoseOf(Side side) {
  const double sign = side == Side::kRight ? -1.0 : 1.0;
  return {{sign * 86.0, 12.0, -8.0}, sign};
}

// Sagittal, slightly oblique, as a technologist plans it along the tendon: columns of the image
// run backwards, rows down, slices to the patient's right.
VolumeGeometry PlanExam(const KneePhantomOptions& options,
                        const KneePose& pose,
                        const Vec3& tilt_rad,
                        const Vec3& shift_mm) {
  VolumeGeometry geometry;
  geometry.size = options.size;
  geometry.spacing_mm = options.spacing_mm;
  Mat3 sagittal;
  sagittal.col(0) = Vec3(0, 1, 0);
  sagittal.col(1) = Vec3(0, 0, -1);
  sagittal.col(2) = Vec3(-1, 0, 0);
  geometry.direction = RigidAbout(Vec3::Zero(), tilt_rad, Vec3::Zero()).rotation * sagittal;
  const Vec3 middle_index =
      Vec3(options.size[0] - 1, options.size[1] - 1, options.size[2] - 1) / 2;
  const Vec3 centre = pose.centre_lps + Vec3(0, 3, 2) + shift_mm;
  geometry.origin_lps =
      centre - geometry.direction * geometry.spacing_mm.cwiseProduct(middle_index);
  return geometry;
}

// 1 ± amplitude, varying over about the field of view: a quadratic polynomial whose
// coefficients add up to 1.
class CoilShading {
 public:
  CoilShading(RandomStream& random, const Vec3& centre_lps, double amplitude)
      : centre_lps_(centre_lps), amplitude_(amplitude) {
    double sum = 0;
    for (double& coefficient : coefficients_) {
      coefficient = random.NextBetween(-1.0, 1.0);
      sum += std::abs(coefficient);
    }
    for (double& coefficient : coefficients_) {
      coefficient /= sum;
    }
  }

  double At(const Vec3& p_lps) const {
    const Vec3 q = ((p_lps - centre_lps_) / kHalfFieldMm).cwiseMax(-1.0).cwiseMin(1.0);
    const std::array<double, 6> terms{
        q.x(), q.y(), q.z(), q.x() * q.y(), q.y() * q.z(), 2.0 * q.z() * q.z() - 1.0};
    double sum = 0;
    for (std::size_t n = 0; n < terms.size(); ++n) {
      sum += coefficients_[n] * terms[n];
    }
    return 1.0 + amplitude_ * sum;
  }

 private:
  static constexpr double kHalfFieldMm = 80.0;
  Vec3 centre_lps_;
  double amplitude_;
  std::array<double, 6> coefficients_{};
};

struct ExamPlan {
  VolumeGeometry geometry;
  Rigid3 baseline_from_exam;
  KneePose pose;
  double tendon_t2_ms = 0;
  double gain = 1.0;
  CoilShading shading;
  std::uint64_t noise_seed = 0;
};

// What is inside one voxel: how many sub-samples of each tissue, per excited sub-slice.
struct VoxelContent {
  std::array<std::array<int, kKneeTissueCount>, kSubSlices> counts{};
  int tendon_samples = 0;
  bool only_air = false;
};

class ExamRenderer {
 public:
  ExamRenderer(const KneePhantomOptions& options, const ExamPlan& plan)
      : options_(options),
        plan_(plan),
        coarse_(MixSeed(options.seed, 101), 9.0),
        fine_(MixSeed(options.seed, 102), 3.5),
        tendon_t2_field_(MixSeed(options.seed, 103), 8.0) {
    for (std::size_t tissue = 0; tissue < kSignals.size(); ++tissue) {
      for (const double echo_time : options.echo_times_ms) {
        decays_[tissue].push_back(std::exp(-echo_time / kSignals[tissue].t2_ms));
      }
    }
    const auto knee = [&](const Vec3& index) {
      return plan.pose.KneeFromLps(plan.baseline_from_exam *
                                   LpsFromIndex(plan.geometry, index));
    };
    knee_at_zero_ = knee(Vec3::Zero());
    for (int axis = 0; axis < 3; ++axis) {
      knee_per_index_.col(axis) = knee(Vec3::Unit(axis)) - knee_at_zero_;
    }
    const double excited = options.slice_thickness_mm / options.spacing_mm.z() * kSubSlices;
    first_excited_ = static_cast<int>(std::lround((kSubSlices - excited) / 2.0));
    first_excited_ = std::min(first_excited_, (kSubSlices - 1) / 2);
  }

  void RenderSlice(int k, KneePhantomExam& exam, double& t2_weighted_sum) const;

 private:
  // Offset of sub-sample n of `count` from the voxel's centre, in voxels.
  static double SubOffset(int n, int count) { return (n + 0.5) / count - 0.5; }

  Vec3 KneeFromIndex(const Vec3& index) const {
    return knee_at_zero_ + knee_per_index_ * index;
  }

  VoxelContent Sample(int i, int j, int k) const;
  void SampleSubSlice(const Vec3& index, std::array<int, kKneeTissueCount>& counts) const;
  void SignalOf(const Vec3& index,
                const VoxelContent& content,
                std::vector<double>& signal) const;
  void AddSignal(const Vec3& p_knee,
                 const std::array<int, kKneeTissueCount>& counts,
                 std::vector<double>& signal) const;
  double TendonT2(const Vec3& p_knee) const {
    return plan_.tendon_t2_ms * (1.0 + kTendonT2Texture * tendon_t2_field_.At(p_knee));
  }
  double EchoFactor(std::size_t echo) const {
    if (!options_.stimulated_echoes) {
      return 1.0;
    }
    return echo == 0 ? 0.90 : (echo % 2 == 1 ? 1.01 : 0.995);
  }

  const KneePhantomOptions& options_;
  const ExamPlan& plan_;
  SmoothField coarse_;
  SmoothField fine_;
  SmoothField tendon_t2_field_;
  std::array<std::vector<double>, kKneeTissueCount> decays_;
  // The way from voxel index to the knee's own frame, in one step.
  Vec3 knee_at_zero_;
  Mat3 knee_per_index_;
  int first_excited_ = 0;
};

void ExamRenderer::SampleSubSlice(const Vec3& index,
                                  std::array<int, kKneeTissueCount>& counts) const {
  const double half_diagonal =
      0.5 * std::hypot(options_.spacing_mm.x(), options_.spacing_mm.y());
  const TissueAtPoint centre = TissueOfKnee(KneeFromIndex(index));
  if (centre.clearance_mm > half_diagonal) {
    counts[IndexOf(centre.tissue)] += kInPlane * kInPlane;
    return;
  }
  for (int b = 0; b < kInPlane; ++b) {
    for (int a = 0; a < kInPlane; ++a) {
      const Vec3 offset(SubOffset(a, kInPlane), SubOffset(b, kInPlane), 0.0);
      ++counts[IndexOf(TissueOfKnee(KneeFromIndex(index + offset)).tissue)];
    }
  }
}

VoxelContent ExamRenderer::Sample(int i, int j, int k) const {
  VoxelContent content;
  const TissueAtPoint centre = TissueOfKnee(KneeFromIndex(Vec3(i, j, k)));
  const bool uniform = centre.clearance_mm > 0.5 * options_.spacing_mm.norm();
  content.only_air = uniform && centre.tissue == KneeTissue::kAir;
  for (int s = 0; s < kSubSlices; ++s) {
    auto& counts = content.counts[static_cast<std::size_t>(s)];
    if (uniform) {
      counts[IndexOf(centre.tissue)] = kInPlane * kInPlane;
    } else {
      SampleSubSlice(Vec3(i, j, k + SubOffset(s, kSubSlices)), counts);
    }
    content.tendon_samples += counts[IndexOf(KneeTissue::kPatellarTendon)];
  }
  return content;
}

// Adds the signal of one piece of a voxel to every echo, in units of S0 times sub-samples.
void ExamRenderer::AddSignal(const Vec3& p_knee,
                             const std::array<int, kKneeTissueCount>& counts,
                             std::vector<double>& signal) const {
  const double texture = 0.6 * coarse_.At(p_knee) + 0.4 * fine_.At(p_knee);
  for (std::size_t tissue = 1; tissue < counts.size(); ++tissue) {
    if (counts[tissue] == 0) {
      continue;
    }
    const double s0 =
        counts[tissue] * kSignals[tissue].s0 * (1.0 + kSignals[tissue].texture * texture);
    if (tissue == IndexOf(KneeTissue::kPatellarTendon)) {
      const double rate = 1.0 / TendonT2(p_knee);
      for (std::size_t echo = 0; echo < signal.size(); ++echo) {
        signal[echo] += s0 * std::exp(-options_.echo_times_ms[echo] * rate);
      }
    } else {
      for (std::size_t echo = 0; echo < signal.size(); ++echo) {
        signal[echo] += s0 * decays_[tissue][echo];
      }
    }
  }
}

// Mean signal of the excited part of a voxel, per echo. Two sub-slices at a time share one
// texture value: they are far thinner than the texture's grain.
void ExamRenderer::SignalOf(const Vec3& index,
                            const VoxelContent& content,
                            std::vector<double>& signal) const {
  std::fill(signal.begin(), signal.end(), 0.0);
  if (content.only_air) {
    return;
  }
  for (int s = first_excited_; s < kSubSlices - first_excited_; s += 2) {
    std::array<int, kKneeTissueCount> counts = content.counts[static_cast<std::size_t>(s)];
    const auto& second = content.counts[static_cast<std::size_t>(s) + 1];
    std::transform(counts.begin(), counts.end(), second.begin(), counts.begin(), std::plus<>());
    const double middle = 0.5 * (SubOffset(s, kSubSlices) + SubOffset(s + 1, kSubSlices));
    AddSignal(KneeFromIndex(index + Vec3(0, 0, middle)), counts, signal);
  }
  const int samples = (kSubSlices - 2 * first_excited_) * kInPlane * kInPlane;
  for (std::size_t echo = 0; echo < signal.size(); ++echo) {
    signal[echo] *= EchoFactor(echo) / samples;
  }
}

void ExamRenderer::RenderSlice(int k, KneePhantomExam& exam, double& t2_weighted_sum) const {
  RandomStream noise(MixSeed(plan_.noise_seed, static_cast<std::uint64_t>(k)));
  std::vector<double> signal(options_.echo_times_ms.size());
  for (int j = 0; j < options_.size[1]; ++j) {
    for (int i = 0; i < options_.size[0]; ++i) {
      const Vec3 index(i, j, k);
      const VoxelContent content = Sample(i, j, k);
      SignalOf(index, content, signal);
      const double scale = plan_.gain * plan_.shading.At(LpsFromIndex(plan_.geometry, index));
      for (std::size_t echo = 0; echo < signal.size(); ++echo) {
        const std::array<double, 2> n = noise.NextNormalPair();
        const double real = signal[echo] * scale + options_.noise_sigma * n[0];
        const double imaginary = options_.noise_sigma * n[1];
        exam.images.echoes[echo].At(i, j, k) =
            static_cast<float>(std::sqrt(real * real + imaginary * imaginary));
      }
      if (content.tendon_samples > 0) {
        const double fraction =
            content.tendon_samples / static_cast<double>(kSubSlices * kInPlane * kInPlane);
        exam.tendon.At(i, j, k) = static_cast<float>(fraction);
        t2_weighted_sum += fraction * TendonT2(KneeFromIndex(index));
      }
    }
  }
}

KneePhantomExam RenderExam(const KneePhantomOptions& options, const ExamPlan& plan) {
  KneePhantomExam exam;
  exam.gain = plan.gain;
  exam.images.echo_times_ms = options.echo_times_ms;
  exam.images.echoes.assign(options.echo_times_ms.size(), MakeVolume(plan.geometry));
  exam.tendon = MakeVolume(plan.geometry);
  const int slices = options.size[2];
  std::vector<double> t2_sums(static_cast<std::size_t>(slices), 0.0);
  const ExamRenderer renderer(options, plan);

  std::atomic<int> next{0};
  const auto work = [&] {
    for (int k = next++; k < slices; k = next++) {
      renderer.RenderSlice(k, exam, t2_sums[static_cast<std::size_t>(k)]);
    }
  };
  const int available = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int threads = std::min(options.threads > 0 ? options.threads : available, slices);
  {
    std::vector<std::jthread> helpers;
    for (int n = 1; n < threads; ++n) {
      helpers.emplace_back(work);
    }
    work();
  }

  double fractions = 0.0;
  for (const float fraction : exam.tendon.values) {
    fractions += static_cast<double>(fraction);
  }
  double t2_sum = 0.0;
  for (const double sum : t2_sums) {
    t2_sum += sum;
  }
  exam.tendon_volume_mm3 = fractions * plan.geometry.VoxelVolumeMm3();
  exam.tendon_t2_ms = fractions > 0.0 ? t2_sum / fractions : 0.0;
  return exam;
}

double Radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

// A knee laid down again: mostly turned about the left-right axis, moved by 3 to 6 mm.
Rigid3 DrawMotion(std::uint64_t seed, const Vec3& centre_lps) {
  RandomStream random(MixSeed(seed, 201));
  const double sign = random.NextUniform() < 0.5 ? -1.0 : 1.0;
  const Vec3 axis =
      Vec3(sign, random.NextBetween(-0.35, 0.35), random.NextBetween(-0.35, 0.35)).normalized();
  const double angle = Radians(random.NextBetween(2.0, 3.5));
  const Vec3 shift = random.NextBetween(3.0, 6.0) * random.NextDirection();
  return RigidAbout(centre_lps, angle * axis, shift);
}

}  // namespace

Result<KneePhantom> MakeKneePhantom(const KneePhantomOptions& options) {
  if (const Status checked = CheckOptions(options); !checked) {
    return checked.error();
  }
  const KneePose pose = PoseOf(options.side);
  KneePhantom phantom;
  phantom.baseline_from_follow_up =
      options.baseline_from_follow_up.value_or(DrawMotion(options.seed, pose.centre_lps));

  RandomStream random(MixSeed(options.seed, 301));
  const Vec3 tilt(0.02, -0.10 * pose.lateral_sign, -0.03 * pose.lateral_sign);
  const Vec3 second_tilt = tilt + Radians(1.0) * random.NextDirection();
  const Vec3 second_shift = 2.0 * random.NextDirection();
  const double second_gain = random.NextBetween(0.88, 1.12);

  const ExamPlan first{PlanExam(options, pose, tilt, Vec3::Zero()),
                       Rigid3{},
                       pose,
                       options.baseline_t2_ms,
                       1.0,
                       CoilShading(random, pose.centre_lps, options.shading),
                       MixSeed(options.seed, 401)};
  const ExamPlan second{PlanExam(options, pose, second_tilt, second_shift),
                        phantom.baseline_from_follow_up,
                        pose,
                        options.baseline_t2_ms * (1.0 + options.change_percent / 100.0),
                        second_gain,
                        CoilShading(random, pose.centre_lps, options.shading),
                        MixSeed(options.seed, 402)};
  phantom.baseline = RenderExam(options, first);
  phantom.follow_up = RenderExam(options, second);
  return phantom;
}

}  // namespace regen
