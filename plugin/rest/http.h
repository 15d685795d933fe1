// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace regen {

enum class HttpMethod { kGet, kPost, kPut, kDelete };

inline std::string_view HttpMethodName(HttpMethod method) {
  switch (method) {
    case HttpMethod::kGet:
      return "GET";
    case HttpMethod::kPost:
      return "POST";
    case HttpMethod::kPut:
      return "PUT";
    case HttpMethod::kDelete:
      return "DELETE";
  }
  return "";
}

struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  std::string path;                            // decoded, "/regeneration/…"
  std::map<std::string, std::string> query;    // Orthanc passes it on for GET only
  std::map<std::string, std::string> headers;  // names in lower case
  std::string_view body;                       // lives as long as the call
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::string allow;  // methods, with status 405
};

}  // namespace regen
