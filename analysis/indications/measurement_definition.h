// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/coded_concept.h"

#include <string>
#include <vector>

namespace regen {

// How the error of a measurement grows with its value (Raunig et al. 2015, SMMR 24:27).
enum class ErrorModel {
  kConstantSd,    // the same standard deviation everywhere, in the measurement's unit
  kConstantCv,    // the same coefficient of variation; intervals in logarithms
  kProportional,  // SD proportional to the value, intervals in the unit: for what may vanish
};

// A published repeatability, used until the site gives its own test–retest result.
struct RepeatabilityPrior {
  double within_subject = 0;  // wCV in % or, with kConstantSd, wSD in the measurement's unit
  int subjects = 0;           // 0: not stated by the source
  std::string citation;       // paper, and how the figure follows from it
};

// The functions by which values come about (analysis/measurement); several names may share one.
enum class MeasuringMethod {
  kT2,                  // of a spin-echo train, or a vendor's map
  kT2Star,              // of a gradient-echo train, or a vendor's map
  kHighT2Fraction,      // share of voxels whose T2 lies above `threshold`
  kThickness,           // greatest of the medians of many profiles across the structure
  kMeanThickness,       // mean over the sheet, places without tissue count as zero
  kDefectFill,          // the same as a share of the depth that was drawn
  kCrossSectionalArea,  // greatest, perpendicular to the axis
  kVolume,              // of the structure
  kDefectVolume,        // partial-volume sum of the drawn defect's tissue
  kDefectLength,        // extent of the defect along the structure
  kDefectFraction,      // defect volume as a share of the structure's
  kDefectExtentMl,      // extent of the defect along a sheet, away from the body's middle
  kDefectExtentAp,      // the same from front to back
  kSignalRatio,         // of the structure against untreated tissue
  kDiscHeight,          // between the end-plates
  kDiscHeightIndex,     // the same against the vertebral bodies beside it
  kDiscSignal,          // against spinal fluid and an untreated disc of the same exam
  kLesionVolume,        // of bone, by a threshold against the bone's remote marrow
  kLesionFraction,      // the same as a share of the bone: a ball where it is one
  kLesionSignal,        // of the drawn lesion against the bone's remote marrow
  kNecroticAngle,       // that the lesion spans at the ball's centre
  kLevelThickness,      // median of the profiles at `level_mm` above the insertion
  kLevelCrossSection,   // perpendicular to the axis at `level_mm`
  kLengthVolume,        // of the structure from `level_mm` over `length_mm` upwards
  kHighSignalFraction,  // share of voxels brighter than `threshold` times the muscle beside
  kMuscleSignal,        // of the structure against the muscle beside its upper end
  kOedemaVolume,        // of what is brighter than remote muscle around the drawn lesion
  kOedemaLength,        // the same from head to feet
  kContralateral,       // signal of the drawn lesion against its mirror image's place
};

// Which part of the structure is looked at.
enum class MeasuredPart {
  kWhole,
  kCore  // of a disc: its nucleus, by rule (analysis/measurement/core_region.h)
};

// Which of the comparability gate's results count.
enum class ComparabilityDomain { kT2, kSignal, kGeometry };

// One quantity measured in the treated structure: a row of data.
struct MeasurementDefinition {
  std::string name;  // "t2": as in report.json
  std::string unit;  // UCUM: "ms"
  CodedConcept concept_code;
  MeasuringMethod method = MeasuringMethod::kT2;
  MeasuredPart part = MeasuredPart::kWhole;
  // Names of the roles that it can be measured on, the best first.
  std::vector<std::string> roles;
  ComparabilityDomain domain = ComparabilityDomain::kT2;
  // 1: the indication's declared primary; 2, 3 …: takes its place where the images or regions
  // for the one before are missing; 0: secondary.
  int primary_rank = 0;
  bool needs_defect = false;  // a region of the defect, drawn on the baseline
  double lower_bound = 0;     // physically sensible range; outside of it there is no value
  double upper_bound = 0;
  double threshold = 0;  // of the methods that have one, in the unit that they say
  double level_mm = 0;   // above the insertion, along the structure
  double length_mm = 0;  // upwards from there
  ErrorModel error_model = ErrorModel::kConstantCv;
  RepeatabilityPrior repeatability;
};

}  // namespace regen
