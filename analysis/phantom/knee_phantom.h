// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/geometry/rigid3.h"
#include "analysis/image/volume.h"
#include "analysis/phantom/knee_motion.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/treatment/treatment.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace regen {

// The grid of one exam. Its middle is the middle of the knee at the baseline.
struct KneeGrid {
  std::array<int, 3> size{256, 256, 24};
  Vec3 spacing_mm{0.625, 0.625, 4.0};
  double slice_thickness_mm = 3.0;  // what is excited of each 4 mm; at most the slice spacing
  // Unit vectors of columns, rows and slices in LPS, right-handed: any plane, reversed or
  // oblique. Absent: sagittal along the tendon, in the follow-up tilted by another degree.
  std::optional<Mat3> direction;
};

// A digital knee before and after the treatment of its patellar tendon, in memory: a multi-echo
// spin-echo series each, and the exact truth. The same options give the same values, whatever
// the number of threads.
struct KneePhantomOptions {
  Side side = Side::kRight;
  KneeTreated treated = KneeTreated::kPatellarTendon;
  double change_percent = -35.0;   // of the treated tissue's T2, baseline to follow-up; > -90
  double baseline_t2_ms = 38.0;    // of the tendon
  std::uint64_t seed = 1;          // texture, motion, coil shading, gain and noise
  std::uint64_t anatomy_seed = 0;  // another knee (DrawKneeShape); 0: the middling one

  // The baseline's grid, as in KneeGrid.
  std::array<int, 3> size{256, 256, 24};
  Vec3 spacing_mm{0.625, 0.625, 4.0};
  double slice_thickness_mm = 3.0;
  std::optional<Mat3> direction;
  std::optional<KneeGrid> follow_up_grid;  // absent: size and spacing as the baseline's
  std::vector<double> echo_times_ms{8, 16, 24, 32, 40, 48, 56, 64};
  std::optional<std::vector<double>> follow_up_echo_times_ms;  // absent: the same
  double follow_up_fat_factor = 1.0;     // on fat and marrow; below 1: fat is suppressed
  std::optional<double> follow_up_gain;  // absent: 0.88 to 1.12, drawn from the seed

  double noise_sigma = 10.0;      // of each of the two channels before the magnitude (Rician)
  double shading = 0.15;          // coil sensitivity varies within 1 ± this
  bool stimulated_echoes = true;  // as imperfect refocusing makes them

  // Where the follow-up's knee lies (its femur, where it also bends); absent: a few degrees and
  // millimetres drawn from the seed.
  std::optional<Rigid3> baseline_from_follow_up;
  double flexion_deg = 0;            // between the visits, see KneePosture
  double internal_rotation_deg = 0;  // between the visits

  // A brighter ellipsoid inside the tendon: radii across, front to back (at most 0.9 of the
  // tendon's half width and half thickness) and along (at most 0.13 of its height); 0: none.
  Vec3 lesion_radii_mm = Vec3::Zero();
  double lesion_shrinks_percent = 0;  // of its volume, 0..100
  double lesion_t2_ms = 60.0;         // at both visits
  // The tendon's true volume, from baseline to follow-up; kMin..kMaxVolumeChangePercent. The
  // tendon swells or thins in place: points move by the joint's motion only.
  double tendon_volume_change_percent = 0;
  TendonPart volume_change_part = TendonPart::kProximalThird;

  // Where the cartilage is treated: its site (radius 0: none) and fill at the baseline, the
  // fill at the follow-up, and T2 of the repair tissue at the baseline.
  CartilageRepair repair;
  std::optional<double> follow_up_fill;  // absent: as before
  double repair_t2_ms = 52.0;

  int threads = 0;  // 0: as many as the machine has
};

struct KneePhantomExam {
  EchoSeries images;
  // Fraction of each voxel (full slice spacing) inside the treated structure, with lesion: the
  // tendon, or where the cartilage is treated its repair site.
  Volume tendon;
  Volume lesion;  // the same of the lesion alone, or of what is left of the cartilage's defect
  double tendon_volume_mm3 = 0;  // of the fractions
  double tendon_t2_ms = 0;       // mean over the structure, with lesion
  double lesion_volume_mm3 = 0;
  double gain = 1.0;
  KneeAnatomy anatomy;  // in the knee's own frame, at rest
};

struct KneePhantom {
  KneePhantomExam baseline;
  KneePhantomExam follow_up;
  Rigid3
      baseline_from_follow_up;  // of the femur, and of everything where the knee did not bend
  KneeMotion motion;            // exact, of every point
  KneePose pose;                // of the anatomy, at the baseline
};

// The same knee, to be looked at with any series (ExamRenderer): grids, echo times, noise and
// fat suppression of the options are not used.
struct KneePatient {
  PhantomVisit baseline;
  PhantomVisit follow_up;
  KneeAnatomy baseline_anatomy;  // in the knee's own frame, at rest
  KneeAnatomy follow_up_anatomy;
  Rigid3 baseline_from_follow_up;            // as in KneePhantom
  std::shared_ptr<const KneeMotion> motion;  // the follow-up's placement may point to it
  KneePose pose;
};

// Fails as MakeKneePhantom does.
Result<KneePatient> PlanKnee(const KneePhantomOptions& options);

// Fails (kUsage) for options outside of what the knee can show, naming the option.
Result<KneePhantom> MakeKneePhantom(const KneePhantomOptions& options);

}  // namespace regen
