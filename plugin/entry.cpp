// SPDX-License-Identifier: GPL-3.0-or-later
// The four functions that Orthanc calls. Nothing may leave them but a return value.
#include "plugin/host/plugin_host.h"
#include "plugin/runtime/runtime.h"

#include <memory>

#include <orthanc/OrthancCPlugin.h>

namespace {

// Lives from initialisation to finalisation, which Orthanc calls on one thread.
std::unique_ptr<regen::host::PluginHost> plugin_host;

}  // namespace

extern "C" {

ORTHANC_PLUGINS_API int32_t OrthancPluginInitialize(OrthancPluginContext* context) noexcept {
  try {
    plugin_host = std::make_unique<regen::host::PluginHost>(context, &regen::Runtime::Create);
  } catch (...) {
    // Anything but 0 would keep the whole archive from starting.
    OrthancPluginLogError(context, "Regeneration: the plugin could not be set up");
  }
  return 0;
}

ORTHANC_PLUGINS_API void OrthancPluginFinalize() noexcept {
  try {
    plugin_host.reset();
  } catch (...) {
    return;
  }
}

ORTHANC_PLUGINS_API const char* OrthancPluginGetName() {
  return "regeneration";
}

ORTHANC_PLUGINS_API const char* OrthancPluginGetVersion() noexcept {
  return REGENERATION_VERSION;
}

}  // extern "C"
