// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/dicom/result_test.h"

namespace regen::dicom {
namespace {

class WriteRegistrationTest : public ResultTest {
 protected:
  DcmDataset& Write() {
    return Load(WriteRegistration(sample_.context, Before(), After(), sample_.report));
  }
  static std::string Matrix(DcmItem& registered) {
    return Text(Item(Item(registered, DCM_MatrixRegistrationSequence), DCM_MatrixSequence),
                DCM_FrameOfReferenceTransformationMatrix);
  }
};

TEST_F(WriteRegistrationTest, TakesTheFollowUpsPointsIntoTheBaseline) {
  DcmDataset& dataset = Write();
  ExpectOurs(dataset, "603");
  ASSERT_EQ(Count(dataset, DCM_RegistrationSequence), 2);
  EXPECT_EQ(Matrix(Item(dataset, DCM_RegistrationSequence, 0)),
            "1\\0\\0\\0\\0\\1\\0\\0\\0\\0\\1\\0\\0\\0\\0\\1");
  EXPECT_EQ(Matrix(Item(dataset, DCM_RegistrationSequence, 1)),
            "1\\0\\0\\4.5\\0\\1\\0\\0\\0\\0\\1\\0\\0\\0\\0\\1");
}

TEST_F(WriteRegistrationTest, RefersToTheImagesOfBothStudies) {
  DcmDataset& dataset = Write();
  const auto first = [](DcmItem& item) {
    return Text(Item(item, DCM_ReferencedImageSequence), DCM_ReferencedSOPInstanceUID);
  };
  EXPECT_TRUE(first(Item(dataset, DCM_RegistrationSequence, 0)).starts_with("1.2.3.4."));
  EXPECT_TRUE(first(Item(dataset, DCM_RegistrationSequence, 1)).starts_with("1.2.3.8."));
  DcmItem& other = Item(dataset, DCM_StudiesContainingOtherReferencedInstancesSequence);
  EXPECT_EQ(Text(other, DCM_StudyInstanceUID), "1.2.3.4");
  EXPECT_EQ(Count(Item(other, DCM_ReferencedSeriesSequence), DCM_ReferencedInstanceSequence),
            12);
}

TEST_F(WriteRegistrationTest, FailsWhereTheReportHasNone) {
  sample_.report.registrations.clear();
  EXPECT_FALSE(WriteRegistration(sample_.context, Before(), After(), sample_.report));
}

}  // namespace
}  // namespace regen::dicom
