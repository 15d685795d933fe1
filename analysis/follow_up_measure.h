// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/follow_up_exams.h"
#include "analysis/measurement/exam_pair.h"
#include "analysis/measurement/measure.h"

#include <optional>
#include <vector>

namespace regen {

// A measurement and what it gave.
struct MeasuredRow {
  const MeasurementDefinition& definition;
  MeasuredPair measured;
};

// How the position of the follow-up's outline changes each value: measured again with outline
// and defect shifted by ± `uncertainty_mm` along columns, rows and slices; root mean square of
// the difference to the follow-up's value, in its unit, over the shifts that can be measured;
// `uncertainty_mm` is the standard deviation of the position in space. Nothing where there is
// no value or no shifted outline can be measured; zero for what does not depend on the
// outline's place. As many as rows, in their order.
std::vector<std::optional<double>> PositionErrors(const std::vector<MeasuredRow>& rows,
                                                  const ExamPair& pair,
                                                  double uncertainty_mm);

// What the change of a measurement is judged by.
struct ChangeContext {
  const IndicationProtocol& protocol;
  const AnalysisOptions& options;
  std::optional<double> uncertainty_mm;  // of a carried outline's position
  double widening = 1;
  // Of the outline on each exam's grid, where it is known already.
  std::optional<double> baseline_mm3 = {};
  std::optional<double> follow_up_mm3 = {};
};

// Measures both exams and assesses the change. Where one cannot be measured the verdict is
// `not-comparable`, with reasons.
ReportedMeasurement MeasureChange(const MeasurementDefinition& definition,
                                  const ExamPair& pair,
                                  const ChangeContext& context);

// measure and assess: every row of the protocol, the primary first, then those with a number. A
// row without images or region, or refused by comparability, stands in the report without a
// number and with its reason. Where the planned primary gives no number, the next of the
// declared ranks that does takes its place, with the warning fallback-primary; the exams are
// refused where none does.
Next MeasureAndAssess(ExamAnalysis& analysis);

}  // namespace regen
