// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/treatment/treatment.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"

namespace regen {

const std::vector<std::string>& TreatmentColumns() {
  static const std::vector<std::string> columns = {"treatment_id",
                                                   "patient_id",
                                                   "indication",
                                                   "application_date",
                                                   "side",
                                                   "level",
                                                   "issuer_of_patient_id",
                                                   "patient_name",
                                                   "birth_date",
                                                   "sex",
                                                   "donor_id",
                                                   "donation_id",
                                                   "aspiration_date",
                                                   "product",
                                                   "lot",
                                                   "source",
                                                   "state",
                                                   "production_date",
                                                   "expiry_date",
                                                   "release_date",
                                                   "release_decision",
                                                   "cell_dose",
                                                   "viability_percent",
                                                   "cd73_percent",
                                                   "cd90_percent",
                                                   "cd105_percent",
                                                   "cd34_percent",
                                                   "cd45_percent",
                                                   "hla_dr_percent",
                                                   "cryopreserved_units",
                                                   "authorisation_route",
                                                   "authorisation_number",
                                                   "trial_subject_id"};
  return columns;
}

std::vector<std::pair<std::string, std::string>> TreatmentFields(const Treatment& treatment) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"treatment_id", treatment.id},
      {"patient_id", treatment.patient_id},
      {"indication", std::string(IndicationName(treatment.indication))},
      {"application_date", IsoDate(treatment.application_date)},
      {"side", treatment.side ? SideName(*treatment.side) : ""},
      {"level", treatment.level},
      {"issuer_of_patient_id", treatment.issuer_of_patient_id},
      {"patient_name", treatment.patient_name},
      {"birth_date", treatment.birth_date ? IsoDate(*treatment.birth_date) : ""},
      {"sex", treatment.sex}};
  fields.insert(fields.end(), treatment.product.begin(), treatment.product.end());
  std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
  return fields;
}

std::string TreatmentDigest(const Treatment& treatment) {
  // Every text is preceded by its length, so that no two records share a canonical form.
  std::string canonical;
  for (const auto& [column, text] : TreatmentFields(treatment)) {
    canonical += StrCat(column, "=", text.size(), ":", text, "\n");
  }
  return Sha256Hex(canonical);
}

}  // namespace regen
