// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"
#include "analysis/phantom/sequence.h"

#include <array>
#include <string>

namespace regen {

enum class ImagingPlane { kSagittal, kCoronal, kAxial };

// One series of an exam, as data: what the scanner is asked for, and on which grid.
struct ExamSeries {
  std::string role;         // that it is made for, as the indications name them: "anatomy"
  std::string description;  // "SAG PD FS"
  Sequence sequence;
  ImagingPlane plane = ImagingPlane::kSagittal;
  std::array<int, 3> size{256, 256, 24};
  Vec3 spacing_mm{0.625, 0.625, 4.0};
  double slice_thickness_mm = 3.0;
  double noise_sigma = 10.0;  // of each of the two channels before the magnitude
  bool three_d = false;       // excited as one slab, not slice by slice
  bool combined = false;      // all images are added up to one, as of a double echo
};

// The series that knees are examined by, with the grids of clinical protocols. Series of one
// plane share their grid, which makes every further one cheap to render.
ExamSeries SagittalT2Train();           // eight echoes 8 ms apart
ExamSeries SagittalProtonDensityFat();  // fast spin echo with fat suppression
ExamSeries SagittalProtonDensity();     // the same with bright fat
ExamSeries SagittalDoubleEcho();        // 3-D, slices of 1 mm, water excitation

}  // namespace regen
