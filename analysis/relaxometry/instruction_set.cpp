// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/relaxometry/instruction_set.h"

namespace regen {

std::vector<InstructionSet> AvailableInstructionSets() {
  std::vector<InstructionSet> sets{InstructionSet::kBaseline};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    sets.push_back(InstructionSet::kAvx2);
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
    sets.push_back(InstructionSet::kAvx512);
  }
#endif
  return sets;
}

InstructionSet WidestInstructionSet() {
  static const InstructionSet widest = AvailableInstructionSets().back();
  return widest;
}

}  // namespace regen
