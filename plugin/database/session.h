// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/text.h"
#include "plugin/database/database.h"

#include <cstdint>
#include <exception>
#include <mutex>
#include <string_view>
#include <type_traits>

#include <soci/soci.h>

// Only for the .cpp files of this folder: the way from a store to SOCI.

namespace regen {

struct Database::Connection {
  std::mutex mutex;
  soci::session session;
};

// What went wrong, without the statement and its values, which SOCI adds to what(): identities
// may be among them.
inline Error DatabaseError(std::string_view what, const std::exception& error) {
  const auto* soci = dynamic_cast<const soci::soci_error*>(&error);
  return {ErrorKind::kUnavailable,
          StrCat("database, ",
                 what,
                 ": ",
                 soci == nullptr ? error.what() : soci->get_error_message())};
}

// Runs `work(soci::session&)`, which returns a Result, in one transaction that takes the write
// lock at its beginning (a later upgrade could fail at once instead of waiting). An error that
// `work` returns rolls back; so does an exception of SOCI, which becomes kUnavailable with
// `what`. Never call the archive or another transaction from inside `work`.
template <typename Work>
std::invoke_result_t<Work, soci::session&> InTransaction(Database& database,
                                                         std::string_view what,
                                                         Work work) {
  Database::Connection& connection = database.connection();
  const std::lock_guard<std::mutex> guard(connection.mutex);
  soci::session& session = connection.session;
  const auto roll_back = [&session] {
    try {
      session << "ROLLBACK";
    } catch (const std::exception&) {  // SQLite has rolled back on its own
    }
  };
  try {
    session << "BEGIN IMMEDIATE";
  } catch (const std::exception& error) {
    return DatabaseError(what, error);
  }
  try {
    auto result = work(session);
    if (!result) {
      roll_back();
      return result;
    }
    session << "COMMIT";
    return result;
  } catch (const std::exception& error) {
    roll_back();
    return DatabaseError(what, error);
  }
}

// The same for work that only reads: one consistent view, no write lock.
template <typename Work>
std::invoke_result_t<Work, soci::session&> InReading(Database& database,
                                                     std::string_view what,
                                                     Work work) {
  Database::Connection& connection = database.connection();
  const std::lock_guard<std::mutex> guard(connection.mutex);
  soci::session& session = connection.session;
  const auto end = [&session] {
    try {
      session << "ROLLBACK";
    } catch (const std::exception&) {  // there was nothing to end
    }
  };
  try {
    session << "BEGIN";
    auto result = work(session);
    end();
    return result;
  } catch (const std::exception& error) {
    end();
    return DatabaseError(what, error);
  }
}

// Milliseconds since 1970, by the database's clock: the only one that leases are judged by.
std::int64_t NowMs(soci::session& session);

}  // namespace regen
