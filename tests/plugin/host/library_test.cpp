// SPDX-License-Identifier: GPL-3.0-or-later
// The shared library as Orthanc loads it.
#include "plugin/archive/json_text.h"
#include "tests/plugin/host/fake_orthanc.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using ::testing::HasSubstr;

std::string OutputOf(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string output;
  std::array<char, 4096> part{};
  while (pipe && std::fgets(part.data(), part.size(), pipe.get())) output += part.data();
  return output;
}

class LibraryTest : public ::testing::Test {
 protected:
  LibraryTest() : library_(::dlopen(PLUGIN_FILE, RTLD_NOW | RTLD_LOCAL)) {
    char name[] = "/tmp/regen-library-test-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~LibraryTest() override {
    if (library_) ::dlclose(library_);
    std::filesystem::remove_all(folder_);
  }

  template <typename Function>
  Function Find(const char* name) {
    return reinterpret_cast<Function>(::dlsym(library_, name));
  }

  void* library_;
  std::filesystem::path folder_;
};

TEST_F(LibraryTest, ExportsTheFourFunctionsAndNothingElse) {
  std::set<std::string> symbols;
  std::string name;
  for (const char c : OutputOf("nm -D --defined-only --format=just-symbols " PLUGIN_FILE)) {
    if (c != '\n') {
      name += c;
    } else if (!name.empty()) {
      symbols.insert(name);
      name.clear();
    }
  }
  EXPECT_EQ(symbols,
            (std::set<std::string>{"OrthancPluginFinalize",
                                   "OrthancPluginGetName",
                                   "OrthancPluginGetVersion",
                                   "OrthancPluginInitialize"}));
}

TEST_F(LibraryTest, LinksNoDcmtk) {
  const std::string needed = OutputOf("objdump -p " PLUGIN_FILE);
  EXPECT_THAT(needed, HasSubstr("NEEDED"));
  for (const char* library : {"libdcm", "liboflog", "libofstd"}) {
    EXPECT_THAT(needed, ::testing::Not(HasSubstr(library)));
  }
}

TEST_F(LibraryTest, ABadConfigurationLeavesItLoadedAndUnhealthy) {
  ASSERT_NE(library_, nullptr) << ::dlerror();
  FakeOrthanc orthanc(
      R"({"StorageDirectory": ")" + folder_.string() +
      R"(", "Regeneration": {"Enable": true, "Workers": "two", "Databse": ""}})");
  ASSERT_EQ(
      Find<int32_t (*)(OrthancPluginContext*)>("OrthancPluginInitialize")(orthanc.context()),
      0);
  const FakeOrthanc::Sent health =
      orthanc.Send(OrthancPluginHttpMethod_Get, "/regeneration/health");
  EXPECT_EQ(health.status, 503);
  EXPECT_THAT(health.body, HasSubstr("Regeneration.Workers"));
  EXPECT_THAT(health.body, HasSubstr("Databse"));
  EXPECT_GE(orthanc.errors().size(), 2u);
  Find<void (*)()>("OrthancPluginFinalize")();
}

TEST_F(LibraryTest, WithoutASectionItIsDisabled) {
  ASSERT_NE(library_, nullptr) << ::dlerror();
  FakeOrthanc orthanc(R"({"StorageDirectory": ")" + folder_.string() + R"("})");
  ASSERT_EQ(
      Find<int32_t (*)(OrthancPluginContext*)>("OrthancPluginInitialize")(orthanc.context()),
      0);
  const FakeOrthanc::Sent health =
      orthanc.Send(OrthancPluginHttpMethod_Get, "/regeneration/health");
  const auto body = ParseJson(health.body, "health");
  ASSERT_TRUE(body.has_value()) << health.body;
  EXPECT_FALSE((*body)["Enabled"].asBool());
  Find<void (*)()>("OrthancPluginFinalize")();
}

}  // namespace
}  // namespace regen
