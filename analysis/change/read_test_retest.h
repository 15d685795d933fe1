// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/change/test_retest.h"
#include "analysis/indications/indication.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// The values of a test–retest file by measurement ("patellar-tendon/t2").
using RetestStudy = std::map<std::string, std::vector<RetestValue>>;

// Reads the CSV of docs/measurements.md: columns `measurement`, `subject`, `value` and,
// optionally, `true_value`; one row per exam. The error names every wrong row, one line each:
// unknown columns and measurements, missing subjects, values that are no numbers.
Result<RetestStudy> ReadTestRetest(std::string_view csv);

// The row of the measurement named "structure/name", or null.
const MeasurementDefinition* MeasurementOfKey(std::string_view key);

}  // namespace regen
