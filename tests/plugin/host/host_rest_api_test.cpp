// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/host_rest_api.h"

#include "tests/plugin/host/fake_orthanc.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(HostRestApi, TellsAMissingResourceFromAFailure) {
  FakeOrthanc orthanc("{}");
  host::HostRestApi rest(orthanc.context());
  EXPECT_EQ(rest.Get("/studies")->body, "[]");
  orthanc.rest_error = OrthancPluginErrorCode_UnknownResource;
  EXPECT_EQ(rest.Get("/studies/x")->status, 404);
  orthanc.rest_error = OrthancPluginErrorCode_BadFileFormat;
  EXPECT_EQ(rest.Post("/instances", "x")->status, 400);
  orthanc.rest_error = OrthancPluginErrorCode_Database;
  ASSERT_FALSE(rest.Get("/studies").has_value());
  EXPECT_EQ(rest.Get("/studies").error().kind, ErrorKind::kUnavailable);
}

TEST(HostRestApi, GivesAnEmptyAnswerAsSuch) {
  FakeOrthanc orthanc("{}");
  orthanc.rest_answer = "";
  host::HostRestApi rest(orthanc.context());
  EXPECT_EQ(rest.Get("/studies")->body, "");
  EXPECT_EQ(rest.Get("/studies")->status, 200);
}

}  // namespace
}  // namespace regen
