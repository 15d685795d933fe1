// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/archive/orthanc_archive.h"
#include "plugin/config/plugin_config.h"
#include "plugin/guard/instance_guard.h"
#include "plugin/host/host_log.h"
#include "plugin/host/host_rest_api.h"
#include "plugin/host/metrics.h"
#include "plugin/rest/router.h"
#include "plugin/runtime/runtime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <orthanc/OrthancCPlugin.h>

namespace regen::host {

using RuntimeFactory = std::function<std::unique_ptr<Runtime>(
    ConfigParsed config, std::string storage_folder, Archive& archive, Log& log)>;

// The plugin between initialisation and finalisation: builds the runtime, registers everything
// with Orthanc and translates its callbacks. At most one exists at a time.
class PluginHost {
 public:
  // Whatever is wrong with the configuration, the version of Orthanc or the database: the
  // plugin stays loaded, says so in the log and answers 503, so that the archive always starts.
  PluginHost(OrthancPluginContext* context, const RuntimeFactory& make_runtime);
  ~PluginHost();  // stops the runtime; no callback may be running any more
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  // From Orthanc's change thread: returns at once.
  void OnChange(OrthancPluginChangeType change,
                OrthancPluginResourceType resource,
                const char* id) noexcept;
  HttpResponse Answer(const HttpRequest& request) const noexcept;
  void PublishMetrics() noexcept;
  // What is to become of an instance that Orthanc received; the guard, where it is on.
  GuardAction Judge(std::span<const std::uint8_t> instance, InstanceWay way) noexcept;

  OrthancPluginContext* context() const { return context_; }

 private:
  void BuildRuntime(const RuntimeFactory& make_runtime);
  void Register();
  void RegisterGuard();

  OrthancPluginContext* context_;
  HostLog log_;
  std::optional<InstanceGuard> guard_;  // none: it is off
  HostRestApi rest_;
  OrthancArchive archive_;
  std::unique_ptr<Runtime> runtime_;  // none: see `failure_`
  std::optional<Router> router_;
  std::unique_ptr<Metrics> metrics_;
  std::string failure_;
};

}  // namespace regen::host
