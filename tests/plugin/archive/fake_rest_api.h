// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/archive/rest_api.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace regen {

// Answers from a table; what is not in it does not exist (404).
class FakeRestApi final : public RestApi {
 public:
  std::map<std::string, RestAnswer> get;
  std::map<std::string, RestAnswer> post;
  std::vector<std::pair<std::string, std::string>> calls;  // uri, body
  bool broken = false;

  Result<RestAnswer> Get(const std::string& uri) override { return Answer(get, uri, {}); }
  Result<RestAnswer> Post(const std::string& uri, std::string_view body) override {
    return Answer(post, uri, std::string(body));
  }

 private:
  Result<RestAnswer> Answer(const std::map<std::string, RestAnswer>& table,
                            const std::string& uri,
                            std::string body) {
    calls.emplace_back(uri, std::move(body));
    if (broken) return Error{ErrorKind::kUnavailable, "no answer"};
    const auto found = table.find(uri);
    return found == table.end() ? RestAnswer{404, ""} : found->second;
  }
};

}  // namespace regen
