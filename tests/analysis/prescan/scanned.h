// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/prescan/prescan.h"
#include "tests/support/dicom_bytes.h"

#include <string>
#include <string_view>

namespace regen::prescan {

inline std::span<const std::uint8_t> AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline ScanReport Scanned(std::string_view file) {
  return ScanBytes(AsBytes(file));
}

// "ok" or the defect's name.
inline std::string CodeOf(std::string_view file) {
  const ScanReport report = Scanned(file);
  return report.defect ? std::string(DefectCodeName(report.defect->code)) : "ok";
}

inline std::string TextOf(std::string_view file) {
  const ScanReport report = Scanned(file);
  return report.defect ? DefectText(*report.defect) : "ok";
}

}  // namespace regen::prescan
