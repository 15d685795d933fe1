// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/match_treatment.h"

#include "analysis/base/text.h"
#include "analysis/selection/body_sources.h"
#include "analysis/selection/fold_text.h"

#include <algorithm>
#include <set>

namespace regen {

namespace {

TreatmentMatch Ended(MatchOutcome outcome, std::string_view code, std::string text) {
  TreatmentMatch match;
  match.outcome = outcome;
  match.reasons.push_back(MakeReason(code, std::move(text)));
  return match;
}

// Words of the alphabetic group of a person name, in no order ("García^Ana" = "ana garcia").
std::set<std::string> NameWords(const std::string& person_name) {
  const auto words = FoldedWords(Split(person_name, '=').front());
  return {words.begin(), words.end()};
}

bool NamesDiffer(const std::string& a, const std::string& b) {
  const auto words_a = NameWords(a);
  const auto words_b = NameWords(b);
  return !words_a.empty() && !words_b.empty() && words_a != words_b;
}

// What two sides say of one attribute. The texts never hold the values: they are identities.
enum class Agreement { kNotOnBoth, kAgrees, kContradicts };

Agreement Compare(std::string_view images, std::string_view treatment) {
  if (Trim(images).empty() || Trim(treatment).empty()) return Agreement::kNotOnBoth;
  return Trim(images) == Trim(treatment) ? Agreement::kAgrees : Agreement::kContradicts;
}

// A birth date in the images that is no date cannot be compared and counts as absent.
Agreement CompareBirthDates(const std::string& images, const std::optional<Date>& treatment) {
  const auto date = ParseDicomDate(images);
  if (!date || !treatment) return Agreement::kNotOnBoth;
  return *date == *treatment ? Agreement::kAgrees : Agreement::kContradicts;
}

// Whether the series are of the treated region, as far as anything tells.
enum class Region { kOurs, kAnother, kContradicting, kUnknown };

// Attributes made for it and descriptions must agree; where one kind is silent the other counts.
Region RegionOfSeries(const StudySummary& study,
                      const SeriesSummary& series,
                      const IndicationProtocol& protocol) {
  const auto sources = RegionSourcesOf(study, series, protocol);
  if (sources.empty()) return Region::kUnknown;
  const auto agrees = [&](const RegionSource& source) {
    return source.region == sources.front().region;
  };
  if (!std::all_of(sources.begin(), sources.end(), agrees)) return Region::kContradicting;
  return sources.front().region == BodyRegion::kOurs ? Region::kOurs : Region::kAnother;
}

std::string_view SideLetter(SideNamed side) {
  if (side == SideNamed::kBoth) return "both";
  return side == SideNamed::kLeft ? "L" : "R";
}

// `spans_both`: the images are wide enough for both sides, so that the position of the region
// tells the side where nothing else does (MatchRegionSide).
TreatmentMatch JudgeSide(const std::vector<SideSource>& sources,
                         bool spans_both,
                         Side treated) {
  const SideNamed expected = treated == Side::kLeft ? SideNamed::kLeft : SideNamed::kRight;
  std::vector<std::string> told;
  bool one_side = false;
  bool contradicted = false;
  for (const SideSource& source : sources) {
    std::string text = StrCat(source.name, " ", SideLetter(source.side));
    if (std::find(told.begin(), told.end(), text) == told.end()) {
      told.push_back(std::move(text));
    }
    one_side = one_side || source.side != SideNamed::kBoth;
    contradicted =
        contradicted || (source.side != SideNamed::kBoth && source.side != expected);
  }
  if (contradicted) {
    return Ended(MatchOutcome::kRefused,
                 reasons::kSideConflict,
                 StrCat("treated side is ",
                        SideName(treated),
                        "; the images say ",
                        JoinStrings(told, ", ")));
  }
  if (!one_side && !spans_both) {
    return Ended(MatchOutcome::kHeld,
                 reasons::kSideUnknown,
                 StrCat("nothing in the images tells the side",
                        told.empty() ? "" : StrCat(" (", JoinStrings(told, ", "), ")"),
                        "; treated side is ",
                        SideName(treated)));
  }
  TreatmentMatch match;
  match.outcome = MatchOutcome::kMatches;
  return match;
}

using SeriesList = std::vector<const SeriesSummary*>;

SeriesList SeriesToJudge(const StudySummary& study, const std::vector<std::string>& uids) {
  SeriesList list;
  for (const SeriesSummary& series : study.series) {
    const bool wanted =
        uids.empty()
            ? series.modality == "MR"
            : std::find(uids.begin(), uids.end(), series.series_instance_uid) != uids.end();
    if (wanted) list.push_back(&series);
  }
  return list;
}

// The treated side against the images of one acquisition: no source may contradict.
TreatmentMatch MatchSideOfAcquisition(const StudySummary& study,
                                      const SeriesList& list,
                                      const IndicationProtocol& protocol,
                                      Side treated) {
  std::vector<SideSource> sources;
  bool spans_both = !list.empty();
  for (const SeriesSummary* series : list) {
    const auto more = SideSourcesOf(study, *series, protocol);
    sources.insert(sources.end(), more.begin(), more.end());
    spans_both = spans_both && SpansBothSides(*series);
  }
  return JudgeSide(sources, spans_both, treated);
}

// A study may hold both sides: it goes with the treatment if one of its series does by itself.
TreatmentMatch MatchSideOfStudy(const StudySummary& study,
                                const SeriesList& list,
                                const IndicationProtocol& protocol,
                                Side treated) {
  std::optional<TreatmentMatch> worst;
  for (const SeriesSummary* series : list) {
    TreatmentMatch match = JudgeSide(
        SideSourcesOf(study, *series, protocol), SpansBothSides(*series), treated);
    if (match.outcome == MatchOutcome::kMatches) return match;
    if (!worst || match.outcome == MatchOutcome::kRefused) worst = std::move(match);
  }
  return *worst;
}

// The body parts that the series state; descriptions are left out, they are free text.
std::string StatedBodyParts(const SeriesList& list) {
  std::set<std::string> parts;
  for (const SeriesSummary* series : list) {
    if (!series->body_part_examined.empty()) parts.insert(series->body_part_examined);
  }
  if (parts.empty()) return "BodyPartExamined is not stated";
  return StrCat("BodyPartExamined is ", JoinStrings({parts.begin(), parts.end()}, ", "));
}

TreatmentMatch BodyPartEnd(bool contradicting,
                           const SeriesList& list,
                           const IndicationProtocol& protocol) {
  if (contradicting) {
    return Ended(MatchOutcome::kHeld,
                 reasons::kBodyPartConflict,
                 StrCat(StatedBodyParts(list),
                        ", but the descriptions name another region; treated is ",
                        protocol.structure));
  }
  return Ended(MatchOutcome::kNotApplicable,
               reasons::kBodyPartDiffers,
               StrCat("the images are of another region than ",
                      protocol.structure,
                      "; ",
                      StatedBodyParts(list)));
}

}  // namespace

TreatmentMatch MatchIdentity(const PatientIdentity& patient, const Treatment& treatment) {
  const std::string_view patient_id = Trim(patient.patient_id);
  if (patient_id.empty() || patient_id != Trim(treatment.patient_id)) {
    return Ended(MatchOutcome::kNotApplicable,
                 reasons::kPatientNotTreated,
                 "no treatment is known for this PatientID");
  }
  const Agreement issuer =
      Compare(patient.issuer_of_patient_id, treatment.issuer_of_patient_id);
  const Agreement birth = CompareBirthDates(patient.birth_date, treatment.birth_date);
  const Agreement sex = Compare(ToUpper(patient.sex), treatment.sex);

  TreatmentMatch match;
  const auto contradicts = [&](Agreement agreement, const char* attribute) {
    if (agreement != Agreement::kContradicts) return;
    match.reasons.push_back(MakeReason(
        reasons::kIdentityConflict,
        StrCat(attribute, " of the images differs from that of the treatment's record")));
  };
  contradicts(issuer, "IssuerOfPatientID");
  contradicts(birth, "PatientBirthDate");
  contradicts(sex, "PatientSex");
  if (match.reasons.empty() && issuer == Agreement::kNotOnBoth &&
      birth == Agreement::kNotOnBoth) {
    match.reasons.push_back(
        MakeReason(reasons::kIdentityTooWeak,
                   "PatientID alone agrees; IssuerOfPatientID or PatientBirthDate is needed in "
                   "both the images and the treatment's record"));
  }
  match.outcome = match.reasons.empty() ? MatchOutcome::kMatches : MatchOutcome::kHeld;
  if (NamesDiffer(patient.patient_name, treatment.patient_name)) {
    match.warnings.push_back(
        MakeReason(reasons::kNameDiffers,
                   "PatientName of the images differs from that of the treatment's record"));
  }
  return match;
}

TreatmentMatch MatchRegionSide(const SeriesSummary& series, double left_mm, Side treated) {
  const auto extent = LeftRightExtentOf(series);
  const SideNamed expected = treated == Side::kLeft ? SideNamed::kLeft : SideNamed::kRight;
  const SideNamed side = extent ? SideByPosition(left_mm, *extent) : SideNamed::kNone;
  TreatmentMatch match;
  match.outcome = MatchOutcome::kMatches;
  if (!SpansBothSides(series) || side == expected) return match;
  const std::string where = StrCat(FormatFixed(left_mm - extent->middle_mm(), 0),
                                   " mm to the left of the middle of images that are ",
                                   FormatFixed(extent->width_mm(), 0),
                                   " mm wide; treated side is ",
                                   SideName(treated));
  return side == SideNamed::kNone
             ? Ended(MatchOutcome::kHeld,
                     reasons::kSideUnknown,
                     StrCat("the images hold both sides, the region lies ", where))
             : Ended(MatchOutcome::kRefused,
                     reasons::kSideConflict,
                     StrCat("the region lies ", where));
}

TreatmentMatch MatchStructure(const StudySummary& study,
                              const std::vector<std::string>& series_uids,
                              const Treatment& treatment) {
  const IndicationProtocol& protocol = ProtocolOf(treatment.indication);
  const SeriesList all = SeriesToJudge(study, series_uids);
  if (all.empty()) {
    return Ended(MatchOutcome::kNotApplicable, reasons::kNotMr, "the study holds no MR series");
  }
  SeriesList ours;
  bool another = false;
  bool contradicting = false;
  for (const SeriesSummary* series : all) {
    const Region region = RegionOfSeries(study, *series, protocol);
    if (region == Region::kOurs) ours.push_back(series);
    another = another || region == Region::kAnother;
    contradicting = contradicting || region == Region::kContradicting;
  }
  // The series of one acquisition are of one region; those of a study need not be.
  const bool of_acquisition = !series_uids.empty();
  const bool mixed = of_acquisition && another && !ours.empty();
  if (mixed || (contradicting && (of_acquisition || ours.empty())) ||
      (another && ours.empty())) {
    return BodyPartEnd(mixed || contradicting, all, protocol);
  }

  TreatmentMatch match;
  match.outcome = MatchOutcome::kMatches;
  if (protocol.paired && treatment.side) {
    match = of_acquisition
                ? MatchSideOfAcquisition(study, all, protocol, *treatment.side)
                : MatchSideOfStudy(study, ours.empty() ? all : ours, protocol, *treatment.side);
  }
  if (ours.empty()) {
    match.warnings.push_back(
        MakeReason(reasons::kBodyPartUnknown,
                   StrCat("nothing in the images names the region of the body; taken to be of ",
                          protocol.structure)));
  }
  return match;
}

}  // namespace regen
