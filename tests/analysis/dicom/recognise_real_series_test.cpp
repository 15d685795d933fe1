// SPDX-License-Identifier: GPL-3.0-or-later
// What is concluded from the headers of real files, where the data beside the source folder are
// there.
#include "analysis/base/files.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/selection/recognise_series.h"
#include "tests/support/source_folder.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;

class RecogniseRealSeriesTest : public testing::Test {
 protected:
  const fs::path data_ = fs::path(SourceFolder()).parent_path() / "shared" / "data";
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());

  SeriesKind KindOfOnlySeries() {
    const auto folder = ReadStudyFolder(scratch_.path());
    if (!folder || folder->study.series.size() != 1) {
      ADD_FAILURE() << "expected one study of one series";
      return {};
    }
    return RecogniseSeries(folder->study.series.front(), DescriptionDictionary());
  }
};

TEST_F(RecogniseRealSeriesTest, FindsTheEightEchoesOfAKneeFitForT2) {
  const fs::path archive = data_ / "knee_mese_ge3t_pymskt.tar.xz";
  if (!fs::exists(archive)) GTEST_SKIP() << "no " << archive;
  const std::string command =
      "tar -xJf '" + archive.string() + "' -C '" + scratch_.path().string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const SeriesKind kind = KindOfOnlySeries();
  EXPECT_TRUE(IsT2Train(kind));
  EXPECT_EQ(kind.echoes, 8);
  EXPECT_EQ(kind.plane.value, Plane::kSagittal);
  EXPECT_EQ(kind.dimensions.value, Dimensions::k2D);
  EXPECT_EQ(kind.parameter_map.value, ParameterMap::kNone) << "though it is called T2MAP";
  EXPECT_EQ(kind.fat_suppression.value, FatSuppression::kNone);
  EXPECT_THAT(kind.ambiguous, testing::IsEmpty());
}

TEST_F(RecogniseRealSeriesTest, ReadsTheFunctionalGroupsOfAnEnhancedImage) {
  const fs::path file = data_ / "pydicom" / "emri_small.dcm";
  if (!fs::exists(file)) GTEST_SKIP() << "no " << file;
  fs::copy_file(file, scratch_.path() / "image.dcm");
  const SeriesKind kind = KindOfOnlySeries();
  EXPECT_EQ(kind.sequence.value, SequenceClass::kSpoiledGradientEcho);
  EXPECT_THAT(kind.sequence.evidence, testing::Contains("Spoiling RF"));
  EXPECT_EQ(kind.weighting.value, Weighting::kT1);
  EXPECT_EQ(kind.fat_suppression.value, FatSuppression::kWaterExcitation);
  EXPECT_EQ(kind.dimensions.value, Dimensions::k3D);
  EXPECT_EQ(kind.component.value, ImageComponent::kMagnitude);
}

}  // namespace
}  // namespace regen::dicom
