// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/comparability.h"

#include "analysis/base/text.h"
#include "analysis/selection/fold_text.h"
#include "analysis/selection/select_series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace regen {

namespace {

constexpr const char* kNotStated = "not stated";

ComparabilityCheck Row(std::string check,
                       std::string baseline,
                       std::string follow_up,
                       Comparability result,
                       std::string_view code) {
  ComparabilityCheck row{
      std::move(check), std::move(baseline), std::move(follow_up), result, {}};
  if (result != Comparability::kSame) row.reason_code = std::string(code);
  return row;
}

std::string NumberText(const std::optional<double>& value, std::string_view unit) {
  return value ? StrCat(*value, " ", unit) : kNotStated;
}

// Beyond what cannot be told: a value that only one side states degrades, two silent sides are
// the same.
std::optional<Comparability> ResultOfAbsence(bool baseline_has, bool follow_up_has) {
  if (baseline_has && follow_up_has) return std::nullopt;
  return baseline_has == follow_up_has ? Comparability::kSame : Comparability::kDegraded;
}

double PercentBetween(double baseline, double follow_up) {
  return 100.0 * std::abs(follow_up / baseline - 1.0);
}

ComparabilityCheck CompareEchoTimes(const EchoAcquisition& baseline,
                                    const EchoAcquisition& follow_up,
                                    const ComparabilityThresholds& thresholds) {
  const auto& a = baseline.echo_times_ms;
  const auto& b = follow_up.echo_times_ms;
  const auto text = [](const std::vector<double>& times) {
    return StrCat(times.size(),
                  " echoes from ",
                  FormatFixed(times.front(), 3),
                  " to ",
                  FormatFixed(times.back(), 3),
                  " ms");
  };
  bool alike = a.size() == b.size() &&
               PercentBetween(a.front(), b.front()) <= thresholds.first_echo_percent;
  for (std::size_t i = 1; alike && i < a.size(); ++i) {
    alike = PercentBetween(a[i] - a[i - 1], b[i] - b[i - 1]) <= thresholds.echo_spacing_percent;
  }
  return Row("EchoTime",
             text(a),
             text(b),
             alike ? Comparability::kSame : Comparability::kRefused,
             reasons::kEchoTimesDiffer);
}

ComparabilityCheck CompareRepetitionTimes(const SeriesSummary& baseline,
                                          const SeriesSummary& follow_up,
                                          const ComparabilityThresholds& thresholds) {
  const auto& a = baseline.repetition_time_ms;
  const auto& b = follow_up.repetition_time_ms;
  Comparability result = Comparability::kSame;
  if (const auto absence = ResultOfAbsence(a.has_value(), b.has_value())) {
    result = *absence;
  } else if (PercentBetween(*a, *b) > thresholds.repetition_time_percent) {
    result = Comparability::kDegraded;
  }
  return Row("RepetitionTime",
             NumberText(a, "ms"),
             NumberText(b, "ms"),
             result,
             reasons::kRepetitionTimeDiffers);
}

ComparabilityCheck CompareFieldStrengths(const SeriesSummary& baseline,
                                         const SeriesSummary& follow_up,
                                         const ComparabilityThresholds& thresholds) {
  const auto& a = baseline.magnetic_field_strength_t;
  const auto& b = follow_up.magnetic_field_strength_t;
  Comparability result = Comparability::kSame;
  if (const auto absence = ResultOfAbsence(a.has_value(), b.has_value())) {
    result = *absence;
  } else if (std::abs(*a - *b) > thresholds.field_strength_t) {
    result = Comparability::kRefused;
  }
  return Row("MagneticFieldStrength",
             NumberText(a, "T"),
             NumberText(b, "T"),
             result,
             reasons::kFieldStrengthDiffers);
}

// Vendors have changed the way they write themselves ("GE MEDICAL SYSTEMS", "GE HealthCare").
std::string VendorOf(const std::string& manufacturer) {
  const auto words = FoldedWords(manufacturer);
  constexpr std::array<std::string_view, 6> kVendors = {
      "SIEMENS", "PHILIPS", "GE", "CANON", "TOSHIBA", "HITACHI"};
  for (const std::string_view vendor : kVendors) {
    if (NamesOne(words, vendor)) return std::string(vendor);
  }
  return JoinStrings(words, " ");
}

// Two texts that must be equal, compared without case and punctuation.
ComparabilityCheck CompareTexts(std::string check,
                                const std::string& baseline,
                                const std::string& follow_up,
                                bool equal,
                                Comparability if_different,
                                std::string_view code) {
  const auto absence = ResultOfAbsence(!baseline.empty(), !follow_up.empty());
  const Comparability result = absence ? *absence : equal ? Comparability::kSame : if_different;
  return Row(std::move(check),
             baseline.empty() ? kNotStated : baseline,
             follow_up.empty() ? kNotStated : follow_up,
             result,
             code);
}

void CompareScanners(const SeriesSummary& baseline,
                     const SeriesSummary& follow_up,
                     std::vector<ComparabilityCheck>& checks) {
  const auto same_words = [](const std::string& a, const std::string& b) {
    return FoldedWords(a) == FoldedWords(b);
  };
  checks.push_back(
      CompareTexts("Manufacturer",
                   baseline.manufacturer,
                   follow_up.manufacturer,
                   VendorOf(baseline.manufacturer) == VendorOf(follow_up.manufacturer),
                   Comparability::kRefused,
                   reasons::kScannerDiffers));
  checks.push_back(CompareTexts("ManufacturerModelName",
                                baseline.model_name,
                                follow_up.model_name,
                                same_words(baseline.model_name, follow_up.model_name),
                                Comparability::kRefused,
                                reasons::kScannerDiffers));
  checks.push_back(
      CompareTexts("DeviceSerialNumber",
                   baseline.device_serial_number,
                   follow_up.device_serial_number,
                   same_words(baseline.device_serial_number, follow_up.device_serial_number),
                   Comparability::kDegraded,
                   reasons::kScannerDiffers));
  checks.push_back(
      CompareTexts("SoftwareVersions",
                   baseline.software_versions,
                   follow_up.software_versions,
                   same_words(baseline.software_versions, follow_up.software_versions),
                   Comparability::kDegraded,
                   reasons::kSoftwareDiffers));
}

bool Holds(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::string SortedText(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? kNotStated : JoinStrings(values, "\\");
}

// The class of the sequence: kind of echo, and whether magnetisation transfer was prepared,
// which shortens the apparent T2 of ordered tissue.
std::string SequenceClass(const SeriesSummary& series) {
  return StrCat(SortedText(series.scanning_sequence),
                Holds(series.sequence_variant, "MTC") ? " with magnetisation transfer" : "");
}

void CompareSequences(const SeriesSummary& baseline,
                      const SeriesSummary& follow_up,
                      std::vector<ComparabilityCheck>& checks) {
  const std::string a = SequenceClass(baseline);
  const std::string b = SequenceClass(follow_up);
  checks.push_back(Row("SequenceClass",
                       a,
                       b,
                       a == b ? Comparability::kSame : Comparability::kRefused,
                       reasons::kSequenceDiffers));
  // An absent ScanOptions means that no option was used (type 2, PS3.3 C.8.3.1).
  const auto suppressed = [](const SeriesSummary& series) {
    return Holds(series.scan_options, "FS") || Holds(series.scan_options, "SFS");
  };
  const auto text = [&](const SeriesSummary& series) {
    return suppressed(series) ? "fat suppressed" : "not suppressed";
  };
  checks.push_back(Row("FatSuppression",
                       text(baseline),
                       text(follow_up),
                       suppressed(baseline) == suppressed(follow_up) ? Comparability::kSame
                                                                     : Comparability::kRefused,
                       reasons::kFatSuppressionDiffers));
  const bool with_a = !baseline.contrast_agent.empty();
  const bool with_b = !follow_up.contrast_agent.empty();
  Comparability contrast = with_a == with_b ? Comparability::kSame : Comparability::kRefused;
  if (with_a && with_b &&
      FoldedWords(baseline.contrast_agent) != FoldedWords(follow_up.contrast_agent)) {
    contrast = Comparability::kDegraded;
  }
  checks.push_back(Row("ContrastBolusAgent",
                       with_a ? baseline.contrast_agent : "none",
                       with_b ? follow_up.contrast_agent : "none",
                       contrast,
                       reasons::kContrastAgentDiffers));
}

Comparability ResultOfSizes(double a, double b, const ComparabilityThresholds& thresholds) {
  const double ratio = std::max(a, b) / std::min(a, b);
  if (ratio > thresholds.voxel_size_ratio) return Comparability::kRefused;
  return 100.0 * (ratio - 1.0) > thresholds.voxel_size_percent ? Comparability::kDegraded
                                                               : Comparability::kSame;
}

std::optional<std::array<double, 2>> PixelSpacingOf(const SeriesSummary& series) {
  for (const InstanceSummary& image : series.instances) {
    if (image.pixel_spacing_mm) return image.pixel_spacing_mm;
  }
  return std::nullopt;
}

void CompareVoxels(const SeriesSummary& baseline_series,
                   const EchoAcquisition& baseline,
                   const SeriesSummary& follow_up_series,
                   const EchoAcquisition& follow_up,
                   const ComparabilityThresholds& thresholds,
                   std::vector<ComparabilityCheck>& checks) {
  const auto pixel_a = PixelSpacingOf(baseline_series);
  const auto pixel_b = PixelSpacingOf(follow_up_series);
  const auto pixel_text = [](const std::optional<std::array<double, 2>>& pixel) {
    return pixel ? StrCat((*pixel)[0], " x ", (*pixel)[1], " mm") : kNotStated;
  };
  const auto pixel_absence = ResultOfAbsence(pixel_a.has_value(), pixel_b.has_value());
  checks.push_back(Row("PixelSpacing",
                       pixel_text(pixel_a),
                       pixel_text(pixel_b),
                       pixel_absence
                           ? *pixel_absence
                           : std::max(ResultOfSizes((*pixel_a)[0], (*pixel_b)[0], thresholds),
                                      ResultOfSizes((*pixel_a)[1], (*pixel_b)[1], thresholds)),
                       reasons::kVoxelSizeDiffers));

  const auto& thick_a = baseline_series.slice_thickness_mm;
  const auto& thick_b = follow_up_series.slice_thickness_mm;
  const auto thick_absence = ResultOfAbsence(thick_a.has_value(), thick_b.has_value());
  checks.push_back(
      Row("SliceThickness",
          NumberText(thick_a, "mm"),
          NumberText(thick_b, "mm"),
          thick_absence ? *thick_absence : ResultOfSizes(*thick_a, *thick_b, thresholds),
          reasons::kVoxelSizeDiffers));

  checks.push_back(
      Row("SliceSpacing",
          StrCat(FormatFixed(baseline.slice_spacing_mm, 2), " mm"),
          StrCat(FormatFixed(follow_up.slice_spacing_mm, 2), " mm"),
          ResultOfSizes(baseline.slice_spacing_mm, follow_up.slice_spacing_mm, thresholds),
          reasons::kVoxelSizeDiffers));
}

std::string NormalText(const std::array<double, 3>& normal) {
  return StrCat("normal ",
                FormatFixed(normal[0], 2),
                " ",
                FormatFixed(normal[1], 2),
                " ",
                FormatFixed(normal[2], 2));
}

// Angle between the slice planes; which way a stack is numbered does not matter.
ComparabilityCheck CompareOrientations(const EchoAcquisition& baseline,
                                       const EchoAcquisition& follow_up,
                                       const ComparabilityThresholds& thresholds) {
  constexpr double kDegreesPerRadian = 57.295779513082323;
  const auto& a = baseline.slice_normal_lps;
  const auto& b = follow_up.slice_normal_lps;
  const double cosine = std::min(1.0, std::abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
  const double angle_deg = std::acos(cosine) * kDegreesPerRadian;
  const Comparability result =
      angle_deg > thresholds.orientation_refused_deg    ? Comparability::kRefused
      : angle_deg > thresholds.orientation_degraded_deg ? Comparability::kDegraded
                                                        : Comparability::kSame;
  return Row("Orientation",
             NormalText(a),
             StrCat(NormalText(b), ", ", FormatFixed(angle_deg, 1), " degrees away"),
             result,
             reasons::kOrientationDiffers);
}

}  // namespace

std::string_view ComparabilityName(Comparability result) {
  switch (result) {
    case Comparability::kSame:
      return "same";
    case Comparability::kDegraded:
      return "degraded";
    case Comparability::kRefused:
      return "refused";
  }
  return {};
}

std::vector<ComparabilityCheck> CompareAcquisitions(const SeriesSummary& baseline_series,
                                                    const EchoAcquisition& baseline,
                                                    const SeriesSummary& follow_up_series,
                                                    const EchoAcquisition& follow_up,
                                                    const ComparabilityThresholds& thresholds) {
  std::vector<ComparabilityCheck> checks;
  checks.push_back(CompareEchoTimes(baseline, follow_up, thresholds));
  checks.push_back(CompareRepetitionTimes(baseline_series, follow_up_series, thresholds));
  checks.push_back(CompareFieldStrengths(baseline_series, follow_up_series, thresholds));
  CompareScanners(baseline_series, follow_up_series, checks);
  CompareSequences(baseline_series, follow_up_series, checks);
  CompareVoxels(baseline_series, baseline, follow_up_series, follow_up, thresholds, checks);
  checks.push_back(CompareOrientations(baseline, follow_up, thresholds));
  return checks;
}

ComparabilityCheck CompareJointAngle(double turned_deg,
                                     const ComparabilityThresholds& thresholds) {
  const Comparability result =
      turned_deg > thresholds.joint_angle_refused_deg    ? Comparability::kRefused
      : turned_deg > thresholds.joint_angle_degraded_deg ? Comparability::kDegraded
                                                         : Comparability::kSame;
  return Row("JointAngle",
             "reference",
             StrCat("turned by ", FormatFixed(turned_deg, 1), " degrees"),
             result,
             reasons::kJointAngleDiffers);
}

bool AnyRefused(const std::vector<ComparabilityCheck>& checks) {
  return std::any_of(checks.begin(), checks.end(), [](const ComparabilityCheck& check) {
    return check.result == Comparability::kRefused;
  });
}

Reasons ComparabilityReasons(const std::vector<ComparabilityCheck>& checks,
                             Comparability result) {
  Reasons found;
  if (result == Comparability::kSame) return found;
  for (const ComparabilityCheck& check : checks) {
    if (check.result != result) continue;
    found.push_back(MakeReason(
        check.reason_code,
        StrCat(check.check, ": baseline ", check.baseline, ", follow-up ", check.follow_up)));
  }
  return found;
}

}  // namespace regen
