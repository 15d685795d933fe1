// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/router.h"

#include "analysis/base/text.h"
#include "plugin/archive/json_text.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <typeinfo>
#include <utility>

#include <json/value.h>

namespace regen {
namespace {

std::vector<std::string> Segments(std::string_view path) {
  std::vector<std::string> segments;
  for (std::string& segment : Split(path, '/')) {
    if (!segment.empty()) segments.push_back(std::move(segment));
  }
  return segments;
}

bool IsParameter(const std::string& segment) {
  return segment.front() == '{';
}

std::optional<PathParameters> MatchPath(const std::vector<std::string>& pattern,
                                        const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  PathParameters parameters;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (IsParameter(pattern[i])) {
      parameters.push_back(path[i]);
    } else if (pattern[i] != path[i]) {
      return std::nullopt;
    }
  }
  return parameters;
}

std::string Header(const HttpRequest& request, const char* name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string() : found->second;
}

std::optional<HttpResponse> RefuseBody(const HttpRequest& request, const Route& route) {
  if (request.body.size() > kMaximalBody) {
    return ErrorResponse(413, "body-too-large", "the body may have at most 8 MiB");
  }
  if (!Header(request, "content-encoding").empty()) {
    return ErrorResponse(415, "content-encoding", "compressed bodies are not accepted");
  }
  if (route.body_types.empty()) return std::nullopt;
  const std::string given = ToLower(Trim(Split(Header(request, "content-type"), ';').front()));
  const auto& types = route.body_types;
  if (std::find(types.begin(), types.end(), given) != types.end()) return std::nullopt;
  return ErrorResponse(
      415, "content-type", StrCat("expected Content-Type: ", JoinStrings(types, " or ")));
}

}  // namespace

HttpResponse ErrorResponse(int status, const std::string& code, const std::string& message) {
  Json::Value body;
  body["Code"] = code;
  body["Message"] = message;
  HttpResponse response;
  response.status = status;
  response.body = WriteJson(body);
  return response;
}

HttpResponse ErrorResponse(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kUsage:
      return ErrorResponse(404, "not-found", error.message);
    case ErrorKind::kInput:
      return ErrorResponse(400, "bad-input", error.message);
    case ErrorKind::kUnavailable:
      return ErrorResponse(503, "unavailable", error.message);
    case ErrorKind::kConflict:
      return ErrorResponse(409, "conflict", error.message);
    case ErrorKind::kInternal:
      break;
  }
  return ErrorResponse(500, "internal", error.message);
}

bool IsSameOrigin(const HttpRequest& request) {
  const std::string site = Header(request, "sec-fetch-site");
  if (!site.empty()) return site == "same-origin" || site == "none";
  const std::string origin = Header(request, "origin");
  if (origin.empty()) return true;
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string::npos) return false;
  const std::string host = ToLower(origin.substr(scheme + 3));
  // A page of another origin cannot set X-Forwarded-Host without the browser asking us first.
  return host == ToLower(Header(request, "host")) ||
         host == ToLower(Header(request, "x-forwarded-host"));
}

Router::Router(std::vector<Route> routes, std::function<void(const std::string&)> report)
    : routes_(std::move(routes)), report_(std::move(report)) {}

HttpResponse Router::Dispatch(const HttpRequest& request) const {
  const std::vector<std::string> path = Segments(request.path);
  std::vector<std::string> allowed;
  for (const Route& route : routes_) {
    const auto parameters = MatchPath(Segments(route.path), path);
    if (!parameters) continue;
    if (route.method != request.method) {
      allowed.emplace_back(HttpMethodName(route.method));
      continue;
    }
    if (request.method != HttpMethod::kGet) {
      if (!IsSameOrigin(request)) {
        return ErrorResponse(403, "cross-origin", "requests from other sites are refused");
      }
      if (auto refused = RefuseBody(request, route)) return *refused;
    }
    try {
      return route.handler(request, *parameters);
    } catch (const std::exception& e) {
      // Not what(): a library's text may hold values of the data.
      report_(StrCat("request ",
                     HttpMethodName(route.method),
                     " ",
                     route.path,
                     " failed with ",
                     typeid(e).name()));
    } catch (...) {
      report_(StrCat("request ", HttpMethodName(route.method), " ", route.path, " failed"));
    }
    return ErrorResponse(500, "internal", "internal error, see the log of the archive");
  }
  if (allowed.empty()) return ErrorResponse(404, "no-such-route", "see openapi.json");
  HttpResponse response = ErrorResponse(405, "method-not-allowed", "see openapi.json");
  response.allow = JoinStrings(allowed, ", ");
  return response;
}

HttpResponse Router::Handle(const HttpRequest& request) const noexcept {
  try {
    return Dispatch(request);
  } catch (...) {
    HttpResponse response;  // nothing here allocates beyond a short string
    response.status = 500;
    return response;
  }
}

}  // namespace regen
