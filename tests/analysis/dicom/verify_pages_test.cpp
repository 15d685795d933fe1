// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/verify_report.h"
#include "tests/analysis/dicom/result_test.h"

namespace regen::dicom {
namespace {

class VerifyPagesTest : public ResultTest {
 protected:
  std::filesystem::path At(const std::string& name) const {
    return sample_.context.output / name;
  }
  void LoadVerified(const WrittenObject& written) {
    EXPECT_TRUE(file_.loadFile((Output() / written.file_name).c_str()).good());
  }
  std::filesystem::path Output() const { return scratch_.path() / "verified"; }

  const ReportedExam after_ = After();
  const std::string pdf_ = "%PDF-1.5 of an odd length";
  const RgbPicture page_{3, 1, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
  const Verification doctor_{"Doe^Jane", "Hospital", "20260712080000+0200"};
};

TEST_F(VerifyPagesTest, AVerifiedPdfIsTheNextInstanceOfItsSeries) {
  const auto before = WritePdf(sample_.context, after_, pdf_, sample_.report);
  ASSERT_TRUE(before);
  const auto written = WriteVerifiedPdf(At("pdf.dcm"), doctor_, "%PDF-1.5 by Doe", Output());
  ASSERT_TRUE(written) << written.error().message;
  LoadVerified(*written);
  DcmDataset& verified = *file_.getDataset();
  EXPECT_EQ(Text(verified, DCM_VerificationFlag), "VERIFIED");
  EXPECT_EQ(Text(verified, DCM_SeriesInstanceUID), before->series_instance_uid);
  EXPECT_NE(Text(verified, DCM_SOPInstanceUID), before->sop_instance_uid);
  EXPECT_EQ(Text(verified, DCM_InstanceNumber), "2");
  EXPECT_EQ(Text(verified, DCM_ContentDate), "20260712");
  EXPECT_TRUE(Text(verified, DCM_DocumentTitle).ends_with(", verified"));
  EXPECT_EQ(*ReadPdf(Output() / "pdf.dcm"), "%PDF-1.5 by Doe");
}

TEST_F(VerifyPagesTest, ReadsThePdfWithoutItsPadding) {
  ASSERT_TRUE(WritePdf(sample_.context, after_, pdf_, sample_.report));
  EXPECT_EQ(*ReadPdf(At("pdf.dcm")), pdf_);
}

TEST_F(VerifyPagesTest, AVerifiedPageIsTheNextInstanceOfItsSeries) {
  const auto before = WriteSecondaryCapture(sample_.context, after_, page_, 1, sample_.report);
  ASSERT_TRUE(before);
  EXPECT_EQ(ReadPage(At("secondary-capture-1.dcm"))->pixels, page_.pixels);
  RgbPicture other = page_;
  other.pixels.back() = 200;
  const auto written =
      WriteVerifiedPage(At("secondary-capture-1.dcm"), doctor_, other, Output());
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->file_name, "secondary-capture-1.dcm");
  LoadVerified(*written);
  EXPECT_EQ(Text(*file_.getDataset(), DCM_SeriesInstanceUID), before->series_instance_uid);
  EXPECT_NE(written->sop_instance_uid, before->sop_instance_uid);
  EXPECT_EQ(ReadPage(Output() / written->file_name)->pixels, other.pixels);
}

TEST_F(VerifyPagesTest, RefuseWhatIsNoneOfTheirs) {
  ASSERT_TRUE(WriteSecondaryCapture(sample_.context, after_, page_, 1, sample_.report));
  EXPECT_FALSE(ReadPdf(At("secondary-capture-1.dcm")));
  EXPECT_FALSE(WriteVerifiedPdf(At("secondary-capture-1.dcm"), doctor_, pdf_, Output()));
  EXPECT_FALSE(ReadPage(At("none.dcm")));
}

}  // namespace
}  // namespace regen::dicom
