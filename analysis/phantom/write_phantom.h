// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/indications/indication.h"
#include "analysis/treatment/treatment.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace regen {

// A digital patient with one treatment, a baseline and a follow-up, as files.
struct PhantomOptions {
  Indication indication = Indication::kPatellarTendon;
  std::optional<Side> side;  // absent: right, where the structure is paired
  std::string level;         // of a disc only
  double change_percent = -35.0;
  std::uint64_t seed = 1;
};

// Writes into `output` (made where it is missing): baseline/*.dcm, follow-up/*.dcm, roi.dcm
// (the treated structure as a reader's SEG on the baseline), treatments.csv and truth.json. The
// same options give the same bytes. Fails with kUsage where the options contradict the
// indication and with kInput for a valid indication that this version makes no phantom of; then
// nothing is written.
Status WritePhantom(const PhantomOptions& options, const std::filesystem::path& output);

}  // namespace regen
