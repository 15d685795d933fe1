// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/exam_renderer.h"

#include "analysis/phantom/random_field.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <functional>
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
    {1900.0, 60.0, 0.06},   // lesion of the tendon: T2 from the options
}};
constexpr double kTendonT2Texture = 0.06;

// A slice spacing is cut into sub-slices: the middle ones are excited, all of them count for
// the region. Thin slices need fewer.
constexpr int kMostSubSlices = 8;
constexpr int kInPlane = 4;  // sub-samples along rows and columns

int SubSlicesFor(double slice_spacing_mm) {
  return slice_spacing_mm >= 2.0 ? kMostSubSlices : (slice_spacing_mm >= 1.0 ? 4 : 2);
}

constexpr std::size_t IndexOf(KneeTissue tissue) {
  return static_cast<std::size_t>(tissue);
}

using TissueCounts = std::array<int, kKneeTissueCount>;

// What is inside one voxel: how many sub-samples of each tissue, per sub-slice.
struct VoxelContent {
  std::array<TissueCounts, kMostSubSlices> counts{};
  int tendon_samples = 0;  // without the lesion
  int lesion_samples = 0;
};

class ExamRenderer {
 public:
  ExamRenderer(const KneeMatter& matter, const ExamPlan& plan);

  void RenderSlice(int k, KneePhantomExam& exam, double& t2_weighted_sum) const;
  int SamplesPerVoxel() const { return sub_slices_ * kInPlane * kInPlane; }
  int SamplesOfLesion(int k) const { return lesion_samples_[static_cast<std::size_t>(k)]; }

 private:
  // Offset of sub-sample n of `count` from the voxel's centre, in voxels.
  static double SubOffset(int n, int count) { return (n + 0.5) / count - 0.5; }

  // The way from voxel index to the knee at rest.
  Vec3 KneeFromIndex(const Vec3& index) const { return KneeAround(index).p_knee; }
  KneeMotion::PulledBack KneeAround(const Vec3& index) const {
    const Vec3 p = knee_at_zero_ + knee_per_index_ * index;
    return plan_.motion == nullptr ? KneeMotion::PulledBack{p, 1.0}
                                   : plan_.motion->PullBackWithStretch(p);
  }

  VoxelContent Sample(const Vec3& index, KneeTissue centre, bool uniform) const;
  void SampleSubSlice(const Vec3& index, TissueCounts& counts) const;
  void SampleFinely(const Vec3& index, const Vec3& p_knee, TissueCounts& counts) const;
  void SignalOf(const Vec3& index,
                const Vec3& p_knee,
                const VoxelContent& content,
                std::vector<double>& signal) const;
  void AddSignal(const Vec3& p_knee,
                 const TissueCounts& counts,
                 std::vector<double>& signal) const;
  void StoreNoisy(const Vec3& index,
                  const std::vector<double>& signal,
                  RandomStream& noise,
                  KneePhantomExam& exam) const;
  double TendonT2(const Vec3& p_knee) const {
    return plan_.tendon_t2_ms * (1.0 + kTendonT2Texture * tendon_t2_field_.At(p_knee));
  }
  double EchoFactor(std::size_t echo) const {
    if (!matter_.stimulated_echoes) {
      return 1.0;
    }
    return echo == 0 ? 0.90 : (echo % 2 == 1 ? 1.01 : 0.995);
  }

  const KneeMatter& matter_;
  const ExamPlan& plan_;
  SmoothField coarse_;
  SmoothField fine_;
  SmoothField tendon_t2_field_;
  std::array<TissueSignal, kKneeTissueCount> signals_ = kSignals;
  std::array<std::vector<double>, kKneeTissueCount> decays_;
  // From voxel index to the knee's own frame with the femur at rest, in one step.
  Vec3 knee_at_zero_;
  Mat3 knee_per_index_;
  int sub_slices_ = kMostSubSlices;
  int first_excited_ = 0;
  mutable std::vector<int> lesion_samples_;  // of each slice; every slice has one writer
};

ExamRenderer::ExamRenderer(const KneeMatter& matter, const ExamPlan& plan)
    : matter_(matter),
      plan_(plan),
      coarse_(MixSeed(matter.seed, 101), 9.0),
      fine_(MixSeed(matter.seed, 102), 3.5),
      tendon_t2_field_(MixSeed(matter.seed, 103), 8.0),
      sub_slices_(SubSlicesFor(plan.geometry.spacing_mm.z())),
      lesion_samples_(static_cast<std::size_t>(plan.geometry.size[2]), 0) {
  signals_[IndexOf(KneeTissue::kFat)].s0 *= plan.fat_factor;
  signals_[IndexOf(KneeTissue::kMarrow)].s0 *= plan.fat_factor;
  signals_[IndexOf(KneeTissue::kTendonLesion)].t2_ms = matter.lesion_t2_ms;
  for (std::size_t tissue = 0; tissue < signals_.size(); ++tissue) {
    for (const double echo_time : plan.echo_times_ms) {
      decays_[tissue].push_back(std::exp(-echo_time / signals_[tissue].t2_ms));
    }
  }
  const auto knee = [&](const Vec3& index) {
    return plan.pose.KneeFromLps(plan.baseline_from_exam * LpsFromIndex(plan.geometry, index));
  };
  knee_at_zero_ = knee(Vec3::Zero());
  for (int axis = 0; axis < 3; ++axis) {
    knee_per_index_.col(axis) = knee(Vec3::Unit(axis)) - knee_at_zero_;
  }
  const double excited = plan.slice_thickness_mm / plan.geometry.spacing_mm.z() * sub_slices_;
  first_excited_ = static_cast<int>(std::lround((sub_slices_ - excited) / 2.0));
  first_excited_ = std::min(first_excited_, (sub_slices_ - 1) / 2);
}

void ExamRenderer::SampleFinely(const Vec3& index,
                                const Vec3& p_knee,
                                TissueCounts& counts) const {
  // Across one voxel the joint's motion is as good as straight.
  constexpr double kStep = 0.25;
  Vec3 along_i = Vec3::Zero();
  Vec3 along_j = Vec3::Zero();
  if (plan_.motion != nullptr) {
    along_i = (KneeFromIndex(index + Vec3(kStep, 0, 0)) - p_knee) / kStep;
    along_j = (KneeFromIndex(index + Vec3(0, kStep, 0)) - p_knee) / kStep;
  }
  for (int b = 0; b < kInPlane; ++b) {
    for (int a = 0; a < kInPlane; ++a) {
      const Vec3 offset(SubOffset(a, kInPlane), SubOffset(b, kInPlane), 0.0);
      const Vec3 p = plan_.motion == nullptr
                         ? KneeFromIndex(index + offset)
                         : Vec3(p_knee + offset.x() * along_i + offset.y() * along_j);
      ++counts[IndexOf(plan_.anatomy.TissueAt(p).tissue)];
    }
  }
}

void ExamRenderer::SampleSubSlice(const Vec3& index, TissueCounts& counts) const {
  const Vec3& spacing = plan_.geometry.spacing_mm;
  const auto [p_knee, stretch] = KneeAround(index);
  const double half_diagonal = 0.5 * stretch * std::hypot(spacing.x(), spacing.y());
  const TissueAtPoint centre = plan_.anatomy.TissueAt(p_knee);
  if (centre.clearance_mm > half_diagonal) {
    counts[IndexOf(centre.tissue)] += kInPlane * kInPlane;
  } else {
    SampleFinely(index, p_knee, counts);
  }
}

VoxelContent ExamRenderer::Sample(const Vec3& index, KneeTissue centre, bool uniform) const {
  VoxelContent content;
  for (int s = 0; s < sub_slices_; ++s) {
    TissueCounts& counts = content.counts[static_cast<std::size_t>(s)];
    if (uniform) {
      counts[IndexOf(centre)] = kInPlane * kInPlane;
    } else {
      SampleSubSlice(index + Vec3(0, 0, SubOffset(s, sub_slices_)), counts);
    }
    content.tendon_samples += counts[IndexOf(KneeTissue::kPatellarTendon)];
    content.lesion_samples += counts[IndexOf(KneeTissue::kTendonLesion)];
  }
  return content;
}

// Adds the signal of one piece of a voxel to every echo, in units of S0 times sub-samples.
void ExamRenderer::AddSignal(const Vec3& p_knee,
                             const TissueCounts& counts,
                             std::vector<double>& signal) const {
  const double texture = 0.6 * coarse_.At(p_knee) + 0.4 * fine_.At(p_knee);
  for (std::size_t tissue = 1; tissue < counts.size(); ++tissue) {
    if (counts[tissue] == 0) {
      continue;
    }
    const double s0 =
        counts[tissue] * signals_[tissue].s0 * (1.0 + signals_[tissue].texture * texture);
    if (tissue == IndexOf(KneeTissue::kPatellarTendon)) {
      const double rate = 1.0 / TendonT2(p_knee);
      for (std::size_t echo = 0; echo < signal.size(); ++echo) {
        signal[echo] += s0 * std::exp(-plan_.echo_times_ms[echo] * rate);
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
                            const Vec3& p_knee,
                            const VoxelContent& content,
                            std::vector<double>& signal) const {
  Vec3 across = Vec3::Zero();
  if (plan_.motion != nullptr && sub_slices_ > 2) {
    constexpr double kStep = 0.25;
    across = (KneeFromIndex(index + Vec3(0, 0, kStep)) - p_knee) / kStep;
  }
  for (int s = first_excited_; s < sub_slices_ - first_excited_; s += 2) {
    TissueCounts counts = content.counts[static_cast<std::size_t>(s)];
    const auto& second = content.counts[static_cast<std::size_t>(s) + 1];
    std::transform(counts.begin(), counts.end(), second.begin(), counts.begin(), std::plus<>());
    const double middle = 0.5 * (SubOffset(s, sub_slices_) + SubOffset(s + 1, sub_slices_));
    const bool straight = plan_.motion == nullptr;
    AddSignal(straight ? KneeFromIndex(index + Vec3(0, 0, middle)) : p_knee + middle * across,
              counts,
              signal);
  }
  const int samples = (sub_slices_ - 2 * first_excited_) * kInPlane * kInPlane;
  for (std::size_t echo = 0; echo < signal.size(); ++echo) {
    signal[echo] *= EchoFactor(echo) / samples;
  }
}

void ExamRenderer::StoreNoisy(const Vec3& index,
                              const std::vector<double>& signal,
                              RandomStream& noise,
                              KneePhantomExam& exam) const {
  const double scale = plan_.gain * plan_.shading.At(LpsFromIndex(plan_.geometry, index));
  const Eigen::Vector3i at = index.cast<int>();
  for (std::size_t echo = 0; echo < signal.size(); ++echo) {
    const std::array<double, 2> n = noise.NextNormalPair();
    const double real = signal[echo] * scale + matter_.noise_sigma * n[0];
    const double imaginary = matter_.noise_sigma * n[1];
    exam.images.echoes[echo].At(at.x(), at.y(), at.z()) =
        static_cast<float>(std::sqrt(real * real + imaginary * imaginary));
  }
}

void ExamRenderer::RenderSlice(int k, KneePhantomExam& exam, double& t2_weighted_sum) const {
  RandomStream noise(MixSeed(plan_.noise_seed, static_cast<std::uint64_t>(k)));
  std::vector<double> signal(plan_.echo_times_ms.size());
  const double half_diagonal = 0.5 * plan_.geometry.spacing_mm.norm();
  for (int j = 0; j < plan_.geometry.size[1]; ++j) {
    for (int i = 0; i < plan_.geometry.size[0]; ++i) {
      const Vec3 index(i, j, k);
      const auto [p_knee, stretch] = KneeAround(index);
      const TissueAtPoint centre = plan_.anatomy.TissueAt(p_knee);
      const bool uniform = centre.clearance_mm > stretch * half_diagonal;
      std::fill(signal.begin(), signal.end(), 0.0);
      if (uniform && centre.tissue == KneeTissue::kAir) {
        StoreNoisy(index, signal, noise, exam);
        continue;
      }
      const VoxelContent content = Sample(index, centre.tissue, uniform);
      SignalOf(index, p_knee, content, signal);
      StoreNoisy(index, signal, noise, exam);
      if (const int samples = content.tendon_samples + content.lesion_samples; samples > 0) {
        const double all = SamplesPerVoxel();
        exam.tendon.At(i, j, k) = static_cast<float>(samples / all);
        t2_weighted_sum += content.tendon_samples / all * TendonT2(p_knee) +
                           content.lesion_samples / all * matter_.lesion_t2_ms;
        lesion_samples_[static_cast<std::size_t>(k)] += content.lesion_samples;
      }
    }
  }
}

void RenderSlices(const ExamRenderer& renderer,
                  int threads_asked,
                  KneePhantomExam& exam,
                  std::vector<double>& t2_sums) {
  const int slices = static_cast<int>(t2_sums.size());
  std::atomic<int> next{0};
  const auto work = [&] {
    for (int k = next++; k < slices; k = next++) {
      renderer.RenderSlice(k, exam, t2_sums[static_cast<std::size_t>(k)]);
    }
  };
  const int available = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int threads = std::min(threads_asked > 0 ? threads_asked : available, slices);
  std::vector<std::jthread> helpers;
  for (int n = 1; n < threads; ++n) {
    helpers.emplace_back(work);
  }
  work();
}

}  // namespace

KneePhantomExam RenderExam(const KneeMatter& matter, const ExamPlan& plan) {
  KneePhantomExam exam;
  exam.gain = plan.gain;
  exam.anatomy = plan.anatomy;
  exam.images.echo_times_ms = plan.echo_times_ms;
  exam.images.echoes.assign(plan.echo_times_ms.size(), MakeVolume(plan.geometry));
  exam.tendon = MakeVolume(plan.geometry);
  const int slices = plan.geometry.size[2];
  std::vector<double> t2_sums(static_cast<std::size_t>(slices), 0.0);
  const ExamRenderer renderer(matter, plan);
  RenderSlices(renderer, matter.threads, exam, t2_sums);

  double fractions = 0.0;
  for (const float fraction : exam.tendon.values) {
    fractions += static_cast<double>(fraction);
  }
  double t2_sum = 0.0;
  double lesion = 0.0;
  for (int k = 0; k < slices; ++k) {
    t2_sum += t2_sums[static_cast<std::size_t>(k)];
    lesion += renderer.SamplesOfLesion(k);
  }
  const double voxel_mm3 = plan.geometry.VoxelVolumeMm3();
  exam.tendon_volume_mm3 = fractions * voxel_mm3;
  exam.lesion_volume_mm3 = lesion / renderer.SamplesPerVoxel() * voxel_mm3;
  exam.tendon_t2_ms = fractions > 0.0 ? t2_sum / fractions : 0.0;
  return exam;
}

}  // namespace regen
