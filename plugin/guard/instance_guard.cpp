// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/guard/instance_guard.h"

#include "analysis/base/text.h"
#include "analysis/prescan/prescan.h"

namespace regen {

GuardAction InstanceGuard::Judge(std::span<const std::uint8_t> instance,
                                 InstanceWay way) noexcept {
  GuardAction action = GuardAction::kKeep;
  try {
    ++checked_;
    const prescan::ScanReport scan = prescan::ScanBytes(instance);
    if (!scan.defect || !prescan::IsPoison(scan.defect->code)) return action;
    action = way == InstanceWay::kHttp ? GuardAction::kAnswerError : GuardAction::kDiscard;
    ++(action == GuardAction::kDiscard ? discarded_ : refused_);
    Report(*scan.defect, action);
  } catch (...) {
    // Out of memory: the judgement stands if it was made, else the instance is kept.
    return action;
  }
  return action;
}

void InstanceGuard::Report(const prescan::Defect& defect, GuardAction action) {
  log_.Warning(StrCat("guard: an instance was ",
                      action == GuardAction::kDiscard ? "discarded" : "answered with an error",
                      " because it can harm the archive: ",
                      prescan::DefectText(defect)));
}

GuardCounts InstanceGuard::counts() const noexcept {
  return {checked_.load(), discarded_.load(), refused_.load()};
}

}  // namespace regen
