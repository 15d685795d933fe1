// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/rest/http.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace regen {

inline constexpr std::size_t kMaximalBody = std::size_t{8} << 20;

// The values of the path's {parameters}, in their order.
using PathParameters = std::vector<std::string>;
using RouteHandler = std::function<HttpResponse(const HttpRequest&, const PathParameters&)>;

struct QueryParameter {
  std::string name;
  std::string description;
  bool required = false;
};

// One method of one path, with what openapi.json says of it.
struct Route {
  HttpMethod method = HttpMethod::kGet;
  std::string path;  // "/regeneration/studies/{id}"; a parameter is one segment
  std::string summary;
  std::vector<QueryParameter> query;
  std::vector<std::string> body_types;  // of a POST; the first is the usual one. Empty: no body
  std::string answer_type = "application/json";
  RouteHandler handler;
};

// {"Code", "Message"}: every error of the interface has this shape.
HttpResponse ErrorResponse(int status, const std::string& code, const std::string& message);
HttpResponse ErrorResponse(const Error& error);

class Router {
 public:
  // `report` is told of exceptions that a handler let out; it gets no data of the request.
  Router(std::vector<Route> routes, std::function<void(const std::string&)> report);

  // Never throws: an exception of a handler becomes 500.
  HttpResponse Handle(const HttpRequest& request) const noexcept;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  HttpResponse Dispatch(const HttpRequest& request) const;

  std::vector<Route> routes_;
  std::function<void(const std::string&)> report_;
};

// Whether a request that changes something may come from where it says it comes: from our own
// page, or from a program that is no browser (neither Origin nor Sec-Fetch-Site).
bool IsSameOrigin(const HttpRequest& request);

}  // namespace regen
