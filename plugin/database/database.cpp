// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/database.h"

#include "plugin/database/schema.h"
#include "plugin/database/session.h"

#include <string_view>
#include <utility>

#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kScheme = "sqlite:///";
constexpr int kBusyTimeoutSeconds = 10;  // another process may hold the write lock that long

// Only the file's name: a folder may tell more than a log should hold.
Error OpenError(const fs::path& file, const soci::soci_error& error) {
  const std::string name = file.filename().string();
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  const int code = sqlite == nullptr ? SQLITE_ERROR : sqlite->result() & 0xff;
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
    return InputError(StrCat("database ",
                             name,
                             ": not an SQLite database or damaged; it was left as it is. "
                             "Restore it from a backup or configure another file"));
  }
  return {ErrorKind::kUnavailable,
          StrCat("database ", name, ": cannot be opened: ", error.get_error_message())};
}

Status Prepare(soci::session& session, const fs::path& file) {
  session << "PRAGMA foreign_keys = ON";
  session << "PRAGMA journal_mode = WAL";
  session << "PRAGMA synchronous = FULL";
  std::string verdict;
  session << "PRAGMA quick_check(1)", soci::into(verdict);
  if (verdict != "ok") {
    return InputError(StrCat("database ",
                             file.filename().string(),
                             ": damaged; it was left as it is. Restore it from a backup or "
                             "configure another file"));
  }
  return Done{};
}

}  // namespace

Result<fs::path> DatabaseFile(const std::string& uri, const fs::path& base_folder) {
  if (!std::string_view(uri).starts_with(kScheme) || uri.size() == kScheme.size()) {
    return InputError(
        "Database: expected sqlite:///PATH (relative to the storage folder, or "
        "absolute with a fourth slash)");
  }
  const fs::path path = uri.substr(kScheme.size());
  if (path.string().find_first_of("\"?") != std::string::npos) {
    return InputError(
        "Database: the path must hold neither a quotation mark nor a question mark");
  }
  return path.is_absolute() ? path : base_folder / path;
}

Database::Database(fs::path file, std::unique_ptr<Connection> connection)
    : file_(std::move(file)), connection_(std::move(connection)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::Open(const std::string& uri,
                                                 const fs::path& base_folder) {
  const Result<fs::path> file = DatabaseFile(uri, base_folder);
  if (!file) {
    return file.error();
  }
  std::error_code ignored;
  fs::create_directories(file->parent_path(), ignored);
  try {
    auto connection = std::make_unique<Connection>();
    connection->session.open(
        soci::sqlite3, StrCat("dbname=\"", file->string(), "\" timeout=", kBusyTimeoutSeconds));
    const Status prepared = Prepare(connection->session, *file);
    if (!prepared) {
      return prepared.error();
    }
    std::unique_ptr<Database> database(new Database(*file, std::move(connection)));
    // Identities stand in it: for its owner only.
    fs::permissions(*file, fs::perms::owner_read | fs::perms::owner_write, ignored);
    const Status migrated = MigrateSchema(*database);
    if (!migrated) {
      return migrated.error();
    }
    return database;
  } catch (const soci::soci_error& error) {
    return OpenError(*file, error);
  } catch (const std::exception& error) {
    return Error{ErrorKind::kUnavailable, StrCat("database: cannot be opened: ", error.what())};
  }
}

Status Database::Check() {
  return InReading(*this, "checking that it answers", [](soci::session& session) -> Status {
    int version = 0;
    session << "SELECT MAX(version) FROM schema_version", soci::into(version);
    return Done{};
  });
}

std::int64_t NowMs(soci::session& session) {
  long long now = 0;
  session << "SELECT CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)",
      soci::into(now);
  return now;
}

}  // namespace regen
