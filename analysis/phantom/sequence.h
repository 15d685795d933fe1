// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace regen {

enum class SequenceKind {
  kSpinEcho,              // one echo each, refocused perfectly
  kMultiSpinEcho,         // one train of evenly spaced echoes, by extended phase graphs
  kFastSpinEcho,          // one image at the effective echo time
  kGradientEcho,          // spoiled; T2*, water and fat in and out of phase
  kDixon,                 // two echoes (opposed, in phase), and water and fat from them
  kDoubleEchoSteadyState  // FISP and PSIF of one repetition
};

// What the scanner is asked to do. Times in ms, angles in degrees.
struct Sequence {
  SequenceKind kind = SequenceKind::kMultiSpinEcho;
  double repetition_time_ms = 2450;
  std::vector<double> echo_times_ms{8, 16, 24, 32, 40, 48, 56, 64};
  double inversion_time_ms = 0;  // > 0: inverted before (STIR)
  double flip_angle_deg = 90;    // of the excitation
  double refocusing_deg = 180;   // of a train's refocusing pulses, before B1
  // Flip angles fall off towards the edge of the slice over this share of its half thickness,
  // to one half at the edge. 0: the same everywhere.
  double slice_edge = 0;
  int echo_train_length = 1;  // of a fast spin echo
  double fat_residual = 1.0;  // what fat suppression leaves; 1: not suppressed
  double fat_shift_px = 0;    // of fat along the rows, by its frequency
  double field_strength_t = 3.0;
};

// What each image of the sequence is, in order: "echo 1" …, "opposed phase", "in phase",
// "water", "fat", "FISP", "PSIF".
std::vector<std::string> ImageNames(const Sequence& sequence);

}  // namespace regen
