// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/guard/instance_guard.h"

#include "tests/support/dicom_bytes.h"
#include "tests/support/recording_log.h"

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::kExplicitLittle;
using test::MrImage;
using testing::HasSubstr;
using testing::Not;

class ThrowingLog final : public Log {
 public:
  void Error(const std::string&) override { throw std::runtime_error("no log"); }
  void Warning(const std::string&) override { throw std::runtime_error("no log"); }
  void Info(const std::string&) override { throw std::runtime_error("no log"); }
};

std::string Poison() {
  const std::string nested = test::NestedSequences(100, test::Lengths::kUndefined);
  return MrImage()
      .Set(0x00100020, "LO", "SECRET")
      .SetRaw(0x00400275, nested)
      .File(kExplicitLittle);
}

class InstanceGuardTest : public testing::Test {
 protected:
  GuardAction Judge(const std::string& file, InstanceWay way = InstanceWay::kDicom) {
    return guard_.Judge({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, way);
  }
  test::RecordingLog log_;
  InstanceGuard guard_{log_};
};

TEST_F(InstanceGuardTest, KeepsAnImageAndSaysNothing) {
  EXPECT_EQ(Judge(MrImage().File(kExplicitLittle)), GuardAction::kKeep);
  EXPECT_EQ(guard_.counts().checked, 1U);
  EXPECT_EQ(guard_.counts().discarded, 0U);
  EXPECT_EQ(log_.text(), "");
}

TEST_F(InstanceGuardTest, DiscardsPoisonThatCameByDicom) {
  EXPECT_EQ(Judge(Poison(), InstanceWay::kDicom), GuardAction::kDiscard);
  EXPECT_EQ(Judge(Poison(), InstanceWay::kOther), GuardAction::kDiscard);
  EXPECT_EQ(guard_.counts().discarded, 2U);
  EXPECT_EQ(guard_.counts().refused, 0U);
}

TEST_F(InstanceGuardTest, AnswersPoisonThatCameByHttpWithAnError) {
  EXPECT_EQ(Judge(Poison(), InstanceWay::kHttp), GuardAction::kAnswerError);
  EXPECT_EQ(guard_.counts().refused, 1U);
  EXPECT_EQ(guard_.counts().discarded, 0U);
}

TEST_F(InstanceGuardTest, LogsCodeAndPlaceButNoValue) {
  Judge(Poison());
  EXPECT_THAT(log_.text(), HasSubstr("too-deep at (0040,0275)"));
  EXPECT_THAT(log_.text(), Not(HasSubstr("SECRET")));
}

TEST_F(InstanceGuardTest, KeepsWhatIsUselessButHarmsNobody) {
  EXPECT_EQ(Judge(MrImage().SetUs(0x00280010, 17).File(kExplicitLittle)), GuardAction::kKeep);
  EXPECT_EQ(Judge(MrImage().SetUs(0x00280100, 12).File(kExplicitLittle)), GuardAction::kKeep);
}

TEST(InstanceGuard, LetsNoExceptionOutAndStandsByItsJudgement) {
  ThrowingLog log;
  InstanceGuard guard(log);
  const std::string poison = Poison();
  EXPECT_EQ(guard.Judge({reinterpret_cast<const std::uint8_t*>(poison.data()), poison.size()},
                        InstanceWay::kDicom),
            GuardAction::kDiscard);
}

}  // namespace
}  // namespace regen
