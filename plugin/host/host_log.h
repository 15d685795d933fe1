// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/log.h"

#include <string>

#include <orthanc/OrthancCPlugin.h>

namespace regen::host {

// Orthanc's log. Each call is one line, with the product's name before it; control characters
// become spaces, so that nothing can forge a line.
class HostLog final : public Log {
 public:
  explicit HostLog(OrthancPluginContext* context) : context_(context) {}

  void Error(const std::string& line) override;
  void Warning(const std::string& line) override;
  void Info(const std::string& line) override;

 private:
  OrthancPluginContext* context_;
};

}  // namespace regen::host
