// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/write_results.h"
#include "tests/support/dicom_results.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {

// A made-up follow-up and eyes of DCMTK's own on what was written of it.
class ResultTest : public testing::Test {
 protected:
  // Loads the object; ends the test where it was not written.
  DcmDataset& Load(const Result<WrittenObject>& written) {
    EXPECT_TRUE(written) << (written ? "" : written.error().message);
    if (written) {
      written_ = *written;
      EXPECT_TRUE(file_.loadFile((sample_.context.output / written->file_name).c_str()).good());
    }
    return *file_.getDataset();
  }
  static std::string Text(DcmItem& item, const DcmTagKey& tag) {
    OFString text;
    item.findAndGetOFStringArray(tag, text);
    return std::string(Trim(text.c_str()));
  }
  static DcmItem& Item(DcmItem& parent, const DcmTagKey& sequence, long n = 0) {
    static DcmItem none;
    DcmItem* item = nullptr;
    if (parent.findAndGetSequenceItem(sequence, item, n).bad()) {
      ADD_FAILURE() << "no item " << n << " of " << DcmTag(sequence).getTagName();
      return none;
    }
    return *item;
  }
  static int Count(DcmItem& parent, const DcmTagKey& sequence) {
    DcmItem* item = nullptr;
    int count = 0;
    while (parent.findAndGetSequenceItem(sequence, item, count).good()) ++count;
    return count;
  }
  // Its place in the follow-up's study, its series and who made it.
  void ExpectOurs(DcmDataset& dataset, const char* series_number) {
    EXPECT_EQ(Text(dataset, DCM_StudyInstanceUID), "1.2.3.8");
    EXPECT_EQ(Text(dataset, DCM_IssuerOfPatientID), "HOSPITAL");
    EXPECT_EQ(Text(dataset, DCM_SeriesNumber), series_number);
    EXPECT_EQ(Text(dataset, DCM_ManufacturerModelName), kModelName);
    EXPECT_EQ(Text(dataset, DCM_SOPInstanceUID), written_.sop_instance_uid);
  }

  ReportedExam Before() const {
    return {&sample_.baseline, &sample_.baseline_acquisition, {}, 1};
  }
  ReportedExam After() const {
    return {&sample_.follow_up, &sample_.follow_up_acquisition, {}, 1};
  }

  ScratchFolder scratch_ = *ScratchFolder::Create(std::filesystem::temp_directory_path());
  test::SampleFollowUp sample_ = test::MakeSampleFollowUp({}, scratch_.path());
  DcmFileFormat file_;
  WrittenObject written_;
};

}  // namespace regen::dicom
