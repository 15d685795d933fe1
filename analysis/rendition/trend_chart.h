// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rendition/page.h"

#include <vector>

namespace regen {

// Round numbers that divide [low, high] into about `count` steps; ascending, inside of it.
std::vector<double> AxisTicks(double low, double high, int count);

// Whether the measurement has what the chart needs: both values and both times.
bool CanBeCharted(const FollowUpReport& report, const ReportedMeasurement& measurement);

// The course of one measurement over days from the treatment: values, the baseline's band of
// repeatability, the interval of the change at the follow-up, the treatment at day 0. Values
// that are not comparable are not joined.
void DrawTrend(Page& page, const Area& area, const ReportedMeasurement& measurement);

}  // namespace regen
