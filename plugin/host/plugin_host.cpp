// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/plugin_host.h"

#include "analysis/base/text.h"
#include "plugin/archive/json_text.h"
#include "plugin/host/exchange.h"
#include "plugin/host/sdk_memory.h"
#include "plugin/rest/api.h"

#include <atomic>
#include <filesystem>
#include <utility>

#include "viewer-ext/page_assets.h"

namespace regen::host {
namespace {

// Orthanc's callbacks carry no payload.
std::atomic<PluginHost*> current_host = nullptr;

OrthancPluginErrorCode ChangeCallback(OrthancPluginChangeType change,
                                      OrthancPluginResourceType resource,
                                      const char* id) {
  if (PluginHost* const host = current_host.load()) host->OnChange(change, resource, id);
  return OrthancPluginErrorCode_Success;  // an error would stop delivery to other plugins
}

OrthancPluginErrorCode RestCallback(OrthancPluginRestOutput* output,
                                    const char* url,
                                    const OrthancPluginHttpRequest* request) {
  PluginHost* const host = current_host.load();
  if (!host) return OrthancPluginErrorCode_Plugin;
  try {
    const HttpRequest read = ReadRequest(url, *request);
    HttpResponse response;
    const bool ran = RunOnOrdinaryStack([&] { response = host->Answer(read); });
    if (!ran) response = ErrorResponse(503, "busy", "no thread for the request, try again");
    SendResponse(host->context(), output, response);
    return OrthancPluginErrorCode_Success;
  } catch (...) {
    return OrthancPluginErrorCode_Plugin;
  }
}

void MetricsCallback() {
  PluginHost* const host = current_host.load();
  if (host) RunOnOrdinaryStack([host] { host->PublishMetrics(); });
}

// The folder that relative paths of Orthanc's own configuration refer to.
std::filesystem::path ConfigurationFolder(OrthancPluginContext* context) {
  const std::filesystem::path path =
      TakeString(context, OrthancPluginGetConfigurationPath(context));
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? path : path.parent_path();
}

std::string StorageFolder(OrthancPluginContext* context, const std::string& configuration) {
  std::filesystem::path storage = "OrthancStorage";  // Orthanc's default
  const Result<Json::Value> json = ParseJson(configuration, "configuration");
  if (json) {
    const std::string given = JsonString(*json, "StorageDirectory");
    if (!given.empty()) storage = given;
  }
  if (storage.is_relative()) storage = ConfigurationFolder(context) / storage;
  return storage.string();
}

}  // namespace

PluginHost::PluginHost(OrthancPluginContext* context, const RuntimeFactory& make_runtime)
    : context_(context), log_(context), rest_(context), archive_(rest_) {
  try {
    BuildRuntime(make_runtime);
  } catch (...) {
    failure_ = "the plugin could not be set up";
  }
  if (!failure_.empty()) log_.Error(failure_);
  current_host = this;
  Register();
}

PluginHost::~PluginHost() {
  current_host = nullptr;
  try {
    if (runtime_) runtime_->Stop();
  } catch (...) {
    log_.Error("stopping failed");
  }
}

void PluginHost::BuildRuntime(const RuntimeFactory& make_runtime) {
  const std::string text = TakeString(context_, OrthancPluginGetConfiguration(context_));
  ConfigParsed config = ParsePluginConfig(text.empty() ? "{}" : text);
  if (text.empty()) {
    config.problems.push_back({"", "", "a configuration that Orthanc can hand out", ""});
  }
  if (OrthancPluginCheckVersionAdvanced(context_, 1, 10, 1) != 1) {
    config.problems.push_back(
        {"Orthanc", context_->orthancVersion, "version 1.10.1 or newer", ""});
  }
  for (const ConfigProblem& problem : config.problems) log_.Error(ConfigProblemText(problem));
  for (const std::string& notice : config.notices) log_.Warning(notice);
  runtime_ = make_runtime(std::move(config), StorageFolder(context_, text), archive_, log_);
  if (!runtime_) {
    failure_ = "the plugin could not be set up";
    return;
  }
  metrics_ = std::make_unique<Metrics>(context_, *runtime_);
  router_.emplace(ApiRoutes(*runtime_, archive_),
                  [this](const std::string& line) { log_.Error(line); });
}

void PluginHost::Register() {
  OrthancPluginSetDescription(
      context_, "Follow-up of MRI after treatment with cultured mesenchymal cells.");
  OrthancPluginSetRootUri(context_, "/regeneration/app/");
  OrthancPluginExtendOrthancExplorer(context_, std::string(ExplorerScript()).c_str());
  // Without Orthanc's lock, which would make every plugin's routes wait for each other. One
  // expression for all: our router tells unknown paths and methods apart.
  OrthancPluginRegisterRestCallbackNoLock(context_, "/regeneration(/.*)?", RestCallback);
  OrthancPluginRegisterOnChangeCallback(context_, ChangeCallback);
  OrthancPluginRegisterRefreshMetricsCallback(context_, MetricsCallback);
}

void PluginHost::OnChange(OrthancPluginChangeType change,
                          OrthancPluginResourceType resource,
                          const char* id) noexcept {
  if (!runtime_) return;
  try {
    switch (change) {
      case OrthancPluginChangeType_StableStudy:
        if (id) runtime_->NoteStableStudy(id);
        break;
      case OrthancPluginChangeType_Deleted:
        if (id && resource == OrthancPluginResourceType_Study) runtime_->NoteDeletedStudy(id);
        break;
      case OrthancPluginChangeType_OrthancStarted:
        runtime_->Start();
        break;
      case OrthancPluginChangeType_OrthancStopped:
        runtime_->Stop();
        break;
      default:
        break;
    }
  } catch (...) {
    log_.Error(StrCat("a change of kind ", static_cast<int>(change), " could not be taken up"));
  }
}

HttpResponse PluginHost::Answer(const HttpRequest& request) const noexcept {
  if (router_) return router_->Handle(request);
  try {
    return ErrorResponse(503, "not-running", failure_);
  } catch (...) {
    HttpResponse response;
    response.status = 503;
    return response;
  }
}

void PluginHost::PublishMetrics() noexcept {
  try {
    if (metrics_) metrics_->Publish();
  } catch (...) {
    log_.Error("the metrics could not be read");
  }
}

}  // namespace regen::host
