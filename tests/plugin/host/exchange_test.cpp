// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/exchange.h"

#include "tests/plugin/host/fake_orthanc.h"

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::HasSubstr;

FakeOrthanc::Sent Sent(const HttpResponse& response) {
  FakeOrthanc orthanc("{}");
  host::SendResponse(orthanc.context(), nullptr, response);
  return orthanc.sent();
}

HttpResponse WithStatus(int status) {
  HttpResponse response;
  response.status = status;
  response.body = "{}";
  response.allow = "GET";
  return response;
}

TEST(ReadRequest, TakesPathQueryHeadersAndBody) {
  const char* names[] = {"uid"};
  const char* values[] = {"1.2"};
  const char* header_names[] = {"host"};
  const char* header_values[] = {"pacs"};
  const std::string body = "a,b";
  OrthancPluginHttpRequest given{};
  given.method = OrthancPluginHttpMethod_Post;
  given.getCount = 1;
  given.getKeys = names;
  given.getValues = values;
  given.headersCount = 1;
  given.headersKeys = header_names;
  given.headersValues = header_values;
  given.body = body.data();
  given.bodySize = 3;
  const HttpRequest request = host::ReadRequest("/regeneration/x", given);
  EXPECT_EQ(request.method, HttpMethod::kPost);
  EXPECT_EQ(request.path, "/regeneration/x");
  EXPECT_EQ(request.query.at("uid"), "1.2");
  EXPECT_EQ(request.headers.at("host"), "pacs");
  EXPECT_EQ(request.body, "a,b");
}

TEST(ReadRequest, AnAbsentBodyIsEmpty) {
  EXPECT_EQ(host::ReadRequest("/", OrthancPluginHttpRequest{}).body, "");
}

TEST(SendResponse, EveryAnswerHasTheHeadersThatBindABrowser) {
  for (const int status : {200, 202, 404, 503}) {
    const auto headers = Sent(WithStatus(status)).headers;
    EXPECT_THAT(headers.at("Content-Security-Policy"), HasSubstr("default-src 'self'"));
    EXPECT_EQ(headers.at("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(headers.at("X-Frame-Options"), "SAMEORIGIN");
    EXPECT_EQ(headers.at("Cache-Control"), "no-store");
  }
}

TEST(SendResponse, UsesTheCallThatOrthancWantsForEachStatus) {
  for (const int status : {200, 202, 400, 403, 404, 405, 413, 415, 500, 503}) {
    EXPECT_EQ(Sent(WithStatus(status)).status, status);
  }
}

TEST(SendResponse, ErrorsKeepTheirBodyAndType) {
  const FakeOrthanc::Sent sent = Sent(WithStatus(503));
  EXPECT_EQ(sent.body, "{}");
  EXPECT_EQ(sent.content_type, "application/json; charset=utf-8");
}

TEST(RunOnOrdinaryStack, WaitsForTheWork) {
  int done = 0;
  EXPECT_TRUE(host::RunOnOrdinaryStack([&] { done = 1; }));
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace regen
