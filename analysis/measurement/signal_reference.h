// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/measurement/exam_pair.h"

#include <array>

namespace regen {

// Standard deviation of an image's noise, from second differences over two pixels along rows
// and columns (Immerkaer 1996, CVIU 64:300, in one direction), of the flattest quarter of the
// voxels that hold signal; two pixels apart, because interpolated images repeat their noise.
double NoiseSd(const Volume& image);
// Of an exam's image; told once where the exam shares its work.
double NoiseOf(const OutlinedExam& exam);

// What untreated tissue around the structure says about the two exams' signal: gain and coil
// differ between any two visits, so that only what is told relative to such tissue means
// anything.
struct SignalReference {
  Reasons reasons;  // why not usable: reference-not-stable
  bool usable = false;
  int points = 0;
  // ln of follow-up over baseline signal as a smooth field: 1, x, y, z, and the six products,
  // of (p - centre) / 25 mm in the baseline's frame.
  std::array<double, 10> coefficients{};
  Vec3 centre = Vec3::Zero();
  double log_error = 0;         // standard deviation of the field at the structure
  double residual_percent = 0;  // worst mean deviation of one side's tissue from the field
  double baseline_level = 0;    // median signal of the points
  double baseline_noise = 0;
  double follow_up_noise = 0;

  // Follow-up over baseline signal of tissue that did not change.
  double GainAt(const Vec3& p_baseline) const;
};

// Tissue 10 … 30 mm from the structure whose neighbourhood is even and whose signal is at least
// ten times the noise in both exams; the field is a quadratic in space, fitted with Tukey's
// biweight. Not stable where fewer than 100 points are left, or where the tissue of one side of
// the structure deviates from the field by more than 10 %.
SignalReference CompareUntreatedTissue(const ExamPair& pair);

}  // namespace regen
