// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/dicom/result_test.h"

namespace regen::dicom {
namespace {

class WriteDocumentPagesTest : public ResultTest {};

TEST_F(WriteDocumentPagesTest, KeepsThePdfByteByByte) {
  const std::string pdf = "%PDF-1.5 an odd number of bytes";
  ASSERT_EQ(pdf.size() % 2, 1U);
  DcmDataset& dataset = Load(WritePdf(sample_.context, After(), pdf, sample_.report));
  ExpectOurs(dataset, "604");
  const Uint8* bytes = nullptr;
  unsigned long count = 0;
  dataset.findAndGetUint8Array(DCM_EncapsulatedDocument, bytes, &count);
  EXPECT_EQ(count, pdf.size() + 1);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes), pdf.size()), pdf);
  Uint32 length = 0;
  dataset.findAndGetUint32(DCM_EncapsulatedDocumentLength, length);
  EXPECT_EQ(length, pdf.size());
}

TEST_F(WriteDocumentPagesTest, SaysThatThePdfIsUnverified) {
  DcmDataset& dataset = Load(WritePdf(sample_.context, After(), "%PDF-1.5", sample_.report));
  EXPECT_EQ(Text(dataset, DCM_VerificationFlag), "UNVERIFIED");
  EXPECT_EQ(Text(dataset, DCM_MIMETypeOfEncapsulatedDocument), "application/pdf");
}

TEST_F(WriteDocumentPagesTest, RefusesWhatIsNoPdf) {
  EXPECT_FALSE(WritePdf(sample_.context, After(), "<html>", sample_.report));
}

TEST_F(WriteDocumentPagesTest, KeepsAPagePixelByPixel) {
  RgbPicture page{3, 5, {}};
  for (int n = 0; n < 45; ++n) page.pixels.push_back(static_cast<std::uint8_t>(n * 5));
  DcmDataset& dataset =
      Load(WriteSecondaryCapture(sample_.context, After(), page, 2, sample_.report));
  ExpectOurs(dataset, "607");
  EXPECT_EQ(Text(dataset, DCM_InstanceNumber), "2");
  const Uint8* bytes = nullptr;
  unsigned long count = 0;
  dataset.findAndGetUint8Array(DCM_PixelData, bytes, &count);
  EXPECT_EQ(Text(dataset, DCM_Laterality), "R");
  ASSERT_EQ(count, 46U);
  EXPECT_EQ(std::vector<std::uint8_t>(bytes, bytes + 45), page.pixels);
}

TEST_F(WriteDocumentPagesTest, RefusesAPageWithTooFewPixels) {
  EXPECT_FALSE(WriteSecondaryCapture(
      sample_.context, After(), {3, 5, std::vector<std::uint8_t>(44)}, 1, sample_.report));
}

}  // namespace
}  // namespace regen::dicom
