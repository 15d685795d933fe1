// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/metrics.h"

#include "tests/plugin/host/fake_orthanc.h"
#include "tests/plugin/rest/fake_runtime.h"

#include <string>

#include <gtest/gtest.h>

namespace regen {
namespace {

class MetricsTest : public ::testing::Test {
 protected:
  FakeOrthanc orthanc{"{}"};
  FakeRuntime runtime;
  host::Metrics metrics{orthanc.context(), runtime};
};

TEST_F(MetricsTest, ReadsOnceForManyScrapes) {
  metrics.Publish({});
  metrics.Publish({});
  EXPECT_EQ(runtime.counters_read, 1);
}

TEST_F(MetricsTest, GivesEveryFigureUnderItsName) {
  runtime.counters.studies_measured = 4;
  runtime.counters.queue_oldest_seconds = 2.5;
  metrics.Publish({});
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_up"), 1);
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_studies_measured"), 4);
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_queue_oldest_seconds"), 2.5);
  for (const char* name : {"build_info",
                           "studies_seen_total",
                           "studies_matched_total",
                           "studies_held",
                           "studies_refused",
                           "studies_failed",
                           "queue_length",
                           "job_seconds_last",
                           "registry_rows"}) {
    EXPECT_EQ(orthanc.metrics.count(std::string("orthanc_regeneration_") + name), 1u) << name;
  }
}

TEST_F(MetricsTest, IsUpAlsoWhereItIsNotHealthy) {
  metrics.Publish({});
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_up"), 1);
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_healthy"), 0);
}

TEST_F(MetricsTest, CountsWhatTheGuardKeptOut) {
  metrics.Publish(GuardCounts{.checked = 9, .discarded = 2, .refused = 1});
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_guard_active"), 1);
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_guard_checked_total"), 9);
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_guard_discarded_total"), 2);
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_guard_refused_total"), 1);
}

TEST_F(MetricsTest, TellsThatTheGuardIsOff) {
  metrics.Publish(std::nullopt);
  EXPECT_EQ(orthanc.metrics.at("orthanc_regeneration_guard_active"), 0);
}

}  // namespace
}  // namespace regen
