// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/database/records.h"

#include <array>
#include <utility>

namespace regen {
namespace {

constexpr std::array<std::pair<StudyPhase, std::string_view>, 9> kPhases = {{
    {StudyPhase::kWaiting, "waiting"},
    {StudyPhase::kQueued, "queued"},
    {StudyPhase::kAnalyzing, "analyzing"},
    {StudyPhase::kMeasured, "measured"},
    {StudyPhase::kHeld, "held"},
    {StudyPhase::kRefused, "refused"},
    {StudyPhase::kNotApplicable, "not-applicable"},
    {StudyPhase::kSuperseded, "superseded"},
    {StudyPhase::kFailed, "failed"},
}};

constexpr std::array<std::pair<JobState, std::string_view>, 5> kStates = {{
    {JobState::kQueued, "queued"},
    {JobState::kRunning, "running"},
    {JobState::kDone, "done"},
    {JobState::kFailed, "failed"},
    {JobState::kSuperseded, "superseded"},
}};

template <typename Value, std::size_t size>
std::string_view NameIn(const std::array<std::pair<Value, std::string_view>, size>& table,
                        Value value) {
  for (const auto& entry : table) {
    if (entry.first == value) {
      return entry.second;
    }
  }
  return {};
}

template <typename Value, std::size_t size>
std::optional<Value> ValueIn(const std::array<std::pair<Value, std::string_view>, size>& table,
                             std::string_view name) {
  for (const auto& entry : table) {
    if (entry.second == name) {
      return entry.first;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view StudyPhaseName(StudyPhase phase) {
  return NameIn(kPhases, phase);
}
std::optional<StudyPhase> ParseStudyPhase(std::string_view name) {
  return ValueIn(kPhases, name);
}
std::string_view JobStateName(JobState state) {
  return NameIn(kStates, state);
}
std::optional<JobState> ParseJobState(std::string_view name) {
  return ValueIn(kStates, name);
}

}  // namespace regen
