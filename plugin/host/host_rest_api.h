// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/archive/rest_api.h"

#include <string>
#include <string_view>

#include <orthanc/OrthancCPlugin.h>

namespace regen::host {

// Orthanc's REST interface, called in its own process; other plugins' routes are not asked.
class HostRestApi final : public RestApi {
 public:
  explicit HostRestApi(OrthancPluginContext* context) : context_(context) {}

  Result<RestAnswer> Get(const std::string& uri) override;
  Result<RestAnswer> Post(const std::string& uri, std::string_view body) override;

 private:
  Result<RestAnswer> Call(OrthancPluginHttpMethod method,
                          const std::string& uri,
                          std::string_view body);

  OrthancPluginContext* context_;
};

}  // namespace regen::host
