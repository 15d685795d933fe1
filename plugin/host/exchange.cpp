// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/exchange.h"

#include <cstdint>
#include <string>
#include <thread>

namespace regen::host {
namespace {

constexpr const char* kHeaders[][2] = {
    {"Content-Security-Policy",
     "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'self'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "SAMEORIGIN"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
};

HttpMethod MethodOf(OrthancPluginHttpMethod method) {
  switch (method) {
    case OrthancPluginHttpMethod_Post:
      return HttpMethod::kPost;
    case OrthancPluginHttpMethod_Put:
      return HttpMethod::kPut;
    case OrthancPluginHttpMethod_Delete:
      return HttpMethod::kDelete;
    default:
      return HttpMethod::kGet;
  }
}

}  // namespace

HttpRequest ReadRequest(const char* url, const OrthancPluginHttpRequest& request) {
  HttpRequest read;
  read.method = MethodOf(request.method);
  read.path = url ? url : "";
  for (std::uint32_t i = 0; i < request.getCount; ++i) {
    read.query[request.getKeys[i]] = request.getValues[i];
  }
  for (std::uint32_t i = 0; i < request.headersCount; ++i) {
    read.headers[request.headersKeys[i]] = request.headersValues[i];
  }
  if (request.body) {
    read.body = std::string_view(static_cast<const char*>(request.body), request.bodySize);
  }
  return read;
}

void SendResponse(OrthancPluginContext* context,
                  OrthancPluginRestOutput* output,
                  const HttpResponse& response) {
  for (const auto& [name, value] : kHeaders) {
    OrthancPluginSetHttpHeader(context, output, name, value);
  }
  const auto size = static_cast<std::uint32_t>(response.body.size());
  if (response.status == 405) {
    // Orthanc takes no body with this status.
    OrthancPluginSendMethodNotAllowed(context, output, response.allow.c_str());
  } else if (response.status == 200) {
    OrthancPluginAnswerBuffer(
        context, output, response.body.data(), size, response.content_type.c_str());
  } else {
    OrthancPluginSetHttpHeader(context, output, "Content-Type", response.content_type.c_str());
    OrthancPluginSendHttpStatus(context,
                                output,
                                static_cast<std::uint16_t>(response.status),
                                response.body.data(),
                                size);
  }
}

bool RunOnOrdinaryStack(const std::function<void()>& work) noexcept {
  try {
    std::thread(work).join();
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace regen::host
