// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/write_phantom.h"

#include "analysis/base/files.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/image/interpolate.h"
#include "analysis/selection/select_series.h"
#include "analysis/treatment/parse_treatment.h"

#include <filesystem>
#include <memory>
#include <set>

#include <gtest/gtest.h>
#include <json/json.h>

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
    options.measurement = "defect-volume";
    options.change_percent = -50;
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

TEST_F(WrittenPhantom, HasWeightedSeriesAndATrainOfEightEchoes) {
  const auto baseline = dicom::ReadStudyFolder(At("baseline"));
  ASSERT_TRUE(baseline.has_value());
  std::multiset<std::size_t> images;
  for (const SeriesSummary& series : baseline->study.series)
    images.insert(series.instances.size());
  EXPECT_EQ(images, (std::multiset<std::size_t>{24, 24, 8 * 24}));
}

TEST_F(WrittenPhantom, HasASeriesForEveryRoleThatItIsMadeFor) {
  const auto baseline = dicom::ReadStudyFolder(At("baseline"));
  const auto follow_up = dicom::ReadStudyFolder(At("follow-up"));
  ASSERT_TRUE(baseline.has_value() && follow_up.has_value());
  const SeriesPair pair = SelectSeriesPair(
      baseline->study, follow_up->study, ProtocolOf(Indication::kPatellarTendon), {});
  std::vector<std::string> roles;
  for (const RolePair& role : pair.roles) roles.push_back(role.role);
  EXPECT_EQ(roles, (std::vector<std::string>{"anatomy", "anatomy-plain", "t2-map"}));
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
  ASSERT_EQ(regions->size(), 2U);
  const Volume& coverage = regions->front().coverage;
  double voxels = 0;
  for (const float value : coverage.values) {
    voxels += static_cast<double>(value);
  }
  EXPECT_NEAR(voxels * coverage.geometry.VoxelVolumeMm3(), 5826.0, 300.0);
  EXPECT_EQ(regions->front().algorithm_type, "MANUAL");
}

TEST_F(WrittenPhantom, HasAReadersRegionOfTheGapInsideTheTendon) {
  const auto regions = dicom::ReadSegmentation(At("roi.dcm"));
  ASSERT_TRUE(regions.has_value()) << regions.error().message;
  ASSERT_EQ(regions->size(), 2U);
  const auto& gap = regions->at(1);
  EXPECT_EQ(gap.label, "Gap");
  double outside = 0;
  double voxels = 0;
  for (int k = 0; k < gap.coverage.geometry.size[2]; ++k) {
    for (int j = 0; j < gap.coverage.geometry.size[1]; ++j) {
      for (int i = 0; i < gap.coverage.geometry.size[0]; ++i) {
        if (gap.coverage.At(i, j, k) == 0) continue;
        voxels += 1;
        const Vec3 at = IndexFromLps(regions->at(0).coverage.geometry,
                                     LpsFromIndex(gap.coverage.geometry, Vec3(i, j, k)));
        double inside = 0;
        if (!InterpolateLinear(regions->at(0).coverage, at, &inside) || inside < 0.5) ++outside;
      }
    }
  }
  EXPECT_NEAR(voxels * gap.coverage.geometry.VoxelVolumeMm3(), 135.7, 30);
  EXPECT_EQ(outside, 0);
}

TEST_F(WrittenPhantom, TellsTheTruthOfEveryMeasurement) {
  const auto text = ReadWholeFile(At("truth.json"));
  ASSERT_TRUE(text.has_value());
  Json::Value root;
  ASSERT_TRUE(Json::Reader().parse(*text, root));
  const Json::Value& truth = root["follow-up"];
  EXPECT_EQ(truth["Measurement"].asString(), "defect-volume");
  EXPECT_EQ(truth["TrueChangePercent"].asDouble(), -50);
  const Json::Value& of = truth["Measurements"];
  EXPECT_NEAR(of["defect-volume"]["Baseline"].asDouble(), 135.7, 0.1);
  EXPECT_NEAR(of["defect-volume"]["ChangePercent"].asDouble(), -50, 1e-6);
  EXPECT_NEAR(of["thickness"]["Baseline"].asDouble(), 5.0, 0.1);
  EXPECT_NEAR(of["volume"]["ChangePercent"].asDouble(), 0, 0.01);
  EXPECT_NEAR(of["signal-ratio"]["ChangePercent"].asDouble(), 0, 1e-6);
  // A super-ellipse of exponent 4, cut at right angles to a slanting tendon.
  EXPECT_NEAR(of["cross-sectional-area"]["Baseline"].asDouble(), 0.927 * 26 * 4.93, 1.0);
  EXPECT_FALSE(truth["BaselineFromFollowUp"].isNull());
}

TEST(WritePhantom, FollowsTheHabitsOfScannersInAWayThatRolesRecognise) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
  ASSERT_TRUE(folder.has_value());
  for (const ScannerHabits habits : AllScannerHabits()) {
    PhantomOptions options;
    options.habits = habits;
    options.roles = {"anatomy"};
    const std::string name(ScannerHabitsName(habits));
    ASSERT_TRUE(WritePhantom(options, folder->path() / name));
    const auto study = dicom::ReadStudyFolder(folder->path() / name / "baseline");
    ASSERT_TRUE(study.has_value());
    const auto found =
        SuitableAcquisitions(study->study, ProtocolOf(options.indication), nullptr);
    ASSERT_EQ(found.size(), 1U) << name;
    EXPECT_EQ(found[0].role, "anatomy") << name;
  }
}

// Its brightest voxels pass 4095.
TEST(WritePhantom, ClipsWhatTwelveBitsCannotHoldAsScannersDo) {
  PhantomOptions options;
  options.habits = ScannerHabits::kSiemens;
  options.seed = 7;
  options.roles = {"t2-map"};
  const auto scratch = ScratchFolder::Create(std::filesystem::temp_directory_path());
  const Status written = WritePhantom(options, scratch->path());
  EXPECT_TRUE(written.has_value()) << written.error().message;
}

TEST(WritePhantom, SaysWhichMeasurementsItCanChange) {
  PhantomOptions options;
  options.measurement = "thickness";
  const Status written = WritePhantom(options, testing::TempDir());
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::kInput);
  EXPECT_NE(written.error().message.find("defect-volume"), std::string::npos);
}

TEST(WritePhantom, RefusesARoleThatItHasNoSeriesFor) {
  PhantomOptions options;
  options.roles = {"three-d"};
  const Status written = WritePhantom(options, testing::TempDir());
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::kUsage);
}

TEST(WritePhantom, MakesACartilageRepairWithItsRegion) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
  ASSERT_TRUE(folder.has_value());
  PhantomOptions options;
  options.indication = Indication::kArticularCartilage;
  options.measurement = "cartilage-thickness";
  options.change_percent = 50;
  options.roles = {"anatomy"};
  const Status written = WritePhantom(options, folder->path());
  ASSERT_TRUE(written.has_value()) << written.error().message;
  const auto regions = dicom::ReadSegmentation(folder->path() / "roi.dcm");
  ASSERT_TRUE(regions.has_value()) << regions.error().message;
  const auto truth = ReadWholeFile(folder->path() / "truth.json");
  ASSERT_TRUE(truth.has_value());
  EXPECT_NE(truth->find("articular-cartilage"), std::string::npos);
  Json::Value root;
  ASSERT_TRUE(Json::Reader().parse(*truth, root));
  const Json::Value& of = root["follow-up"]["Measurements"];
  EXPECT_NEAR(of["defect-fill"]["Baseline"].asDouble(), 60, 1e-9);
  EXPECT_NEAR(of["cartilage-thickness"]["FollowUp"].asDouble(), 0.9 * 2.2, 0.02);
}

TEST(WritePhantom, RefusesALevelForATendon) {
  PhantomOptions options;
  options.level = "L4/L5";
  const Status written = WritePhantom(options, testing::TempDir());
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, ErrorKind::kUsage);
}

TEST(WritePhantom, MakesADiscWithItsLevel) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
  ASSERT_TRUE(folder.has_value());
  PhantomOptions options;
  options.indication = Indication::kIntervertebralDisc;
  options.measurement = "disc-height";
  options.change_percent = 10;
  options.roles = {"t1"};
  const Status written = WritePhantom(options, folder->path());
  ASSERT_TRUE(written.has_value()) << written.error().message;
  const auto truth = ReadWholeFile(folder->path() / "truth.json");
  ASSERT_TRUE(truth.has_value());
  EXPECT_NE(truth->find("\"Level\" : \"L4/L5\""), std::string::npos);
  const auto treatments = ReadWholeFile(folder->path() / "treatments.csv");
  ASSERT_TRUE(treatments.has_value());
  EXPECT_NE(treatments->find("L4/L5"), std::string::npos);
}

TEST(WritePhantom, MakesAShoulderWithATear) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
  ASSERT_TRUE(folder.has_value());
  PhantomOptions options;
  options.indication = Indication::kSupraspinatusTendon;
  options.change_percent = -40;
  const Status written = WritePhantom(options, folder->path());
  ASSERT_TRUE(written.has_value()) << written.error().message;
  const auto truth = ReadWholeFile(folder->path() / "truth.json");
  ASSERT_TRUE(truth.has_value());
  EXPECT_NE(truth->find("\"defect-extent-ap\""), std::string::npos);
}

TEST(WritePhantom, MakesAHipWithALesionInItsHead) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
  ASSERT_TRUE(folder.has_value());
  PhantomOptions options;
  options.indication = Indication::kBone;
  options.change_percent = -40;
  const Status written = WritePhantom(options, folder->path());
  ASSERT_TRUE(written.has_value()) << written.error().message;
  const auto truth = ReadWholeFile(folder->path() / "truth.json");
  ASSERT_TRUE(truth.has_value());
  EXPECT_NE(truth->find("\"lesion-volume\""), std::string::npos);
}

std::string TruthOf(Indication indication, const std::string& role) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(testing::TempDir());
  PhantomOptions options;
  options.indication = indication;
  options.change_percent = -20;
  options.roles = {role};
  const Status written = WritePhantom(options, folder->path());
  EXPECT_TRUE(written.has_value());
  return ReadWholeFile(folder->path() / "truth.json").value();
}

TEST(WritePhantom, MakesAnAnkleWithTheTruthAtEveryLevel) {
  const std::string truth = TruthOf(Indication::kAchillesTendon, "anatomy");
  for (const char* name : {"\"thickness\"", "\"thickness-20mm\"", "\"volume-20-60mm\""})
    EXPECT_NE(truth.find(name), std::string::npos) << name;
}

TEST(WritePhantom, MakesThighsWithOedemaBesideATendon) {
  const std::string truth = TruthOf(Indication::kHamstringTendon, "anatomy");
  for (const char* name : {"\"lesion-volume\"", "\"lesion-length\""})
    EXPECT_NE(truth.find(name), std::string::npos) << name;
}

}  // namespace
}  // namespace regen
