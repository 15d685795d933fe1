// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/base/result.h"
#include "plugin/archive/archive.h"
#include "plugin/matching/match_study.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

struct BaselineFound {
  std::optional<ArchivedStudy> study;  // nothing: see `reason`
  StudyMatch match;
  Reason reason;  // no-baseline, with how many studies were looked at and why they do not do
};

// The last study of the patient, other than `follow_up`, that may serve as baseline: on the day
// of the application or at most `window_days` before, after an earlier application to the same
// structure (`earlier_treatments`), with identity, structure and side that match and a suitable
// acquisition. The archive is searched by PatientID; its own idea of a patient is not trusted.
Result<BaselineFound> FindBaseline(
    Archive& archive,
    const ArchivedStudy& follow_up,
    const Treatment& treatment,
    const std::vector<Treatment>& earlier_treatments,
    int window_days,
    const DescriptionDictionary& dictionary = ShippedDictionary());

}  // namespace regen
