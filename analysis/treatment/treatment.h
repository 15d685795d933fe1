// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/date.h"
#include "analysis/indications/indication.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace regen {

enum class Side { kLeft, kRight };

inline const char* SideName(Side side) {
  return side == Side::kLeft ? "L" : "R";
}

// One application of cultured mesenchymal cells to one structure: a row of treatments.csv.
// Optional text columns are empty where the file has nothing.
struct Treatment {
  std::string id;          // treatment_id
  std::string patient_id;  // DICOM PatientID, compared exactly
  Indication indication = Indication::kPatellarTendon;
  std::optional<Side> side;  // required for paired structures
  std::string level;         // "L4/L5"; required for a disc
  Date application_date{};

  // Identity: whatever is present on both sides must agree with the images.
  std::string issuer_of_patient_id;
  std::string patient_name;  // only ever warns
  std::optional<Date> birth_date;
  std::string sex;  // "M", "F", "O"

  // Circuit of the product and authorisation: every other column of the contract, in the
  // order of the file's columns, as validated text ("cell_dose" -> "20000000").
  std::vector<std::pair<std::string, std::string>> product;
};

// Every column that treatments.csv may have, in the contract's order.
const std::vector<std::string>& TreatmentColumns();

// The record as (column, text) pairs without empty ones, in the contract's order: the canonical
// form for storage, comparison and digests.
std::vector<std::pair<std::string, std::string>> TreatmentFields(const Treatment& treatment);

// SHA-256 over the canonical form.
std::string TreatmentDigest(const Treatment& treatment);

}  // namespace regen
