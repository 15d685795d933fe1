// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/verification_request.h"

#include "analysis/base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::HasSubstr;

class VerificationRequestTest : public testing::Test {
 protected:
  Result<VerificationRequest> Read(const std::string& text) {
    const auto file = scratch_->path() / "request.json";
    EXPECT_TRUE(WriteWholeFile(file, text));
    return ReadVerificationRequest(file);
  }
  std::string Message(const std::string& text) {
    const auto request = Read(text);
    return request ? "none" : request.error().message;
  }
  Result<ScratchFolder> scratch_ =
      ScratchFolder::Create(std::filesystem::temp_directory_path());
};

TEST_F(VerificationRequestTest, ReadsEveryKey) {
  const auto request = Read(R"({"Report": "sr.dcm", "Name": "Doe^Jane",
      "Organisation": "Hospital", "DateTime": "20260712080000+0200"})");
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->report, scratch_->path() / "sr.dcm");
  EXPECT_EQ(request->name, "Doe^Jane");
  EXPECT_EQ(request->organisation, "Hospital");
  EXPECT_EQ(request->date_time, "20260712080000+0200");
  EXPECT_TRUE(request->pdf.empty() && request->page.empty());
}

TEST_F(VerificationRequestTest, ReadsThePagesAndTheirLanguage) {
  const auto request = Read(R"({"Report": "sr.dcm", "Pdf": "pdf.dcm", "Page": "page.dcm",
      "Language": "ca", "Name": "Doe^Jane", "Organisation": "Hospital",
      "DateTime": "20260712080000+0200"})");
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->pdf, scratch_->path() / "pdf.dcm");
  EXPECT_EQ(request->page, scratch_->path() / "page.dcm");
  EXPECT_EQ(request->language, Language::kCatalan);
}

TEST_F(VerificationRequestTest, NamesEveryKeyThatIsWrong) {
  const std::string message =
      Message(R"({"Reprot": "sr.dcm", "Name": "A\\B", "DateTime": "yesterday"})");
  EXPECT_THAT(message, HasSubstr("did you mean Report?"));
  EXPECT_THAT(message, HasSubstr("request.Name"));
  EXPECT_THAT(message, HasSubstr("request.Organisation"));
  EXPECT_THAT(message, HasSubstr("request.DateTime"));
  EXPECT_THAT(message, testing::Not(HasSubstr("A\\")));  // no name in a message
}

TEST_F(VerificationRequestTest, RefusesWhatIsNoObject) {
  EXPECT_THAT(Message("[]"), HasSubstr("an object"));
  EXPECT_THAT(Message("{"), HasSubstr("request"));
  EXPECT_FALSE(ReadVerificationRequest(scratch_->path() / "missing.json"));
}

}  // namespace
}  // namespace regen
