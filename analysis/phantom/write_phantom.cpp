// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/write_phantom.h"

#include "analysis/base/date.h"
#include "analysis/base/files.h"
#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/dicom/write_mr_series.h"
#include "analysis/phantom/signal.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <json/json.h>

namespace regen {
namespace {

constexpr std::string_view kBirthDate = "1985-06-14";
constexpr std::string_view kApplicationDate = "2026-01-15";
constexpr std::string_view kBaselineDate = "2026-01-02";
constexpr std::string_view kFollowUpDate = "2026-07-10";
constexpr std::string_view kSex = "M";

// One patient: what all files share.
struct PhantomCase {
  PhantomOptions options;
  std::optional<Side> side;  // of a paired structure
  std::string structure;
  std::string uid_stem;
  std::string patient_id;
};

struct PhantomStudy {
  std::string role;  // "baseline", "follow-up": folder and stem of the UIDs
  Date date;
  std::string study_instance_uid;
};

// What is true of one visit and only its images' grids tell.
struct VisitTruth {
  double volume_mm3 = 0;
  double t2_ms = 0;  // of the structure without fluid; 0: no series to map it
};

std::string DicomText(std::string_view iso_date) {
  const auto date = ParseIsoDate(iso_date);
  assert(date);
  return DicomDate(*date);
}

PhantomCase MakeCase(const PhantomOptions& options, const DigitalPatient& patient) {
  PhantomCase result;
  result.options = options;
  if (ProtocolOf(options.indication).has_level && options.level.empty()) {
    result.options.level = kUsualLevel;
  }
  if (ProtocolOf(options.indication).paired) {
    result.side = options.side.value_or(Side::kRight);
  }
  result.structure = std::string(IndicationName(options.indication));
  const std::string place =
      StrCat(result.side ? SideName(*result.side) : "", result.options.level);
  result.uid_stem = StrCat("phantom/",
                           result.structure,
                           "/",
                           place,
                           "/",
                           std::to_string(options.seed),
                           "/",
                           options.change_percent,
                           "/",
                           patient.measurement,
                           "/",
                           ScannerHabitsName(options.habits));
  result.patient_id = StrCat("PHANTOM-",
                             result.side ? StrCat(SideName(*result.side), "-") : std::string(),
                             std::to_string(options.seed));
  return result;
}

PhantomStudy MakeStudy(const PhantomCase& phantom,
                       const std::string& role,
                       std::string_view day) {
  const auto date = ParseIsoDate(day);
  assert(date);
  return {role, *date, UidFromName(StrCat(phantom.uid_stem, "/", role, "/study"))};
}

dicom::MrSeriesHeader MakeHeader(const PhantomCase& phantom,
                                 const PhantomStudy& study,
                                 const DigitalPatient& patient,
                                 const ExamSeries& series) {
  const std::string stem = StrCat(phantom.uid_stem, "/", study.role);
  dicom::MrSeriesHeader header;
  header.patient_id = phantom.patient_id;
  header.patient_name = patient.patient_name;
  header.birth_date = DicomText(kBirthDate);
  header.sex = std::string(kSex);
  header.study_instance_uid = study.study_instance_uid;
  header.study_id = StrCat(study.role == "baseline" ? 1 : 2);
  header.study_date = DicomDate(study.date);
  header.study_time = "101500";
  header.study_description = patient.study_description;
  header.accession_number = StrCat("A", std::to_string(phantom.options.seed), header.study_id);
  header.series_instance_uid = UidFromName(StrCat(stem, "/", series.role, "/series"));
  header.frame_of_reference_uid = UidFromName(stem + "/frame-of-reference");
  header.body_part_examined = patient.body_part_examined;
  header.laterality = phantom.side ? SideName(*phantom.side) : "";
  header.sop_instance_uid_stem = StrCat(stem, "/", series.role, "/image");
  DescribeSequence(phantom.options.habits, series, header);
  return header;
}

// The volume's mean of T2 over what is structure and not fluid, on the grid of the series that
// maps it, else of the first.
VisitTruth TruthOfVisit(const PhantomVisit& visit,
                        const std::vector<ExamSeries>& series,
                        ExamRenderer& renderer) {
  const ExamSeries* grid = &series.front();
  for (const ExamSeries& one : series) {
    grid = one.role == "t2-map" ? &one : grid;
  }
  const RoleTruth all = renderer.Truth(*grid, RegionRole::kStructure);
  const RoleTruth lesion = renderer.Truth(*grid, RegionRole::kLesion);
  const auto& parts = visit.anatomy.parts;
  const bool fluid = std::any_of(parts.begin(), parts.end(), [](const Part& part) {
    return part.Has(RegionRole::kLesion) && part.tissue == Tissue::kFluid;
  });
  const double solid_mm3 = all.volume_mm3 - (fluid ? lesion.volume_mm3 : 0.0);
  const double sum =
      all.volume_mm3 * all.t2_ms - (fluid ? lesion.volume_mm3 * lesion.t2_ms : 0);
  return {all.volume_mm3, solid_mm3 > 0.0 ? sum / solid_mm3 : 0.0};
}

// As a scanner does with what its pixels cannot hold.
void Clip(const dicom::MrSeriesHeader& header, EchoSeries& images) {
  const double largest = ((1 << header.bits_stored) - 1) * header.rescale_slope;
  for (Volume& echo : images.echoes) {
    for (float& value : echo.values) value = std::min(value, static_cast<float>(largest));
  }
}

// Writes all series of one exam, and at the baseline the reader's regions on the first.
Status WriteExam(const PhantomCase& phantom,
                 const DigitalPatient& patient,
                 const PhantomStudy& study,
                 const PhantomVisit& visit,
                 const std::filesystem::path& output,
                 VisitTruth* truth) {
  ExamRenderer renderer(visit);
  const std::filesystem::path folder = output / study.role;
  int number = 0;
  int files = 0;
  for (const ExamSeries& series : patient.series) {
    EchoSeries images = renderer.Render(series, static_cast<std::uint64_t>(++number));
    dicom::MrSeriesHeader header = MakeHeader(phantom, study, patient, series);
    header.series_number = number + 1;
    Clip(header, images);
    if (Status status = dicom::WriteMrSeries(header, images, folder, files + 1); !status) {
      return status;
    }
    files += series.size[2] * static_cast<int>(images.echoes.size());
  }
  *truth = TruthOfVisit(visit, patient.series, renderer);
  if (study.role != "baseline") {
    return Done{};
  }
  const ExamSeries& first = patient.series.front();
  const Volume structure = renderer.Coverage(first, RegionRole::kStructure);
  const Volume defect = renderer.Coverage(first, RegionRole::kLesion);
  std::vector<dicom::ReaderRegion> regions{{structure, ""}};
  if (!patient.defect_label.empty()) {
    regions.push_back({defect, patient.defect_label});
  }
  return dicom::WriteReaderSegmentation(
      folder,
      MakeHeader(phantom, study, patient, first).series_instance_uid,
      regions,
      ProtocolOf(phantom.options.indication),
      phantom.side,
      phantom.uid_stem + "/roi",
      output / "roi.dcm");
}

std::string TreatmentsCsv(const PhantomCase& phantom, const DigitalPatient& patient) {
  const std::vector<std::pair<std::string, std::string>> row{
      {"treatment_id", StrCat("T-", phantom.patient_id)},
      {"patient_id", phantom.patient_id},
      {"indication", phantom.structure},
      {"side", phantom.side ? SideName(*phantom.side) : ""},
      {"level", phantom.options.level},
      {"application_date", std::string(kApplicationDate)},
      {"patient_name", patient.patient_name},
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
    if (value.empty()) {
      continue;
    }
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

std::string UnitOf(const PhantomCase& phantom, const std::string& measurement) {
  const MeasurementDefinition* row =
      FindMeasurement(ProtocolOf(phantom.options.indication), measurement);
  return row == nullptr ? "" : row->unit;
}

double PercentChange(const TrueValue& value) {
  return value.baseline == 0.0 ? 0.0 : 100.0 * (value.follow_up / value.baseline - 1.0);
}

// The signal of the structure's own tissue in the first weighted series, without gain and coil:
// only how it changes means something.
std::optional<TrueValue> SignalTruth(const DigitalPatient& patient) {
  const auto& parts = patient.baseline.anatomy.parts;
  const auto own = std::find_if(parts.begin(), parts.end(), [](const Part& part) {
    return part.Has(RegionRole::kStructure) && !part.Has(RegionRole::kLesion);
  });
  const auto series =
      std::find_if(patient.series.begin(), patient.series.end(), [](const ExamSeries& one) {
        return one.sequence.kind == SequenceKind::kFastSpinEcho;
      });
  if (own == parts.end() || series == patient.series.end()) {
    return std::nullopt;
  }
  const auto part = static_cast<std::size_t>(own - parts.begin());
  const auto signal = [&](const PhantomVisit& visit) {
    const TissueSignal both = SignalOf(visit.matter[part], series->sequence);
    return both.water.front() + both.fat.front();
  };
  return TrueValue{signal(patient.baseline), signal(patient.follow_up)};
}

// Every measurement's truth, as far as it is known.
std::map<std::string, TrueValue> AllTruth(const DigitalPatient& patient,
                                          const VisitTruth& baseline,
                                          const VisitTruth& follow_up) {
  std::map<std::string, TrueValue> truth = patient.truth;
  truth.try_emplace("volume", TrueValue{baseline.volume_mm3, follow_up.volume_mm3});
  truth.try_emplace("t2", TrueValue{baseline.t2_ms, follow_up.t2_ms});
  if (const auto signal = SignalTruth(patient)) {
    truth.try_emplace("signal-ratio", TrueValue{1.0, signal->follow_up / signal->baseline});
  }
  return truth;
}

// Of the visits and how they were acquired.
void PutExams(const DigitalPatient& patient, Json::Value& truth) {
  for (const std::string& bone : patient.bones) {
    truth["BaselineFromFollowUp"][bone] = MotionJson(patient.baseline_from_follow_up);
  }
  truth["FlexionDegrees"] = 0.0;
  truth["RotationDegrees"] = RotationAngleDeg(patient.baseline_from_follow_up);
  truth["BiasFieldPlusMinus"] = patient.follow_up.scanner.reception.amplitude();
  truth["Gain"] = patient.follow_up.scanner.gain;
  for (const ExamSeries& series : patient.series) {
    Json::Value described;
    described["Role"] = series.role;
    described["NoiseSigma"] = series.noise_sigma;
    truth["Series"].append(described);
    if (series.role == "t2-map") {
      truth["NoiseSigma"] = series.noise_sigma;
      for (const double echo_time : series.sequence.echo_times_ms) {
        truth["EchoTimesFollowUp"].append(echo_time);
      }
    }
  }
}

std::string TruthJson(const PhantomCase& phantom,
                      const DigitalPatient& patient,
                      const std::map<std::string, TrueValue>& values,
                      const PhantomStudy& baseline,
                      const PhantomStudy& follow_up) {
  Json::Value truth;
  const double change = phantom.options.change_percent;
  truth["Kind"] = change == 0.0 ? "null" : "change";
  truth["Case"] = StrCat("phantom-", phantom.structure);
  truth["Seed"] = static_cast<Json::UInt64>(phantom.options.seed);
  truth["Structure"] = phantom.structure;
  truth["Measurement"] = patient.measurement;
  truth["Unit"] = UnitOf(phantom, patient.measurement);
  if (phantom.side) truth["Side"] = SideName(*phantom.side);
  if (!phantom.options.level.empty()) truth["Level"] = phantom.options.level;
  truth["TrueChangePercent"] = change;
  const auto t2 = values.find("t2");
  const auto volume = values.find("volume");
  truth["TrueT2"] = PairJson(t2->second.baseline, t2->second.follow_up);
  truth["TrueVolumeMm3"] = PairJson(volume->second.baseline, volume->second.follow_up);
  for (const auto& [name, value] : values) {
    Json::Value& of = truth["Measurements"][name];
    of = PairJson(value.baseline, value.follow_up);
    of["Unit"] = UnitOf(phantom, name);
    of["ChangePercent"] = PercentChange(value);
  }
  PutExams(patient, truth);
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
  const Result<DigitalPatient> patient = MakeDigitalPatient(options);
  if (!patient) {
    return patient.error();
  }
  const PhantomCase phantom = MakeCase(options, *patient);
  const PhantomStudy baseline = MakeStudy(phantom, "baseline", kBaselineDate);
  const PhantomStudy follow_up = MakeStudy(phantom, "follow-up", kFollowUpDate);
  VisitTruth before;
  VisitTruth after;
  Status status = WriteExam(phantom, *patient, baseline, patient->baseline, output, &before);
  if (status) {
    status = WriteExam(phantom, *patient, follow_up, patient->follow_up, output, &after);
  }
  if (status) {
    status = WriteWholeFile(output / "treatments.csv", TreatmentsCsv(phantom, *patient));
  }
  if (status) {
    status = WriteWholeFile(
        output / "truth.json",
        TruthJson(phantom, *patient, AllTruth(*patient, before, after), baseline, follow_up));
  }
  return status;
}

}  // namespace regen
