// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/write_phantom.h"

#include "analysis/base/date.h"
#include "analysis/base/files.h"
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/write_mr_series.h"
#include "analysis/phantom/knee_phantom.h"

#include <cassert>
#include <utility>
#include <vector>

#include <json/json.h>

namespace regen {
namespace {

constexpr std::string_view kBirthDate = "1985-06-14";
constexpr std::string_view kApplicationDate = "2026-01-15";
constexpr std::string_view kBaselineDate = "2026-01-02";
constexpr std::string_view kFollowUpDate = "2026-07-10";
constexpr std::string_view kPatientName = "Phantom^Knee";
constexpr std::string_view kSex = "M";
constexpr double kRepetitionTimeMs = 2450.0;
constexpr double kRepairRadiusMm = 8.0;  // of a cartilage repair site

// One patient: what all files share.
struct PhantomCase {
  PhantomOptions options;
  Side side = Side::kRight;
  std::string structure;
  std::string uid_stem;
  std::string patient_id;
};

struct PhantomStudy {
  std::string role;  // "baseline", "follow-up": folder and stem of the UIDs
  Date date;
  std::string study_instance_uid;
};

std::string DicomText(std::string_view iso_date) {
  const auto date = ParseIsoDate(iso_date);
  assert(date);
  return DicomDate(*date);
}

PhantomCase MakeCase(const PhantomOptions& options) {
  PhantomCase result;
  result.options = options;
  result.side = options.side.value_or(Side::kRight);
  result.structure = std::string(IndicationName(options.indication));
  result.uid_stem = StrCat("phantom/",
                           result.structure,
                           "/",
                           SideName(result.side),
                           "/",
                           std::to_string(options.seed),
                           "/",
                           options.change_percent);
  result.patient_id =
      StrCat("PHANTOM-", SideName(result.side), "-", std::to_string(options.seed));
  return result;
}

PhantomStudy MakeStudy(const PhantomCase& phantom,
                       const std::string& role,
                       std::string_view day) {
  const auto date = ParseIsoDate(day);
  assert(date);
  return {role, *date, UidFromName(StrCat(phantom.uid_stem, "/", role, "/study"))};
}

Status CheckOptions(const PhantomOptions& options) {
  const IndicationProtocol& protocol = ProtocolOf(options.indication);
  const std::string name(IndicationName(options.indication));
  if (options.side && !protocol.paired) {
    return Error{ErrorKind::kUsage,
                 StrCat("phantom: --side given, expected none: ", name, " has no sides")};
  }
  if (!options.level.empty() && !protocol.has_level) {
    return Error{ErrorKind::kUsage,
                 StrCat("phantom: --level given, expected none: ", name, " has no levels")};
  }
  if (options.indication != Indication::kPatellarTendon &&
      options.indication != Indication::kArticularCartilage) {
    return InputError(StrCat("phantom: no phantom of ",
                             name,
                             " in this version, expected ",
                             IndicationName(Indication::kPatellarTendon),
                             " or ",
                             IndicationName(Indication::kArticularCartilage)));
  }
  return Done{};
}

dicom::MrSeriesHeader MakeHeader(const PhantomCase& phantom,
                                 const PhantomStudy& study,
                                 double slice_thickness_mm) {
  const std::string stem = StrCat(phantom.uid_stem, "/", study.role);
  dicom::MrSeriesHeader header;
  header.patient_id = phantom.patient_id;
  header.patient_name = kPatientName;
  header.birth_date = DicomText(kBirthDate);
  header.sex = std::string(kSex);
  header.study_instance_uid = study.study_instance_uid;
  header.study_id = StrCat(study.role == "baseline" ? 1 : 2);
  header.study_date = DicomDate(study.date);
  header.study_time = "101500";
  header.study_description = "MR knee";
  header.accession_number = StrCat("A", std::to_string(phantom.options.seed), header.study_id);
  header.series_instance_uid = UidFromName(stem + "/series");
  header.series_number = 4;
  header.series_description = "SAG T2 MAP";
  header.protocol_name = "T2 map 8 echoes";
  header.frame_of_reference_uid = UidFromName(stem + "/frame-of-reference");
  header.body_part_examined = "KNEE";
  header.laterality = StrCat(SideName(phantom.side));
  header.sop_instance_uid_stem = stem + "/image";
  header.repetition_time_ms = kRepetitionTimeMs;
  header.slice_thickness_mm = slice_thickness_mm;
  return header;
}

std::string TreatmentsCsv(const PhantomCase& phantom) {
  const std::vector<std::pair<std::string, std::string>> row{
      {"treatment_id", StrCat("T-", phantom.patient_id)},
      {"patient_id", phantom.patient_id},
      {"indication", phantom.structure},
      {"side", SideName(phantom.side)},
      {"application_date", std::string(kApplicationDate)},
      {"patient_name", std::string(kPatientName)},
      {"birth_date", std::string(kBirthDate)},
      {"sex", std::string(kSex)},
      {"product", "Cultured autologous mesenchymal cells"},
      {"lot", "PHANTOM-LOT-1"},
      {"source", "autologous"},
      {"state", "fresh"},
      {"aspiration_date", "2025-12-18"},
      {"production_date", "2026-01-14"},
      {"expiry_date", "2026-01-17"},
      {"release_date", "2026-01-14"},
      {"release_decision", "released"},
      {"cell_dose", "20000000"},
      {"viability_percent", "94.5"}};
  std::string names;
  std::string values;
  for (const auto& [name, value] : row) {
    names += StrCat(names.empty() ? "" : ",", name);
    values += StrCat(values.empty() ? "" : ",", value);
  }
  return StrCat(names, "\n", values, "\n");
}

Json::Value MotionJson(const Rigid3& motion) {
  Json::Value numbers(Json::arrayValue);
  for (const double number : RowMajor(motion)) {
    numbers.append(number);
  }
  return numbers;
}

Json::Value StudyJson(const PhantomStudy& study) {
  Json::Value value;
  value["StudyInstanceUID"] = study.study_instance_uid;
  value["Date"] = IsoDate(study.date);
  return value;
}

Json::Value PairJson(double baseline, double follow_up) {
  Json::Value value;
  value["Baseline"] = baseline;
  value["FollowUp"] = follow_up;
  return value;
}

std::string TruthJson(const PhantomCase& phantom,
                      const KneePhantom& knee,
                      const KneePhantomOptions& options,
                      const PhantomStudy& baseline,
                      const PhantomStudy& follow_up) {
  Json::Value truth;
  truth["Kind"] = options.change_percent == 0.0 ? "null" : "change";
  truth["Case"] = StrCat("phantom-", phantom.structure);
  truth["Seed"] = static_cast<Json::UInt64>(options.seed);
  truth["Structure"] = phantom.structure;
  truth["Measurement"] = "t2";
  truth["Unit"] = "ms";
  truth["Side"] = SideName(phantom.side);
  truth["TrueChangePercent"] = options.change_percent;
  for (const double echo_time : options.echo_times_ms) {
    truth["EchoTimesFollowUp"].append(echo_time);
  }
  truth["TrueT2"] = PairJson(knee.baseline.tendon_t2_ms, knee.follow_up.tendon_t2_ms);
  truth["TrueVolumeMm3"] =
      PairJson(knee.baseline.tendon_volume_mm3, knee.follow_up.tendon_volume_mm3);
  // The whole knee was laid down anew, so every bone moved alike.
  for (const char* bone : {"femur", "tibia", "patella"}) {
    truth["BaselineFromFollowUp"][bone] = MotionJson(knee.baseline_from_follow_up);
  }
  truth["FlexionDegrees"] = 0.0;
  truth["RotationDegrees"] = RotationAngleDeg(knee.baseline_from_follow_up);
  truth["BiasFieldPlusMinus"] = options.shading;
  truth["Gain"] = knee.follow_up.gain;
  truth["NoiseSigma"] = options.noise_sigma;
  truth["Baseline"] = StudyJson(baseline);
  truth["FollowUp"] = StudyJson(follow_up);

  Json::Value root;
  root["follow-up"] = truth;
  Json::StreamWriterBuilder writer;
  writer["indentation"] = " ";
  writer["precision"] = 12;
  return Json::writeString(writer, root) + "\n";
}

}  // namespace

Status WritePhantom(const PhantomOptions& options, const std::filesystem::path& output) {
  if (Status status = CheckOptions(options); !status) {
    return status;
  }
  const PhantomCase phantom = MakeCase(options);
  KneePhantomOptions knee_options;
  knee_options.side = phantom.side;
  knee_options.change_percent = options.change_percent;
  knee_options.seed = options.seed;
  if (options.indication == Indication::kArticularCartilage) {
    knee_options.treated = KneeTreated::kCartilage;
    knee_options.repair.place.radius_mm = kRepairRadiusMm;
  }
  const Result<KneePhantom> knee = MakeKneePhantom(knee_options);
  if (!knee) {
    return knee.error();
  }

  const PhantomStudy baseline = MakeStudy(phantom, "baseline", kBaselineDate);
  const PhantomStudy follow_up = MakeStudy(phantom, "follow-up", kFollowUpDate);
  const double thickness_mm = knee_options.slice_thickness_mm;
  Status status = dicom::WriteMrSeries(MakeHeader(phantom, baseline, thickness_mm),
                                       knee->baseline.images,
                                       output / baseline.role);
  if (status) {
    status = dicom::WriteMrSeries(MakeHeader(phantom, follow_up, thickness_mm),
                                  knee->follow_up.images,
                                  output / follow_up.role);
  }
  if (status) {
    status = dicom::WriteReaderSegmentation(output / baseline.role,
                                            knee->baseline.tendon,
                                            ProtocolOf(options.indication),
                                            phantom.side,
                                            phantom.uid_stem + "/roi",
                                            output / "roi.dcm");
  }
  if (status) {
    status = WriteWholeFile(output / "treatments.csv", TreatmentsCsv(phantom));
  }
  if (status) {
    status = WriteWholeFile(output / "truth.json",
                            TruthJson(phantom, *knee, knee_options, baseline, follow_up));
  }
  return status;
}

}  // namespace regen
