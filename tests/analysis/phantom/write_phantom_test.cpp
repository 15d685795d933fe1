// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/write_phantom.h"

#include "analysis/base/files.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/treatment/parse_treatment.h"

#include <filesystem>
#include <memory>

#include <gtest/gtest.h>

namespace regen {
namespace {

// One data set for all tests: writing it takes seconds.
class WrittenPhantom : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
    ASSERT_TRUE(folder.has_value());
    folder_ = std::make_unique<ScratchFolder>(std::move(*folder));
    PhantomOptions options;
    options.side = Side::kLeft;
    const Status written = WritePhantom(options, folder_->path());
    ASSERT_TRUE(written.has_value()) << written.error().message;
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::filesystem::path At(const std::string& name) { return folder_->path() / name; }

  static std::unique_ptr<ScratchFolder> folder_;
};
std::unique_ptr<ScratchFolder> WrittenPhantom::folder_;

TEST_F(WrittenPhantom, HasTwoStudiesOfOnePatient) {
  const auto baseline = dicom::ReadStudyFolder(At("baseline"));
  const auto follow_up = dicom::ReadStudyFolder(At("follow-up"));
  ASSERT_TRUE(baseline.has_value() && follow_up.has_value());
  EXPECT_EQ(baseline->study.patient.patient_id, follow_up->study.patient.patient_id);
  EXPECT_NE(baseline->study.study_instance_uid, follow_up->study.study_instance_uid);
}

TEST_F(WrittenPhantom, HasEightEchoesOfEverySlice) {
  const auto baseline = dicom::ReadStudyFolder(At("baseline"));
  ASSERT_TRUE(baseline.has_value());
  ASSERT_EQ(baseline->study.series.size(), 1U);
  EXPECT_EQ(baseline->study.series[0].instances.size(), 8U * 24U);
}

TEST_F(WrittenPhantom, NamesItsSide) {
  const auto follow_up = dicom::ReadStudyFolder(At("follow-up"));
  ASSERT_TRUE(follow_up.has_value());
  EXPECT_EQ(follow_up->study.series[0].laterality, "L");
  EXPECT_EQ(follow_up->study.series[0].body_part_examined, "KNEE");
}

TEST_F(WrittenPhantom, HasOneTreatmentThatImports) {
  const auto csv = ReadWholeFile(At("treatments.csv"));
  ASSERT_TRUE(csv.has_value());
  const TreatmentsParsed parsed = ParseTreatmentsCsv(*csv);
  EXPECT_TRUE(parsed.problems.empty()) << ImportProblemText(parsed.problems.front());
  ASSERT_EQ(parsed.treatments.size(), 1U);
  EXPECT_EQ(parsed.treatments[0].side, Side::kLeft);
}

TEST_F(WrittenPhantom, HasAReadersRegionOfTheTendonsVolume) {
  const auto regions = dicom::ReadSegmentation(At("roi.dcm"));
  ASSERT_TRUE(regions.has_value()) << regions.error().message;
  ASSERT_EQ(regions->size(), 1U);
  const Volume& coverage = regions->front().coverage;
  double voxels = 0;
  for (const float value : coverage.values) {
    voxels += static_cast<double>(value);
  }
  EXPECT_NEAR(voxels * coverage.geometry.VoxelVolumeMm3(), 5826.0, 300.0);
  EXPECT_EQ(regions->front().algorithm_type, "MANUAL");
}

TEST_F(WrittenPhantom, TellsTheTruthBesideTheImages) {
  const auto truth = ReadWholeFile(At("truth.json"));
  ASSERT_TRUE(truth.has_value());
  EXPECT_NE(truth->find("\"TrueChangePercent\" : -35"), std::string::npos);
  EXPECT_NE(truth->find("\"BaselineFromFollowUp\""), std::string::npos);
}

TEST(WritePhantom, SaysWhichIndicationsItCannotMake) {
  PhantomOptions options;
  options.indication = Indication::kBone;
  const Status written = WritePhantom(options, testing::TempDir());
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::kInput);
  EXPECT_NE(written.error().message.find("bone"), std::string::npos);
}

TEST(WritePhantom, MakesACartilageRepairWithItsRegion) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
  ASSERT_TRUE(folder.has_value());
  PhantomOptions options;
  options.indication = Indication::kArticularCartilage;
  const Status written = WritePhantom(options, folder->path());
  ASSERT_TRUE(written.has_value()) << written.error().message;
  const auto regions = dicom::ReadSegmentation(folder->path() / "roi.dcm");
  ASSERT_TRUE(regions.has_value()) << regions.error().message;
  const auto truth = ReadWholeFile(folder->path() / "truth.json");
  ASSERT_TRUE(truth.has_value());
  EXPECT_NE(truth->find("articular-cartilage"), std::string::npos);
}

TEST(WritePhantom, RefusesALevelForATendon) {
  PhantomOptions options;
  options.level = "L4/L5";
  const Status written = WritePhantom(options, testing::TempDir());
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace regen
