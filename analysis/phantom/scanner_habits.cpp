// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/scanner_habits.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace regen {
namespace {

constexpr double kSuppressed = 0.5;  // what fat suppression leaves of fat, at most

bool IsGradientEcho(const Sequence& sequence) {
  return sequence.kind == SequenceKind::kGradientEcho ||
         sequence.kind == SequenceKind::kDixon ||
         sequence.kind == SequenceKind::kDoubleEchoSteadyState;
}

bool IsFast(const Sequence& sequence) {
  return sequence.kind == SequenceKind::kFastSpinEcho;
}

bool IsFatSuppressed(const Sequence& sequence) {
  return sequence.fat_residual <= kSuppressed;
}

std::string Underscored(std::string text, int (*change)(int)) {
  for (char& c : text) {
    c = c == ' ' ? '_' : static_cast<char>(change(static_cast<unsigned char>(c)));
  }
  return text;
}

// PS3.3 C.8.3.1.1.2 and the rest of the MR Image module, the way all do it.
void DescribeAlike(const ExamSeries& series, dicom::MrSeriesHeader& header) {
  const Sequence& sequence = series.sequence;
  header.series_description = series.description;
  header.protocol_name = series.description;
  header.repetition_time_ms = sequence.repetition_time_ms;
  header.magnetic_field_strength_t = sequence.field_strength_t;
  header.slice_thickness_mm = series.slice_thickness_mm;
  header.flip_angle_deg = sequence.flip_angle_deg;
  header.mr_acquisition_type = series.three_d ? "3D" : "2D";
  header.scanning_sequence = IsGradientEcho(sequence)           ? "GR"
                             : sequence.inversion_time_ms > 0.0 ? "SE\\IR"
                                                                : "SE";
  header.sequence_variant = sequence.kind == SequenceKind::kDoubleEchoSteadyState ? "SS" : "SK";
  header.sequence_name = IsGradientEcho(sequence) ? "gre" : IsFast(sequence) ? "fse" : "se_mc";
  header.scan_options = IsFatSuppressed(sequence) && !IsGradientEcho(sequence) ? "FS" : "";
  if (sequence.inversion_time_ms > 0.0) {
    header.inversion_time_ms = sequence.inversion_time_ms;
  }
  if (sequence.kind != SequenceKind::kMultiSpinEcho) {
    header.echo_train_length = IsFast(sequence) ? sequence.echo_train_length : 1;
  }
}

void DescribeAsSiemens(const ExamSeries& series, dicom::MrSeriesHeader& header) {
  const Sequence& sequence = series.sequence;
  header.scanner = {"SIEMENS", "Prisma", "syngo MR E11", "MRC35111", "Knee_15"};
  header.image_type = "ORIGINAL\\PRIMARY\\M\\ND\\NORM";
  header.series_description = header.protocol_name =
      Underscored(series.description, std::tolower);
  header.sequence_variant = IsGradientEcho(sequence) ? "SS" : "SK\\SP\\OSP";
  header.scan_options = IsGradientEcho(sequence) && IsFatSuppressed(sequence) ? "WE"
                        : IsFatSuppressed(sequence)                           ? "PFP\\FS"
                                                                              : "PFP";
  header.sequence_name = IsGradientEcho(sequence) ? "*de3d1"
                         : IsFast(sequence) ? StrCat("*tse2d1_", sequence.echo_train_length)
                                            : StrCat("se2d", sequence.echo_times_ms.size());
  header.bits_stored = 12;
}

void DescribeAsGe(const ExamSeries& series, dicom::MrSeriesHeader& header) {
  const Sequence& sequence = series.sequence;
  header.scanner = {"GE MEDICAL SYSTEMS",
                    "SIGNA Premier",
                    "28\\LX\\MR Software release:RX28",
                    "GEMR01",
                    "TR Knee PA"};
  header.image_type = "ORIGINAL\\PRIMARY\\OTHER";
  header.series_description = header.protocol_name = series.description;
  header.sequence_variant = IsGradientEcho(sequence) ? "SS\\SP" : "SK";
  header.scan_options = IsFatSuppressed(sequence) && !IsGradientEcho(sequence)
                            ? "FAST_GEMS\\EDR_GEMS\\FS"
                            : "FAST_GEMS\\EDR_GEMS";
  header.sequence_name.clear();  // stands in a private element there
}

void DescribeAsPhilips(const ExamSeries& series, dicom::MrSeriesHeader& header) {
  const Sequence& sequence = series.sequence;
  header.scanner = {"Philips", "Ingenia", "5.7.1\\5.7.1.2", "PHILIPS-1", "MULTI COIL"};
  header.image_type = IsGradientEcho(sequence) ? "ORIGINAL\\PRIMARY\\M_FFE\\M\\FFE"
                                               : "ORIGINAL\\PRIMARY\\M_SE\\M\\SE";
  header.series_description = Underscored(series.description, std::toupper);
  header.protocol_name = StrCat("WIP ", header.series_description);
  header.sequence_variant = IsGradientEcho(sequence) ? "SS" : "SK";
  header.scan_options = IsFatSuppressed(sequence) && !IsGradientEcho(sequence) ? "FS" : "OTHER";
  header.sequence_name.clear();
  header.bits_stored = 12;
  header.rescale_slope = 1.5;  // real values are stored scaled, and told so
}

}  // namespace

std::string_view ScannerHabitsName(ScannerHabits habits) {
  switch (habits) {
    case ScannerHabits::kPlain:
      return "plain";
    case ScannerHabits::kSiemens:
      return "siemens";
    case ScannerHabits::kGe:
      return "ge";
    case ScannerHabits::kPhilips:
      return "philips";
  }
  return {};
}

const std::vector<ScannerHabits>& AllScannerHabits() {
  static const std::vector<ScannerHabits> all{ScannerHabits::kPlain,
                                              ScannerHabits::kSiemens,
                                              ScannerHabits::kGe,
                                              ScannerHabits::kPhilips};
  return all;
}

std::optional<ScannerHabits> ParseScannerHabits(std::string_view name) {
  const auto& all = AllScannerHabits();
  const auto found = std::find_if(all.begin(), all.end(), [&](ScannerHabits habits) {
    return ScannerHabitsName(habits) == name;
  });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

void DescribeSequence(ScannerHabits habits,
                      const ExamSeries& series,
                      dicom::MrSeriesHeader& header) {
  DescribeAlike(series, header);
  switch (habits) {
    case ScannerHabits::kPlain:
      return;
    case ScannerHabits::kSiemens:
      return DescribeAsSiemens(series, header);
    case ScannerHabits::kGe:
      return DescribeAsGe(series, header);
    case ScannerHabits::kPhilips:
      return DescribeAsPhilips(series, header);
  }
}

}  // namespace regen
