// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace regen {

// Statistics that single outliers do not move (Huber and Ronchetti 2009, Robust Statistics).

// The value of rank `size / 2`; of at least one value.
double Median(std::vector<double> values);

// The value of rank `share · size`, rounded down, at most the last; of at least one value.
double Quantile(std::vector<double> values, double share);

// 1.4826 × median of magnitudes, at least 1e-6: the standard deviation of normal residuals.
// 1e-6 where there are none.
double RobustScale(std::vector<double> magnitudes);
double RobustScale(std::vector<float> magnitudes);

// Tukey's biweight: (1 - (r/c)²)² inside c = 4.685 scale, 0 outside.
double Biweight(double r, double scale);

}  // namespace regen
