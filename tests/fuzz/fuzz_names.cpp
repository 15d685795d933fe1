// SPDX-License-Identifier: GPL-3.0-or-later
// Names, dates, sides and identities. Input: lines.
#include "analysis/base/date.h"
#include "analysis/base/text.h"
#include "analysis/selection/fold_text.h"
#include "analysis/selection/match_treatment.h"
#include "tests/fuzz/fuzz_input.h"

#include <cmath>
#include <string>

using namespace regen;

namespace {

void Dates(std::string_view text) {
  if (const auto date = ParseIsoDate(text)) {
    fuzz::Must(date->ok() && IsoDate(*date) == text);
  }
  if (const auto date = ParseDicomDate(text)) {
    fuzz::Must(date->ok() && ParseDicomDate(DicomDate(*date)) == date);
  }
  if (const auto number = ParseDouble(text)) fuzz::Must(std::isfinite(*number));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzz::TextOf(data, size);
  const auto next = [&rest] { return std::string(fuzz::Next(rest, '\n')); };
  StudySummary study;
  study.patient.patient_id = next();
  study.patient.patient_name = next();
  study.patient.birth_date = next();
  study.patient.sex = next();
  study.study_description = next();
  study.series.emplace_back();
  study.series.front().body_part_examined = next();
  study.series.front().laterality = next();
  Treatment treatment;
  treatment.patient_id = study.patient.patient_id;
  treatment.patient_name = next();
  Dates(study.patient.birth_date);
  Dates(treatment.patient_name);
  const auto words = FoldedWords(study.patient.patient_name);
  for (const std::string& word : words) fuzz::Must(!word.empty());
  NamesPhrase(words, treatment.patient_name);
  MatchIdentity(study.patient, treatment);
  MatchStructure(study, {}, treatment);
  return 0;
}
