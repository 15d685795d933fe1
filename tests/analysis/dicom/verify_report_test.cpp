// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/verify_report.h"

#include "tests/analysis/dicom/result_test.h"

namespace regen::dicom {
namespace {

class VerifyReportTest : public ResultTest {
 protected:
  void SetUp() override { report_ = test::WriteSampleResults(sample_).back(); }
  std::filesystem::path Report() const { return sample_.context.output / "sr.dcm"; }
  std::filesystem::path Output() const { return scratch_.path() / "verified"; }
  DcmDataset& Verify(const Verification& verification) {
    const auto written = WriteVerifiedReport(Report(), verification, Output());
    EXPECT_TRUE(written) << (written ? "" : written.error().message);
    EXPECT_TRUE(file_.loadFile((Output() / "sr.dcm").c_str()).good());
    return *file_.getDataset();
  }

  WrittenObject report_;
  const Verification doctor_{"Doe^Jane", "Hospital", "20260712080000+0200"};
};

TEST_F(VerifyReportTest, NamesWhoVerifiedItAndWhen) {
  DcmDataset& verified = Verify(doctor_);
  EXPECT_EQ(Text(verified, DCM_VerificationFlag), "VERIFIED");
  EXPECT_EQ(Text(verified, DCM_PreliminaryFlag), "FINAL");
  DcmItem& observer = Item(verified, DCM_VerifyingObserverSequence);
  EXPECT_EQ(Text(observer, DCM_VerifyingObserverName), "Doe^Jane");
  EXPECT_EQ(Text(observer, DCM_VerifyingOrganization), "Hospital");
  EXPECT_EQ(Text(observer, DCM_VerificationDateTime), "20260712080000+0200");
}

TEST_F(VerifyReportTest, IsAnotherInstanceOfTheSeriesWithThePredecessor) {
  DcmDataset& verified = Verify(doctor_);
  EXPECT_NE(Text(verified, DCM_SOPInstanceUID), report_.sop_instance_uid);
  EXPECT_EQ(Text(verified, DCM_SeriesInstanceUID), report_.series_instance_uid);
  EXPECT_EQ(Text(verified, DCM_InstanceNumber), "2");
  EXPECT_EQ(Text(*file_.getMetaInfo(), DCM_MediaStorageSOPInstanceUID),
            Text(verified, DCM_SOPInstanceUID));
  DcmItem& predecessor = Item(verified, DCM_PredecessorDocumentsSequence);
  EXPECT_EQ(
      Text(Item(Item(predecessor, DCM_ReferencedSeriesSequence), DCM_ReferencedSOPSequence),
           DCM_ReferencedSOPInstanceUID),
      report_.sop_instance_uid);
}

TEST_F(VerifyReportTest, ChangesNothingOfTheContent) {
  DcmFileFormat before;
  before.loadFile(Report().c_str());
  DcmDataset& after = Verify(doctor_);
  DcmElement* a = nullptr;
  DcmElement* b = nullptr;
  before.getDataset()->findAndGetElement(DCM_ContentSequence, a);
  after.findAndGetElement(DCM_ContentSequence, b);
  EXPECT_EQ(a->compare(*b), 0);
}

TEST_F(VerifyReportTest, GivesTheSameInstanceForTheSameVerification) {
  const std::string first = Text(Verify(doctor_), DCM_SOPInstanceUID);
  EXPECT_EQ(Text(Verify(doctor_), DCM_SOPInstanceUID), first);
  Verification other = doctor_;
  other.name = "Roe^Richard";
  EXPECT_NE(Text(Verify(other), DCM_SOPInstanceUID), first);
}

TEST_F(VerifyReportTest, WritesTheNameInTheCharacterSetOfTheReport) {
  test::MrFiles series;
  series.patient_name = "M\xfcller^J\xf6rg";
  sample_ = test::MakeSampleFollowUp(series, scratch_.path());
  test::WriteSampleResults(sample_);
  DcmDataset& verified = Verify({"Gar\u00e7ia^N\u00faria", "Hospital", "20260712080000"});
  EXPECT_EQ(Text(verified, DCM_SpecificCharacterSet), "ISO_IR 192");
  EXPECT_EQ(Text(verified, DCM_PatientName), "M\u00fcller^J\u00f6rg");
  EXPECT_EQ(Text(Item(verified, DCM_VerifyingObserverSequence), DCM_VerifyingObserverName),
            "Gar\u00e7ia^N\u00faria");
}

TEST_F(VerifyReportTest, RefusesWhatIsVerifiedAlreadyOrNoReport) {
  Verify(doctor_);
  EXPECT_FALSE(WriteVerifiedReport(Output() / "sr.dcm", doctor_, Output()));
  EXPECT_FALSE(
      WriteVerifiedReport(sample_.context.output / "seg-baseline.dcm", doctor_, Output()));
  EXPECT_FALSE(WriteVerifiedReport(scratch_.path() / "none.dcm", doctor_, Output()));
}

}  // namespace
}  // namespace regen::dicom
