// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/prescan/defect.h"
#include "plugin/log.h"

#include <atomic>
#include <cstdint>
#include <span>

namespace regen {

// What the archive is to do with an instance that it has received.
enum class GuardAction {
  kKeep,
  kDiscard,     // tell the sender success: a refusal would be sent again and again
  kAnswerError  // the archive would still read a discarded instance to answer the request
};

enum class InstanceWay {
  kDicom,  // C-STORE
  kHttp,   // the archive's REST interface, also called by plugins (STOW-RS)
  kOther   // Lua, WebDAV
};

struct GuardCounts {
  std::uint64_t checked = 0;
  std::uint64_t discarded = 0;
  std::uint64_t refused = 0;  // answered with an error
};

// Safe to call from several threads. `log` must outlive it.
class InstanceGuard {
 public:
  explicit InstanceGuard(Log& log) : log_(log) {}

  // Poison (prescan::IsPoison) is kept out; everything else is kept, also what is useless.
  // One line in the log for each that is kept out: code, tags and offset, no value.
  GuardAction Judge(std::span<const std::uint8_t> instance, InstanceWay way) noexcept;

  GuardCounts counts() const noexcept;

 private:
  void Report(const prescan::Defect& defect, GuardAction action);

  Log& log_;
  std::atomic<std::uint64_t> checked_ = 0;
  std::atomic<std::uint64_t> discarded_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
};

}  // namespace regen
