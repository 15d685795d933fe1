// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/indications/indication.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/phantom/scanner_habits.h"
#include "analysis/treatment/treatment.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

inline constexpr std::string_view kUsualLevel = "L4/L5";

// What is asked of a digital patient.
struct PhantomOptions {
  Indication indication = Indication::kPatellarTendon;
  std::optional<Side> side;  // absent: right, where the structure is paired
  std::string level;         // of a disc only; empty: kUsualLevel
  // Which measurement changes, and by how much; empty: the first that the indication's phantom
  // can change.
  std::string measurement;
  double change_percent = -35.0;
  std::uint64_t seed = 1;
  ScannerHabits habits = ScannerHabits::kPlain;
  // Only series for these roles; empty: all that the indication is examined by.
  std::vector<std::string> roles;
};

// A measurement's exact value at both visits, in its own unit.
struct TrueValue {
  double baseline = 0;
  double follow_up = 0;
};

// A patient with one treated structure, a visit before the treatment and one after it, and all
// that is true of them: what a joint must provide to be written as a phantom (WritePhantom).
struct DigitalPatient {
  std::string measurement;  // that changes
  PhantomVisit baseline;
  PhantomVisit follow_up;
  std::shared_ptr<const JointMotion> motion;  // the follow-up's placement may point to it
  Rigid3 baseline_from_follow_up;             // of the body, LPS
  std::vector<std::string> bones;             // that moved alike with it
  // In order of the indication's roles; the reader's regions are drawn on the first.
  std::vector<ExamSeries> series;
  // By the measurement's name, as far as formulas give it. T2 and signal ratio follow from the
  // tissues (WritePhantom).
  std::map<std::string, TrueValue> truth;
  std::string patient_name;        // DICOM PN
  std::string study_description;   // "MR knee"
  std::string body_part_examined;  // "KNEE"
  std::string defect_label;        // of the reader's region of it; empty: there is none
};

// Fails (kUsage) for options that contradict the indication, and (kInput) where this version
// makes no phantom of it or of the measurement.
Result<DigitalPatient> MakeDigitalPatient(const PhantomOptions& options);

// Names of the measurements that the phantom of an indication can change, the usual one first;
// empty: there is no phantom of it.
std::vector<std::string> ChangeableMeasurements(Indication indication);

}  // namespace regen
