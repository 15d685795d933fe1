// SPDX-License-Identifier: GPL-3.0-or-later
// What a refusal leaves, and what takes an older result back.
#include "analysis/dicom/read_results.h"
#include "tests/analysis/dicom/result_test.h"

namespace regen::dicom {
namespace {

using testing::HasSubstr;

class WriteRefusalTest : public ResultTest {
 protected:
  void Refuse() {
    sample_.report.outcome = Outcome::kRefused;
    sample_.report.measurements.clear();
    sample_.report.registrations.clear();
    sample_.report.reasons = {
        MakeReason(reasons::kEchoTimesDiffer, "echo times 8 ms and 12 ms")};
  }
  std::string Bytes() { return *ReadWholeFile(sample_.context.output / written_.file_name); }
};

TEST_F(WriteRefusalTest, SaysWhyNothingWasMeasured) {
  Refuse();
  DcmDataset& dataset =
      Load(WriteRefusalReport(sample_.context, sample_.follow_up, sample_.report));
  ExpectOurs(dataset, "602");
  EXPECT_EQ(written_.kind, "refusal-sr");
  EXPECT_THAT(Bytes(), HasSubstr("echo times 8 ms and 12 ms"));
  EXPECT_THAT(Bytes(), HasSubstr("NOT-MEASURED"));
  EXPECT_EQ(Count(dataset, DCM_CurrentRequestedProcedureEvidenceSequence), 0);
  EXPECT_EQ(Text(dataset, DCM_VerificationFlag), "UNVERIFIED");
}

TEST_F(WriteRefusalTest, ARejectionNoteTakesBackWhatLiesInItsStudy) {
  sample_.context.supersedes = {
      {"sr", "1.2.3.8", "1.2.3.8.602", UID_Comprehensive3DSRStorage, "1.2.3.8.602.1", ""},
      {"seg", "1.2.3.8", "1.2.3.8.600", UID_SegmentationStorage, "1.2.3.8.600.1", ""},
      {"seg", "1.2.3.4", "1.2.3.4.600", UID_SegmentationStorage, "1.2.3.4.600.1", ""}};
  DcmDataset& dataset =
      Load(WriteRejectionNote(sample_.context, sample_.follow_up, sample_.report));
  ExpectOurs(dataset, "608");
  EXPECT_EQ(Text(Item(dataset, DCM_ConceptNameCodeSequence), DCM_CodeValue), "113001");
  EXPECT_THAT(Bytes(), HasSubstr("1.2.3.8.602.1"));
  EXPECT_THAT(Bytes(), HasSubstr("1.2.3.8.600.1"));
  EXPECT_THAT(Bytes(), testing::Not(HasSubstr("1.2.3.4.600.1")));  // others may share it
}

TEST_F(WriteRefusalTest, ARejectionNoteNeedsSomethingToTakeBack) {
  EXPECT_FALSE(WriteRejectionNote(sample_.context, sample_.follow_up, sample_.report));
}

TEST_F(WriteRefusalTest, EarlierResultsAreReadTheNewestReportFirst) {
  test::WriteEveryResult(sample_);
  auto earlier = ReadEarlierResults(sample_.context.output);
  ASSERT_TRUE(earlier) << earlier.error().message;
  EXPECT_EQ(earlier->objects.size(), 12U);
  EXPECT_EQ(earlier->objects.front().kind, "sr");
  EXPECT_EQ(earlier->version, 1);
  sample_.context.job_key = "later";
  sample_.context.version = 2;
  const auto second = scratch_.path() / "results";
  std::filesystem::rename(second / "sr.dcm", second / "a-first-version.dcm");
  const auto written = test::WriteSampleResults(sample_);
  earlier = ReadEarlierResults(second);
  ASSERT_TRUE(earlier) << earlier.error().message;
  EXPECT_EQ(earlier->version, 2);
  EXPECT_EQ(earlier->objects.front().sop_instance_uid, written.back().sop_instance_uid);
}

TEST_F(WriteRefusalTest, EarlierResultsAreOnlyOurs) {
  const auto earlier = ReadEarlierResults(scratch_.path() / "baseline");
  ASSERT_FALSE(earlier);
  EXPECT_THAT(earlier.error().message, HasSubstr("not a result of this product"));
  EXPECT_FALSE(ReadEarlierResults(scratch_.path() / "missing"));
}

}  // namespace
}  // namespace regen::dicom
