// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace regen {

// Widths of arithmetic that a kernel is compiled for. All of them give the same bytes.
enum class InstructionSet { kBaseline, kAvx2, kAvx512 };

// Those that this machine has, narrowest first; the baseline is always there.
std::vector<InstructionSet> AvailableInstructionSets();
InstructionSet WidestInstructionSet();

}  // namespace regen
