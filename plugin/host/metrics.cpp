// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/metrics.h"

namespace regen::host {

void Metrics::Set(const char* name, double value) {
  OrthancPluginSetMetricsValue(
      context_, name, static_cast<float>(value), OrthancPluginMetricsType_Default);
}

void Metrics::Publish(const std::optional<GuardCounts>& guard) {
  PublishGuard(guard);
  Counters counters;
  bool healthy = false;
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (!read_at_ || now - *read_at_ >= kMaximalAge) {
      counters_ = runtime_.ReadCounters();
      healthy_ = runtime_.ReadHealth().healthy;
      read_at_ = now;
    }
    counters = counters_;
    healthy = healthy_;
  }
  const auto number = [](std::int64_t value) { return static_cast<double>(value); };
  Set("orthanc_regeneration_up", 1);
  Set("orthanc_regeneration_build_info", REGENERATION_VERSION_NUMBER);
  Set("orthanc_regeneration_healthy", healthy ? 1 : 0);
  Set("orthanc_regeneration_studies_seen_total", number(counters.studies_seen_total));
  Set("orthanc_regeneration_studies_matched_total", number(counters.studies_matched_total));
  Set("orthanc_regeneration_studies_measured", number(counters.studies_measured));
  Set("orthanc_regeneration_studies_held", number(counters.studies_held));
  Set("orthanc_regeneration_studies_refused", number(counters.studies_refused));
  Set("orthanc_regeneration_studies_failed", number(counters.studies_failed));
  Set("orthanc_regeneration_queue_length", number(counters.queue_length));
  Set("orthanc_regeneration_queue_oldest_seconds", counters.queue_oldest_seconds);
  Set("orthanc_regeneration_job_seconds_last", counters.job_seconds_last);
  Set("orthanc_regeneration_registry_rows", number(counters.registry_rows));
}

void Metrics::PublishGuard(const std::optional<GuardCounts>& guard) {
  const GuardCounts counts = guard.value_or(GuardCounts{});
  const auto number = [](std::uint64_t value) { return static_cast<double>(value); };
  Set("orthanc_regeneration_guard_active", guard ? 1 : 0);
  Set("orthanc_regeneration_guard_checked_total", number(counts.checked));
  Set("orthanc_regeneration_guard_discarded_total", number(counts.discarded));
  Set("orthanc_regeneration_guard_refused_total", number(counts.refused));
}

}  // namespace regen::host
