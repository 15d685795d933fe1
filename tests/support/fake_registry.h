// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/registry/treatment_registry.h"

#include <string>
#include <utility>
#include <vector>

namespace regen::test {

// Treatments in memory; an import replaces them all.
class FakeRegistry : public TreatmentRegistry {
 public:
  explicit FakeRegistry(std::vector<Treatment> treatments)
      : treatments_(std::move(treatments)) {}

  Result<ImportOutcome> Import(const TreatmentsParsed& parsed, bool dry_run) override {
    ImportOutcome outcome;
    outcome.applied = !dry_run && parsed.problems.empty();
    if (outcome.applied) treatments_ = parsed.treatments;
    return outcome;
  }
  Result<std::vector<Treatment>> All() override { return treatments_; }
  Result<std::vector<Treatment>> OfPatient(const std::string& patient_id) override {
    std::vector<Treatment> found;
    for (const Treatment& treatment : treatments_) {
      if (treatment.patient_id == patient_id) found.push_back(treatment);
    }
    return found;
  }

 private:
  std::vector<Treatment> treatments_;
};

}  // namespace regen::test
