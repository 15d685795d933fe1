// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/host_log.h"

namespace regen::host {
namespace {

std::string OneLine(const std::string& line) {
  std::string text = "Regeneration: " + line;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

}  // namespace

void HostLog::Error(const std::string& line) {
  OrthancPluginLogError(context_, OneLine(line).c_str());
}

void HostLog::Warning(const std::string& line) {
  OrthancPluginLogWarning(context_, OneLine(line).c_str());
}

void HostLog::Info(const std::string& line) {
  OrthancPluginLogInfo(context_, OneLine(line).c_str());
}

}  // namespace regen::host
