// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <orthanc/OrthancCPlugin.h>

namespace regen {

// Orthanc's side of the C boundary: every call of the SDK goes through one function, which this
// class answers. Records what the plugin registers, logs and sends.
class FakeOrthanc {
 public:
  struct Sent {
    int status = 0;
    std::string content_type;
    std::string body;
    std::string allow;
    std::map<std::string, std::string> headers;
  };

  explicit FakeOrthanc(std::string configuration) : configuration_(std::move(configuration)) {
    context_.pluginsManager = this;
    context_.orthancVersion = "1.10.1";
    context_.Free = std::free;
    context_.InvokeService = &FakeOrthanc::Invoke;
  }

  OrthancPluginContext* context() { return &context_; }
  void set_version(const char* version) { context_.orthancVersion = version; }

  std::string configuration_path = "/etc/orthanc/orthanc.json";
  OrthancPluginErrorCode rest_error = OrthancPluginErrorCode_Success;
  std::string rest_answer = "[]";

  // Registered by the plugin.
  std::vector<std::string> routes;
  int locked_routes = 0;
  OrthancPluginRestCallback rest = nullptr;
  OrthancPluginOnChangeCallback change = nullptr;
  OrthancPluginRefreshMetricsCallback refresh_metrics = nullptr;
  OrthancPluginReceivedInstanceCallback received_instance = nullptr;
  bool has_another_receiver = false;  // of instances; Orthanc takes only one
  std::map<int, std::string> properties;

  std::map<std::string, float> metrics;
  std::vector<std::string> rest_calls;

  std::vector<std::string> errors() const {
    const std::lock_guard lock(mutex_);
    return errors_;
  }

  const Sent& sent() const { return sent_; }

  // A request as Orthanc hands it to the plugin.
  Sent Send(OrthancPluginHttpMethod method,
            const std::string& url,
            const std::map<std::string, std::string>& headers = {},
            const std::string& body = {}) {
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : headers) {
      keys.push_back(key.c_str());
      values.push_back(value.c_str());
    }
    OrthancPluginHttpRequest request{};
    request.method = method;
    request.headersCount = static_cast<uint32_t>(keys.size());
    request.headersKeys = keys.data();
    request.headersValues = values.data();
    request.body = body.data();
    request.bodySize = static_cast<uint32_t>(body.size());
    sent_ = {};
    if (rest(nullptr, url.c_str(), &request) != OrthancPluginErrorCode_Success)
      sent_.status = -1;
    return sent_;
  }

 private:
  static char* Copy(const std::string& text) { return ::strdup(text.c_str()); }

  static OrthancPluginErrorCode Invoke(OrthancPluginContext* context,
                                       _OrthancPluginService service,
                                       const void* parameters) {
    return static_cast<FakeOrthanc*>(context->pluginsManager)->Answer(service, parameters);
  }

  OrthancPluginErrorCode Answer(_OrthancPluginService service, const void* parameters) {
    switch (service) {
      case _OrthancPluginService_LogError: {
        const std::lock_guard lock(mutex_);
        errors_.emplace_back(static_cast<const char*>(parameters));
        break;
      }
      case _OrthancPluginService_LogWarning:
      case _OrthancPluginService_LogInfo:
        break;
      case _OrthancPluginService_GetConfiguration:
        if (configuration_.empty()) return OrthancPluginErrorCode_InternalError;
        *As<_OrthancPluginRetrieveDynamicString>(parameters).result = Copy(configuration_);
        break;
      case _OrthancPluginService_GetConfigurationPath:
        *As<_OrthancPluginRetrieveDynamicString>(parameters).result = Copy(configuration_path);
        break;
      case _OrthancPluginService_SetMetricsValue: {
        const auto& metric = As<_OrthancPluginSetMetricsValue>(parameters);
        metrics[metric.name] = metric.value;
        break;
      }
      case _OrthancPluginService_SetPluginProperty: {
        const auto& property = As<_OrthancPluginSetPluginProperty>(parameters);
        properties[property.property] = property.value;
        break;
      }
      case _OrthancPluginService_CallRestApi:
        return AnswerRestCall(As<_OrthancPluginCallRestApi>(parameters));
      default:
        return AnswerRegistrationOrOutput(service, parameters);
    }
    return OrthancPluginErrorCode_Success;
  }

  OrthancPluginErrorCode AnswerRegistrationOrOutput(_OrthancPluginService service,
                                                    const void* parameters) {
    switch (service) {
      case _OrthancPluginService_RegisterRestCallback:
        ++locked_routes;
        break;
      case _OrthancPluginService_RegisterRestCallbackNoLock: {
        const auto& route = As<_OrthancPluginRestCallback>(parameters);
        routes.emplace_back(route.pathRegularExpression);
        rest = route.callback;
        break;
      }
      case _OrthancPluginService_RegisterOnChangeCallback:
        change = As<_OrthancPluginOnChangeCallback>(parameters).callback;
        break;
      case _OrthancPluginService_RegisterRefreshMetricsCallback:
        refresh_metrics = As<_OrthancPluginRegisterRefreshMetricsCallback>(parameters).callback;
        break;
      case _OrthancPluginService_RegisterReceivedInstanceCallback:
        if (has_another_receiver) return OrthancPluginErrorCode_Plugin;
        received_instance = As<_OrthancPluginReceivedInstanceCallback>(parameters).callback;
        break;
      case _OrthancPluginService_CreateMemoryBuffer64: {
        const auto& asked = As<_OrthancPluginCreateMemoryBuffer64>(parameters);
        asked.target->data = std::malloc(asked.size);
        asked.target->size = asked.size;
        break;
      }
      case _OrthancPluginService_SetHttpHeader: {
        const auto& header = As<_OrthancPluginSetHttpHeader>(parameters);
        sent_.headers[header.key] = header.value;
        break;
      }
      case _OrthancPluginService_AnswerBuffer: {
        const auto& answer = As<_OrthancPluginAnswerBuffer>(parameters);
        sent_.status = 200;
        sent_.content_type = answer.mimeType;
        sent_.body.assign(static_cast<const char*>(answer.answer), answer.answerSize);
        break;
      }
      case _OrthancPluginService_SendHttpStatus: {
        const auto& status = As<_OrthancPluginSendHttpStatus>(parameters);
        if (status.status == 200 || status.status == 405) {
          return OrthancPluginErrorCode_ParameterOutOfRange;  // as Orthanc does
        }
        sent_.status = status.status;
        sent_.content_type = sent_.headers["Content-Type"];
        sent_.body.assign(status.body, status.bodySize);
        break;
      }
      case _OrthancPluginService_SendMethodNotAllowed:
        sent_.status = 405;
        sent_.allow = As<_OrthancPluginOutputPlusArgument>(parameters).argument;
        break;
      default:
        return OrthancPluginErrorCode_UnknownPluginService;
    }
    return OrthancPluginErrorCode_Success;
  }

  OrthancPluginErrorCode AnswerRestCall(const _OrthancPluginCallRestApi& call) {
    rest_calls.emplace_back(call.uri);
    if (rest_error != OrthancPluginErrorCode_Success) return rest_error;
    call.answerBody->data = Copy(rest_answer);
    call.answerBody->size = static_cast<uint32_t>(rest_answer.size());
    *call.httpStatus = 200;
    return OrthancPluginErrorCode_Success;
  }

  template <typename T>
  static const T& As(const void* parameters) {
    return *static_cast<const T*>(parameters);
  }

  OrthancPluginContext context_{};
  std::string configuration_;
  Sent sent_;
  mutable std::mutex mutex_;
  std::vector<std::string> errors_;
};

}  // namespace regen
