// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/host/host_rest_api.h"

#include "analysis/base/text.h"
#include "plugin/host/sdk_memory.h"

#include <cstdint>
#include <limits>

namespace regen::host {
namespace {

// Orthanc tells most failures by a code instead of an HTTP status. Zero: not one of the
// request.
int StatusOfError(OrthancPluginErrorCode error) {
  switch (error) {
    case OrthancPluginErrorCode_UnknownResource:
    case OrthancPluginErrorCode_InexistentItem:
      return 404;
    case OrthancPluginErrorCode_BadFileFormat:
    case OrthancPluginErrorCode_BadRequest:
    case OrthancPluginErrorCode_BadParameterType:
    case OrthancPluginErrorCode_ParameterOutOfRange:
      return 400;
    default:
      return 0;
  }
}

}  // namespace

Result<RestAnswer> HostRestApi::Get(const std::string& uri) {
  return Call(OrthancPluginHttpMethod_Get, uri, {});
}

Result<RestAnswer> HostRestApi::Post(const std::string& uri, std::string_view body) {
  return Call(OrthancPluginHttpMethod_Post, uri, body);
}

Result<RestAnswer> HostRestApi::Call(OrthancPluginHttpMethod method,
                                     const std::string& uri,
                                     std::string_view body) {
  if (body.size() > std::numeric_limits<std::uint32_t>::max()) {
    return InputError("an object of more than 4 GiB cannot be handed to the archive");
  }
  SdkBuffer answer(context_);
  SdkBuffer headers(context_);
  std::uint16_t status = 0;
  const OrthancPluginErrorCode error =
      OrthancPluginCallRestApi(context_,
                               answer.get(),
                               headers.get(),
                               &status,
                               method,
                               uri.c_str(),
                               0,
                               nullptr,
                               nullptr,
                               body.data(),
                               static_cast<std::uint32_t>(body.size()),
                               0);
  if (error == OrthancPluginErrorCode_Success) return RestAnswer{status, answer.Text()};
  if (const int told = StatusOfError(error); told != 0) return RestAnswer{told, {}};
  return Error{ErrorKind::kUnavailable,
               StrCat("the archive did not answer a call of its interface (error ",
                      static_cast<int>(error),
                      ")")};
}

}  // namespace regen::host
