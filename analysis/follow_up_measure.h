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
  double widening = 1;  // of the error, by degraded comparability or an uncertain region
  // Of the outline on each exam's grid, where it is known already.
  std::optional<double> baseline_mm3 = {};
  std::optional<double> follow_up_mm3 = {};
};

// A row as it stands in the report. `position_error`: of the follow-up's value, where its
// outline was carried. Where one exam has no value the verdict is `not-comparable`, with
// reasons.
ReportedMeasurement AssessRow(const MeasuredRow& row,
                              const std::optional<double>& position_error,
                              const ExamPair& pair,
                              const ChangeContext& context);

// measure and assess: every row of the protocol, the primary first, then those with a number. A
// row without images or region, or refused by comparability, stands in the report without a
// number and with its reason. Where the planned primary gives no number, the next of the
// declared ranks that does takes its place, with the warning fallback-primary; the exams are
// refused where none does.
Next MeasureAndAssess(ExamAnalysis& analysis);

}  // namespace regen
