// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace regen {

// Calls `work` once for every number 0..count-1, on `threads` threads (0: as many as the
// machine has). Each number must write to places of its own; then results do not depend on the
// threads.
void ForEachSlice(int count, int threads, const std::function<void(int)>& work);

}  // namespace regen
