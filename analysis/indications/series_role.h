// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace regen {

// What the images of a series are made of, as far as a measurement must know it.
enum class RoleImages {
  kEchoes,  // a train of echoes from which a relaxation time is fitted
  kVolume,  // one image per position
  kMap      // a relaxation time computed by the scanner, in milliseconds
};

enum class SlicePlane { kSagittal, kCoronal, kAxial };

// Closed interval of a header value; a series that does not state the value is taken.
struct AcceptedRange {
  double least = 0;
  double most = 1e9;
};

// One part that a series can play in an analysis, with the rule by which it is accepted. A role
// that no series of an exam plays leaves out the measurements that need it.
struct SeriesRole {
  std::string name;         // "anatomy": as in report.json
  std::string expectation;  // for people: "sagittal proton density or T2 spin echo"
  RoleImages images = RoleImages::kVolume;
  // Alternatives for ScanningSequence, each as its sorted values joined by a backslash: "SE".
  std::vector<std::string> scanning_sequences;
  AcceptedRange echo_time_ms;
  AcceptedRange repetition_time_ms;
  AcceptedRange slice_spacing_mm;
  std::optional<bool> fat_suppressed;
  // Of the slices, nearest axis; empty: any.
  std::vector<SlicePlane> planes;
};

}  // namespace regen
