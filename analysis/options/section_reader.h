// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/options/config_problem.h"

#include <string>
#include <string_view>
#include <vector>

#include <json/json.h>

namespace regen {

// JSON text as configuration files have it: comments are allowed, the same key twice is not.
struct JsonParsed {
  Json::Value value;
  std::string error;  // "line 3, column 7: what"; empty: `value` can be used
};
JsonParsed ParseConfigJson(std::string_view text);

// Reads the keys of one JSON object into plain variables, which keep their defaults where a key
// is absent or wrong, and collects everything that is wrong. Ask for every known key, then call
// Finish once.
class SectionReader {
 public:
  // `section` must outlive the reader. Where it is no object, that is the one problem.
  SectionReader(const Json::Value& section,
                std::string key_path,
                std::vector<ConfigProblem>& problems);

  void Read(const char* key, bool& value);
  void Read(const char* key, int& value, int lowest, int highest);
  void Read(const char* key, double& value, double lowest, double highest);
  void Read(const char* key, std::string& value);
  void Read(const char* key, std::vector<std::string>& value);
  void ReadOneOf(const char* key, std::string& value, const std::vector<std::string>& allowed);

  // The value for the caller to read by itself; null where the key is absent.
  const Json::Value& Take(const char* key);

  // Reports a value that was read but cannot be used.
  void Wrong(const std::string& key, std::string expected);
  // The same with what is shown of the value chosen by the caller.
  void WrongValue(const std::string& key, std::string shown, std::string expected);
  // Reports that a required key is absent.
  void Require(const char* key, std::string_view expected);

  std::string PathOf(const std::string& key) const;
  bool usable() const { return section_->isObject(); }

  // Reports the keys that nobody asked for, each with the nearest known one.
  void Finish();

 private:
  const Json::Value* section_;
  std::string key_path_;
  std::vector<ConfigProblem>& problems_;
  std::vector<std::string> known_;
};

}  // namespace regen
