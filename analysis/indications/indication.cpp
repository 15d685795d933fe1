// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"

#include <array>
#include <utility>

namespace regen {

namespace {

constexpr std::array<std::pair<Indication, std::string_view>, 7> kNames = {{
    {Indication::kPatellarTendon, "patellar-tendon"},
    {Indication::kAchillesTendon, "achilles-tendon"},
    {Indication::kSupraspinatusTendon, "supraspinatus-tendon"},
    {Indication::kHamstringTendon, "hamstring-tendon"},
    {Indication::kBone, "bone"},
    {Indication::kIntervertebralDisc, "intervertebral-disc"},
    {Indication::kArticularCartilage, "articular-cartilage"},
}};

}  // namespace

std::string_view IndicationName(Indication indication) {
  for (const auto& [value, name] : kNames) {
    if (value == indication) return name;
  }
  return {};
}

std::optional<Indication> ParseIndication(std::string_view name) {
  for (const auto& [value, known] : kNames) {
    if (known == name) return value;
  }
  return std::nullopt;
}

const std::vector<Indication>& AllIndications() {
  static const std::vector<Indication> all = [] {
    std::vector<Indication> values;
    for (const auto& entry : kNames) values.push_back(entry.first);
    return values;
  }();
  return all;
}

const MeasurementDefinition* PrimaryMeasurement(const IndicationProtocol& protocol) {
  for (const MeasurementDefinition& measurement : protocol.measurements) {
    if (measurement.primary_rank == 1) return &measurement;
  }
  return nullptr;
}

const MeasurementDefinition* FindMeasurement(const IndicationProtocol& protocol,
                                             std::string_view name) {
  for (const MeasurementDefinition& measurement : protocol.measurements) {
    if (measurement.name == name) return &measurement;
  }
  return nullptr;
}

const SeriesRole* FindRole(const IndicationProtocol& protocol, std::string_view name) {
  for (const SeriesRole& role : protocol.roles) {
    if (role.name == name) return &role;
  }
  return nullptr;
}

}  // namespace regen
