// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/database.h"

#include "analysis/base/files.h"
#include "plugin/database/schema.h"
#include "plugin/database/session.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

class DatabaseTest : public testing::Test {
 protected:
  std::unique_ptr<Database> Open() {
    auto opened = Database::Open("sqlite:///sub/r.db", folder_->path());
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().message);
    return opened ? std::move(*opened) : nullptr;
  }
  fs::path file() const { return folder_->path() / "sub" / "r.db"; }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(fs::temp_directory_path());
};

Status Execute(Database& database, const std::string& statement) {
  return InTransaction(database, "test", [&statement](soci::session& session) -> Status {
    session << statement;
    return Done{};
  });
}

int Count(Database& database, const std::string& table) {
  return *InReading(database, "test", [&table](soci::session& session) -> Result<int> {
    int rows = 0;
    session << "SELECT COUNT(*) FROM " + table, soci::into(rows);
    return rows;
  });
}

const char* const kTreatment = "INSERT INTO treatments VALUES ('T-1', 'P', '{}', 'digest', 0)";

TEST_F(DatabaseTest, MakesTheFileRelativeToTheBaseFolder) {
  ASSERT_TRUE(Open());
  EXPECT_TRUE(fs::exists(file()));
}

TEST_F(DatabaseTest, IsReadableByItsOwnerOnly) {
  ASSERT_TRUE(Open());
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(DatabaseTest, TakesAnAbsolutePathAsItIs) {
  EXPECT_EQ(DatabaseFile("sqlite:////a/b.db", "/base")->string(), "/a/b.db");
}

TEST_F(DatabaseTest, RefusesAUriOfAnotherKind) {
  EXPECT_EQ(DatabaseFile("mysql://x", "/base").error().kind, ErrorKind::kInput);
  EXPECT_EQ(DatabaseFile("sqlite:///", "/base").error().kind, ErrorKind::kInput);
}

TEST_F(DatabaseTest, KeepsWhatWasCommitted) {
  ASSERT_TRUE(Execute(*Open(), kTreatment));
  EXPECT_EQ(Count(*Open(), "treatments"), 1);
}

TEST_F(DatabaseTest, RollsBackOnAnErrorOfTheWork) {
  const auto database = Open();
  const Status status = InTransaction(*database, "test", [](soci::session& session) -> Status {
    session << kTreatment;
    return InputError("no");
  });
  EXPECT_FALSE(status);
  EXPECT_EQ(Count(*database, "treatments"), 0);
}

TEST_F(DatabaseTest, TurnsAnExceptionIntoAnErrorAndRollsBack) {
  const auto database = Open();
  const Status status =
      InTransaction(*database, "writing", [](soci::session& session) -> Status {
        session << kTreatment;
        session << "INSERT INTO no_such_table VALUES (1)";
        return Done{};
      });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(Count(*database, "treatments"), 0);
}

TEST_F(DatabaseTest, TellsNoValuesInAnError) {
  const auto database = Open();
  const std::string patient = "SECRET-PATIENT";
  const Status status = InTransaction(*database, "test", [&](soci::session& session) -> Status {
    for (int i = 0; i < 2; ++i) {
      session << "INSERT INTO treatments VALUES ('T-1', :patient, '{}', 'digest', 0)",
          soci::use(patient, "patient");
    }
    return Done{};
  });
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("UNIQUE"), std::string::npos) << status.error().message;
  EXPECT_EQ(status.error().message.find("SECRET"), std::string::npos);
}

TEST_F(DatabaseTest, IsOpenedTwiceAtTheSameTime) {
  const auto first = Open();
  const auto second = Open();
  ASSERT_TRUE(Execute(*first, kTreatment));
  EXPECT_EQ(Count(*second, "treatments"), 1);
}

TEST_F(DatabaseTest, WritesDurably) {
  const auto database = Open();
  const auto mode = InReading(*database, "test", [](soci::session& session) -> Result<int> {
    int synchronous = 0;
    session << "PRAGMA synchronous", soci::into(synchronous);
    return synchronous;
  });
  EXPECT_EQ(*mode, 2);  // FULL
}

TEST_F(DatabaseTest, RefusesToChangeTheHistoryOfTreatments) {
  const auto database = Open();
  ASSERT_TRUE(
      Execute(*database,
              "INSERT INTO treatment_history (treatment_id, fields, digest, recorded_ms) "
              "VALUES ('T-1', '{}', 'd', 0)"));
  EXPECT_FALSE(Execute(*database, "UPDATE treatment_history SET digest = 'e'"));
  EXPECT_FALSE(Execute(*database, "DELETE FROM treatment_history"));
}

TEST_F(DatabaseTest, RefusesAFileOfANewerVersionAndLeavesItAsItIs) {
  ASSERT_TRUE(Execute(*Open(), "UPDATE schema_version SET version = version + 1"));
  const auto opened = Database::Open("sqlite:///sub/r.db", folder_->path());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kInput);
  EXPECT_NE(opened.error().message.find("newer"), std::string::npos);
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
  fs::create_directories(file().parent_path());
  const std::string bytes(4096, 'x');
  ASSERT_TRUE(WriteWholeFile(file(), bytes));
  const auto opened = Database::Open("sqlite:///sub/r.db", folder_->path());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kInput);
  EXPECT_EQ(*ReadWholeFile(file()), bytes);
}

TEST_F(DatabaseTest, RefusesADamagedFile) {
  {
    const auto database = Open();
    for (int i = 0; i < 400; ++i) {
      ASSERT_TRUE(Execute(*database,
                          "INSERT INTO treatments VALUES ('T-" + std::to_string(i) +
                              "', 'P', '" + std::string(500, 'f') + "', 'digest', 0)"));
    }
    ASSERT_TRUE(Execute(*database, "DELETE FROM planned_treatments"));
  }
  std::string bytes = *ReadWholeFile(file());
  for (std::size_t at = 4096 * 20; at < bytes.size() - 4096; at += 7) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
  }
  ASSERT_TRUE(WriteWholeFile(file(), bytes));
  const auto opened = Database::Open("sqlite:///sub/r.db", folder_->path());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kInput);
}

TEST_F(DatabaseTest, SaysThatAFolderCannotBeUsed) {
  const auto opened = Database::Open("sqlite:////proc/nowhere/r.db", folder_->path());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace regen
