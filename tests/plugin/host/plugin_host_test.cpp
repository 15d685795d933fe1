// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin's entry point and callbacks, driven as Orthanc drives them, with a fake Orthanc on
// one side and a fake runtime on the other.
#include "plugin/host/plugin_host.h"

#include "plugin/archive/json_text.h"
#include "tests/plugin/host/fake_orthanc.h"
#include "tests/plugin/rest/fake_runtime.h"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>

extern "C" {
int32_t OrthancPluginInitialize(OrthancPluginContext* context) noexcept;
void OrthancPluginFinalize() noexcept;
}

namespace regen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Needs more stack than Orthanc's HTTP threads have.
class HungryRuntime : public FakeRuntime {
 public:
  Health ReadHealth() override {
    if (!hungry) return FakeRuntime::ReadHealth();
    volatile char large[1 << 20];
    for (std::size_t i = 0; i < sizeof(large); i += 512) large[i] = 1;
    Health read;
    read.healthy = large[512] == 1;
    return read;
  }
  bool hungry = false;
};

struct Created {
  HungryRuntime* runtime = nullptr;  // the last that was made
  ConfigParsed config;
  std::string storage_folder;
  bool fails = false;
  std::vector<std::string>* calls_after_end = nullptr;
};
Created created;

// Outlives the runtime, to tell what it was last told.
class ObservedRuntime final : public HungryRuntime {
 public:
  ~ObservedRuntime() override {
    if (created.calls_after_end) *created.calls_after_end = calls;
    created.runtime = nullptr;
  }
};

}  // namespace

// In place of the real runtime, which this program does not link.
std::unique_ptr<Runtime> Runtime::Create(ConfigParsed config,
                                         std::string storage_folder,
                                         Archive&,
                                         Log&) {
  if (created.fails) throw std::runtime_error("secret of a patient");
  created.config = std::move(config);
  created.storage_folder = std::move(storage_folder);
  auto runtime = std::make_unique<ObservedRuntime>();
  runtime->health.healthy = created.config.problems.empty();
  for (const ConfigProblem& problem : created.config.problems) {
    runtime->health.problems.push_back(ConfigProblemText(problem));
  }
  created.runtime = runtime.get();
  return runtime;
}

namespace {

class HostTest : public ::testing::Test {
 protected:
  HostTest() { created = {}; }
  ~HostTest() override { OrthancPluginFinalize(); }

  void Initialize(const std::string& configuration) {
    orthanc = std::make_unique<FakeOrthanc>(configuration);
    Initialize();
  }
  void Initialize() { ASSERT_EQ(OrthancPluginInitialize(orthanc->context()), 0); }

  FakeOrthanc::Sent Get(const std::string& url) {
    return orthanc->Send(OrthancPluginHttpMethod_Get, url);
  }

  OrthancPluginErrorCode Change(OrthancPluginChangeType change,
                                OrthancPluginResourceType resource,
                                const char* id) {
    return orthanc->change(change, resource, id);
  }

  std::unique_ptr<FakeOrthanc> orthanc;
};

TEST_F(HostTest, RegistersOneUnlockedRouteChangesMetricsPageAndButton) {
  Initialize("{}");
  EXPECT_THAT(orthanc->routes, ElementsAre("/regeneration(/.*)?"));
  EXPECT_EQ(orthanc->locked_routes, 0);
  EXPECT_NE(orthanc->change, nullptr);
  EXPECT_NE(orthanc->refresh_metrics, nullptr);
  EXPECT_EQ(orthanc->properties[_OrthancPluginProperty_RootUri], "/regeneration/app/");
  EXPECT_THAT(orthanc->properties[_OrthancPluginProperty_OrthancExplorer],
              HasSubstr("../regeneration/app/?study="));
}

TEST_F(HostTest, ABadConfigurationIsLoggedAndToldByHealthButStopsNothing) {
  Initialize(R"({"Regeneration": {"Enable": "yes", "Wrokers": 2}})");
  ASSERT_GE(created.config.problems.size(), 2u);
  EXPECT_EQ(orthanc->errors().size(), created.config.problems.size());
  EXPECT_THAT(orthanc->errors(), Contains(HasSubstr("Wrokers")));
  const FakeOrthanc::Sent health = Get("/regeneration/health");
  EXPECT_EQ(health.status, 503);
  EXPECT_THAT(health.body, HasSubstr("Wrokers"));
  EXPECT_THAT(health.body, HasSubstr("Regeneration.Enable"));
}

TEST_F(HostTest, AConfigurationThatCannotBeReadIsAProblem) {
  Initialize("");
  EXPECT_EQ(created.config.problems.size(), 1u);
  EXPECT_EQ(Get("/regeneration/health").status, 503);
}

TEST_F(HostTest, AnOlderOrthancIsAProblem) {
  orthanc = std::make_unique<FakeOrthanc>("{}");
  orthanc->set_version("1.9.7");
  Initialize();
  EXPECT_THAT(orthanc->errors(), Contains(HasSubstr("1.10.1")));
  EXPECT_EQ(Get("/regeneration/health").status, 503);
}

TEST_F(HostTest, ARuntimeThatCannotBeMadeLeavesTheArchiveRunning) {
  created.fails = true;
  Initialize("{}");
  EXPECT_EQ(Get("/regeneration/health").status, 503);
  EXPECT_EQ(Get("/regeneration/studies/x").status, 503);
  EXPECT_EQ(Change(OrthancPluginChangeType_StableStudy, OrthancPluginResourceType_Study, "a"),
            OrthancPluginErrorCode_Success);
  orthanc->refresh_metrics();
  EXPECT_THAT(orthanc->errors(), Not(Contains(HasSubstr("secret"))));
}

TEST_F(HostTest, StorageFolderIsRelativeToTheConfiguration) {
  Initialize(R"({"StorageDirectory": "db"})");
  EXPECT_EQ(created.storage_folder, "/etc/orthanc/db");
  OrthancPluginFinalize();
  Initialize(R"({"StorageDirectory": "/var/lib/orthanc"})");
  EXPECT_EQ(created.storage_folder, "/var/lib/orthanc");
}

TEST_F(HostTest, PassesOnTheChangesThatMatter) {
  Initialize("{}");
  Change(OrthancPluginChangeType_OrthancStarted, OrthancPluginResourceType_None, "");
  Change(OrthancPluginChangeType_StableStudy, OrthancPluginResourceType_Study, "a");
  Change(OrthancPluginChangeType_NewInstance, OrthancPluginResourceType_Instance, "i");
  Change(OrthancPluginChangeType_Deleted, OrthancPluginResourceType_Series, "s");
  Change(OrthancPluginChangeType_Deleted, OrthancPluginResourceType_Study, "a");
  Change(OrthancPluginChangeType_OrthancStopped, OrthancPluginResourceType_None, "");
  EXPECT_THAT(created.runtime->calls, ElementsAre("start", "stable a", "deleted a", "stop"));
}

TEST_F(HostTest, LetsNoExceptionOfAChangeOut) {
  Initialize("{}");
  created.runtime->throws = true;
  EXPECT_EQ(Change(OrthancPluginChangeType_OrthancStarted, OrthancPluginResourceType_None, ""),
            OrthancPluginErrorCode_Success);
  EXPECT_THAT(orthanc->errors(), Not(IsEmpty()));
  EXPECT_THAT(orthanc->errors(), Not(Contains(HasSubstr("secret"))));
}

TEST_F(HostTest, TakesAChangeAtOnce) {
  Initialize("{}");
  constexpr int kChanges = 10000;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kChanges; ++i) {
    Change(OrthancPluginChangeType_NewInstance, OrthancPluginResourceType_Instance, "i");
  }
  const auto each = (std::chrono::steady_clock::now() - start) / kChanges;
  EXPECT_LT(each, std::chrono::microseconds(50));
}

TEST_F(HostTest, AThrowingRuntimeIs500) {
  Initialize("{}");
  created.runtime->throws = true;
  const FakeOrthanc::Sent sent = Get("/regeneration/queue");
  EXPECT_EQ(sent.status, 500);
  EXPECT_THAT(sent.body, HasSubstr("\"Code\""));
  EXPECT_THAT(sent.body, Not(HasSubstr("secret")));
}

TEST_F(HostTest, ErrorsAreJson) {
  Initialize("{}");
  const FakeOrthanc::Sent sent = Get("/regeneration/none");
  EXPECT_EQ(sent.status, 404);
  EXPECT_EQ(sent.content_type, "application/json; charset=utf-8");
  EXPECT_TRUE(ParseJson(sent.body, "answer").has_value());
}

TEST_F(HostTest, AWrongMethodTellsTheRightOnes) {
  Initialize("{}");
  const auto sent = orthanc->Send(OrthancPluginHttpMethod_Put, "/regeneration/treatments");
  EXPECT_EQ(sent.status, 405);
  EXPECT_EQ(sent.allow, "GET, POST");
}

TEST_F(HostTest, HandsBodyAndHeadersOn) {
  Initialize("{}");
  const auto sent = orthanc->Send(OrthancPluginHttpMethod_Post,
                                  "/regeneration/treatments",
                                  {{"content-type", "text/csv"}},
                                  "a,b\n1,2\n");
  EXPECT_EQ(sent.status, 200);
  EXPECT_EQ(created.runtime->imported, "a,b\n1,2\n");
}

TEST_F(HostTest, NeedsNoMoreStackThanOrthancsHttpThreadsHave) {
  Initialize("{}");
  created.runtime->hungry = true;
  struct Call {
    FakeOrthanc* orthanc;
    FakeOrthanc::Sent sent;
  } call{orthanc.get(), {}};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, 102400), 0);
  pthread_t thread{};
  const auto body = [](void* data) -> void* {
    auto* const c = static_cast<Call*>(data);
    c->sent = c->orthanc->Send(OrthancPluginHttpMethod_Get, "/regeneration/health");
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, body, &call), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  EXPECT_EQ(call.sent.status, 200);
}

TEST_F(HostTest, FinalizeStopsTheRuntimeAndMayComeTwice) {
  std::vector<std::string> calls;
  Initialize("{}");
  created.calls_after_end = &calls;
  OrthancPluginFinalize();
  OrthancPluginFinalize();
  created.calls_after_end = nullptr;
  EXPECT_THAT(calls, Contains("stop"));
  EXPECT_EQ(Change(OrthancPluginChangeType_StableStudy, OrthancPluginResourceType_Study, "a"),
            OrthancPluginErrorCode_Success);
}

}  // namespace
}  // namespace regen
