// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <filesystem>
#include <memory>
#include <string>

namespace regen {

// The product's own database: inbox, jobs, results and treatments. One connection, guarded by a
// mutex; several processes may have the same file open (the plugin and `regeneration import`).
// SQL is written in this folder only, by the *_store.cpp files through session.h.
class Database {
 public:
  // `uri`: "sqlite:///PATH", PATH relative to `base_folder` where it is not absolute (an
  // absolute path has a fourth slash). Makes the file where it is missing and brings its schema
  // up to date. kInput: a URI that cannot be used, a file that is no database, a damaged one or
  // one written by a newer version; such a file is left as it is. kUnavailable: no access, disk
  // full.
  static Result<std::unique_ptr<Database>> Open(const std::string& uri,
                                                const std::filesystem::path& base_folder);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  const std::filesystem::path& file() const { return file_; }

  // Whether it answers: one small read.
  Status Check();

  // For the stores of this folder: see session.h.
  struct Connection;
  Connection& connection() { return *connection_; }

 private:
  Database(std::filesystem::path file, std::unique_ptr<Connection> connection);

  std::filesystem::path file_;
  std::unique_ptr<Connection> connection_;
};

// The file that `uri` names, see Database::Open.
Result<std::filesystem::path> DatabaseFile(const std::string& uri,
                                           const std::filesystem::path& base_folder);

}  // namespace regen
