// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/registry/treatment_registry.h"
#include "plugin/runtime/runtime.h"

#include <string>
#include <vector>

namespace regen {

// The bodies of the interface's answers; shapes as docs and openapi.json tell.
std::string HealthJson(const Health& health);
std::string StudyViewJson(const StudyView& view);
std::string ReviewJson(const std::vector<ReviewEntry>& review);
std::string QueueJson(const std::vector<QueueEntry>& queue);
std::string TreatmentsJson(const std::vector<Treatment>& treatments);
std::string ImportOutcomeJson(const ImportOutcome& outcome, bool dry_run);

}  // namespace regen
