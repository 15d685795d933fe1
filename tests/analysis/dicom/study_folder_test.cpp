// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/study_folder.h"

#include "analysis/base/files.h"
#include "tests/support/mr_files.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::MrFiles;
using test::WriteMrFiles;
using testing::ElementsAre;
using testing::HasSubstr;

class StudyFolderTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path folder_ = scratch_.path() / "study";

  void WriteBytes(const std::string& name, const std::string& bytes) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
};

TEST_F(StudyFolderTest, ReadsAllImagesOfAllSubfolders) {
  MrFiles series;
  WriteMrFiles(series, folder_ / "a" / "b");
  series.series_uid = "1.2.3.4.77";
  series.uid_stem = "1.2.3.4.77";
  WriteMrFiles(series, folder_ / "c");
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study) << study.error().message;
  ASSERT_EQ(study->study.series.size(), 2U);
  EXPECT_EQ(study->study.series[0].instances.size(), 12U);
  EXPECT_EQ(study->file_of_sop_instance.size(), 24U);
  EXPECT_EQ(study->study.study_instance_uid, "1.2.3.4");
  EXPECT_EQ(study->study.patient.patient_id, "P-1");
}

TEST_F(StudyFolderTest, GivesTextsAsUtf8) {
  MrFiles series;
  series.character_set = "ISO_IR 100";
  series.patient_name = "M\xfcller^J\xf6rg";
  WriteMrFiles(series, folder_);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EXPECT_EQ(study->study.patient.patient_name, "Müller^Jörg");
}

TEST_F(StudyFolderTest, NamesFilesThatAreNotDicomAndGoesOn) {
  WriteMrFiles(MrFiles{}, folder_);
  WriteBytes("notes.txt", "no picture");
  WriteBytes("empty.dcm", "");
  WriteBytes("garbage.dcm", std::string(512, '\x7f'));
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EXPECT_THAT(
      study->unreadable,
      ElementsAre(HasSubstr("empty.dcm"), HasSubstr("garbage.dcm"), HasSubstr("notes.txt")));
}

TEST_F(StudyFolderTest, ReadsFilesWithoutPreamble) {
  WriteMrFiles(MrFiles{}, folder_);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    DcmFileFormat file;
    file.loadFile(entry.path().c_str());
    file.getDataset()->saveFile(entry.path().c_str(), EXS_LittleEndianImplicit);
  }
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study) << study.error().message;
  EXPECT_EQ(study->file_of_sop_instance.size(), 12U);
}

TEST_F(StudyFolderTest, ReadsTheSameInstanceOnce) {
  WriteMrFiles(MrFiles{}, folder_ / "first");
  WriteMrFiles(MrFiles{}, folder_ / "second");
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EXPECT_EQ(study->study.series.at(0).instances.size(), 12U);
}

TEST_F(StudyFolderTest, TakesTheSeriesFromItsFirstInstanceWhateverTheFileNames) {
  MrFiles series;
  series.names_in_reverse = true;
  series.edit = [](DcmDataset& image, int slice, int echo) {
    image.putAndInsertString(DCM_SeriesDescription, slice + echo == 0 ? "first" : "other");
  };
  WriteMrFiles(series, folder_);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EXPECT_EQ(study->study.series.at(0).series_description, "first");
}

TEST_F(StudyFolderTest, RefusesTwoStudies) {
  MrFiles series;
  WriteMrFiles(series, folder_ / "a");
  series.study_uid = "1.2.3.99";
  series.uid_stem = "1.2.3.99";
  WriteMrFiles(series, folder_ / "b");
  const auto study = ReadStudyFolder(folder_);
  ASSERT_FALSE(study);
  EXPECT_EQ(study.error().kind, ErrorKind::kInput);
  EXPECT_THAT(study.error().message, HasSubstr("StudyInstanceUID"));
}

TEST_F(StudyFolderTest, RefusesTwoPatientsInOneStudyWithoutNamingThem) {
  MrFiles series;
  series.edit = [](DcmDataset& image, int slice, int) {
    if (slice == 2) image.putAndInsertString(DCM_PatientID, "SECRET");
  };
  WriteMrFiles(series, folder_);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_FALSE(study);
  EXPECT_THAT(study.error().message, HasSubstr("PatientID"));
  EXPECT_THAT(study.error().message, testing::Not(HasSubstr("SECRET")));
}

TEST_F(StudyFolderTest, RefusesAMissingAndAnEmptyFolder) {
  EXPECT_FALSE(ReadStudyFolder(folder_));
  fs::create_directories(folder_);
  EXPECT_FALSE(ReadStudyFolder(folder_));
}

TEST_F(StudyFolderTest, TakesNoMapOfOursForAnImage) {
  WriteMrFiles(MrFiles{}, folder_);
  MrFiles ours;
  ours.series_uid = "1.2.3.4.601";
  ours.uid_stem = "1.2.3.4.601.1";
  ours.edit = [](DcmDataset& image, int, int) {
    image.putAndInsertString(DCM_ManufacturerModelName, "Orthanc Regeneration");
  };
  for (const fs::path& file : WriteMrFiles(ours, folder_ / "ours")) ASSERT_TRUE(exists(file));
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EXPECT_EQ(study->study.series.size(), 1U);
}

TEST_F(StudyFolderTest, IsNotDisturbedByObjectsWithoutImages) {
  WriteMrFiles(MrFiles{}, folder_);
  DcmFileFormat report;
  DcmDataset& dataset = *report.getDataset();
  for (const auto& [tag, value] : {std::pair{DCM_SOPClassUID, UID_BasicTextSRStorage},
                                   {DCM_SOPInstanceUID, "1.2.9.1"},
                                   {DCM_SeriesInstanceUID, "1.2.9"},
                                   {DCM_StudyInstanceUID, "1.2.3.4"},
                                   {DCM_PatientID, "P-1"},
                                   {DCM_Modality, "SR"}}) {
    dataset.putAndInsertString(tag, value);
  }
  report.saveFile((folder_ / "report.dcm").c_str(), EXS_LittleEndianExplicit);
  const auto study = ReadStudyFolder(folder_);
  ASSERT_TRUE(study);
  EXPECT_EQ(study->study.series.size(), 2U);
  EXPECT_TRUE(study->region_objects.empty());
}

}  // namespace
}  // namespace regen::dicom
