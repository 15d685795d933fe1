// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/report/follow_up_report.h"

namespace regen {

// A measured follow-up with every part filled in; made up, for tests of its forms.
inline FollowUpReport SampleReport() {
  FollowUpReport report;
  report.outcome = Outcome::kMeasured;
  report.treatment.id = "T-001";
  report.treatment.patient_id = "SECRET-ID";
  report.treatment.patient_name = "Secret^Name";
  report.treatment.side = Side::kRight;
  report.treatment.application_date = *ParseIsoDate("2026-01-15");
  report.treatment.birth_date = ParseIsoDate("1985-06-14");
  report.warnings = {MakeReason(reasons::kSoftwareDiffers, "software differs: A / B")};
  report.time_points = {{true, "1.2.1", {"1.2.1.1"}, ParseIsoDate("2026-01-02"), -13},
                        {false, "1.2.2", {"1.2.2.1"}, ParseIsoDate("2026-07-10"), 176}};
  ReportedMeasurement t2;
  t2.name = "t2";
  t2.structure = "patellar-tendon";
  t2.unit = "ms";
  t2.primary = true;
  t2.baseline = 41.0;
  t2.follow_up = 32.9;
  t2.change = -8.1;
  t2.change_percent = -19.756098;
  t2.change_percent_lower = -28.0;
  t2.change_percent_upper = -10.5;
  t2.repeatability_percent = 14.0;
  t2.repeatability_source = "literature";
  t2.repeatability_citation = "Somebody 2015";
  t2.verdict = Verdict::kExceedsError;
  t2.baseline_exam = {1200, 40, 3754.6875, 0.4, {}};
  t2.follow_up_exam = {1190, 38, 3729.6875, 0.5, 0.2};
  report.measurements = {t2};
  const auto check = [](const char* name, const char* before, const char* after) {
    ComparabilityCheck row;
    row.check = name;
    row.baseline = before;
    row.follow_up = after;
    row.role = "t2-map";
    return row;
  };
  report.comparability = {check("EchoTime", "8 to 64 ms", "8 to 64 ms"),
                          check("SoftwareVersions", "A", "B")};
  ComparabilityCheck& software = report.comparability.back();
  software.result = software.t2 = software.signal = software.geometry =
      Comparability::kDegraded;
  software.reason_code = "software-differs";
  StructureRegistration registration;
  registration.name = "patellar-tendon";
  registration.baseline_from_follow_up = {1, 0, 0, 4.5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  registration.residual_mm = 0.01;
  registration.half_sample_mm = 0.02;
  registration.overlap = 0.98;
  registration.inverse_consistency_mm = 0.05;
  registration.correlation = 0.97;
  registration.usable = true;
  report.registrations = {registration};
  report.registration = {4.5, 0.03, "tibia, patella", "intensity"};
  report.region_reviewed = true;
  report.region_quality = {std::nullopt, 0.91, -1.25, -0.05};
  report.candidates = {
      {"1.2.1", "1.2.1.1", "T2MAP", true, {MakeReason(reasons::kSelected, "taken")}}};
  report.software = {"0.1.0", "aa", "bb", "cc"};
  return report;
}

}  // namespace regen
