// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/treatment_store.h"

#include "plugin/database/session.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <json/json.h>

namespace regen {
namespace {

// A record as its row has it.
struct StoredTreatment {
  std::string id;
  std::string patient_id;
  std::string fields;
  std::string digest;
};

std::string FieldsText(const Treatment& treatment) {
  Json::Value json(Json::objectValue);
  for (const auto& [column, text] : TreatmentFields(treatment)) {
    json[column] = text;
  }
  Json::StreamWriterBuilder writer;
  writer["indentation"] = "";
  writer["emitUTF8"] = true;
  return Json::writeString(writer, json);
}

Result<Treatment> ReadFieldsText(const std::string& id, const std::string& text) {
  const auto unusable = [&](const std::string& why) {
    return InputError(StrCat("database, treatment ", id, ": cannot be read: ", why));
  };
  Json::Value json;
  const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
  if (!reader->parse(text.data(), text.data() + text.size(), &json, nullptr) ||
      !json.isObject()) {
    return unusable("its fields are no JSON object");
  }
  std::map<std::string, std::string> fields;
  for (const std::string& column : json.getMemberNames()) {
    if (!json[column].isString()) {
      return unusable(StrCat(column, " is no text"));
    }
    fields[column] = json[column].asString();
  }
  TreatmentsParsed parsed = ParseTreatmentFields(fields);
  if (!parsed.problems.empty()) {
    return unusable(ImportProblemText(parsed.problems.front()));
  }
  return std::move(parsed.treatments.front());
}

StoredTreatment ToStored(const Treatment& treatment) {
  return {
      treatment.id, treatment.patient_id, FieldsText(treatment), TreatmentDigest(treatment)};
}

ImportRow::Effect EffectOf(soci::session& session, const StoredTreatment& treatment) {
  std::string digest;
  session << "SELECT digest FROM treatments WHERE treatment_id = :id",
      soci::use(treatment.id, "id"), soci::into(digest);
  if (!session.got_data()) {
    return ImportRow::Effect::kAdded;
  }
  return digest == treatment.digest ? ImportRow::Effect::kUnchanged
                                    : ImportRow::Effect::kChanged;
}

void WriteTreatment(soci::session& session, const StoredTreatment& treatment, long long now) {
  session << "INSERT INTO treatments (treatment_id, patient_id, fields, digest, updated_ms) "
             "VALUES (:id, :patient, :fields, :digest, :now) "
             "ON CONFLICT (treatment_id) DO UPDATE SET patient_id = excluded.patient_id, "
             "fields = excluded.fields, digest = excluded.digest, "
             "updated_ms = excluded.updated_ms",
      soci::use(treatment.id, "id"), soci::use(treatment.patient_id, "patient"),
      soci::use(treatment.fields, "fields"), soci::use(treatment.digest, "digest"),
      soci::use(now, "now");
  session << "INSERT INTO treatment_history (treatment_id, fields, digest, recorded_ms) "
             "VALUES (:id, :fields, :digest, :now)",
      soci::use(treatment.id, "id"), soci::use(treatment.fields, "fields"),
      soci::use(treatment.digest, "digest"), soci::use(now, "now");
}

// Effects of all records, written too where `write` says so.
ImportOutcome Apply(soci::session& session,
                    const std::vector<StoredTreatment>& treatments,
                    bool write) {
  ImportOutcome outcome;
  const long long now = NowMs(session);
  for (const StoredTreatment& treatment : treatments) {
    const ImportRow::Effect effect = EffectOf(session, treatment);
    outcome.rows.push_back({treatment.id, effect});
    if (write && effect != ImportRow::Effect::kUnchanged) {
      WriteTreatment(session, treatment, now);
    }
  }
  outcome.applied = write;
  return outcome;
}

Result<std::vector<Treatment>> ReadAll(const std::vector<StoredTreatment>& rows) {
  std::vector<Treatment> treatments;
  for (const StoredTreatment& row : rows) {
    Result<Treatment> treatment = ReadFieldsText(row.id, row.fields);
    if (!treatment) {
      return treatment.error();
    }
    treatments.push_back(std::move(*treatment));
  }
  return treatments;
}

class DatabaseTreatmentRegistry : public TreatmentRegistry {
 public:
  explicit DatabaseTreatmentRegistry(Database& database) : database_(database) {}

  Result<ImportOutcome> Import(const TreatmentsParsed& parsed, bool dry_run) override {
    if (!parsed.problems.empty()) {
      ImportOutcome outcome;
      outcome.problems = parsed.problems;
      return outcome;
    }
    std::vector<StoredTreatment> treatments;
    for (const Treatment& treatment : parsed.treatments) {
      treatments.push_back(ToStored(treatment));
    }
    if (dry_run) {
      return InReading(database_,
                       "trying an import of treatments",
                       [&](soci::session& session) -> Result<ImportOutcome> {
                         return Apply(session, treatments, false);
                       });
    }
    return InTransaction(database_,
                         "importing treatments",
                         [&](soci::session& session) -> Result<ImportOutcome> {
                           return Apply(session, treatments, true);
                         });
  }

  Result<std::vector<Treatment>> All() override { return Read(std::nullopt); }

  Result<std::vector<Treatment>> OfPatient(const std::string& patient_id) override {
    return Read(patient_id);
  }

 private:
  // By id; of one patient where given.
  Result<std::vector<Treatment>> Read(const std::optional<std::string>& patient_id) {
    using Rows = Result<std::vector<StoredTreatment>>;
    const Rows rows =
        InReading(database_, "reading treatments", [&](soci::session& session) -> Rows {
          std::vector<StoredTreatment> found;
          StoredTreatment row;
          const int all = patient_id ? 0 : 1;
          const std::string patient = patient_id.value_or("");
          soci::statement statement =
              (session.prepare << "SELECT treatment_id, fields FROM treatments "
                                  "WHERE :all = 1 OR patient_id = :patient "
                                  "ORDER BY treatment_id",
               soci::use(all, "all"),
               soci::use(patient, "patient"),
               soci::into(row.id),
               soci::into(row.fields));
          statement.execute();
          while (statement.fetch()) {
            found.push_back(row);
          }
          return found;
        });
    if (!rows) {
      return rows.error();
    }
    return ReadAll(*rows);
  }

  Database& database_;
};

}  // namespace

std::unique_ptr<TreatmentRegistry> MakeTreatmentRegistry(Database& database) {
  return std::make_unique<DatabaseTreatmentRegistry>(database);
}

}  // namespace regen
