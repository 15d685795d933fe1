// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/codes/codes.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/write_results.h"
#include "analysis/indications/indication.h"
#include "tests/support/dicom_results.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::SampleFollowUp;
using testing::HasSubstr;
using testing::Not;

// One NUM, CODE or TEXT of the tree as "Meaning=value".
void Flatten(DcmItem& item, std::vector<std::string>& lines) {
  DcmItem* part = nullptr;
  OFString name;
  if (item.findAndGetSequenceItem(DCM_ConceptNameCodeSequence, part).good()) {
    part->findAndGetOFString(DCM_CodeMeaning, name);
  }
  OFString value;
  if (item.findAndGetSequenceItem(DCM_MeasuredValueSequence, part).good()) {
    part->findAndGetOFString(DCM_NumericValue, value);
  } else if (item.findAndGetSequenceItem(DCM_ConceptCodeSequence, part).good()) {
    part->findAndGetOFString(DCM_CodeValue, value);
  } else {
    for (const DcmTagKey& tag : {DCM_TextValue, DCM_UID, DCM_Date}) {
      if (value.empty()) item.findAndGetOFString(tag, value);
    }
  }
  lines.push_back(std::string(name.c_str()) + "=" + value.c_str());
  DcmItem* child = nullptr;
  for (long n = 0; item.findAndGetSequenceItem(DCM_ContentSequence, child, n).good(); ++n) {
    Flatten(*child, lines);
  }
}

// Every (designator, value) below an item.
void CollectCodes(DcmItem& item, std::set<std::pair<std::string, std::string>>& codes) {
  OFString value, scheme;
  if (item.findAndGetOFString(DCM_CodeValue, value).good() && !value.empty()) {
    item.findAndGetOFString(DCM_CodingSchemeDesignator, scheme);
    codes.emplace(scheme.c_str(), value.c_str());
  }
  for (unsigned long n = 0; n < item.card(); ++n) {
    auto* sequence = dynamic_cast<DcmSequenceOfItems*>(item.getElement(n));
    for (unsigned long k = 0; sequence != nullptr && k < sequence->card(); ++k) {
      CollectCodes(*sequence->getItem(k), codes);
    }
  }
}

// The first content item whose concept name has the code value, depth first.
DcmItem* FindItem(DcmItem& item, const std::string& code_value) {
  DcmItem* name = nullptr;
  OFString value;
  if (item.findAndGetSequenceItem(DCM_ConceptNameCodeSequence, name).good()) {
    name->findAndGetOFString(DCM_CodeValue, value);
  }
  if (code_value == value.c_str()) return &item;
  DcmItem* child = nullptr;
  for (long n = 0; item.findAndGetSequenceItem(DCM_ContentSequence, child, n).good(); ++n) {
    if (DcmItem* found = FindItem(*child, code_value)) return found;
  }
  return nullptr;
}

class WriteReportTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  SampleFollowUp sample_ = test::MakeSampleFollowUp({}, scratch_.path());
  DcmFileFormat file_;

  DcmDataset& Write() {
    const auto written = test::WriteSampleResults(sample_);
    EXPECT_TRUE(file_.loadFile((sample_.context.output / written[2].file_name).c_str()).good());
    return *file_.getDataset();
  }

  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    Flatten(Write(), lines);
    return lines;
  }

  static std::string TextOf(DcmItem& item, const DcmTagKey& tag) {
    OFString text;
    item.findAndGetOFStringArray(tag, text);
    return std::string(Trim(text.c_str()));
  }
};

// Values of another role come from a series of their own.
TEST_F(WriteReportTest, NamesTheSeriesOfEachValue) {
  EchoAcquisition weighted = sample_.follow_up_acquisition;
  weighted.series_instance_uids = {"2.25.77"};
  weighted.role = "anatomy";
  sample_.report.measurements.back().role = "anatomy";
  ReportedExam after{&sample_.follow_up, &sample_.follow_up_acquisition, std::nullopt, 1};
  after.further_acquisitions = {&weighted};
  const auto written = WriteMeasurementReport(
      sample_.context,
      {&sample_.baseline, &sample_.baseline_acquisition, std::nullopt, 1},
      after,
      sample_.report);
  ASSERT_TRUE(written) << written.error().message;
  ASSERT_TRUE(file_.loadFile((sample_.context.output / written->file_name).c_str()).good());
  std::vector<std::string> lines;
  Flatten(*file_.getDataset(), lines);
  EXPECT_THAT(lines, testing::Contains("Series Instance UID=2.25.77"));
}

TEST_F(WriteReportTest, SaysHowRelaxationTimesWereFitted) {
  sample_.report.measurements[0].fit = kFittedAsEchoTrain;
  EXPECT_THAT(Lines(), testing::Contains("Measurement Method=T2-EPG"));
}

TEST_F(WriteReportTest, SaysThatADecayWasFittedAsOneExponential) {
  sample_.report.measurements[0].fit = "mono-exponential without the first echo";
  EXPECT_THAT(Lines(), testing::Contains("Measurement Method=T2-MONOEXP"));
}

TEST_F(WriteReportTest, SaysEveryNumberOfTheReport) {
  const auto lines = Lines();
  for (const char* line : {"T2=41",
                           "T2=32.9",
                           "+, range of upper measurement uncertainty=0.4",
                           "-, range of lower measurement uncertainty=0.4",
                           "+, range of upper measurement uncertainty=0.5",
                           "-, range of lower measurement uncertainty=0.5",
                           "Volume=3754.6875",
                           "Volume=3729.6875",
                           "Number of voxels measured=1200",
                           "Number of voxels rejected=38",
                           "Change of T2 from baseline=-8.1",
                           "Percent change of T2 from baseline=-19.756098",
                           "Lower limit of 95 % confidence interval=-28",
                           "Upper limit of 95 % confidence interval=-10.5",
                           "Repeatability coefficient, 95 % limit of change by error=14",
                           "Source of repeatability coefficient=literature: Somebody 2015",
                           "Change against measurement error=EXCEEDS-ERROR",
                           "Standard error from the position of the region=0.2",
                           "Agreement of the region with a second route=0.91",
                           "Remaining shift of pieces around the structure=0.01",
                           "Disagreement of two halves of the image points=0.02",
                           "Share of the surroundings inside both images=0.98",
                           "Standard deviation of the structure's position=0.03",
                           "Turn of the joint since the baseline=4.5",
                           "Bones that carry the structure=tibia, patella",
                           "What of the images was compared=intensity",
                           "Inverse consistency at the region=0.05"}) {
    EXPECT_THAT(lines, testing::Contains(line));
  }
}

TEST_F(WriteReportTest, PlacesBothTimePointsRelativeToTheTreatment) {
  const auto lines = Lines();
  for (const char* line : {"Longitudinal Temporal Offset from Event=-13",
                           "Longitudinal Temporal Offset from Event=176",
                           "Longitudinal Temporal Event Type=CMC-ADMIN",
                           "Time Point Type=C1442488",
                           "Time Point Type=126074",
                           "Tracking Identifier=patellar-tendon R, baseline, day -13",
                           "Tracking Identifier=patellar-tendon R, follow-up, day +176",
                           "Date of administration=20260115"}) {
    EXPECT_THAT(lines, testing::Contains(line));
  }
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "Tracking Unique Identifier=2.25.77"), 2);
}

TEST_F(WriteReportTest, WritesWhatCouldNotBeMeasuredWithoutAValue) {
  ReportedMeasurement& t2 = sample_.report.measurements[0];
  t2.follow_up = t2.change = t2.change_percent = std::nullopt;
  t2.change_percent_lower = t2.change_percent_upper = std::nullopt;
  t2.verdict = Verdict::kNotComparable;
  t2.reasons = {MakeReason(reasons::kTooFewVoxels, "12 voxels, 30 are needed")};
  DcmDataset& dataset = Write();
  std::vector<std::string> lines;
  Flatten(dataset, lines);
  EXPECT_THAT(lines, testing::Contains("T2=41"));
  EXPECT_THAT(lines, testing::Contains("T2="));
  EXPECT_THAT(lines, testing::Contains("Change of T2 from baseline="));
  EXPECT_THAT(lines, testing::Contains("Change against measurement error=NOT-COMPARABLE"));
  EXPECT_THAT(lines, testing::Contains("Reason=12 voxels, 30 are needed"));
  std::set<std::pair<std::string, std::string>> codes;
  CollectCodes(dataset, codes);
  EXPECT_EQ(codes.count({"DCM", "114006"}), 1U);  // measurement failure: the value
  EXPECT_EQ(codes.count({"DCM", "114007"}), 1U);  // not attempted: its change
}

TEST_F(WriteReportTest, CarriesAnyListOfMeasurements) {
  ReportedMeasurement thickness = sample_.report.measurements[0];
  thickness.name = "thickness";
  thickness.unit = "mm";
  thickness.primary = false;
  thickness.baseline = 5.25;
  thickness.follow_up = 6;
  thickness.change = 0.75;
  thickness.change_percent = 14.285714;
  ReportedMeasurement unknown = thickness;
  unknown.name = "roughness";
  unknown.unit = "um";
  unknown.structure = "tibial-cartilage";
  unknown.baseline = unknown.follow_up = 12;
  unknown.change = unknown.change_percent = 0;
  sample_.report.measurements.push_back(thickness);
  sample_.report.measurements.push_back(unknown);
  const auto lines = Lines();
  for (const char* line : {"Thickness of the structure=5.25",
                           "Thickness of the structure=6",
                           "Change of thickness from baseline=0.75",
                           "Percent change of thickness from baseline=14.285714",
                           "Other quantity=12",
                           "Percent change from baseline=0",
                           "Part of the treated structure=tibial-cartilage",
                           "Rank of the measurement=PRIMARY",
                           "Rank of the measurement=SECONDARY"}) {
    EXPECT_THAT(lines, testing::Contains(line));
  }
  // The region is one, however many measurements were made in it.
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "Volume=3754.6875"), 1);
}

TEST_F(WriteReportTest, SaysBesideAnEmptyValueWhy) {
  ReportedMeasurement& t2 = sample_.report.measurements[0];
  t2.follow_up = std::nullopt;
  t2.reasons = {MakeReason(reasons::kTooFewVoxels, "12 voxels, 30 are needed")};
  DcmDataset& dataset = Write();
  DcmItem* groups = FindItem(dataset, "126010");
  DcmItem* group = nullptr;
  ASSERT_TRUE(groups->findAndGetSequenceItem(DCM_ContentSequence, group, 1).good());
  std::vector<std::string> lines;
  Flatten(*FindItem(*group, "113065"), lines);
  EXPECT_EQ(lines.front(), "T2=");
  EXPECT_THAT(lines, testing::Contains("Reason=12 voxels, 30 are needed"));
}

TEST_F(WriteReportTest, WritesNoDecimalStringOfMoreThanSixteenCharacters) {
  ReportedMeasurement& t2 = sample_.report.measurements[0];
  t2.baseline = 1.0 / 3;
  t2.change = -1.23456789012345678e-12;
  t2.change_percent = -98765432109.87654;
  t2.change_percent_lower = -1e300;
  int checked = 0;
  for (const std::string& line : Lines()) {
    const std::string value = line.substr(line.rfind('=') + 1);
    if (!ParseDouble(value) || line.find(" of T2 ") == std::string::npos) continue;
    EXPECT_LE(value.size(), 16U) << line;
    ++checked;
  }
  EXPECT_EQ(checked, 2);
  EXPECT_THAT(Lines(), testing::Contains("T2=0.33333333333333"));
}

TEST_F(WriteReportTest, IsAGroupWithoutSegmentWhereThereIsNone) {
  const auto written = test::WriteSampleResults(sample_);
  ASSERT_TRUE(WriteMeasurementReport(
      sample_.context,
      {&sample_.baseline, &sample_.baseline_acquisition, std::nullopt, 1},
      {&sample_.follow_up, &sample_.follow_up_acquisition, written[1], 1},
      sample_.report));
  file_.loadFile((sample_.context.output / "sr.dcm").c_str());
  DcmItem* groups = FindItem(*file_.getDataset(), "126010");
  std::vector<std::string> templates;
  DcmItem* group = nullptr;
  for (long n = 0; groups->findAndGetSequenceItem(DCM_ContentSequence, group, n).good(); ++n) {
    DcmItem* identified = nullptr;
    group->findAndGetSequenceItem(DCM_ContentTemplateSequence, identified);
    templates.push_back(TextOf(*identified, DCM_TemplateIdentifier));
  }
  EXPECT_THAT(templates, testing::ElementsAre("1501", "1411"));
}

TEST_F(WriteReportTest, NamesThePredecessorThatItTakesThePlaceOf) {
  sample_.context.version = 2;
  sample_.context.supersedes = {
      {"sr", "1.2.3.8", "1.2.3.8.602", UID_Comprehensive3DSRStorage, "1.2.3.8.602.1", ""},
      {"seg", "1.2.3.8", "1.2.3.8.600", UID_SegmentationStorage, "1.2.3.8.600.1", ""}};
  DcmDataset& dataset = Write();
  DcmItem* study = nullptr;
  DcmItem* series = nullptr;
  DcmItem* instance = nullptr;
  ASSERT_TRUE(dataset.findAndGetSequenceItem(DCM_PredecessorDocumentsSequence, study).good());
  EXPECT_TRUE(study->findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series).good());
  EXPECT_TRUE(series->findAndGetSequenceItem(DCM_ReferencedSOPSequence, instance).good());
  EXPECT_EQ(TextOf(*instance, DCM_ReferencedSOPInstanceUID), "1.2.3.8.602.1");
  EXPECT_TRUE(study->findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series, 1).bad());
  EXPECT_EQ(TextOf(dataset, DCM_InstanceNumber), "2");
}

TEST_F(WriteReportTest, JoinsTheSeriesOfItsEarlierVersions) {
  const std::string first = TextOf(Write(), DCM_SeriesInstanceUID);
  sample_.context.job_key = "another job";
  DcmFileFormat again;
  test::WriteSampleResults(sample_);
  again.loadFile((sample_.context.output / "sr.dcm").c_str());
  EXPECT_EQ(TextOf(*again.getDataset(), DCM_SeriesInstanceUID), first);
  EXPECT_NE(TextOf(*again.getDataset(), DCM_SOPInstanceUID),
            TextOf(*file_.getDataset(), DCM_SOPInstanceUID));
}

TEST_F(WriteReportTest, UsesOnlyCodesOfTheTable) {
  sample_.report.measurements[0].follow_up = std::nullopt;
  std::set<std::pair<std::string, std::string>> known;
  for (const Code& code : AllCodes()) known.emplace(code.scheme, code.value);
  std::set<std::pair<std::string, std::string>> used;
  std::vector<fs::path> files;
  for (const WrittenObject& written : test::WriteEveryResult(sample_)) {
    files.push_back(sample_.context.output / written.file_name);
  }
  const fs::path refused = scratch_.path() / "refused";
  for (const WrittenObject& written : test::WriteRefusal(sample_, refused)) {
    files.push_back(refused / written.file_name);
  }
  for (const fs::path& written : files) {
    DcmFileFormat file;
    ASSERT_TRUE(file.loadFile(written.c_str()).good());
    CollectCodes(*file.getDataset(), used);
  }
  EXPECT_GT(used.size(), 50U);
  for (const auto& [scheme, value] : used) {
    EXPECT_EQ(known.count({scheme, value}), 1U) << value << " " << scheme;
  }
}

TEST_F(WriteReportTest, DeclaresItsPrivateScheme) {
  DcmItem* scheme = nullptr;
  ASSERT_TRUE(
      Write().findAndGetSequenceItem(DCM_CodingSchemeIdentificationSequence, scheme).good());
  EXPECT_EQ(TextOf(*scheme, DCM_CodingSchemeDesignator), "99REGEN");
  EXPECT_NE(TextOf(*scheme, DCM_CodingSchemeUID), "");
}

TEST_F(WriteReportTest, IsCompletePreliminaryAndUnverified) {
  DcmDataset& dataset = Write();
  EXPECT_EQ(TextOf(dataset, DCM_CompletionFlag), "COMPLETE");
  EXPECT_EQ(TextOf(dataset, DCM_VerificationFlag), "UNVERIFIED");
  EXPECT_EQ(TextOf(dataset, DCM_PreliminaryFlag), "PRELIMINARY");
  EXPECT_EQ(TextOf(dataset, DCM_SOPClassUID), UID_Comprehensive3DSRStorage);
  EXPECT_EQ(TextOf(dataset, DCM_SeriesNumber), "602");
}

TEST_F(WriteReportTest, StandsInTheFollowUpsStudyWithItsIdentity) {
  DcmDataset& dataset = Write();
  EXPECT_EQ(TextOf(dataset, DCM_StudyInstanceUID), "1.2.3.8");
  EXPECT_EQ(TextOf(dataset, DCM_StudyDate), "20260710");
  EXPECT_EQ(TextOf(dataset, DCM_IssuerOfPatientID), "HOSPITAL");
  EXPECT_EQ(TextOf(dataset, DCM_PatientAge), "040Y");
  EXPECT_EQ(TextOf(dataset, DCM_ManufacturerModelName), kModelName);
}

TEST_F(WriteReportTest, SplitsTheEvidenceByStudy) {
  DcmDataset& dataset = Write();
  const auto instances = [&dataset](const DcmTagKey& tag) {
    DcmItem* study = nullptr;
    DcmItem* series = nullptr;
    DcmItem* instance = nullptr;
    int count = 0;
    dataset.findAndGetSequenceItem(tag, study);
    for (long s = 0;
         study->findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series, s).good();
         ++s) {
      for (long n = 0;
           series->findAndGetSequenceItem(DCM_ReferencedSOPSequence, instance, n).good();
           ++n) {
        ++count;
      }
    }
    return std::pair(TextOf(*study, DCM_StudyInstanceUID), count);
  };
  EXPECT_EQ(instances(DCM_CurrentRequestedProcedureEvidenceSequence),
            std::pair(std::string("1.2.3.8"), 13));  // 12 images and a segmentation
  EXPECT_EQ(instances(DCM_PertinentOtherEvidenceSequence),
            std::pair(std::string("1.2.3.4"), 13));
}

TEST_F(WriteReportTest, InfersTheChangeFromBothValues) {
  DcmDataset& dataset = Write();
  DcmItem* change = FindItem(dataset, "T2-CHANGE");
  ASSERT_NE(change, nullptr);
  std::vector<std::string> sources;
  DcmItem* child = nullptr;
  for (long n = 0; change->findAndGetSequenceItem(DCM_ContentSequence, child, n).good(); ++n) {
    if (TextOf(*child, DCM_RelationshipType) != "INFERRED FROM") continue;
    DcmItem* source = &dataset;
    const auto path = Split(TextOf(*child, DCM_ReferencedContentItemIdentifier), '\\');
    for (std::size_t step = 1; step < path.size(); ++step) {
      const long index = static_cast<long>(*ParseInt(path[step])) - 1;
      ASSERT_TRUE(source->findAndGetSequenceItem(DCM_ContentSequence, source, index).good());
    }
    std::vector<std::string> lines;
    Flatten(*source, lines);
    sources.push_back(lines.front());
  }
  EXPECT_THAT(sources, testing::ElementsAre("T2=41", "T2=32.9"));
}

TEST_F(WriteReportTest, KeepsLotDoseTrialAndIdentifiersOutOfTheContent) {
  sample_.report.treatment.product = {
      {"lot", "LOT-7788"}, {"cell_dose", "20000001"}, {"trial_subject_id", "TRIAL-5"}};
  Write();
  const std::string bytes = *ReadWholeFile(sample_.context.output / "sr.dcm");
  for (const char* secret : {"LOT-7788", "20000001", "TRIAL-5", "SECRET-ID", "Secret^Name"}) {
    EXPECT_THAT(bytes, Not(HasSubstr(secret)));
  }
}

TEST_F(WriteReportTest, GivesTheSameBytesForTheSameAnalysis) {
  Write();
  const std::string bytes = *ReadWholeFile(sample_.context.output / "sr.dcm");
  Write();
  EXPECT_EQ(*ReadWholeFile(sample_.context.output / "sr.dcm"), bytes);
}

TEST_F(WriteReportTest, IsAsciiOfItsOwnWhereTheSourcesCharacterSetIsUnknown) {
  test::MrFiles series;
  series.patient_name = "M\xfcller";
  series.character_set = "ISO_IR 999";
  sample_ = test::MakeSampleFollowUp(series, scratch_.path());
  sample_.report.measurements[0].repeatability_citation = "33.6 \u00b1 5.3 ms";
  std::vector<std::string> lines;
  Flatten(Write(), lines);
  EXPECT_THAT(
      lines,
      testing::Contains("Source of repeatability coefficient=literature: 33.6 ? 5.3 ms"));
  EXPECT_EQ(TextOf(*file_.getDataset(), DCM_PatientName), "M\xfcller");
}

TEST_F(WriteReportTest, RefersToTheReadersSegmentWhereNothingWasWrittenIntoTheBaseline) {
  const auto written = test::WriteSampleResults(sample_);
  WrittenObject readers = written[0];
  readers.sop_instance_uid = "1.2.3.4.600";
  const auto report = WriteMeasurementReport(
      sample_.context,
      {&sample_.baseline, &sample_.baseline_acquisition, readers, 3},
      {&sample_.follow_up, &sample_.follow_up_acquisition, written[1], 1},
      sample_.report);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_THAT(*ReadWholeFile(sample_.context.output / "sr.dcm"), HasSubstr("1.2.3.4.600"));
}

TEST_F(WriteReportTest, FailsForAStudyThatIsNoTimePoint) {
  const auto written = test::WriteSampleResults(sample_);
  sample_.report.time_points.pop_back();
  EXPECT_FALSE(WriteMeasurementReport(
      sample_.context,
      {&sample_.baseline, &sample_.baseline_acquisition, written[0], 1},
      {&sample_.follow_up, &sample_.follow_up_acquisition, written[1], 1},
      sample_.report));
}

}  // namespace
}  // namespace regen::dicom
