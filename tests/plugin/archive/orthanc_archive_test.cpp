// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/orthanc_archive.h"

#include "analysis/base/text.h"
#include "tests/plugin/archive/fake_rest_api.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kStudy = "11111111-11111111-11111111-11111111-11111111";
const std::string kMr = "22222222-22222222-22222222-22222222-22222222";
const std::string kSeg = "33333333-33333333-33333333-33333333-33333333";
const std::string kSr = "44444444-44444444-44444444-44444444-44444444";
const std::string kImageA = "aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa";
const std::string kImageB = "bbbbbbbb-bbbbbbbb-bbbbbbbb-bbbbbbbb-bbbbbbbb";

std::string StudyJson(const std::string& extra = "") {
  return std::string(R"({"ID": ")") + kStudy +
         R"(", "IsStable": true, "LastUpdate": "20260101T000000", )" + extra +
         R"("MainDicomTags": {"StudyInstanceUID": "1.2.3", "StudyDate": "20260102"},
         "PatientMainDicomTags": {"PatientID": "P1", "PatientBirthDate": "19800101"}})";
}

std::string SeriesJson(const std::string& id,
                       const std::string& uid,
                       const std::string& modality,
                       const std::string& manufacturer,
                       const std::string& instances) {
  return std::string(R"({"ID": ")") + id + R"(", "MainDicomTags": {"SeriesInstanceUID": ")" +
         uid + R"(", "Modality": ")" + modality + R"(", "Manufacturer": ")" + manufacturer +
         R"("}, "Instances": [)" + instances + "]}";
}

std::string ImageJson(const std::string& id,
                      const std::string& sop_uid,
                      const std::string& number,
                      const std::string& extra = "") {
  return std::string("\"") + id + R"(": {"0008,0018": ")" + sop_uid + R"(", "0020,0013": ")" +
         number +
         R"(", "0008,0060": "MR", "0020,000d": "1.2.3", "0010,0020": "P1", "0020,000e": "1.2.3.1",
         "0018,0081": "10.5", )" +
         extra + R"("0008,0008": "ORIGINAL\\PRIMARY"})";
}

class OrthancArchiveTest : public ::testing::Test {
 protected:
  // One study: MR with two images, a reader's SEG and a report of our own.
  void SetUp() override {
    rest.get[std::string("/studies/") + kStudy] = {200, StudyJson()};
    rest.get[std::string("/studies/") + kStudy + "/series"] = {
        200,
        std::string("[") + SeriesJson(kSr, "1.2.3.9", "SR", "Orthanc Regeneration", "\"s\"") +
            "," + SeriesJson(kSeg, "1.2.3.2", "SEG", "hand outline", "\"g\"") + "," +
            SeriesJson(kMr, "1.2.3.1", "MR", "GE", "\"a\", \"b\"") + "]"};
    SetImages(ImageJson(kImageA, "1.2.3.1.2", "2") + "," +
              ImageJson(kImageB, "1.2.3.1.1", "1"));
    SetSegmentation("1.2.840.10008.5.1.4.1.1.66.4", "polygon");
  }

  void SetImages(const std::string& images) {
    rest.get[std::string("/series/") + kMr + "/instances-tags?short"] = {
        200, std::string("{") + images + "}"};
  }

  void SetSegmentation(const std::string& sop_class, const std::string& model) {
    rest.get[std::string("/series/") + kSeg + "/instances-tags?short"] = {
        200,
        R"({"seg-id": {"0008,0016": ")" + sop_class +
            R"(", "0008,0018": "1.2.3.2.1",
          "0020,000e": "1.2.3.2", "0020,0052": "1.2.3.7", "0008,0023": "20260103",
          "0008,0033": "101112", "0008,1090": ")" +
            model + R"(",
          "0008,1115": [{"0020,000e": "1.2.3.1"}], "0062,0002": [{"0062,0005": "tendon"}]}})"};
  }

  ArchivedStudy ReadStudy() {
    auto study = archive.ReadStudy(kStudy);
    if (!study || !study->has_value()) {
      ADD_FAILURE() << "the study could not be read";
      return {};
    }
    return **study;
  }

  FakeRestApi rest;
  OrthancArchive archive{rest};
};

TEST_F(OrthancArchiveTest, ListsAPageOfStudies) {
  rest.get["/studies?since=5&limit=10&expand"] = {200, std::string("[") + StudyJson() + "]"};
  const auto states = archive.ListStudies(5, 10);
  ASSERT_TRUE(states.has_value());
  ASSERT_EQ(states->size(), 1u);
  EXPECT_EQ(states->front().orthanc_id, kStudy);
  EXPECT_TRUE(states->front().is_stable);
  EXPECT_EQ(states->front().last_update, "20260101T000000");
}

TEST_F(OrthancArchiveTest, NeverAsksForAllStudiesAtOnce) {
  EXPECT_TRUE(archive.ListStudies(0, 0).has_value());
  EXPECT_THAT(rest.calls, IsEmpty());
}

TEST_F(OrthancArchiveTest, TellsAMissingStudyFromAnArchiveThatDoesNotAnswer) {
  rest.get.erase(std::string("/studies/") + kStudy);
  const auto missing = archive.ReadStudyState(kStudy);
  ASSERT_TRUE(missing.has_value());
  EXPECT_FALSE(missing->has_value());
  rest.broken = true;
  const auto failed = archive.ReadStudyState(kStudy);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, ErrorKind::kUnavailable);
}

TEST_F(OrthancArchiveTest, LetsNothingButAnIdIntoAUri) {
  const auto state = archive.ReadStudyState("../tools/reset?" + std::string(29, 'x'));
  ASSERT_TRUE(state.has_value());
  EXPECT_FALSE(state->has_value());
  EXPECT_FALSE(archive.ReadInstance("../../system").has_value());
  EXPECT_FALSE(archive.FindStudy("1.2.3/../..")->has_value());
  EXPECT_THAT(rest.calls, IsEmpty());
}

TEST_F(OrthancArchiveTest, ReadsImagesInOrderOfInstanceNumber) {
  const ArchivedStudy study = ReadStudy();
  ASSERT_EQ(study.summary.series.size(), 1u);
  const SeriesSummary& series = study.summary.series.front();
  EXPECT_EQ(series.series_instance_uid, "1.2.3.1");
  ASSERT_EQ(series.instances.size(), 2u);
  EXPECT_EQ(series.instances[0].sop_instance_uid, "1.2.3.1.1");
  EXPECT_EQ(series.instances[1].sop_instance_uid, "1.2.3.1.2");
  EXPECT_EQ(series.instances[0].echo_time_ms, 10.5);
  EXPECT_THAT(series.instances[0].image_type, ElementsAre("ORIGINAL", "PRIMARY"));
}

TEST_F(OrthancArchiveTest, KnowsTheArchivesIdOfEachImage) {
  const ArchivedStudy study = ReadStudy();
  ASSERT_EQ(study.orthanc_id_of_sop_instance.size(), 2u);
  EXPECT_EQ(study.orthanc_id_of_sop_instance.at("1.2.3.1.2"), kImageA);
}

TEST_F(OrthancArchiveTest, TakesAttributesByNumberSoThatPrivateNamesCannotReplaceThem) {
  SetImages(
      ImageJson(kImageA, "1.2.3.1.2", "2", R"("PatientID": "other", "2005,1080": "x", )"));
  EXPECT_EQ(ReadStudy().summary.patient.patient_id, "P1");
}

TEST_F(OrthancArchiveTest, ReadsTheRegionsOfASegmentation) {
  const ArchivedStudy study = ReadStudy();
  ASSERT_EQ(study.regions.size(), 1u);
  EXPECT_EQ(study.regions.front().orthanc_id, "seg-id");
  EXPECT_EQ(study.regions.front().label, "tendon");
}

TEST_F(OrthancArchiveTest, IgnoresSurfaceSegmentations) {
  SetSegmentation("1.2.840.10008.5.1.4.1.1.66.5", "polygon");
  EXPECT_THAT(ReadStudy().regions, IsEmpty());
}

TEST_F(OrthancArchiveTest, TakesNoMapOfOursForAnImage) {
  rest.get[std::string("/studies/") + kStudy + "/series"] = {
      200,
      std::string("[") + SeriesJson(kMr, "1.2.3.1", "MR", "Orthanc Regeneration", "\"a\"") +
          "]"};
  EXPECT_THAT(ReadStudy().summary.series, IsEmpty());
}

TEST_F(OrthancArchiveTest, ListsOthersReportsAndReadsTheirRegions) {
  rest.get[std::string("/studies/") + kStudy + "/series"] = {
      200, std::string("[") + SeriesJson(kSr, "1.2.3.9", "SR", "Somebody", "\"s\"") + "]"};
  rest.get[std::string("/series/") + kSr + "/instances-tags?short"] = {
      200,
      R"({"sr-id": {"0008,0016": "1.2.840.10008.5.1.4.1.1.88.34", "0008,0018": "1.2.3.9.1",
        "0040,a040": "CONTAINER", "0040,a730": [
          {"0040,a040": "SCOORD", "0070,0023": "ELLIPSE"}]}})"};
  const ArchivedStudy study = ReadStudy();
  ASSERT_EQ(study.summary.series.size(), 1u);
  EXPECT_EQ(study.summary.series.front().modality, "SR");
  EXPECT_THAT(study.summary.series.front().instances, IsEmpty());
  ASSERT_EQ(study.regions.size(), 1u);
  EXPECT_EQ(study.regions.front().object, "SR");
}

TEST_F(OrthancArchiveTest, PlansAStudyWhoseReportNestsTooDeepToBeRead) {
  rest.get[std::string("/series/") + kSr + "/instances-tags?short"] = {
      200, std::string(100, '[') + std::string(100, ']')};
  rest.get[std::string("/studies/") + kStudy + "/series"] = {
      200, std::string("[") + SeriesJson(kSr, "1.2.3.9", "SR", "Somebody", "\"s\"") + "]"};
  EXPECT_EQ(ReadStudy().summary.series.size(), 1u);
}

TEST_F(OrthancArchiveTest, TakesAStudyWithoutImagesFromItsMainTags) {
  rest.get[std::string("/studies/") + kStudy + "/series"] = {200, "[]"};
  const ArchivedStudy study = ReadStudy();
  EXPECT_EQ(study.summary.study_instance_uid, "1.2.3");
  EXPECT_EQ(study.summary.patient.patient_id, "P1");
}

TEST_F(OrthancArchiveTest, KeepsBothBirthDatesWhereSeriesDisagree) {
  const std::string second = "55555555-55555555-55555555-55555555-55555555";
  rest.get[std::string("/studies/") + kStudy + "/series"] = {
      200,
      std::string("[") + SeriesJson(kMr, "1.2.3.1", "MR", "GE", "\"a\"") + "," +
          SeriesJson(second, "1.2.3.2", "MR", "GE", "\"b\"") + "]"};
  SetImages(ImageJson(kImageA, "1.2.3.1.1", "1", R"("0010,0030": "19800101", )"));
  rest.get[std::string("/series/") + second + "/instances-tags?short"] = {
      200,
      std::string("{") + ImageJson(kImageB, "1.2.3.2.1", "1", R"("0010,0030": "19900101", )") +
          "}"};
  EXPECT_EQ(ReadStudy().summary.patient.birth_date, "19800101\\19900101");
}

TEST_F(OrthancArchiveTest, MarksACopyMadeByAnonymisation) {
  EXPECT_FALSE(ReadStudy().anonymised_copy);
  rest.get[std::string("/studies/") + kStudy] = {200, StudyJson(R"("AnonymizedFrom": "x", )")};
  EXPECT_TRUE(ReadStudy().anonymised_copy);
}

TEST_F(OrthancArchiveTest, FailsWhereASeriesGoesAwayMeanwhile) {
  rest.get.erase(std::string("/series/") + kMr + "/instances-tags?short");
  const auto study = archive.ReadStudy(kStudy);
  ASSERT_FALSE(study.has_value());
  EXPECT_EQ(study.error().kind, ErrorKind::kUnavailable);
}

TEST_F(OrthancArchiveTest, RefusesHeadersThatNestTooDeep) {
  SetImages(R"("a": {"0008,1115": )" + std::string(70, '[') + std::string(70, ']') + "}");
  const auto study = archive.ReadStudy(kStudy);
  ASSERT_FALSE(study.has_value());
  EXPECT_EQ(study.error().kind, ErrorKind::kInput);
  EXPECT_THAT(study.error().message, HasSubstr("nested deeper"));
}

TEST_F(OrthancArchiveTest, ReadsVeryLongSeriesInstanceByInstance) {
  std::string ids;
  for (int i = 0; i < 513; ++i) ids.append(i ? ",\"i" : "\"i").append(StrCat(i, "\""));
  rest.get[std::string("/studies/") + kStudy + "/series"] = {
      200, std::string("[") + SeriesJson(kMr, "1.2.3.1", "MR", "GE", ids) + "]"};
  for (int i = 0; i < 513; ++i) {
    rest.get[StrCat("/instances/i", i, "/tags?short")] = {
        200, StrCat(R"({"0008,0018": "1.2.3.1.)", i, R"("})")};
  }
  EXPECT_EQ(ReadStudy().summary.series.front().instances.size(), 513u);
}

TEST_F(OrthancArchiveTest, FindsOnlyStudiesOfExactlyThatPatient) {
  const std::string other = R"({"ID": "x", "PatientMainDicomTags": {"PatientID": "P1b"}})";
  rest.post["/tools/find"] = {200, std::string("[") + other + "," + StudyJson() + "]"};
  const auto found = archive.FindStudiesOfPatient("P1");
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(*found, ElementsAre(kStudy));
  const auto wildcard = archive.FindStudiesOfPatient("P1*");
  ASSERT_TRUE(wildcard.has_value());
  EXPECT_THAT(*wildcard, IsEmpty());
}

TEST_F(OrthancArchiveTest, FindsNobodyForAnEmptyPatientId) {
  EXPECT_THAT(*archive.FindStudiesOfPatient(" "), IsEmpty());
  EXPECT_THAT(rest.calls, IsEmpty());
}

TEST_F(OrthancArchiveTest, FindsAStudyByItsUid) {
  rest.post["/tools/lookup"] = {
      200, std::string(R"([{"ID": ")") + kStudy + R"(", "Type": "Study"}])"};
  EXPECT_EQ(archive.FindStudy("1.2.3")->value(), kStudy);
}

TEST_F(OrthancArchiveTest, IsNotMisledByAnAccessionNumberThatLooksLikeAUid) {
  rest.post["/tools/lookup"] = {
      200, std::string(R"([{"ID": ")") + kStudy + R"(", "Type": "Study"}])"};
  EXPECT_FALSE(archive.FindStudy("9.9.9")->has_value());
}

TEST_F(OrthancArchiveTest, TellsWhetherAnObjectWasStoredBefore) {
  rest.post["/instances"] = {200, R"({"ID": "i", "Status": "Success"})"};
  EXPECT_FALSE(archive.StoreInstance("DICM")->already_stored);
  rest.post["/instances"] = {200, R"({"ID": "i", "Status": "AlreadyStored"})"};
  EXPECT_TRUE(archive.StoreInstance("DICM")->already_stored);
}

TEST_F(OrthancArchiveTest, DoesNotTakeAFilteredObjectForStored) {
  rest.post["/instances"] = {200, R"({"ID": "i", "Status": "FilteredOut"})"};
  const auto stored = archive.StoreInstance("DICM");
  ASSERT_FALSE(stored.has_value());
  EXPECT_THAT(stored.error().message, HasSubstr("FilteredOut"));
}

TEST_F(OrthancArchiveTest, OrdersTheArchiveToSendWithoutWaiting) {
  rest.get["/modalities"] = {200, R"(["pacs"])"};
  rest.post["/modalities/pacs/store"] = {200, R"({"ID": "job"})"};
  ASSERT_TRUE(archive.SendToModality("pacs", {kImageA}).has_value());
  EXPECT_THAT(rest.calls.back().second, HasSubstr("\"Synchronous\" : false"));
  EXPECT_THAT(rest.calls.back().second, HasSubstr(kImageA));
}

TEST_F(OrthancArchiveTest, NamesANodeThatDoesNotExist) {
  rest.get["/modalities"] = {200, R"(["pacs"])"};
  const auto sent = archive.SendToModality("pasc", {kImageA});
  ASSERT_FALSE(sent.has_value());
  EXPECT_EQ(sent.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(sent.error().message, HasSubstr("pasc"));
}

}  // namespace
}  // namespace regen
