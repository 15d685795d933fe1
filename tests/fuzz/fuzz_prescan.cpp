// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/limits.h"
#include "analysis/prescan/prescan.h"
#include "tests/fuzz/fuzz_input.h"

using namespace regen;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const prescan::ScanReport report = prescan::ScanBytes({data, size});
  fuzz::Must(report.depth <= prescan::kMaxDepth);
  fuzz::Must(report.elements <= prescan::kMaxElements + 1);
  if (!report.defect) return 0;
  fuzz::Must(!prescan::DefectText(*report.defect).empty());
  fuzz::Must(report.defect->in_inflated || report.defect->offset <= size);
  return 0;
}
