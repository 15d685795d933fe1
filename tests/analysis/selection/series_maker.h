// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/selection/recognise_series.h"
#include "tests/analysis/selection/study_builder.h"

#include <string>
#include <vector>

namespace regen::test {

// A series with one echo time and one image per slice, of which the header says as little as a
// header can. Tests add what they are about.
inline SeriesSummary MakePlainSeries(double tr_ms, double te_ms) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1, 3, te_ms);
  series.series_description.clear();
  series.manufacturer.clear();
  series.scanning_sequence.clear();
  series.sequence_variant.clear();
  series.repetition_time_ms = tr_ms;
  for (InstanceSummary& image : series.instances) image.image_type = {"ORIGINAL", "PRIMARY"};
  return series;
}

// As MakePlainSeries, a turbo spin echo as Siemens writes it.
inline SeriesSummary MakeTurboSpinEcho(double tr_ms, double te_ms) {
  SeriesSummary series = MakePlainSeries(tr_ms, te_ms);
  series.manufacturer = "SIEMENS";
  series.scanning_sequence = {"SE"};
  series.sequence_variant = {"SK", "SP", "OSP"};
  series.sequence_name = "*tse2d1_9";
  series.mr_acquisition_type = "2D";
  series.echo_train_length = 9;
  return series;
}

// As MakePlainSeries, a spoiled gradient echo.
inline SeriesSummary MakeGradientEcho(double tr_ms, double te_ms, double flip_deg) {
  SeriesSummary series = MakePlainSeries(tr_ms, te_ms);
  series.scanning_sequence = {"GR"};
  series.sequence_variant = {"SP"};
  series.flip_angle_deg = flip_deg;
  return series;
}

// Every image gets these further values of ImageType.
inline void SetImageType(SeriesSummary& series, const std::vector<std::string>& values) {
  for (InstanceSummary& image : series.instances) image.image_type = values;
}

inline SeriesKind Recognised(const SeriesSummary& series) {
  static const DescriptionDictionary shipped;
  return RecogniseSeries(series, shipped);
}

inline SeriesSummary Described(SeriesSummary series, const std::string& description) {
  series.series_description = description;
  return series;
}

}  // namespace regen::test
