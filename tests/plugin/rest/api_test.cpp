// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/api.h"

#include "plugin/archive/json_text.h"
#include "tests/plugin/rest/fake_runtime.h"

#include <string>

#include "viewer-ext/page_assets.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Return;

class ApiTest : public ::testing::Test {
 protected:
  HttpResponse Send(HttpMethod method,
                    const std::string& path,
                    std::map<std::string, std::string> query = {},
                    std::map<std::string, std::string> headers = {},
                    std::string_view body = {}) {
    HttpRequest request{method, path, std::move(query), std::move(headers), body};
    return Router(ApiRoutes(runtime, archive), [](const std::string&) {}).Handle(request);
  }

  HttpResponse Get(const std::string& path, std::map<std::string, std::string> query = {}) {
    return Send(HttpMethod::kGet, path, std::move(query));
  }

  HttpResponse PostCsv(const std::string& path,
                       std::map<std::string, std::string> headers = {}) {
    headers["content-type"] = "text/csv";
    return Send(HttpMethod::kPost, path, {}, std::move(headers), "a,b\n");
  }

  static Json::Value Body(const HttpResponse& response) {
    auto json = ParseJson(response.body, "answer");
    if (!json) {
      ADD_FAILURE() << response.body;
      return {};
    }
    return *json;
  }

  FakeRuntime runtime;
  ::testing::NiceMock<MockArchive> archive;
};

TEST_F(ApiTest, HealthIs200WhereThePluginCanWork) {
  runtime.health.healthy = true;
  runtime.health.database = true;
  runtime.health.queue_oldest_seconds = 12;
  const HttpResponse response = Get("/regeneration/health");
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(Body(response)["Database"].asBool());
  EXPECT_EQ(Body(response)["QueueOldestSeconds"].asDouble(), 12);
}

TEST_F(ApiTest, HealthIs503WithEveryProblemElse) {
  runtime.health.problems = {"Regeneration.Workers: 0", "Regeneration.Databse: unknown"};
  const HttpResponse response = Get("/regeneration/health");
  EXPECT_EQ(response.status, 503);
  ASSERT_EQ(Body(response)["Problems"].size(), 2u);
  EXPECT_EQ(Body(response)["Problems"][1].asString(), "Regeneration.Databse: unknown");
  EXPECT_EQ(Body(response)["Code"].asString(), "unhealthy");
}

TEST_F(ApiTest, AStudyHasTheMembersOfTheContract) {
  StudyView view;
  view.phase = StudyPhase::kMeasured;
  view.outcome = "measured";
  view.reasons = {{"name-differs", "the names differ"}};
  view.candidates = {{"1.2", "1.2.3", "T2 map", true, {{"selected", "multi-echo"}}}};
  view.results = {{"sr", "1.2.9", "orthanc-id"}};
  runtime.view = view;
  const HttpResponse response = Get("/regeneration/studies/abc");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(runtime.calls, ElementsAre("view abc"));
  const Json::Value body = Body(response);
  EXPECT_EQ(body["State"].asString(), std::string(StudyPhaseName(StudyPhase::kMeasured)));
  EXPECT_EQ(body["Outcome"].asString(), "measured");
  EXPECT_EQ(body["Reasons"][0]["Code"].asString(), "name-differs");
  EXPECT_EQ(body["Candidates"][0]["SeriesInstanceUID"].asString(), "1.2.3");
  EXPECT_EQ(body["Candidates"][0]["Reasons"][0]["Code"].asString(), "selected");
  EXPECT_EQ(body["Results"][0]["Kind"].asString(), "sr");
  EXPECT_EQ(body["Results"][0]["SOPInstanceUID"].asString(), "1.2.9");
  EXPECT_EQ(body["Results"][0]["OrthancInstanceId"].asString(), "orthanc-id");
  EXPECT_TRUE(body["Report"].isNull());
}

TEST_F(ApiTest, AnUnknownStudyIs404) {
  const HttpResponse response = Get("/regeneration/studies/abc");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(Body(response)["Code"].asString(), "unknown-study");
  runtime.known = false;
  EXPECT_EQ(Send(HttpMethod::kPost, "/regeneration/studies/abc/analyze").status, 404);
}

TEST_F(ApiTest, AnArchiveOrDatabaseThatDoesNotAnswerIs503) {
  runtime.error = Error{ErrorKind::kUnavailable, "the database is locked"};
  const HttpResponse response = Get("/regeneration/queue");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(Body(response)["Message"].asString(), "the database is locked");
}

TEST_F(ApiTest, ARuntimeThatThrowsIs500) {
  runtime.throws = true;
  for (const char* path : {"/regeneration/health",
                           "/regeneration/studies/abc",
                           "/regeneration/queue",
                           "/regeneration/treatments"}) {
    const HttpResponse response = Get(path);
    EXPECT_EQ(response.status, 500) << path;
    EXPECT_THAT(response.body, Not(HasSubstr("secret"))) << path;
  }
}

TEST_F(ApiTest, ADryRunTellsTheSameAsAStudy) {
  runtime.view.emplace();
  runtime.view->treatment_id = "T-1";
  const HttpResponse response = Send(HttpMethod::kPost, "/regeneration/studies/abc/dry-run");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(Body(response)["TreatmentId"].asString(), "T-1");
  EXPECT_THAT(runtime.calls, ElementsAre("dry-run abc"));
}

TEST_F(ApiTest, AnalyzeQueuesTheStudy) {
  EXPECT_EQ(Send(HttpMethod::kPost, "/regeneration/studies/abc/analyze").status, 202);
  EXPECT_THAT(runtime.calls, ElementsAre("analyze abc"));
}

TEST_F(ApiTest, ListsTheQueue) {
  QueueEntry entry;
  entry.id = 7;
  entry.orthanc_study_id = "abc";
  entry.phase = StudyPhase::kFailed;
  entry.attempts = 3;
  runtime.queue = {entry};
  const Json::Value body = Body(Get("/regeneration/queue"));
  ASSERT_EQ(body.size(), 1u);
  EXPECT_EQ(body[0]["Id"].asInt64(), 7);
  EXPECT_EQ(body[0]["OrthancStudyId"].asString(), "abc");
  EXPECT_EQ(body[0]["Attempts"].asInt(), 3);
}

TEST_F(ApiTest, RetriesAnEntryByItsNumberOnly) {
  EXPECT_EQ(Send(HttpMethod::kPost, "/regeneration/queue/7/retry").status, 202);
  EXPECT_EQ(Send(HttpMethod::kPost, "/regeneration/queue/7x/retry").status, 404);
  EXPECT_THAT(runtime.calls, ElementsAre("retry 7"));
}

TEST_F(ApiTest, ImportsTreatmentsAndTellsOfEachRow) {
  runtime.import.applied = true;
  runtime.import.rows = {{"T-1", ImportRow::Effect::kAdded}};
  const HttpResponse response = PostCsv("/regeneration/treatments");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(runtime.calls, ElementsAre("import"));
  EXPECT_EQ(runtime.imported, "a,b\n");
  EXPECT_EQ(Body(response)["Rows"][0]["TreatmentId"].asString(), "T-1");
  EXPECT_EQ(Body(response)["Rows"][0]["Effect"].asString(), "added");
}

TEST_F(ApiTest, ImportsNothingInADryRunHoweverItIsAskedFor) {
  PostCsv("/regeneration/treatments/dry-run");
  PostCsv("/regeneration/treatments", {{"dry-run", "1"}});
  Send(HttpMethod::kPost,
       "/regeneration/treatments",
       {{"dry-run", "1"}},
       {{"content-type", "text/csv"}});
  EXPECT_THAT(runtime.calls, ElementsAre("import dry", "import dry", "import dry"));
}

TEST_F(ApiTest, AnswersABadTableWithEveryProblem) {
  runtime.import.problems = {{2, "side", "expected L or R"}, {3, "", "too few columns"}};
  const HttpResponse response = PostCsv("/regeneration/treatments");
  EXPECT_EQ(response.status, 400);
  const Json::Value body = Body(response);
  ASSERT_EQ(body["Problems"].size(), 2u);
  EXPECT_EQ(body["Problems"][0]["Row"].asInt(), 2);
  EXPECT_EQ(body["Problems"][0]["Column"].asString(), "side");
  EXPECT_EQ(body["Code"].asString(), "bad-csv");
}

TEST_F(ApiTest, ListsTreatmentsByTheColumnsOfTheTable) {
  Treatment treatment;
  treatment.id = "T-1";
  treatment.patient_id = "P1";
  treatment.application_date = std::chrono::year{2026} / 1 / 15;
  runtime.treatments = {treatment};
  const Json::Value body = Body(Get("/regeneration/treatments"));
  EXPECT_EQ(body[0]["treatment_id"].asString(), "T-1");
  EXPECT_EQ(body[0]["application_date"].asString(), "2026-01-15");
}

TEST_F(ApiTest, APersonVerifiesAReport) {
  const auto post = [this](std::string_view body) {
    return Send(HttpMethod::kPost,
                "/regeneration/review/abc",
                {},
                {{"content-type", "application/json"}},
                body);
  };
  const std::string decision =
      R"({"Decision": "verify", "Name": "Doe^Jane", "Organisation": "Hospital"})";
  EXPECT_EQ(post(decision).status, 202);
  EXPECT_THAT(runtime.calls, ElementsAre("verify abc"));
  EXPECT_EQ(runtime.verifier.name, "Doe^Jane");
  EXPECT_EQ(runtime.verifier.organisation, "Hospital");
  runtime.verify_answer = VerifyAnswer::kNothingToVerify;
  EXPECT_EQ(post(decision).status, 409);
  runtime.verify_answer = VerifyAnswer::kUnknownStudy;
  EXPECT_EQ(post(decision).status, 404);
}

TEST_F(ApiTest, ADecisionNeedsANamedPersonAndAnOrganisation) {
  for (const char* body : {"",
                           "[]",
                           R"({"Decision": "accept", "Name": "D", "Organisation": "H"})",
                           R"({"Decision": "verify", "Name": " ", "Organisation": "H"})",
                           R"({"Decision": "verify", "Name": "D"})",
                           R"({"Decision": "verify", "Name": "D\\E", "Organisation": "H"})",
                           R"({"Decision": "verify", "Name": 1, "Organisation": "H"})"}) {
    const HttpResponse response = Send(HttpMethod::kPost,
                                       "/regeneration/review/abc",
                                       {},
                                       {{"content-type", "application/json"}},
                                       body);
    EXPECT_EQ(response.status, 400) << body;
  }
  EXPECT_TRUE(runtime.calls.empty());
}

TEST_F(ApiTest, ListsWhatNeedsAPerson) {
  runtime.review = {{"a", StudyPhase::kHeld, {{"side-unknown", "no side"}}, "2026-07-11"},
                    {"b", StudyPhase::kMeasured, {}, ""}};
  const Json::Value body = Body(Get("/regeneration/review"));
  ASSERT_EQ(body.size(), 2u);
  EXPECT_EQ(body[0]["Needs"].asString(), "decision");
  EXPECT_EQ(body[0]["Reasons"][0]["Code"].asString(), "side-unknown");
  EXPECT_EQ(body[1]["Needs"].asString(), "verification");
}

TEST_F(ApiTest, TellsWhichResultsAreSuperseded) {
  StudyView view;
  view.results = {{"sr", "1.2.9", "id", true}, {"sr", "1.2.10", "id"}};
  view.earlier_results = {{"sr", "1.2.8", "id", true}};
  view.verification = {{"Doe^Jane", "Hospital"}, VerificationState::kDone, "", "2026-07-11"};
  runtime.view = view;
  const Json::Value body = Body(Get("/regeneration/studies/abc"));
  EXPECT_EQ(body["Results"][0]["State"].asString(), "superseded");
  EXPECT_EQ(body["Results"][1]["State"].asString(), "current");
  EXPECT_EQ(body["EarlierResults"][0]["SOPInstanceUID"].asString(), "1.2.8");
  EXPECT_EQ(body["Verification"]["State"].asString(), "done");
  EXPECT_EQ(body["Verification"]["Name"].asString(), "Doe^Jane");
}

TEST_F(ApiTest, FindsAStudyByItsUid) {
  EXPECT_CALL(archive, FindStudy("1.2.3"))
      .WillOnce(Return(Result<std::optional<std::string>>(std::optional<std::string>("abc"))));
  const HttpResponse response = Get("/regeneration/study-of", {{"uid", "1.2.3"}});
  EXPECT_EQ(Body(response)["OrthancStudyId"].asString(), "abc");
  EXPECT_EQ(Get("/regeneration/study-of").status, 400);
}

TEST_F(ApiTest, ServesThePageByExactNamesOnly) {
  for (const char* path :
       {"/regeneration/app", "/regeneration/app/", "/regeneration/app/index.html"}) {
    EXPECT_EQ(Get(path).content_type, "text/html; charset=utf-8") << path;
  }
  EXPECT_EQ(Get("/regeneration/app/app.js").content_type, "text/javascript; charset=utf-8");
  for (const char* path : {"/regeneration/app/..",
                           "/regeneration/app/app.js.map",
                           "/regeneration/app/../entry.cpp",
                           "/regeneration/app/explorer.js"}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
}

TEST(PageAssets, AskNoOtherHostAndHaveNoInlineScript) {
  for (const PageAsset& asset : PageAssets()) {
    std::string content(asset.content);
    const std::string namespace_name = "http://www.w3.org/2000/svg";
    if (const auto at = content.find(namespace_name); at != std::string::npos) {
      content.erase(at, namespace_name.size());
    }
    EXPECT_THAT(content, Not(HasSubstr("http://"))) << asset.name;
    EXPECT_THAT(content, Not(HasSubstr("https://"))) << asset.name;
    EXPECT_THAT(content, Not(HasSubstr("innerHTML"))) << asset.name;
    EXPECT_THAT(content, Not(HasSubstr("<script>"))) << asset.name;
    EXPECT_THAT(content, Not(HasSubstr("style=\""))) << asset.name;
  }
}

TEST(PageAssets, NeverClaimWhatWasNotMeasured) {
  for (const PageAsset& asset : PageAssets()) {
    for (const char* word : {"healed", "regenerated", "cured", "success"}) {
      EXPECT_THAT(std::string(asset.content), Not(HasSubstr(word))) << asset.name;
    }
  }
}

}  // namespace
}  // namespace regen
