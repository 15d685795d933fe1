// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/change/read_test_retest.h"

#include <string>

namespace regen {

// The answer of `regeneration repeatability` as JSON: "Repeatability", ready for the
// configuration (source "site", the citation given), and "Details" with every figure, its 95 %
// limits, linearity and the statement of conformance. An error where a measurement has no
// subject with two values.
Result<std::string> RetestJson(const RetestStudy& study,
                               const std::string& source,
                               const std::string& citation);

}  // namespace regen
