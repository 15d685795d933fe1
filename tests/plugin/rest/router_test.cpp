// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/router.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class RouterTest : public ::testing::Test {
 protected:
  static std::vector<Route> Routes() {
    const auto echo = [](const HttpRequest&, const PathParameters& path) {
      HttpResponse response;
      response.body = path.empty() ? "none" : path[0];
      return response;
    };
    const auto fails = [](const HttpRequest&, const PathParameters&) -> HttpResponse {
      throw std::runtime_error("secret of a patient");
    };
    std::vector<Route> routes;
    routes.push_back({HttpMethod::kGet, "/r/a/{id}", "", {}, {}, "", echo});
    routes.push_back({HttpMethod::kPost, "/r/a/{id}", "", {}, {}, "", echo});
    routes.push_back({HttpMethod::kPost, "/r/csv", "", {}, {"text/csv"}, "", echo});
    routes.push_back({HttpMethod::kGet, "/r/fails", "", {}, {}, "", fails});
    return routes;
  }

  HttpResponse Send(HttpMethod method,
                    const std::string& path,
                    std::map<std::string, std::string> headers = {},
                    std::string_view body = {}) {
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    request.body = body;
    return router.Handle(request);
  }

  std::vector<std::string> reports;
  Router router{Routes(), [this](const std::string& line) { reports.push_back(line); }};
};

TEST_F(RouterTest, HandsTheParameterOfThePathOver) {
  EXPECT_EQ(Send(HttpMethod::kGet, "/r/a/7").body, "7");
}

TEST_F(RouterTest, AParameterIsOneSegment) {
  EXPECT_EQ(Send(HttpMethod::kGet, "/r/a/7/8").status, 404);
  EXPECT_EQ(Send(HttpMethod::kGet, "/r/a").status, 404);
}

TEST_F(RouterTest, AnswersUnknownPathsAsErrors) {
  const HttpResponse response = Send(HttpMethod::kGet, "/r/nothing");
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("\"Code\" : \"no-such-route\""));
  EXPECT_THAT(response.body, HasSubstr("\"Message\""));
}

TEST_F(RouterTest, NamesTheMethodsThatAPathHas) {
  const HttpResponse response = Send(HttpMethod::kDelete, "/r/a/7");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.allow, "GET, POST");
}

TEST_F(RouterTest, TurnsAnExceptionIntoAnAnswerWithoutItsText) {
  const HttpResponse response = Send(HttpMethod::kGet, "/r/fails");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("secret")));
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_THAT(reports[0], HasSubstr("/r/fails"));
  EXPECT_THAT(reports[0], Not(HasSubstr("secret")));
}

TEST_F(RouterTest, RefusesABodyBeyondTheLimit) {
  const std::string body(kMaximalBody + 1, 'x');
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/csv", {{"content-type", "text/csv"}}, body).status,
            413);
}

TEST_F(RouterTest, RefusesCompressedBodies) {
  EXPECT_EQ(Send(HttpMethod::kPost,
                 "/r/csv",
                 {{"content-type", "text/csv"}, {"content-encoding", "gzip"}},
                 "x")
                .status,
            415);
}

TEST_F(RouterTest, TakesTheTypeThatTheRouteNames) {
  EXPECT_EQ(
      Send(HttpMethod::kPost, "/r/csv", {{"content-type", "Text/CSV; charset=utf-8"}}).status,
      200);
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/csv", {{"content-type", "text/plain"}}).status, 415);
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/csv").status, 415);
}

TEST_F(RouterTest, TakesUnsafeRequestsOfProgramsAndOfItsOwnPage) {
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/a/7").status, 200);
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/a/7", {{"sec-fetch-site", "same-origin"}}).status, 200);
  EXPECT_EQ(
      Send(
          HttpMethod::kPost, "/r/a/7", {{"origin", "https://pacs:8042"}, {"host", "pacs:8042"}})
          .status,
      200);
  EXPECT_EQ(Send(HttpMethod::kPost,
                 "/r/a/7",
                 {{"origin", "https://pacs"},
                  {"host", "127.0.0.1:8042"},
                  {"x-forwarded-host", "pacs"}})
                .status,
            200);
}

TEST_F(RouterTest, RefusesUnsafeRequestsOfOtherSites) {
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/a/7", {{"sec-fetch-site", "cross-site"}}).status, 403);
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/a/7", {{"sec-fetch-site", "same-site"}}).status, 403);
  EXPECT_EQ(
      Send(HttpMethod::kPost, "/r/a/7", {{"origin", "http://evil"}, {"host", "pacs:8042"}})
          .status,
      403);
  EXPECT_EQ(Send(HttpMethod::kPost, "/r/a/7", {{"origin", "null"}, {"host", "pacs"}}).status,
            403);
}

TEST_F(RouterTest, LetsOtherSitesReadNothingMoreButAllowsGet) {
  EXPECT_EQ(Send(HttpMethod::kGet, "/r/a/7", {{"sec-fetch-site", "cross-site"}}).status, 200);
}

}  // namespace
}  // namespace regen
