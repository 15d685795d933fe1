// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/host_log.h"

#include "tests/plugin/host/fake_orthanc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(HostLog, WritesOneLineWhateverIsInIt) {
  FakeOrthanc orthanc("{}");
  host::HostLog(orthanc.context()).Error("first\nE0101 forged");
  EXPECT_THAT(orthanc.errors(), ::testing::ElementsAre("Regeneration: first E0101 forged"));
}

TEST(HostLog, KeepsTextBeyondAscii) {
  FakeOrthanc orthanc("{}");
  host::HostLog(orthanc.context()).Error("tend\xc3\xb3n");
  EXPECT_THAT(orthanc.errors(), ::testing::ElementsAre("Regeneration: tend\xc3\xb3n"));
}

}  // namespace
}  // namespace regen
