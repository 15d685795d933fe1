// SPDX-License-Identifier: GPL-3.0-or-later
// The guard as Orthanc drives it. The runtime is the one of plugin_host_test.cpp.
#include "tests/plugin/host/fake_orthanc.h"
#include "tests/support/dicom_bytes.h"

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

extern "C" {
int32_t OrthancPluginInitialize(OrthancPluginContext* context) noexcept;
void OrthancPluginFinalize() noexcept;
}

namespace regen {
namespace {

const char* const kEnabled = R"({"Regeneration": {"Enable": true}})";

class GuardCallbackTest : public ::testing::Test {
 protected:
  ~GuardCallbackTest() override {
    OrthancPluginFinalize();
    std::free(modified_.data);
  }

  void Initialize(const std::string& configuration, bool has_another_receiver = false) {
    orthanc_ = std::make_unique<FakeOrthanc>(configuration);
    orthanc_->has_another_receiver = has_another_receiver;
    ASSERT_EQ(OrthancPluginInitialize(orthanc_->context()), 0);
  }

  OrthancPluginReceivedInstanceAction Receive(const std::string& file,
                                              OrthancPluginInstanceOrigin origin) {
    return orthanc_->received_instance(&modified_, file.data(), file.size(), origin);
  }

  std::string Poison() const {
    const std::string nested = test::NestedSequences(100, test::Lengths::kUndefined);
    return test::MrImage().SetRaw(0x00400275, nested).File(test::kExplicitLittle);
  }

  std::unique_ptr<FakeOrthanc> orthanc_;
  OrthancPluginMemoryBuffer64 modified_{};
};

TEST_F(GuardCallbackTest, KeepsAnImage) {
  Initialize(kEnabled);
  EXPECT_EQ(Receive(test::MrImage().File(test::kExplicitLittle),
                    OrthancPluginInstanceOrigin_DicomProtocol),
            OrthancPluginReceivedInstanceAction_KeepAsIs);
}

TEST_F(GuardCallbackTest, DiscardsPoisonThatCameByDicom) {
  Initialize(kEnabled);
  EXPECT_EQ(Receive(Poison(), OrthancPluginInstanceOrigin_DicomProtocol),
            OrthancPluginReceivedInstanceAction_Discard);
}

TEST_F(GuardCallbackTest, HandsOrthancWhatItMustRefuseForPoisonThatCameByHttp) {
  Initialize(kEnabled);
  EXPECT_EQ(Receive(Poison(), OrthancPluginInstanceOrigin_RestApi),
            OrthancPluginReceivedInstanceAction_Modify);
  ASSERT_NE(modified_.data, nullptr);
  EXPECT_EQ(std::string(static_cast<const char*>(modified_.data), modified_.size), "refused");
}

TEST_F(GuardCallbackTest, TreatsWhatAPluginStoresLikeHttp) {
  Initialize(kEnabled);
  EXPECT_EQ(Receive(Poison(), OrthancPluginInstanceOrigin_Plugin),
            OrthancPluginReceivedInstanceAction_Modify);
}

TEST_F(GuardCallbackTest, CountsWhatItKeptOut) {
  Initialize(kEnabled);
  Receive(Poison(), OrthancPluginInstanceOrigin_DicomProtocol);
  orthanc_->refresh_metrics();
  EXPECT_EQ(orthanc_->metrics.at("orthanc_regeneration_guard_discarded_total"), 1);
}

TEST_F(GuardCallbackTest, IsOffWhereItIsSwitchedOff) {
  Initialize(R"({"Regeneration": {"Enable": true, "Guard": false}})");
  EXPECT_EQ(orthanc_->received_instance, nullptr);
}

TEST_F(GuardCallbackTest, IsOffWhereThePluginIs) {
  Initialize("{}");
  EXPECT_EQ(orthanc_->received_instance, nullptr);
}

TEST_F(GuardCallbackTest, IsOffWhereAnotherPluginLooksAtInstances) {
  Initialize(kEnabled, true);
  orthanc_->refresh_metrics();
  EXPECT_EQ(orthanc_->metrics.at("orthanc_regeneration_guard_active"), 0);
}

}  // namespace
}  // namespace regen
