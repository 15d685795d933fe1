// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/openapi.h"

#include "plugin/archive/json_text.h"
#include "plugin/rest/api.h"
#include "tests/plugin/rest/fake_runtime.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

// The document as the plugin serves it, against the routes that it has.
class OpenApiTest : public ::testing::Test {
 protected:
  Json::Value Document() {
    HttpRequest request;
    request.path = "/regeneration/openapi.json";
    const HttpResponse response = Router(routes, [](const std::string&) {}).Handle(request);
    auto json = ParseJson(response.body, "openapi");
    if (!json) {
      ADD_FAILURE() << response.body;
      return {};
    }
    return *json;
  }

  Json::Value Paths() { return Document()["paths"]; }

  FakeRuntime runtime;
  ::testing::NiceMock<MockArchive> archive;
  std::vector<Route> routes = ApiRoutes(runtime, archive);
};

TEST_F(OpenApiTest, OpenApiDescribesEveryRouteAndNoOther) {
  std::set<std::string> served;
  for (const Route& route : routes) {
    std::string method(HttpMethodName(route.method));
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    EXPECT_TRUE(served.insert(method + " " + route.path).second) << route.path;
  }
  std::set<std::string> described;
  const Json::Value paths = Paths();
  for (const std::string& path : paths.getMemberNames()) {
    for (const std::string& method : paths[path].getMemberNames()) {
      described.insert(method + " " + path);
    }
  }
  EXPECT_EQ(served, described);
}

TEST_F(OpenApiTest, HasTheRoutesOfTheContract) {
  const Json::Value paths = Paths();
  const std::pair<const char*, const char*> expected[] = {
      {"/regeneration/health", "get"},
      {"/regeneration/studies/{id}", "get"},
      {"/regeneration/studies/{id}/dry-run", "post"},
      {"/regeneration/studies/{id}/analyze", "post"},
      {"/regeneration/treatments", "get"},
      {"/regeneration/treatments", "post"},
      {"/regeneration/queue", "get"},
      {"/regeneration/queue/{id}/retry", "post"},
      {"/regeneration/openapi.json", "get"},
      {"/regeneration/app/", "get"},
  };
  for (const auto& [path, method] : expected) {
    EXPECT_TRUE(paths[path].isMember(method)) << method << " " << path;
  }
}

TEST_F(OpenApiTest, NamesParametersOfPathAndQuery) {
  const Json::Value study = Paths()["/regeneration/studies/{id}"]["get"]["parameters"];
  ASSERT_EQ(study.size(), 1u);
  EXPECT_EQ(study[0]["name"].asString(), "id");
  EXPECT_EQ(study[0]["in"].asString(), "path");
  const Json::Value lookup = Paths()["/regeneration/study-of"]["get"]["parameters"];
  EXPECT_EQ(lookup[0]["name"].asString(), "uid");
  EXPECT_TRUE(lookup[0]["required"].asBool());
}

TEST_F(OpenApiTest, NamesTheTypeOfABody) {
  const Json::Value post = Paths()["/regeneration/treatments"]["post"];
  EXPECT_TRUE(post["requestBody"]["content"].isMember("text/csv"));
}

TEST_F(OpenApiTest, SaysItsOwnVersion) {
  EXPECT_EQ(Document()["openapi"].asString(), "3.0.3");
  EXPECT_FALSE(Document()["info"]["version"].asString().empty());
}

}  // namespace
}  // namespace regen
