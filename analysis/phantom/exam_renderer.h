// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/coil_shading.h"
#include "analysis/phantom/knee_phantom.h"

#include <cstdint>
#include <vector>

namespace regen {

// One visit to the scanner: what lies there, how, and what the scanner makes of it.
struct ExamPlan {
  VolumeGeometry geometry;
  double slice_thickness_mm = 0;
  std::vector<double> echo_times_ms;
  KneeAnatomy anatomy;
  KneePose pose;
  Rigid3 baseline_from_exam;           // of the femur
  const KneeMotion* motion = nullptr;  // of the rest; nullptr: as the femur
  double tendon_t2_ms = 0;
  double fat_factor = 1.0;
  double gain = 1.0;
  CoilShading shading;
  std::uint64_t noise_seed = 0;
};

// What both visits share.
struct KneeMatter {
  std::uint64_t seed = 1;  // of texture
  double lesion_t2_ms = 60.0;
  double noise_sigma = 0.0;
  bool stimulated_echoes = true;
  int threads = 0;
};

// Integrates the knee over every voxel: finely where tissues meet, in one step where not. The
// same values for any number of threads.
KneePhantomExam RenderExam(const KneeMatter& matter, const ExamPlan& plan);

}  // namespace regen
