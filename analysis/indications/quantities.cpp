// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/quantities.h"

#include <utility>

namespace regen {
namespace {

MeasurementDefinition Quantity(std::string name,
                               std::string unit,
                               CodedConcept code,
                               MeasuringMethod method,
                               ComparabilityDomain domain) {
  MeasurementDefinition row;
  row.name = std::move(name);
  row.unit = std::move(unit);
  row.concept_code = std::move(code);
  row.method = method;
  row.domain = domain;
  return row;
}

}  // namespace

MeasurementDefinition T2Quantity() {
  auto row = Quantity(
      "t2", "ms", {"113065", "DCM", "T2"}, MeasuringMethod::kT2, ComparabilityDomain::kT2);
  row.roles = {"t2-map", "t2-map-vendor"};
  return row;
}

MeasurementDefinition T2StarQuantity() {
  auto row = Quantity("t2-star",
                      "ms",
                      {"113064", "DCM", "T2*"},
                      MeasuringMethod::kT2Star,
                      ComparabilityDomain::kT2);
  row.roles = {"t2-star-map"};
  return row;
}

MeasurementDefinition HighT2FractionQuantity(double threshold_ms) {
  auto row = Quantity("high-t2-fraction",
                      "%",
                      {"HIGH-T2-FRACTION", "99REGEN", "Share of the structure with high T2"},
                      MeasuringMethod::kHighT2Fraction,
                      ComparabilityDomain::kT2);
  row.roles = {"t2-map", "t2-map-vendor"};
  row.threshold = threshold_ms;
  row.error_model = ErrorModel::kConstantSd;
  row.upper_bound = 100;
  return row;
}

MeasurementDefinition ThicknessQuantity() {
  auto row = Quantity("thickness",
                      "mm",
                      {"THICKNESS", "99REGEN", "Thickness of the structure"},
                      MeasuringMethod::kThickness,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 60;
  return row;
}

MeasurementDefinition CartilageThicknessQuantity() {
  auto row = Quantity("cartilage-thickness",
                      "mm",
                      {"CARTILAGE-THICK", "99REGEN", "Thickness of the cartilage"},
                      MeasuringMethod::kMeanThickness,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 12;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition CrossSectionalAreaQuantity() {
  auto row = Quantity("cross-sectional-area",
                      "mm2",
                      {"42798000", "SCT", "Area"},
                      MeasuringMethod::kCrossSectionalArea,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 5000;
  return row;
}

MeasurementDefinition VolumeQuantity() {
  auto row = Quantity("volume",
                      "mm3",
                      {"118565006", "SCT", "Volume"},
                      MeasuringMethod::kVolume,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 1e6;
  return row;
}

MeasurementDefinition DefectVolumeQuantity() {
  auto row = Quantity("defect-volume",
                      "mm3",
                      {"DEFECT-VOLUME", "99REGEN", "Volume of the defect"},
                      MeasuringMethod::kDefectVolume,
                      ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 1e6;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition DefectLengthQuantity() {
  auto row = Quantity("defect-length",
                      "mm",
                      {"DEFECT-LENGTH", "99REGEN", "Length of the defect"},
                      MeasuringMethod::kDefectLength,
                      ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 500;
  row.error_model = ErrorModel::kConstantSd;
  return row;
}

MeasurementDefinition DefectFractionQuantity() {
  auto row = Quantity("defect-fraction",
                      "%",
                      {"DEFECT-FRACTION", "99REGEN", "Share of the structure that is defect"},
                      MeasuringMethod::kDefectFraction,
                      ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 100;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition SignalRatioQuantity() {
  auto row = Quantity("signal-ratio",
                      "1",
                      {"SIGNAL-RATIO", "99REGEN", "Signal relative to reference tissue"},
                      MeasuringMethod::kSignalRatio,
                      ComparabilityDomain::kSignal);
  row.upper_bound = 100;
  return row;
}

MeasurementDefinition DiscHeightQuantity() {
  auto row = Quantity("disc-height",
                      "mm",
                      {"121207", "DCM", "Height"},
                      MeasuringMethod::kDiscHeight,
                      ComparabilityDomain::kGeometry);
  row.error_model = ErrorModel::kConstantSd;
  row.upper_bound = 25;
  return row;
}

MeasurementDefinition DiscHeightIndexQuantity() {
  auto row = Quantity("disc-height-index",
                      "1",
                      {"DISC-HEIGHT-IDX", "99REGEN", "Disc height index"},
                      MeasuringMethod::kDiscHeightIndex,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 1;
  return row;
}

MeasurementDefinition LesionVolumeQuantity() {
  auto row = Quantity("lesion-volume",
                      "mm3",
                      {"LESION-VOLUME", "99REGEN", "Volume of the lesion"},
                      MeasuringMethod::kLesionVolume,
                      ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 1e6;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition LesionFractionQuantity() {
  auto row = Quantity("lesion-fraction",
                      "%",
                      {"LESION-FRACTION", "99REGEN", "Share of the structure that is lesion"},
                      MeasuringMethod::kLesionFraction,
                      ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 100;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition NecroticAngleQuantity() {
  auto row = Quantity("necrotic-angle",
                      "deg",
                      {"NECROTIC-ANGLE", "99REGEN", "Combined necrotic angle"},
                      MeasuringMethod::kNecroticAngle,
                      ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 720;
  row.error_model = ErrorModel::kConstantSd;
  return row;
}

}  // namespace regen
