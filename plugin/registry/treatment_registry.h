// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analysis/base/result.h"
#include "analysis/treatment/parse_treatment.h"
#include "analysis/treatment/treatment.h"

namespace regen {

// What an import did or would do, row by row.
struct ImportRow {
  std::string treatment_id;
  enum class Effect { kAdded, kChanged, kUnchanged } effect = Effect::kUnchanged;
};

struct ImportOutcome {
  bool applied = false;                 // false: a dry run, or there are problems
  std::vector<ImportRow> rows;          // empty where there are problems
  std::vector<ImportProblem> problems;  // all of them; then nothing was written
};

// The treatments, in the product's database. Safe to call from several threads.
class TreatmentRegistry {
 public:
  virtual ~TreatmentRegistry() = default;

  // All or nothing; importing the same again changes nothing.
  virtual Result<ImportOutcome> Import(const TreatmentsParsed& parsed, bool dry_run) = 0;
  virtual Result<std::vector<Treatment>> All() = 0;  // by id
  virtual Result<std::vector<Treatment>> OfPatient(const std::string& patient_id) = 0;
};

}  // namespace regen
