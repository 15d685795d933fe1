// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/import_command.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/cli/exit_status.h"
#include "analysis/treatment/parse_treatment.h"
#include "plugin/database/database.h"
#include "plugin/database/treatment_store.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace regen {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string file;
  std::string database;
  bool dry_run = false;
};

int Fail(const Error& error) {
  std::cerr << error.message << "\n";
  return ExitStatusOf(error);
}

// What the contract also lets one import, but this version does not; empty: treatments.
std::string UnsupportedContent(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view begin = Trim(text.substr(0, 1024));
  if (begin.starts_with('{') || begin.starts_with('[')) {
    return "FHIR JSON is not supported in this version; expected treatments as CSV";
  }
  const std::string header = ToLower(begin.substr(0, begin.find_first_of("\r\n")));
  if (header.find("instrument") != std::string::npos &&
      header.find("score") != std::string::npos) {
    return "clinical scores are not supported in this version; expected treatments as CSV";
  }
  return {};
}

const char* EffectName(ImportRow::Effect effect) {
  switch (effect) {
    case ImportRow::Effect::kAdded:
      return "added";
    case ImportRow::Effect::kChanged:
      return "changed";
    case ImportRow::Effect::kUnchanged:
      break;
  }
  return "unchanged";
}

void PrintOutcome(const ImportOutcome& outcome) {
  std::size_t written = 0;
  for (const ImportRow& row : outcome.rows) {
    std::cout << row.treatment_id << ": " << EffectName(row.effect) << "\n";
    if (row.effect != ImportRow::Effect::kUnchanged) ++written;
  }
  std::cout << outcome.rows.size() << " treatments, " << written << " added or changed"
            << (outcome.applied ? "" : " (dry run: nothing written)") << "\n";
}

// A dry run must not make the database it asks about.
Result<ImportOutcome> TryWithoutDatabase(const TreatmentsParsed& parsed) {
  ImportOutcome outcome;
  for (const Treatment& treatment : parsed.treatments) {
    outcome.rows.push_back({treatment.id, ImportRow::Effect::kAdded});
  }
  return outcome;
}

Result<ImportOutcome> Import(const Arguments& arguments, const TreatmentsParsed& parsed) {
  const fs::path base = fs::current_path();
  const auto file = DatabaseFile(arguments.database, base);
  if (!file) return file.error();
  if (arguments.dry_run && !fs::exists(*file)) return TryWithoutDatabase(parsed);
  const auto database = Database::Open(arguments.database, base);
  if (!database) return database.error();
  return MakeTreatmentRegistry(**database)->Import(parsed, arguments.dry_run);
}

int RunImport(const Arguments& arguments) {
  const std::string name = fs::path(arguments.file).filename().string();
  const auto text = ReadWholeFile(arguments.file);
  if (!text) return Fail(text.error());
  if (const std::string unsupported = UnsupportedContent(*text); !unsupported.empty()) {
    std::cerr << name << ": " << unsupported << "\n";
    return kExitInput;
  }
  const TreatmentsParsed parsed = ParseTreatmentsCsv(*text);
  for (const ImportProblem& problem : parsed.problems) {
    std::cerr << name << ": " << ImportProblemText(problem) << "\n";
  }
  if (!parsed.problems.empty()) return kExitInput;
  const auto outcome = Import(arguments, parsed);
  if (!outcome) return Fail(outcome.error());
  PrintOutcome(*outcome);
  return kExitDone;
}

}  // namespace

void AddImportCommand(CLI::App& app, int& exit_status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "import", "Import treatments (treatments.csv) into the registry: all rows or none.");
  command->add_option("FILE", arguments->file, "treatments as CSV, UTF-8")->required();
  command
      ->add_option(
          "--database",
          arguments->database,
          "sqlite:///PATH, relative to the current folder, or sqlite:////ABSOLUTE/PATH")
      ->required();
  command->add_flag(
      "--dry-run", arguments->dry_run, "tell what would be done and write nothing");
  command->callback([arguments, &exit_status] { exit_status = RunImport(*arguments); });
}

}  // namespace regen
