// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/plugin_host.h"

#include "analysis/base/text.h"
#include "plugin/archive/json_text.h"
#include "plugin/host/exchange.h"
#include "plugin/host/sdk_memory.h"
#include "plugin/rest/api.h"

#include <atomic>
#include <cstring>
#include <filesystem>
#include <string_view>
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

InstanceWay WayOf(OrthancPluginInstanceOrigin origin) {
  switch (origin) {
    case OrthancPluginInstanceOrigin_DicomProtocol:
      return InstanceWay::kDicom;
    case OrthancPluginInstanceOrigin_RestApi:
    case OrthancPluginInstanceOrigin_Plugin:
      return InstanceWay::kHttp;
    default:
      return InstanceWay::kOther;
  }
}

// Orthanc knows no "refuse": it is made to, by a modified instance that is none. It then
// answers as to any bad file (400), and goes on to the next file of a ZIP archive.
OrthancPluginReceivedInstanceAction Refuse(OrthancPluginContext* context,
                                           OrthancPluginMemoryBuffer64* modified) {
  constexpr std::string_view kNoDicom = "refused";
  if (OrthancPluginCreateMemoryBuffer64(context, modified, kNoDicom.size()) ==
      OrthancPluginErrorCode_Success) {
    std::memcpy(modified->data, kNoDicom.data(), kNoDicom.size());
  }
  // Without a buffer Orthanc answers 500, which protects it as well.
  return OrthancPluginReceivedInstanceAction_Modify;
}

OrthancPluginReceivedInstanceAction ReceivedInstanceCallback(
    OrthancPluginMemoryBuffer64* modified,
    const void* instance,
    std::uint64_t size,
    OrthancPluginInstanceOrigin origin) {
  PluginHost* const host = current_host.load();
  if (!host) return OrthancPluginReceivedInstanceAction_KeepAsIs;
  switch (host->Judge({static_cast<const std::uint8_t*>(instance), size}, WayOf(origin))) {
    case GuardAction::kDiscard:
      return OrthancPluginReceivedInstanceAction_Discard;
    case GuardAction::kAnswerError:
      return Refuse(host->context(), modified);
    case GuardAction::kKeep:
      break;
  }
  return OrthancPluginReceivedInstanceAction_KeepAsIs;
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
  if (config.config.enable && config.config.guard) guard_.emplace(log_);
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
  if (guard_) RegisterGuard();
}

// Orthanc takes this callback from one plugin only.
void PluginHost::RegisterGuard() {
  if (OrthancPluginRegisterReceivedInstanceCallback(context_, ReceivedInstanceCallback) ==
      OrthancPluginErrorCode_Success) {
    return;
  }
  guard_.reset();
  log_.Warning("the guard is off: Orthanc lets only one plugin look at received instances");
}

GuardAction PluginHost::Judge(std::span<const std::uint8_t> instance,
                              InstanceWay way) noexcept {
  return guard_ ? guard_->Judge(instance, way) : GuardAction::kKeep;
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
    if (!metrics_) return;
    metrics_->Publish(guard_ ? std::optional(guard_->counts()) : std::nullopt);
  } catch (...) {
    log_.Error("the metrics could not be read");
  }
}

}  // namespace regen::host
