// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"
#include "analysis/follow_up.h"

#include <string>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr const char* kTreatment =
    R"({"treatment_id":"T-1","patient_id":"SECRET","indication":"patellar-tendon","side":"R",
        "application_date":"2026-01-15","cell_dose":20000000})";

class RequestFile : public ::testing::Test {
 protected:
  RequestFile() : scratch_(ScratchFolder::Create(std::filesystem::temp_directory_path())) {}

  Result<FollowUpRequest> Read(const std::string& text) {
    EXPECT_TRUE(WriteWholeFile(scratch_->path() / "request.json", text));
    return ReadFollowUpRequest(scratch_->path() / "request.json");
  }

  std::string Message(const std::string& text) {
    const auto request = Read(text);
    EXPECT_FALSE(request);
    return request ? "" : request.error().message;
  }

  Result<ScratchFolder> scratch_;
};

std::string With(const std::string& more) {
  return std::string("{\"Treatment\":") + kTreatment + more + "}";
}

const std::string kFolders = R"(,"Baseline":"a","FollowUp":"/b")";

TEST_F(RequestFile, ReadsTreatmentAndFoldersRelativeToItself) {
  const auto request = Read(With(kFolders + R"(,"Roi":"roi.dcm","Supersedes":"old")"));
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->treatment.id, "T-1");
  EXPECT_EQ(request->baseline, scratch_->path() / "a");
  EXPECT_EQ(request->follow_up, "/b");
  EXPECT_EQ(request->roi, scratch_->path() / "roi.dcm");
  EXPECT_EQ(request->supersedes, scratch_->path() / "old");
  EXPECT_TRUE(request->job_key.empty());
}

TEST_F(RequestFile, NeedsNoBaselineWhereTheRefusalIsKnown) {
  const auto request = Read(With(R"(,"FollowUp":"b","Refusal":[{"Code":"c","Text":"t"}])"));
  ASSERT_TRUE(request) << request.error().message;
  ASSERT_EQ(request->refusal.size(), 1U);
  EXPECT_EQ(request->refusal.front().text, "t");
  EXPECT_FALSE(Read(With(R"(,"FollowUp":"b","Refusal":[])")));
  EXPECT_FALSE(Read(With(R"(,"FollowUp":"b","Refusal":[{"Code":1,"Text":"t"}])")));
}

TEST_F(RequestFile, DoesWithoutRegionAndOptions) {
  const auto request = Read(With(kFolders));
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_FALSE(request->roi);
  EXPECT_TRUE(request->options.write_into_baseline_study);
}

TEST_F(RequestFile, ReadsTheOptionsOfTheSite) {
  const auto request = Read(With(kFolders + R"(,"Options":{"WriteIntoBaselineStudy":false})"));
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_FALSE(request->options.write_into_baseline_study);
}

TEST_F(RequestFile, NamesAMissingKey) {
  EXPECT_EQ(Message(With(R"(,"Baseline":"a")")),
            "request: FollowUp: expected a path; the key is missing");
}

TEST_F(RequestFile, NamesTheNearestKnownKey) {
  EXPECT_EQ(Message(With(kFolders + R"(,"Rio":"x")")),
            "request: Rio: unknown key; did you mean Roi?");
}

TEST_F(RequestFile, NamesAWrongColumnWithoutItsIdentity) {
  const std::string message = Message(
      R"({"Treatment":{"treatment_id":"T-1","patient_id":"SECRET","indication":"patellar-tendon",
          "side":"up","application_date":"2026-01-15"},"Baseline":"a","FollowUp":"b"})");
  EXPECT_NE(message.find("side"), std::string::npos) << message;
  EXPECT_EQ(message.find("SECRET"), std::string::npos) << message;
}

TEST_F(RequestFile, RefusesWhatIsNotAJsonObject) {
  EXPECT_NE(Message("{").find("not JSON"), std::string::npos);
  EXPECT_NE(Message("[]").find("object"), std::string::npos);
  EXPECT_NE(Message(std::string(5000, '[')).find("nested"), std::string::npos);
}

TEST_F(RequestFile, RefusesAFileThatIsNotThere) {
  const auto request = ReadFollowUpRequest(scratch_->path() / "missing.json");
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().kind, ErrorKind::kInput);
}

}  // namespace
}  // namespace regen
