// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/choose_region.h"

#include "tests/support/study_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::IsEmpty;

// The baseline with a second series, of five slices, in the same frame of reference.
ArchivedStudy StudyOfTwoSeries() {
  ArchivedStudy study = test::MakeBaselineWithRegion();
  SeriesSummary axial;
  axial.series_instance_uid = "1.2.3.1.2";
  axial.modality = "MR";
  axial.frame_of_reference_uid = study.summary.series.front().frame_of_reference_uid;
  for (int slice = 0; slice < 5; ++slice) {
    InstanceSummary image;
    image.sop_instance_uid = StrCat("1.2.3.1.2.", slice);
    axial.instances.push_back(image);
  }
  study.summary.series.push_back(axial);
  for (const SeriesSummary& series : study.summary.series) {
    for (const InstanceSummary& image : series.instances) {
      study.orthanc_id_of_sop_instance[image.sop_instance_uid] = "o-" + image.sop_instance_uid;
    }
  }
  return study;
}

EchoAcquisition Measured(const ArchivedStudy& study) {
  EchoAcquisition acquisition;
  acquisition.series_instance_uids = {study.summary.series.front().series_instance_uid};
  for (const InstanceSummary& image : study.summary.series.front().instances) {
    acquisition.sop_instance_uids.push_back(image.sop_instance_uid);
  }
  return acquisition;
}

PlanningContext Context(bool own) {
  PlanningContext context;
  context.is_own_object = [own](const std::string&) { return Result<bool>(own); };
  return context;
}

TEST(ChooseRegion, TakesTheReadersRegion) {
  const ArchivedStudy study = StudyOfTwoSeries();
  const auto choice =
      ChooseRegion(Context(false), study, Measured(study), test::MakeTreatment(), SelectRegion);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->candidate, 0U);
}

TEST(ChooseRegion, LeavesAnObjectThatTheDatabaseKnowsAsOurs) {
  const ArchivedStudy study = StudyOfTwoSeries();
  const auto choice =
      ChooseRegion(Context(true), study, Measured(study), test::MakeTreatment(), SelectRegion);
  ASSERT_TRUE(choice);
  EXPECT_FALSE(choice->candidate);
}

TEST(ChooseRegion, HandsOnThatTheDatabaseDoesNotAnswer) {
  PlanningContext context;
  context.is_own_object = [](const std::string&) {
    return Result<bool>(Error{ErrorKind::kUnavailable, "busy"});
  };
  const ArchivedStudy study = StudyOfTwoSeries();
  EXPECT_FALSE(
      ChooseRegion(context, study, Measured(study), test::MakeTreatment(), SelectRegion));
}

TEST(ImagesBehind, ASegmentationNeedsNone) {
  const ArchivedStudy study = StudyOfTwoSeries();
  ArchivedRegion region = study.regions.front();
  region.referenced_series_uids = {"1.2.3.1.2"};
  EXPECT_THAT(ImagesBehind(region, study, Measured(study)), IsEmpty());
}

TEST(ImagesBehind, OutlinesNeedTheWholeSeriesTheyWereDrawnOn) {
  const ArchivedStudy study = StudyOfTwoSeries();
  ArchivedRegion region;
  region.object = "SR";
  region.referenced_image_uids = {"1.2.3.1.2.3"};
  const auto images = ImagesBehind(region, study, Measured(study));
  ASSERT_EQ(images.size(), 5U);
  EXPECT_EQ(images[0].orthanc_id, "o-1.2.3.1.2.0");
  region.referenced_image_uids.clear();
  region.referenced_series_uids = {"1.2.3.1.2"};
  EXPECT_EQ(ImagesBehind(region, study, Measured(study)).size(), 5U);
}

TEST(ImagesBehind, TheMeasuredImagesAreThereAlready) {
  const ArchivedStudy study = StudyOfTwoSeries();
  ArchivedRegion region;
  region.object = "RTSTRUCT";
  region.referenced_series_uids = {"1.2.3.1.1"};
  EXPECT_THAT(ImagesBehind(region, study, Measured(study)), IsEmpty());
}

}  // namespace
}  // namespace regen
