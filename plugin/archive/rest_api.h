// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <string>
#include <string_view>

namespace regen {

struct RestAnswer {
  int status = 0;  // HTTP; 404 where the resource does not exist
  std::string body;
};

// Orthanc's own REST interface. Safe to call from several threads. An error means that the call
// itself could not be made; an answer that tells of a failure is an answer.
class RestApi {
 public:
  virtual ~RestApi() = default;

  virtual Result<RestAnswer> Get(const std::string& uri) = 0;
  virtual Result<RestAnswer> Post(const std::string& uri, std::string_view body) = 0;
};

}  // namespace regen
