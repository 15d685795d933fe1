// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/treatment/treatment_fields.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace regen {

namespace {

// PS3.5 section 6.2: LO holds at most 64 characters, PN 64 per component group.
constexpr std::size_t kMaxCharacters = 64;

// Columns whose values could point at a person: never repeated in a message.
bool IsIdentityColumn(std::string_view column) {
  constexpr std::array<std::string_view, 8> kIdentity = {"patient_id",
                                                         "issuer_of_patient_id",
                                                         "patient_name",
                                                         "birth_date",
                                                         "sex",
                                                         "donor_id",
                                                         "donation_id",
                                                         "trial_subject_id"};
  return std::find(kIdentity.begin(), kIdentity.end(), column) != kIdentity.end();
}

std::size_t CountCharacters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) >> 6) != 2;
  }));
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

// The vertebrae in order; a disc lies between two neighbours of C2…S1.
bool IsDiscLevel(std::string_view level) {
  static const std::set<std::string, std::less<>> levels = [] {
    std::vector<std::string> vertebrae;
    for (int i = 2; i <= 7; ++i) vertebrae.push_back(StrCat("C", i));
    for (int i = 1; i <= 12; ++i) vertebrae.push_back(StrCat("T", i));
    for (int i = 1; i <= 5; ++i) vertebrae.push_back(StrCat("L", i));
    vertebrae.emplace_back("S1");
    std::set<std::string, std::less<>> all;
    for (std::size_t i = 1; i < vertebrae.size(); ++i) {
      all.insert(StrCat(vertebrae[i - 1], "/", vertebrae[i]));
    }
    return all;
  }();
  return levels.find(level) != levels.end();
}

// One way of writing each number, so that importing 2e7 and 20000000 is the same record.
std::string CanonicalNumber(double value) {
  constexpr double kExactIntegers = 1e15;
  if (std::abs(value) < kExactIntegers && value == std::floor(value)) {
    return StrCat(static_cast<std::int64_t>(value));
  }
  return StrCat(value);
}

// Reads the columns of one record and remembers whether all of them were right.
class RecordReader {
 public:
  RecordReader(const std::map<std::string, std::string>& fields,
               int row,
               std::vector<ImportProblem>& problems)
      : fields_(fields), row_(row), problems_(problems), before_(problems.size()) {}

  bool ok() const { return problems_.size() == before_; }

  void Wrong(const std::string& column, std::string message) {
    problems_.push_back({row_, column, std::move(message)});
  }

  // "'x' is not …", without the value where it could point at a person.
  void WrongValue(const std::string& column, const std::string& value, std::string_view what) {
    Wrong(column,
          StrCat(IsIdentityColumn(column) ? "the value" : QuoteForMessage(value), " ", what));
  }

  std::string Text(const std::string& column) {
    const auto found = fields_.find(column);
    if (found == fields_.end()) return {};
    std::string text(Trim(found->second));
    if (HasControlCharacter(text)) {
      Wrong(column, "holds a line break or another control character; expected one line");
      return {};
    }
    if (CountCharacters(text) > kMaxCharacters) {
      Wrong(column, StrCat("is longer than ", kMaxCharacters, " characters"));
      return {};
    }
    return text;
  }

  bool Given(const std::string& column) const {
    const auto found = fields_.find(column);
    return found != fields_.end() && !Trim(found->second).empty();
  }

  std::string RequiredText(const std::string& column) {
    if (!Given(column)) Wrong(column, "is empty; it is required");
    return Text(column);
  }

  std::optional<Date> DateOf(const std::string& column, const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto date = ParseIsoDate(text);
    if (!date) WrongValue(column, text, "is not a date; expected YYYY-MM-DD");
    return date;
  }

  std::string OneOf(const std::string& column, const std::vector<std::string>& allowed) {
    std::string text = Text(column);
    if (text.empty() || std::find(allowed.begin(), allowed.end(), text) != allowed.end()) {
      return text;
    }
    WrongValue(column, text, StrCat("is not known; expected ", JoinStrings(allowed, ", ")));
    return {};
  }

  std::string Number(const std::string& column, double lowest, double highest, bool whole) {
    const std::string text = Text(column);
    if (text.empty()) return {};
    const auto value = ParseDouble(text);
    if (!value) {
      WrongValue(column,
                 text,
                 text.find(',') == std::string::npos
                     ? "is not a number"
                     : "holds a comma; expected a decimal point and no thousands separator");
      return {};
    }
    if (*value < lowest || *value > highest || (whole && *value != std::floor(*value))) {
      WrongValue(column,
                 text,
                 StrCat("is out of range; expected ",
                        whole ? "a whole number " : "",
                        "from ",
                        CanonicalNumber(lowest),
                        " to ",
                        CanonicalNumber(highest)));
      return {};
    }
    return CanonicalNumber(*value);
  }

 private:
  const std::map<std::string, std::string>& fields_;
  int row_;
  std::vector<ImportProblem>& problems_;
  std::size_t before_;
};

void ReadStructure(RecordReader& record, Treatment& treatment) {
  const std::string name = record.RequiredText("indication");
  const std::string side = record.OneOf("side", {"L", "R"});
  const std::string level = record.Text("level");
  if (name.empty()) return;
  const auto indication = ParseIndication(name);
  if (!indication) {
    std::vector<std::string> names;
    for (const Indication known : AllIndications()) names.emplace_back(IndicationName(known));
    record.WrongValue(
        "indication", name, StrCat("is not known; expected ", JoinStrings(names, ", ")));
    return;
  }
  treatment.indication = *indication;
  const IndicationProtocol& protocol = ProtocolOf(*indication);
  if (!side.empty()) treatment.side = side == "L" ? Side::kLeft : Side::kRight;
  if (protocol.paired && !record.Given("side")) {
    record.Wrong("side", StrCat("is empty; ", name, " needs L or R"));
  }
  if (!protocol.paired && !side.empty()) {
    record.Wrong("side", StrCat("must be empty; ", name, " has no side"));
  }
  treatment.level = level;
  if (protocol.has_level && !IsDiscLevel(level)) {
    record.Wrong(
        "level",
        StrCat(record.Given("level") ? QuoteForMessage(level) + " is not a disc" : "is empty",
               "; ",
               name,
               " needs two neighbouring vertebrae such as L4/L5"));
  }
  if (!protocol.has_level && !level.empty()) {
    record.Wrong("level", StrCat("must be empty; ", name, " has no level"));
  }
}

// Circuit of the product and authorisation, in the contract's order.
void ReadProduct(RecordReader& record, Treatment& treatment) {
  constexpr double kMostCells = 1e12;
  constexpr double kMostUnits = 1e6;
  static const std::map<std::string, std::vector<std::string>> choices = {
      {"source", {"autologous", "allogeneic"}},
      {"state", {"fresh", "cryopreserved"}},
      {"release_decision", {"released", "conditional", "out-of-specification", "rejected"}},
      {"authorisation_route", {"clinical-trial", "compassionate-use", "hospital-exemption"}}};
  const auto& columns = TreatmentColumns();
  const auto first = std::find(columns.begin(), columns.end(), "donor_id");
  for (auto column = first; column != columns.end(); ++column) {
    std::string text;
    if (const auto choice = choices.find(*column); choice != choices.end()) {
      text = record.OneOf(*column, choice->second);
    } else if (column->ends_with("_date")) {
      text = record.Text(*column);
      if (!record.DateOf(*column, text)) continue;
    } else if (column->ends_with("_percent")) {
      text = record.Number(*column, 0, 100, false);
    } else if (*column == "cell_dose") {
      text = record.Number(*column, 1, kMostCells, false);
    } else if (*column == "cryopreserved_units") {
      text = record.Number(*column, 0, kMostUnits, true);
    } else {
      text = record.Text(*column);
    }
    if (!text.empty()) treatment.product.emplace_back(*column, text);
  }
}

// Dates that cannot be: a product applied before it existed, a patient treated before birth.
// What is only against the rules (applied after expiry) is a deviation and is kept.
void CheckOrderOfDates(RecordReader& record, const Treatment& treatment) {
  for (const auto& [column, text] : treatment.product) {
    if (column != "production_date" && column != "aspiration_date") continue;
    if (*ParseIsoDate(text) > treatment.application_date) {
      record.Wrong(column,
                   StrCat(text,
                          " is after the application_date ",
                          IsoDate(treatment.application_date),
                          "; a product cannot be applied before it exists"));
    }
  }
  if (treatment.birth_date && *treatment.birth_date > treatment.application_date) {
    record.Wrong("birth_date", "is after the application_date");
  }
}

}  // namespace

std::string QuoteForMessage(std::string_view value) {
  constexpr std::size_t kShown = 40;
  std::string shown;
  std::size_t characters = 0;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >> 6) != 2 && ++characters > kShown) return StrCat("'", shown, "…'");
    shown.push_back(byte < 0x20 || byte == 0x7F ? ' ' : c);
  }
  return StrCat("'", shown, "'");
}

std::optional<Treatment> ReadTreatment(const std::map<std::string, std::string>& fields,
                                       int row,
                                       std::vector<ImportProblem>& problems) {
  RecordReader record(fields, row, problems);
  Treatment treatment;
  treatment.id = record.RequiredText("treatment_id");
  treatment.patient_id = record.RequiredText("patient_id");
  ReadStructure(record, treatment);
  const auto applied =
      record.DateOf("application_date", record.RequiredText("application_date"));
  treatment.issuer_of_patient_id = record.Text("issuer_of_patient_id");
  treatment.patient_name = record.Text("patient_name");
  treatment.birth_date = record.DateOf("birth_date", record.Text("birth_date"));
  treatment.sex = record.OneOf("sex", {"M", "F", "O"});
  ReadProduct(record, treatment);
  if (applied) {
    treatment.application_date = *applied;
    CheckOrderOfDates(record, treatment);
  }
  if (!record.ok()) return std::nullopt;
  return treatment;
}

}  // namespace regen
