// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

namespace regen {

// sysexits.h, as the contract has them. A refusal is a result: kExitDone.
inline constexpr int kExitDone = 0;
inline constexpr int kExitUsage = 64;
inline constexpr int kExitInput = 65;
inline constexpr int kExitInternal = 70;

inline int ExitStatusOf(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kUsage:
      return kExitUsage;
    case ErrorKind::kInput:
      return kExitInput;
    case ErrorKind::kUnavailable:
    case ErrorKind::kConflict:
    case ErrorKind::kInternal:
      break;
  }
  return kExitInternal;
}

}  // namespace regen
