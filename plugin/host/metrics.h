// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/guard/instance_guard.h"
#include "plugin/runtime/runtime.h"

#include <chrono>
#include <mutex>
#include <optional>

#include <orthanc/OrthancCPlugin.h>

namespace regen::host {

// Hands our figures to Orthanc's /tools/metrics-prometheus. Reads them from the runtime at most
// once in `kMaximalAge`, however often they are scraped. Safe to call from several threads.
class Metrics {
 public:
  static constexpr std::chrono::seconds kMaximalAge{5};

  Metrics(OrthancPluginContext* context, Runtime& runtime)
      : context_(context), runtime_(runtime) {}

  // `guard`: nothing where it is off.
  void Publish(const std::optional<GuardCounts>& guard);

 private:
  void PublishGuard(const std::optional<GuardCounts>& guard);
  void Set(const char* name, double value);

  OrthancPluginContext* context_;
  Runtime& runtime_;
  std::mutex mutex_;
  std::optional<std::chrono::steady_clock::time_point> read_at_;
  Counters counters_;
  bool healthy_ = false;
};

}  // namespace regen::host
