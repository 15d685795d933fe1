// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/text.h"
#include "analysis/treatment/treatment.h"
#include "plugin/archive/archive.h"

#include <string>

// Studies and treatments for the plugin's tests: a right knee of one patient, as the planner
// accepts it. Tests change what they are about.
namespace regen::test {

inline constexpr const char* kPatient = "PATIENT-1";

inline Treatment MakeTreatment(const std::string& id = "T-001") {
  Treatment treatment;
  treatment.id = id;
  treatment.patient_id = kPatient;
  treatment.indication = Indication::kPatellarTendon;
  treatment.side = Side::kRight;
  treatment.application_date = *ParseIsoDate("2026-01-15");
  treatment.birth_date = ParseIsoDate("1980-05-06");
  return treatment;
}

inline SeriesSummary MakeMultiEchoSeries(const std::string& study_uid) {
  SeriesSummary series;
  series.series_instance_uid = study_uid + ".1";
  series.modality = "MR";
  series.series_description = "T2 map knee";
  series.body_part_examined = "KNEE";
  series.laterality = "R";
  series.frame_of_reference_uid = study_uid + ".9";
  series.scanning_sequence = {"SE"};
  series.manufacturer = "Maker";
  series.model_name = "Model";
  series.repetition_time_ms = 2000;
  series.magnetic_field_strength_t = 3;
  series.slice_thickness_mm = 3;
  for (int slice = 0; slice < 8; ++slice) {
    for (int echo = 1; echo <= 6; ++echo) {
      InstanceSummary image;
      image.instance_number = slice * 6 + echo;
      image.sop_instance_uid = StrCat(series.series_instance_uid, ".", image.instance_number);
      image.sop_class_uid = "1.2.840.10008.5.1.4.1.1.4";
      image.image_type = {"ORIGINAL", "PRIMARY", "M"};
      image.rows = 64;
      image.columns = 64;
      image.pixel_spacing_mm = {0.5, 0.5};
      image.image_position_lps = {3.0 * slice, 0, 0};
      image.image_orientation = {0, 1, 0, 0, 0, -1};
      image.echo_time_ms = 10.0 * echo;
      series.instances.push_back(image);
    }
  }
  return series;
}

// `name` is the Orthanc id; UIDs are made from `number`.
inline ArchivedStudy MakeStudy(const std::string& name, int number, const std::string& date) {
  ArchivedStudy study;
  study.state = {name, "20260101T000000", true};
  study.summary.study_instance_uid = StrCat("1.2.3.", number);
  study.summary.study_date = date;
  study.summary.study_time = "120000";
  study.summary.study_description = "MR knee right";
  study.summary.patient = {kPatient, "", "", "19800506", ""};
  study.summary.series = {MakeMultiEchoSeries(study.summary.study_instance_uid)};
  return study;
}

inline ArchivedStudy MakeBaseline() {
  return MakeStudy("baseline", 1, "20260102");
}
inline ArchivedStudy MakeFollowUp() {
  return MakeStudy("follow-up", 2, "20260715");
}

inline ArchivedRegion MakeRegion(const ArchivedStudy& study, const std::string& sop) {
  ArchivedRegion region;
  region.orthanc_id = "orthanc-" + sop;
  region.sop_instance_uid = sop;
  region.series_instance_uid = sop + ".1";
  region.frame_of_reference_uid = study.summary.series.front().frame_of_reference_uid;
  region.referenced_series_uids = {study.summary.series.front().series_instance_uid};
  region.object = "SEG";
  region.label = "patellar tendon";
  region.content_date = "20260103";
  region.content_time = "100000";
  return region;
}

inline ArchivedStudy MakeBaselineWithRegion() {
  ArchivedStudy study = MakeBaseline();
  study.regions.push_back(MakeRegion(study, "1.2.3.1.77"));
  return study;
}

}  // namespace regen::test
