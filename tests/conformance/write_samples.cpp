// SPDX-License-Identifier: GPL-3.0-or-later
// write_samples FOLDER: one subfolder per case with the source images, the results, report.json
// and the regions as bytes, for independent judges (check_objects.py).
#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/report/report_json.h"
#include "tests/support/dicom_results.h"

#include <cstdio>

namespace regen::test {
namespace {

namespace fs = std::filesystem;

// 1 inside, 0 outside, in the order of Volume.
std::string AsBytes(const Volume& region) {
  std::string bytes;
  for (const float value : region.values) bytes.push_back(value >= 0.5F ? '\1' : '\0');
  return bytes;
}

bool WriteCase(const SampleFollowUp& sample, const fs::path& folder) {
  WriteSampleResults(sample);
  return WriteWholeFile(sample.context.output / "report.json", ReportJson(sample.report)) &&
         WriteWholeFile(folder / "region-baseline.bin", AsBytes(sample.baseline_region)) &&
         WriteWholeFile(folder / "region-follow-up.bin", AsBytes(sample.follow_up_region));
}

bool WriteCase(const MrFiles& series, const fs::path& folder) {
  return WriteCase(MakeSampleFollowUp(series, folder), folder);
}

MrFiles WithIdentifiers() {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_AccessionNumber, "A0707172544");
    image.putAndInsertString(DCM_RETIRED_OtherPatientIDs, "A\\B");
    image.putAndInsertString(DCM_PatientComments, "left-handed");
    image.putAndInsertString(DCM_PatientSize, "1.82");
    image.putAndInsertString(DCM_AdmissionID, "ADM-1");
    image.putAndInsertString(DCM_PhysiciansOfRecord, "Doctor^One\\Doctor^Two");
    image.putAndInsertString(DCM_ClinicalTrialSponsorName, "Sponsor");
    image.putAndInsertString(DCM_ClinicalTrialProtocolID, "P");
    image.putAndInsertString(DCM_ClinicalTrialProtocolName, "Protocol");
    image.putAndInsertString(DCM_ClinicalTrialSiteID, "");
    image.putAndInsertString(DCM_ClinicalTrialSiteName, "");
    image.putAndInsertString(DCM_ClinicalTrialSubjectID, "S-1");
    DcmItem* item = nullptr;
    image.findOrCreateSequenceItem(DCM_ProcedureCodeSequence, item);
    item->putAndInsertString(DCM_CodeValue, "MRKNEE");
    item->putAndInsertString(DCM_CodingSchemeDesignator, "99LOCAL");
    item->putAndInsertString(DCM_CodeMeaning, "MR of the knee");
  };
  return series;
}

SampleFollowUp NotMeasured(const fs::path& folder) {
  SampleFollowUp sample = MakeSampleFollowUp({}, folder);
  ReportedMeasurement& t2 = sample.report.measurements[0];
  t2.follow_up = t2.change = t2.change_percent = std::nullopt;
  t2.change_percent_lower = t2.change_percent_upper = std::nullopt;
  t2.verdict = Verdict::kNotComparable;
  t2.reasons = {MakeReason(reasons::kTooFewVoxels, "12 voxels, 30 are needed")};
  return sample;
}

bool WriteAll(const fs::path& folder) {
  MrFiles odd;
  odd.columns = 255;
  odd.rows = 257;
  odd.echo_times_ms = {10, 20};
  MrFiles per_echo;
  per_echo.one_series_per_echo = true;
  MrFiles latin;
  latin.patient_name = "M\xfcller^J\xf6rg";
  MrFiles japanese;
  japanese.character_set = "ISO_IR 192";
  japanese.patient_name = "Yamada^Tarou=山田^太郎";
  MrFiles one_voxel;
  one_voxel.columns = 1;
  one_voxel.rows = 1;
  return WriteCase(MrFiles{}, folder / "plain") && WriteCase(odd, folder / "odd-matrix") &&
         WriteCase(per_echo, folder / "series-per-echo") &&
         WriteCase(latin, folder / "latin-1") && WriteCase(japanese, folder / "utf-8") &&
         WriteCase(one_voxel, folder / "one-voxel") &&
         WriteCase(WithIdentifiers(), folder / "identifiers") &&
         WriteCase(NotMeasured(folder / "not-measured"), folder / "not-measured");
}

}  // namespace
}  // namespace regen::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_samples FOLDER\n");
    return 64;
  }
  return regen::test::WriteAll(argv[1]) ? 0 : 70;
}
