// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/comparability.h"

#include "analysis/base/text.h"
#include "analysis/selection/fold_text.h"
#include "analysis/selection/role_acceptance.h"
#include "analysis/selection/select_series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace regen {

namespace {

using enum Comparability;
using Thresholds = ComparabilityThresholds;

constexpr const char* kNotStated = "not stated";

// What one row means for T2, for signal and for geometry.
struct Verdicts {
  Comparability t2 = kSame;
  Comparability signal = kSame;
  Comparability geometry = kSame;
};

constexpr Verdicts All(Comparability result) {
  return {result, result, result};
}

// The contrast is another one: relaxation and signal cannot be compared, edges can, less well.
constexpr Verdicts kOtherContrast = {kRefused, kRefused, kDegraded};

ComparabilityCheck Row(std::string check,
                       std::string baseline,
                       std::string follow_up,
                       const Verdicts& verdicts,
                       std::string_view code) {
  ComparabilityCheck row;
  row.check = std::move(check);
  row.baseline = std::move(baseline);
  row.follow_up = std::move(follow_up);
  row.t2 = verdicts.t2;
  row.signal = verdicts.signal;
  row.geometry = verdicts.geometry;
  row.reason_code = std::string(code);
  return row;
}

std::string NumberText(const std::optional<double>& value, std::string_view unit) {
  return value ? StrCat(*value, " ", unit) : kNotStated;
}

// Beyond what cannot be told: a value that only one side states degrades, two silent sides are
// the same.
std::optional<Verdicts> VerdictOfAbsence(bool baseline_has, bool follow_up_has) {
  if (baseline_has && follow_up_has) return std::nullopt;
  return All(baseline_has == follow_up_has ? kSame : kDegraded);
}

double PercentBetween(double baseline, double follow_up) {
  return 100.0 * std::abs(follow_up / baseline - 1.0);
}

Comparability Beyond(double value, double degraded, double refused) {
  return value > refused ? kRefused : value > degraded ? kDegraded : kSame;
}

ComparabilityCheck CompareTrains(const EchoAcquisition& baseline,
                                 const EchoAcquisition& follow_up,
                                 const Thresholds& thresholds) {
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
             alike ? Verdicts{} : kOtherContrast,
             reasons::kEchoTimesDiffer);
}

ComparabilityCheck CompareOneEcho(const EchoAcquisition& baseline,
                                  const EchoAcquisition& follow_up,
                                  const Thresholds& thresholds) {
  const double a = baseline.echo_times_ms.front();
  const double b = follow_up.echo_times_ms.front();
  const Comparability signal = Beyond(PercentBetween(a, b),
                                      thresholds.echo_time_degraded_percent,
                                      thresholds.echo_time_refused_percent);
  return Row("EchoTime",
             NumberText(a, "ms"),
             NumberText(b, "ms"),
             {signal, signal, std::min(signal, kDegraded)},
             reasons::kEchoTimesDiffer);
}

// A numeric attribute that degrades signal and T2 beyond a relative or absolute difference.
struct Attribute {
  const char* check;
  const char* unit;
  std::string_view code;
};

ComparabilityCheck CompareNumbers(const Attribute& attribute,
                                  const std::optional<double>& a,
                                  const std::optional<double>& b,
                                  bool within,
                                  const Verdicts& beyond) {
  const auto absence = VerdictOfAbsence(a.has_value(), b.has_value());
  return Row(attribute.check,
             NumberText(a, attribute.unit),
             NumberText(b, attribute.unit),
             absence  ? *absence
             : within ? Verdicts{}
                      : beyond,
             attribute.code);
}

bool WithinPercent(const std::optional<double>& a,
                   const std::optional<double>& b,
                   double percent) {
  return a && b && *a > 0 && PercentBetween(*a, *b) <= percent;
}

bool Within(const std::optional<double>& a, const std::optional<double>& b, double difference) {
  return a && b && std::abs(*a - *b) <= difference;
}

void CompareTimings(const SeriesSummary& a,
                    const SeriesSummary& b,
                    const Thresholds& thresholds,
                    std::vector<ComparabilityCheck>& checks) {
  constexpr Verdicts kContrastMoved = {kDegraded, kDegraded, kSame};
  checks.push_back(CompareNumbers(
      {"RepetitionTime", "ms", reasons::kRepetitionTimeDiffers},
      a.repetition_time_ms,
      b.repetition_time_ms,
      WithinPercent(
          a.repetition_time_ms, b.repetition_time_ms, thresholds.repetition_time_percent),
      kContrastMoved));
  checks.push_back(CompareNumbers(
      {"EchoTrainLength", "echoes", reasons::kEchoTrainLengthDiffers},
      a.echo_train_length,
      b.echo_train_length,
      WithinPercent(
          a.echo_train_length, b.echo_train_length, thresholds.echo_train_length_percent),
      kContrastMoved));
  checks.push_back(
      CompareNumbers({"FlipAngle", "degrees", reasons::kFlipAngleDiffers},
                     a.flip_angle_deg,
                     b.flip_angle_deg,
                     Within(a.flip_angle_deg, b.flip_angle_deg, thresholds.flip_angle_deg),
                     kContrastMoved));
  checks.push_back(
      CompareNumbers({"MagneticFieldStrength", "T", reasons::kFieldStrengthDiffers},
                     a.magnetic_field_strength_t,
                     b.magnetic_field_strength_t,
                     Within(a.magnetic_field_strength_t,
                            b.magnetic_field_strength_t,
                            thresholds.field_strength_t),
                     kOtherContrast));
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
                                const Verdicts& if_different,
                                std::string_view code) {
  const auto absence = VerdictOfAbsence(!baseline.empty(), !follow_up.empty());
  const Verdicts verdicts = absence ? *absence : equal ? Verdicts{} : if_different;
  return Row(std::move(check),
             baseline.empty() ? kNotStated : baseline,
             follow_up.empty() ? kNotStated : follow_up,
             verdicts,
             code);
}

void CompareScanners(const SeriesSummary& baseline,
                     const SeriesSummary& follow_up,
                     const Thresholds& thresholds,
                     std::vector<ComparabilityCheck>& checks) {
  const auto same_words = [](const std::string& a, const std::string& b) {
    return FoldedWords(a) == FoldedWords(b);
  };
  checks.push_back(
      CompareTexts("Manufacturer",
                   baseline.manufacturer,
                   follow_up.manufacturer,
                   VendorOf(baseline.manufacturer) == VendorOf(follow_up.manufacturer),
                   kOtherContrast,
                   reasons::kScannerDiffers));
  checks.push_back(CompareTexts("ManufacturerModelName",
                                baseline.model_name,
                                follow_up.model_name,
                                same_words(baseline.model_name, follow_up.model_name),
                                {kRefused, kDegraded, kDegraded},
                                reasons::kScannerDiffers));
  checks.push_back(
      CompareTexts("DeviceSerialNumber",
                   baseline.device_serial_number,
                   follow_up.device_serial_number,
                   same_words(baseline.device_serial_number, follow_up.device_serial_number),
                   All(kDegraded),
                   reasons::kScannerDiffers));
  checks.back().factor = thresholds.scanner_factor;
  checks.push_back(
      CompareTexts("SoftwareVersions",
                   baseline.software_versions,
                   follow_up.software_versions,
                   same_words(baseline.software_versions, follow_up.software_versions),
                   All(kDegraded),
                   reasons::kSoftwareDiffers));
  checks.back().factor = thresholds.software_factor;
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

bool HasMonochrome1(const SeriesSummary& series) {
  return std::any_of(series.instances.begin(), series.instances.end(), [](const auto& image) {
    return image.inverted_grey;
  });
}

// How values are to be shown, not what they are (PS3.3 C.7.6.3.1.2): told where it is unusual,
// and less trusted where one exam alone went another way from the scanner.
void ComparePhotometric(const SeriesSummary& baseline,
                        const SeriesSummary& follow_up,
                        std::vector<ComparabilityCheck>& checks) {
  const bool a = HasMonochrome1(baseline);
  const bool b = HasMonochrome1(follow_up);
  if (!a && !b) return;
  checks.push_back(Row("PhotometricInterpretation",
                       a ? "MONOCHROME1" : "MONOCHROME2",
                       b ? "MONOCHROME1" : "MONOCHROME2",
                       a == b ? Verdicts{} : All(kDegraded),
                       reasons::kNotOriginal));
}

void CompareSequences(const SeriesSummary& baseline,
                      const SeriesSummary& follow_up,
                      std::vector<ComparabilityCheck>& checks) {
  const std::string a = SequenceClass(baseline);
  const std::string b = SequenceClass(follow_up);
  checks.push_back(Row(
      "SequenceClass", a, b, a == b ? Verdicts{} : kOtherContrast, reasons::kSequenceDiffers));
  // An absent ScanOptions means that no option was used (type 2, PS3.3 C.8.3.1).
  const auto text = [](const SeriesSummary& series) {
    return IsFatSuppressed(series) ? "fat suppressed" : "not suppressed";
  };
  checks.push_back(
      Row("FatSuppression",
          text(baseline),
          text(follow_up),
          IsFatSuppressed(baseline) == IsFatSuppressed(follow_up) ? Verdicts{} : kOtherContrast,
          reasons::kFatSuppressionDiffers));
  const bool with_a = !baseline.contrast_agent.empty();
  const bool with_b = !follow_up.contrast_agent.empty();
  Verdicts contrast = with_a == with_b ? Verdicts{} : kOtherContrast;
  if (with_a && with_b &&
      FoldedWords(baseline.contrast_agent) != FoldedWords(follow_up.contrast_agent)) {
    contrast = {kDegraded, kDegraded, kSame};
  }
  checks.push_back(Row("ContrastBolusAgent",
                       with_a ? baseline.contrast_agent : "none",
                       with_b ? follow_up.contrast_agent : "none",
                       contrast,
                       reasons::kContrastAgentDiffers));
  const bool lossy = baseline.lossy_compression || follow_up.lossy_compression;
  checks.push_back(Row("LossyImageCompression",
                       baseline.lossy_compression ? "01" : "00",
                       follow_up.lossy_compression ? "01" : "00",
                       lossy ? kOtherContrast : Verdicts{},
                       reasons::kLossy));
  ComparePhotometric(baseline, follow_up, checks);
}

Comparability ResultOfSizes(double a, double b, const Thresholds& thresholds) {
  const double ratio = std::max(a, b) / std::min(a, b);
  return Beyond(ratio, 1 + thresholds.voxel_size_percent / 100, thresholds.voxel_size_ratio);
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
                   const Thresholds& thresholds,
                   std::vector<ComparabilityCheck>& checks) {
  const auto pixel_a = PixelSpacingOf(baseline_series);
  const auto pixel_b = PixelSpacingOf(follow_up_series);
  const auto pixel_text = [](const std::optional<std::array<double, 2>>& pixel) {
    return pixel ? StrCat((*pixel)[0], " x ", (*pixel)[1], " mm") : kNotStated;
  };
  const auto absence = VerdictOfAbsence(pixel_a.has_value(), pixel_b.has_value());
  checks.push_back(
      Row("PixelSpacing",
          pixel_text(pixel_a),
          pixel_text(pixel_b),
          absence ? *absence
                  : All(std::max(ResultOfSizes((*pixel_a)[0], (*pixel_b)[0], thresholds),
                                 ResultOfSizes((*pixel_a)[1], (*pixel_b)[1], thresholds))),
          reasons::kVoxelSizeDiffers));

  const auto& thick_a = baseline_series.slice_thickness_mm;
  const auto& thick_b = follow_up_series.slice_thickness_mm;
  const auto unknown = VerdictOfAbsence(thick_a.has_value(), thick_b.has_value());
  checks.push_back(Row("SliceThickness",
                       NumberText(thick_a, "mm"),
                       NumberText(thick_b, "mm"),
                       unknown ? *unknown : All(ResultOfSizes(*thick_a, *thick_b, thresholds)),
                       reasons::kVoxelSizeDiffers));

  checks.push_back(
      Row("SliceSpacing",
          StrCat(FormatFixed(baseline.slice_spacing_mm, 2), " mm"),
          StrCat(FormatFixed(follow_up.slice_spacing_mm, 2), " mm"),
          All(ResultOfSizes(baseline.slice_spacing_mm, follow_up.slice_spacing_mm, thresholds)),
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

// Voxels so even that the plane does not matter.
bool IsIsotropic(const SeriesSummary& series,
                 const EchoAcquisition& acquisition,
                 const Thresholds& thresholds) {
  const auto pixel = PixelSpacingOf(series);
  return pixel && acquisition.slice_spacing_mm <=
                      thresholds.isotropic_ratio * std::min((*pixel)[0], (*pixel)[1]);
}

// Angle between the slice planes; which way a stack is numbered does not matter.
ComparabilityCheck CompareOrientations(const EchoAcquisition& baseline,
                                       const EchoAcquisition& follow_up,
                                       bool isotropic,
                                       const Thresholds& thresholds) {
  constexpr double kDegreesPerRadian = 57.295779513082323;
  const auto& a = baseline.slice_normal_lps;
  const auto& b = follow_up.slice_normal_lps;
  const double cosine = std::min(1.0, std::abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
  const double angle_deg = std::acos(cosine) * kDegreesPerRadian;
  Comparability result = Beyond(
      angle_deg, thresholds.orientation_degraded_deg, thresholds.orientation_refused_deg);
  if (isotropic) result = std::min(result, kDegraded);
  return Row("Orientation",
             NormalText(a),
             StrCat(NormalText(b), ", ", FormatFixed(angle_deg, 1), " degrees away"),
             All(result),
             reasons::kOrientationDiffers);
}

ComparabilityCheck CompareSides(const SeriesSummary& baseline, const SeriesSummary& follow_up) {
  const auto side = [](const SeriesSummary& series) {
    return series.laterality.empty() ? series.image_laterality : series.laterality;
  };
  const std::string a = side(baseline);
  const std::string b = side(follow_up);
  // Silence is no contradiction: the side was matched with the treatment's before.
  const bool contradict = !a.empty() && !b.empty() && a != b;
  return Row("Laterality",
             a.empty() ? kNotStated : a,
             b.empty() ? kNotStated : b,
             All(contradict ? kRefused : kSame),
             reasons::kSideConflict);
}

// The worst result of the domains that are measured on the role; its factor, where degraded.
void Conclude(const SeriesRole& role,
              const IndicationProtocol& protocol,
              const Thresholds& thresholds,
              ComparabilityCheck& check) {
  check.role = role.name;
  for (const MeasurementDefinition& row : protocol.measurements) {
    if (Holds(row.roles, role.name))
      check.result = std::max(check.result, ResultFor(check, row.domain));
  }
  const Comparability worst = std::max({check.t2, check.signal, check.geometry});
  if (worst != kSame && check.factor == 1) check.factor = thresholds.degraded_factor;
  if (worst == kSame) check.reason_code.clear();
}

}  // namespace

std::vector<ComparabilityCheck> CompareAcquisitions(const SeriesSummary& baseline_series,
                                                    const EchoAcquisition& baseline,
                                                    const SeriesSummary& follow_up_series,
                                                    const EchoAcquisition& follow_up,
                                                    const SeriesRole& role,
                                                    const IndicationProtocol& protocol,
                                                    const ComparabilityThresholds& thresholds) {
  std::vector<ComparabilityCheck> checks;
  if (role.images == RoleImages::kEchoes) {
    checks.push_back(CompareTrains(baseline, follow_up, thresholds));
  } else if (role.images == RoleImages::kVolume) {
    checks.push_back(CompareOneEcho(baseline, follow_up, thresholds));
  }
  CompareTimings(baseline_series, follow_up_series, thresholds, checks);
  CompareScanners(baseline_series, follow_up_series, thresholds, checks);
  CompareSequences(baseline_series, follow_up_series, checks);
  CompareVoxels(baseline_series, baseline, follow_up_series, follow_up, thresholds, checks);
  const bool isotropic = IsIsotropic(baseline_series, baseline, thresholds) &&
                         IsIsotropic(follow_up_series, follow_up, thresholds);
  checks.push_back(CompareOrientations(baseline, follow_up, isotropic, thresholds));
  checks.push_back(CompareSides(baseline_series, follow_up_series));
  for (ComparabilityCheck& check : checks) Conclude(role, protocol, thresholds, check);
  return checks;
}

}  // namespace regen
