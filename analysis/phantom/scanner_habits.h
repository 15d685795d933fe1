// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/dicom/write_mr_series.h"
#include "analysis/phantom/exam_series.h"

#include <optional>
#include <string_view>
#include <vector>

namespace regen {

// How a scanner fills the attributes that vendors fill differently. The names of the vendors
// tell whose files were looked at; they are no statement of theirs.
enum class ScannerHabits { kPlain, kSiemens, kGe, kPhilips };

std::string_view ScannerHabitsName(
    ScannerHabits habits);  // "plain", "siemens", "ge", "philips"
std::optional<ScannerHabits> ParseScannerHabits(std::string_view name);
const std::vector<ScannerHabits>& AllScannerHabits();

// What the scanner says about itself and the sequence of a series.
void DescribeSequence(ScannerHabits habits,
                      const ExamSeries& series,
                      dicom::MrSeriesHeader& header);

}  // namespace regen
