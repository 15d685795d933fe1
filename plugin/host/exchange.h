// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/rest/http.h"

#include <functional>

#include <orthanc/OrthancCPlugin.h>

namespace regen::host {

// `request.body` points into Orthanc's memory. Nothing for a method that we do not know.
HttpRequest ReadRequest(const char* url, const OrthancPluginHttpRequest& request);

// Sends the answer with the headers that keep browsers from doing more than we want.
void SendResponse(OrthancPluginContext* context,
                  OrthancPluginRestOutput* output,
                  const HttpResponse& response);

// Runs `work` on a thread with a stack of ordinary size and waits for it: Orthanc's HTTP
// threads have 100 KiB, less than its own interface may need. False: no thread could be had.
// `work` must not throw.
bool RunOnOrdinaryStack(const std::function<void()>& work) noexcept;

}  // namespace regen::host
