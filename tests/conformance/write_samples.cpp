// SPDX-License-Identifier: GPL-3.0-or-later
// write_samples FOLDER: one subfolder per case with the source images, the results, report.json
// and the regions as bytes, for independent judges (check_samples.py). write_samples FOLDER
// segmentations: per matrix size one region of 40 slices as bytes, and 40 SEGs that hold its
// first 1 to 40 slices.
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
  WriteEveryResult(sample);
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

// One patient known to two hospitals, and by another number to each.
MrFiles WithTwoIssuers() {
  MrFiles series;
  series.edit = [](DcmDataset& image, int, int) {
    DcmItem* item = nullptr;
    image.findOrCreateSequenceItem(DCM_IssuerOfPatientIDQualifiersSequence, item);
    item->putAndInsertString(DCM_UniversalEntityID, "2.16.756.5.45.99");
    item->putAndInsertString(DCM_UniversalEntityIDType, "ISO");
    for (const char* issuer : {"HOSPITAL NORTH", "HOSPITAL SOUTH"}) {
      constexpr long kAppend = -2;
      image.findOrCreateSequenceItem(DCM_OtherPatientIDsSequence, item, kAppend);
      item->putAndInsertString(DCM_PatientID, "0012");
      item->putAndInsertString(DCM_IssuerOfPatientID, issuer);
      item->putAndInsertString(DCM_TypeOfPatientID, "TEXT");
    }
  };
  return series;
}

MrFiles Named(const char* character_set, const char* patient_name) {
  MrFiles series;
  series.character_set = character_set;
  series.patient_name = patient_name;
  return series;
}

// Several measurements: signs, many digits, a part of the structure, one without a value.
SampleFollowUp ManyMeasurements(const fs::path& folder) {
  SampleFollowUp sample = MakeSampleFollowUp({}, folder);
  ReportedMeasurement thickness = sample.report.measurements[0];
  thickness.primary = false;
  thickness.name = "thickness";
  thickness.unit = "mm";
  thickness.baseline = 1.0 / 3;
  thickness.follow_up = 0.1 + 0.2;
  thickness.change = -0.033333333333333326;
  thickness.change_percent = -10.000000000000002;
  thickness.verdict = Verdict::kWithinError;
  ReportedMeasurement volume = thickness;
  volume.name = "volume";
  volume.unit = "mm3";
  volume.baseline = 123456789.125;
  volume.follow_up = std::nullopt;
  volume.change = volume.change_percent = std::nullopt;
  volume.change_percent_lower = volume.change_percent_upper = std::nullopt;
  volume.verdict = Verdict::kNotComparable;
  volume.reasons = {MakeReason(reasons::kRegionOutsideFollowUp, "12 mm3 of 40 mm3 lie inside")};
  volume.follow_up_exam = std::nullopt;
  ReportedMeasurement part = thickness;
  part.name = "cartilage-thickness";
  part.structure = "tibial-cartilage";
  part.change = 0;
  part.change_percent = 0;
  sample.report.measurements.insert(sample.report.measurements.end(),
                                    {thickness, volume, part});
  return sample;
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

bool WriteRefused(const fs::path& folder) {
  return WriteRefusal(MakeSampleFollowUp({}, folder), folder / "refused").size() == 2;
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
         WriteCase(one_voxel, folder / "one-voxel") && WriteRefused(folder / "refusal") &&
         WriteCase(WithIdentifiers(), folder / "identifiers") &&
         WriteCase(WithTwoIssuers(), folder / "two-issuers") &&
         WriteCase(Named("ISO_IR 192",
                         "Sharon^Deborah=\u05e9\u05e8\u05d5\u05df^"
                         "\u05d3\u05d1\u05d5\u05e8\u05d4"),
                   folder / "hebrew-utf-8") &&
         WriteCase(Named("ISO_IR 138", "\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4"),
                   folder / "hebrew") &&
         WriteCase(Named("ISO_IR 127", "\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1"),
                   folder / "arabic") &&
         WriteCase(Named("\\ISO 2022 IR 87", "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"),
                   folder / "japanese") &&
         WriteCase(ManyMeasurements(folder / "many-measurements"),
                   folder / "many-measurements") &&
         WriteCase(NotMeasured(folder / "not-measured"), folder / "not-measured");
}

// Every frame count from 1 to 40 on one grid.
bool WriteSegmentations(int columns, int rows, const fs::path& folder) {
  constexpr int kSlices = 40;
  MrFiles series;
  series.columns = columns;
  series.rows = rows;
  series.slices = kSlices;
  series.echo_times_ms = {10};
  SampleFollowUp sample = MakeSampleFollowUp(series, folder);
  sample.context.output = folder;
  const Volume whole = sample.baseline_region;
  Volume part = MakeVolume(whole.geometry);
  const std::size_t area = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  for (int frames = 1; frames <= kSlices; ++frames) {
    const auto from = static_cast<std::size_t>(frames - 1) * area;
    for (std::size_t at = from; at < from + area; ++at) part.values[at] = whole.values[at];
    part.values[from] = 1;  // the first slice of a sample has no region
    const auto written = dicom::WriteSegmentation(sample.context,
                                                  StrCat("seg-", frames),
                                                  sample.baseline,
                                                  sample.baseline_acquisition,
                                                  part,
                                                  sample.report);
    if (!written) return false;
  }
  return WriteWholeFile(folder / "region.bin", AsBytes(part)).has_value();
}

}  // namespace
}  // namespace regen::test

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[2]) == "segmentations") {
    const std::filesystem::path folder = argv[1];
    using regen::test::WriteSegmentations;
    return WriteSegmentations(9, 7, folder / "9x7") &&
                   WriteSegmentations(255, 257, folder / "255x257") &&
                   WriteSegmentations(1, 1, folder / "1x1") &&
                   WriteSegmentations(512, 512, folder / "512x512")
               ? 0
               : 70;
  }
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_samples FOLDER [segmentations]\n");
    return 64;
  }
  return regen::test::WriteAll(argv[1]) ? 0 : 70;
}
