// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/base/text.h"
#include "analysis/selection/series_summary.h"
#include "analysis/treatment/treatment.h"

#include <string>
#include <vector>

namespace regen::test {

// Headers of a sagittal multi-echo spin-echo series of a knee: 8 echoes 6.3 ms apart, 6 slices
// 4 mm apart. Tests change one thing and see what follows.
inline SeriesSummary MakeMultiEchoSeries(const std::string& uid = "1.2.3",
                                         int echoes = 8,
                                         int slices = 6,
                                         double first_echo_ms = 6.3) {
  SeriesSummary series;
  series.series_instance_uid = uid;
  series.modality = "MR";
  series.series_description = "T2MAP";
  series.body_part_examined = "KNEE";
  series.laterality = "R";
  series.frame_of_reference_uid = "1.2.9";
  series.scanning_sequence = {"SE"};
  series.sequence_variant = {"SK"};
  series.manufacturer = "GE MEDICAL SYSTEMS";
  series.model_name = "DISCOVERY MR750";
  series.device_serial_number = "905522";
  series.software_versions = "24\\LX\\DV24";
  series.repetition_time_ms = 2450;
  series.magnetic_field_strength_t = 3;
  series.slice_thickness_mm = 3;
  for (int slice = 0; slice < slices; ++slice) {
    for (int echo = 0; echo < echoes; ++echo) {
      InstanceSummary image;
      image.sop_instance_uid = StrCat(uid, ".", slice + 1, ".", echo + 1);
      image.sop_class_uid = "1.2.840.10008.5.1.4.1.1.4";
      image.image_type = {"ORIGINAL", "PRIMARY", "OTHER"};
      image.rows = 256;
      image.columns = 256;
      image.pixel_spacing_mm = {{0.625, 0.625}};
      image.image_orientation = {{0, 1, 0, 0, 0, -1}};
      image.image_position_lps = {{-30.0 - 4.0 * slice, -80, 80}};
      image.echo_time_ms = first_echo_ms * (echo + 1);
      series.instances.push_back(image);
    }
  }
  return series;
}

// Headers of a sagittal fat-suppressed proton density series of a knee: 20 slices 3.5 mm apart.
inline SeriesSummary MakeWeightedSeries(const std::string& uid = "1.2.4") {
  SeriesSummary series = MakeMultiEchoSeries(uid, 1, 20);
  series.series_description = "SAG PD FS";
  series.scan_options = {"FS"};
  series.repetition_time_ms = 3000;
  series.echo_train_length = 8;
  series.flip_angle_deg = 150;
  for (std::size_t n = 0; n < series.instances.size(); ++n) {
    InstanceSummary& image = series.instances[n];
    image.echo_time_ms = 35;
    image.image_position_lps = {{-30.0 - 3.5 * static_cast<double>(n), -80, 80}};
  }
  return series;
}

// The same acquisition as one series per echo.
inline std::vector<SeriesSummary> SplitByEcho(const SeriesSummary& series) {
  std::vector<SeriesSummary> split;
  for (const InstanceSummary& image : series.instances) {
    SeriesSummary* home = nullptr;
    for (SeriesSummary& one : split) {
      if (one.instances.front().echo_time_ms == image.echo_time_ms) home = &one;
    }
    if (home == nullptr) {
      split.push_back(series);
      home = &split.back();
      home->series_instance_uid = StrCat(series.series_instance_uid, ".e", split.size());
      home->instances.clear();
    }
    home->instances.push_back(image);
  }
  return split;
}

inline StudySummary MakeStudy(std::vector<SeriesSummary> series,
                              const std::string& uid = "1.2") {
  StudySummary study;
  study.study_instance_uid = uid;
  study.study_date = "20260102";
  study.study_description = "MR knee";
  study.patient = {"P1", "", "Test^Knee", "19850614", "M"};
  study.series = std::move(series);
  return study;
}

// The rules of the patellar tendon, for tests that need the rules of any indication.
inline const IndicationProtocol& TendonProtocol() {
  return ProtocolOf(Indication::kPatellarTendon);
}

inline Treatment MakeTreatment(std::optional<Side> side = Side::kRight) {
  Treatment treatment;
  treatment.id = "T-001";
  treatment.patient_id = "P1";
  treatment.side = side;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  treatment.patient_name = "Test^Knee";
  treatment.birth_date = ParseIsoDate("1985-06-14");
  treatment.sex = "M";
  return treatment;
}

inline std::vector<std::string> CodesOf(const std::vector<Reason>& found) {
  std::vector<std::string> codes;
  for (const Reason& reason : found) codes.push_back(reason.code);
  return codes;
}

}  // namespace regen::test
