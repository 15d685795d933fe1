// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <orthanc/OrthancCPlugin.h>

namespace regen::host {

// A memory buffer that Orthanc fills and that is given back to it.
class SdkBuffer {
 public:
  explicit SdkBuffer(OrthancPluginContext* context) : context_(context) {}
  ~SdkBuffer() {
    if (buffer_.data) OrthancPluginFreeMemoryBuffer(context_, &buffer_);
  }
  SdkBuffer(const SdkBuffer&) = delete;
  SdkBuffer& operator=(const SdkBuffer&) = delete;

  OrthancPluginMemoryBuffer* get() { return &buffer_; }
  std::string Text() const {
    return buffer_.data ? std::string(static_cast<const char*>(buffer_.data), buffer_.size)
                        : std::string();
  }

 private:
  OrthancPluginContext* context_;
  OrthancPluginMemoryBuffer buffer_{};
};

// A string that Orthanc allocated, copied and given back; empty for null.
inline std::string TakeString(OrthancPluginContext* context, char* text) {
  struct Guard {
    OrthancPluginContext* context;
    char* text;
    ~Guard() { OrthancPluginFreeString(context, text); }
  } const guard{context, text};
  return text ? std::string(text) : std::string();
}

}  // namespace regen::host
