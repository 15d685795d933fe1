// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/digital_patient.h"

#include "analysis/base/text.h"
#include "analysis/phantom/digital_disc.h"
#include "analysis/phantom/digital_knee.h"
#include "analysis/phantom/digital_limb.h"
#include "analysis/phantom/digital_shoulder.h"

#include <algorithm>
#include <utility>

namespace regen {
namespace {

// Every indication's phantom: what it can change, and how it is made.
struct PhantomMaker {
  Indication indication;
  std::vector<std::string> measurements;
  Result<DigitalPatient> (*make)(const PhantomOptions&);
};

const std::vector<PhantomMaker>& Makers() {
  static const std::vector<PhantomMaker> makers{
      {Indication::kPatellarTendon, {"t2", "defect-volume", "volume"}, MakeDigitalTendon},
      {Indication::kArticularCartilage, {"t2", "cartilage-thickness"}, MakeDigitalCartilage},
      {Indication::kIntervertebralDisc, {"t2", "disc-height"}, MakeDigitalDisc},
      {Indication::kBone, {"lesion-volume"}, MakeDigitalBone},
      {Indication::kAchillesTendon, {"thickness", "t2"}, MakeDigitalAchilles},
      {Indication::kHamstringTendon, {"lesion-volume"}, MakeDigitalHamstring},
      {Indication::kSupraspinatusTendon, {"defect-volume"}, MakeDigitalShoulder}};
  return makers;
}

const PhantomMaker* FindMaker(Indication indication) {
  for (const PhantomMaker& maker : Makers()) {
    if (maker.indication == indication) {
      return &maker;
    }
  }
  return nullptr;
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
  const PhantomMaker* maker = FindMaker(options.indication);
  if (maker == nullptr) {
    std::vector<std::string> known;
    for (const PhantomMaker& one : Makers()) {
      known.emplace_back(IndicationName(one.indication));
    }
    return InputError(StrCat("phantom: no phantom of ",
                             name,
                             " in this version, expected ",
                             JoinStrings(known, " or ")));
  }
  const auto& measurements = maker->measurements;
  if (!options.measurement.empty() &&
      std::find(measurements.begin(), measurements.end(), options.measurement) ==
          measurements.end()) {
    return InputError(StrCat("phantom: measurement ",
                             options.measurement,
                             ", expected for ",
                             name,
                             ": ",
                             JoinStrings(measurements, " or ")));
  }
  return Done{};
}

// Leaves the series of the roles that were asked for.
Status KeepRoles(const std::vector<std::string>& roles, DigitalPatient& patient) {
  if (roles.empty()) {
    return Done{};
  }
  std::vector<ExamSeries> kept;
  std::vector<std::string> known;
  for (ExamSeries& series : patient.series) {
    known.push_back(series.role);
    if (std::find(roles.begin(), roles.end(), series.role) != roles.end()) {
      kept.push_back(std::move(series));
    }
  }
  if (kept.size() != roles.size()) {
    return Error{ErrorKind::kUsage,
                 StrCat("phantom: series ",
                        JoinStrings(roles, ","),
                        ", expected each once among ",
                        JoinStrings(known, ","))};
  }
  patient.series = std::move(kept);
  return Done{};
}

}  // namespace

std::vector<std::string> ChangeableMeasurements(Indication indication) {
  const PhantomMaker* maker = FindMaker(indication);
  return maker == nullptr ? std::vector<std::string>{} : maker->measurements;
}

Result<DigitalPatient> MakeDigitalPatient(const PhantomOptions& options) {
  if (Status status = CheckOptions(options); !status) {
    return status.error();
  }
  const PhantomMaker& maker = *FindMaker(options.indication);
  PhantomOptions complete = options;
  if (complete.measurement.empty()) {
    complete.measurement = maker.measurements.front();
  }
  Result<DigitalPatient> patient = maker.make(complete);
  if (!patient) {
    return patient;
  }
  patient->measurement = complete.measurement;
  if (Status status = KeepRoles(options.roles, *patient); !status) {
    return status.error();
  }
  return patient;
}

}  // namespace regen
