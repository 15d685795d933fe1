// SPDX-License-Identifier: GPL-3.0-or-later
// orthanc-config/regeneration.json promises to be every key at its default.
#include "analysis/base/files.h"
#include "plugin/config/plugin_config.h"
#include "tests/support/source_folder.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

class ShippedConfiguration : public testing::Test {
 protected:
  void SetUp() override {
    const auto text = ReadWholeFile(SourceFolder() + "/orthanc-config/regeneration.json");
    ASSERT_TRUE(text.has_value());
    text_ = *text;
    parsed_ = ParsePluginConfig(text_);
  }

  std::string text_;
  ConfigParsed parsed_;
};

TEST_F(ShippedConfiguration, HasNoProblem) {
  for (const ConfigProblem& problem : parsed_.problems) {
    ADD_FAILURE() << ConfigProblemText(problem);
  }
}

TEST_F(ShippedConfiguration, IsTheDefaults) {
  const PluginConfig shipped = parsed_.config;
  const PluginConfig defaults;
  EXPECT_EQ(shipped.enable, defaults.enable);
  EXPECT_EQ(shipped.guard, defaults.guard);
  EXPECT_EQ(shipped.database, defaults.database);
  EXPECT_EQ(shipped.analyzer, defaults.analyzer);
  EXPECT_EQ(shipped.scratch, defaults.scratch);
  EXPECT_EQ(shipped.workers, defaults.workers);
  EXPECT_EQ(shipped.reconcile_seconds, defaults.reconcile_seconds);
  EXPECT_EQ(shipped.attempts, defaults.attempts);
  EXPECT_EQ(shipped.analysis_seconds, defaults.analysis_seconds);
  EXPECT_EQ(shipped.analysis_cpu_seconds, defaults.analysis_cpu_seconds);
  EXPECT_EQ(shipped.analysis_memory_mb, defaults.analysis_memory_mb);
  EXPECT_EQ(shipped.baseline_window_days, defaults.baseline_window_days);
  EXPECT_EQ(shipped.send_to, defaults.send_to);
  EXPECT_EQ(shipped.retrieve_from, defaults.retrieve_from);
  EXPECT_EQ(shipped.analysis.outputs, defaults.analysis.outputs);
  EXPECT_EQ(shipped.analysis.automatic_region, defaults.analysis.automatic_region);
  EXPECT_EQ(ConfigurationHash(shipped.analysis), ConfigurationHash(defaults.analysis));
}

TEST_F(ShippedConfiguration, NamesEveryKeyOfTheAnalysis) {
  for (const char* key :
       {"FieldStrengthT",          "EchoSpacingPercent",     "FirstEchoPercent",
        "EchoTimeDegradedPercent", "EchoTimeRefusedPercent", "RepetitionTimePercent",
        "EchoTrainLengthPercent",  "FlipAngleDeg",           "VoxelSizePercent",
        "VoxelSizeRatio",          "OrientationDegradedDeg", "OrientationRefusedDeg",
        "IsotropicRatio",          "JointAngleDegradedDeg",  "JointAngleRefusedDeg",
        "FibreAngleDegradedDeg",   "FibreAngleRefusedDeg",   "TimeOfDayHours",
        "SoftwareFactor",          "ScannerFactor",          "DegradedFactor",
        "Repeatability",           "WriteIntoBaselineStudy", "DeviceUid"}) {
    EXPECT_NE(text_.find(key), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace regen
