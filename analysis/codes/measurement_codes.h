// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/codes/code.h"

#include <optional>
#include <string_view>
#include <vector>

namespace regen {

// How one measurement of report.json is coded: its quantity, the changes of it and the method
// by which it comes about (analysis/measurement). Viewers that show no modifiers show these
// meanings alone, so each says what changed.
struct MeasurementCodes {
  std::string_view name;  // as in report.json
  Code quantity;
  Code change;
  Code percent_change;
  std::optional<Code> method;
  std::optional<Code> derivation;  // CID 7464
};

const std::vector<MeasurementCodes>& AllMeasurementCodes();

// Null for a measurement that has none of its own: written with "Change from baseline" and the
// quantity as a modifier then.
const MeasurementCodes* FindMeasurementCodes(std::string_view name);

}  // namespace regen
