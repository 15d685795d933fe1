// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every row of the table of docs/configuration.md with a pair that passes, one that is degraded
// and one that is refused, where the row has them, for signal on weighted images.
#include "analysis/base/text.h"
#include "analysis/selection/comparability.h"
#include "analysis/selection/select_series.h"
#include "tests/analysis/selection/study_builder.h"

#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::MakeStudy;
using test::MakeWeightedSeries;
using test::TendonProtocol;

using Change = std::function<void(SeriesSummary&)>;

std::vector<ComparabilityCheck> ChecksAfter(const Change& change) {
  const SeriesSummary before = MakeWeightedSeries("1.2.4");
  SeriesSummary after = MakeWeightedSeries("1.3.4");
  change(after);
  const auto& protocol = TendonProtocol();
  const auto acquired = [&](const SeriesSummary& series) {
    const auto found = SuitableAcquisitions(MakeStudy({series}), protocol, nullptr);
    // A change may make it another role; the comparison is what is tested here.
    EchoAcquisition acquisition =
        found.empty() ? SuitableAcquisitions(MakeStudy({before}), protocol, nullptr).at(0)
                      : found.at(0);
    if (series.instances.front().echo_time_ms)
      acquisition.echo_times_ms = {*series.instances.front().echo_time_ms};
    return acquisition;
  };
  return CompareAcquisitions(before,
                             acquired(before),
                             after,
                             acquired(after),
                             *FindRole(protocol, "anatomy"),
                             protocol,
                             {});
}

struct TableRow {
  const char* check;
  Change passes;
  Change degraded;  // empty: the row has none
  Change refused;
};

void SetEcho(SeriesSummary& series, double echo_time_ms) {
  for (auto& image : series.instances) image.echo_time_ms = echo_time_ms;
}

void SetPixel(SeriesSummary& series, double mm) {
  for (auto& image : series.instances) image.pixel_spacing_mm = {{mm, mm}};
}

void SetSpacing(SeriesSummary& series, double mm) {
  for (std::size_t n = 0; n < series.instances.size(); ++n)
    series.instances[n].image_position_lps = {{-30.0 - mm * static_cast<double>(n), -80, 80}};
}

void Turn(SeriesSummary& series, double angle_deg) {
  const double angle = angle_deg / 57.29577951308232;
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  for (auto& image : series.instances) {
    auto& p = *image.image_position_lps;
    p = {c * p[0] - s * p[1], s * p[0] + c * p[1], p[2]};
    image.image_orientation = {{-s, c, 0, 0, 0, -1}};
  }
}

std::vector<TableRow> Table() {
  return {
      {"EchoTime",
       [](auto& s) { SetEcho(s, 38); },
       [](auto& s) { SetEcho(s, 40); },
       [](auto& s) { SetEcho(s, 43); }},
      {"RepetitionTime",
       [](auto& s) { s.repetition_time_ms = 3400; },
       [](auto& s) { s.repetition_time_ms = 3600; },
       {}},
      {"EchoTrainLength",
       [](auto& s) { s.echo_train_length = 9; },
       [](auto& s) { s.echo_train_length = 12; },
       {}},
      {"FlipAngle",
       [](auto& s) { s.flip_angle_deg = 154; },
       [](auto& s) { s.flip_angle_deg = 120; },
       {}},
      {"MagneticFieldStrength",
       [](auto& s) { s.magnetic_field_strength_t = 2.95; },
       {},
       [](auto& s) { s.magnetic_field_strength_t = 1.5; }},
      {"Manufacturer",
       [](auto& s) { s.manufacturer = "GE Healthcare"; },
       {},
       [](auto& s) { s.manufacturer = "SIEMENS"; }},
      {"ManufacturerModelName",
       [](auto& s) { s.model_name = "Discovery MR750"; },
       [](auto& s) { s.model_name = "SIGNA Premier"; },
       {}},
      {"DeviceSerialNumber", {}, [](auto& s) { s.device_serial_number = "7"; }, {}},
      {"SoftwareVersions", {}, [](auto& s) { s.software_versions = "DV29"; }, {}},
      {"SequenceClass", {}, {}, [](auto& s) { s.sequence_variant.push_back("MTC"); }},
      {"FatSuppression",
       [](auto& s) { s.scan_options = {"SFS"}; },
       {},
       [](auto& s) { s.scan_options = {}; }},
      {"ContrastBolusAgent", {}, {}, [](auto& s) { s.contrast_agent = "Gadovist"; }},
      {"LossyImageCompression", {}, {}, [](auto& s) { s.lossy_compression = true; }},
      {"PixelSpacing",
       [](auto& s) { SetPixel(s, 0.66); },
       [](auto& s) { SetPixel(s, 0.8); },
       [](auto& s) { SetPixel(s, 1.0); }},
      {"SliceThickness",
       [](auto& s) { s.slice_thickness_mm = 3.2; },
       [](auto& s) { s.slice_thickness_mm = 4; },
       [](auto& s) { s.slice_thickness_mm = 5; }},
      {"SliceSpacing",
       [](auto& s) { SetSpacing(s, 3.7); },
       [](auto& s) { SetSpacing(s, 4.5); },
       [](auto& s) { SetSpacing(s, 5.4); }},
      {"Orientation",
       [](auto& s) { Turn(s, 12); },
       [](auto& s) { Turn(s, 25); },
       [](auto& s) { Turn(s, 40); }},
      {"Laterality",
       [](auto& s) { s.laterality.clear(); },
       {},
       [](auto& s) { s.laterality = "L"; }},
  };
}

const ComparabilityCheck& Named(const std::vector<ComparabilityCheck>& checks,
                                const std::string& name) {
  for (const ComparabilityCheck& check : checks) {
    if (check.check == name) return check;
  }
  ADD_FAILURE() << "no check " << name;
  return checks.front();
}

TEST(ComparabilityTable, EveryRowPassesDegradesAndRefuses) {
  for (const TableRow& row : Table()) {
    const auto result_of = [&](const Change& change) {
      return Named(ChecksAfter(change), row.check).signal;
    };
    EXPECT_EQ(result_of([](auto&) {}), Comparability::kSame) << row.check;
    if (row.passes) {
      EXPECT_EQ(result_of(row.passes), Comparability::kSame) << row.check;
    }
    if (row.degraded) {
      EXPECT_EQ(result_of(row.degraded), Comparability::kDegraded) << row.check;
    }
    if (row.refused) {
      EXPECT_EQ(result_of(row.refused), Comparability::kRefused) << row.check;
    }
  }
}

TEST(ComparabilityTable, ARefusalNamesTheCheckAndBothValues) {
  for (const TableRow& row : Table()) {
    if (!row.refused) continue;
    const auto checks = ChecksAfter(row.refused);
    const ComparabilityCheck& check = Named(checks, row.check);
    EXPECT_NE(check.baseline, check.follow_up) << row.check;
    bool told = false;
    for (const Reason& reason : ComparabilityReasonsFor(
             checks, "anatomy", ComparabilityDomain::kSignal, Comparability::kRefused)) {
      told = told || (reason.text.find(row.check) != std::string::npos &&
                      reason.text.find(check.baseline) != std::string::npos &&
                      reason.text.find(check.follow_up) != std::string::npos);
    }
    EXPECT_TRUE(told) << row.check;
  }
}

TEST(ComparabilityTable, GeometrySurvivesAnotherContrast) {
  for (const Change& change :
       std::vector<Change>{[](auto& s) { s.manufacturer = "SIEMENS"; },
                           [](auto& s) { s.contrast_agent = "Gadovist"; },
                           [](auto& s) { s.lossy_compression = true; }}) {
    const auto checks = ChecksAfter(change);
    EXPECT_TRUE(IsRefusedFor(checks, "anatomy", ComparabilityDomain::kSignal));
    EXPECT_FALSE(IsRefusedFor(checks, "anatomy", ComparabilityDomain::kGeometry));
  }
}

TEST(ComparabilityTable, IsotropicVoxelsMayLieInAnyPlane) {
  const auto thin = [](SeriesSummary& s) {
    SetPixel(s, 0.625);
    SetSpacing(s, 0.8);
    Turn(s, 40);
  };
  SeriesSummary before = MakeWeightedSeries("1.2.4");
  SetSpacing(before, 0.8);
  SeriesSummary after = before;
  thin(after);
  const auto& protocol = TendonProtocol();
  const auto a = SuitableAcquisitions(MakeStudy({before}), protocol, nullptr);
  auto b = a;
  b[0].slice_normal_lps = {{std::cos(0.7), std::sin(0.7), 0}};
  const auto checks = CompareAcquisitions(
      before, a.at(0), after, b.at(0), *FindRole(protocol, "anatomy"), protocol, {});
  EXPECT_EQ(Named(checks, "Orientation").signal, Comparability::kDegraded);
}

TEST(FibreAngle, MattersOnlyNearTheMagicAngle) {
  EXPECT_EQ(CompareFibreAngle(10, 30, {}).result, Comparability::kSame);
  EXPECT_EQ(CompareFibreAngle(45, 52, {}).result, Comparability::kSame);
  EXPECT_EQ(CompareFibreAngle(40, 55, {}).t2, Comparability::kDegraded);
  EXPECT_EQ(CompareFibreAngle(30, 55, {}).t2, Comparability::kRefused);
  EXPECT_EQ(CompareFibreAngle(30, 55, {}).signal, Comparability::kDegraded);
  EXPECT_EQ(CompareFibreAngle(30, 55, {}).geometry, Comparability::kSame);
}

TEST(TimeOfDay, DegradesBeyondThreeHours) {
  EXPECT_EQ(CompareTimeOfDay("083000", "1115", {}).result, Comparability::kSame);
  EXPECT_EQ(CompareTimeOfDay("083000", "120000.5", {}).result, Comparability::kDegraded);
  EXPECT_EQ(CompareTimeOfDay("083000", "", {}).result, Comparability::kDegraded);
  EXPECT_EQ(CompareTimeOfDay("", "..12", {}).result, Comparability::kSame);
}

TEST(WideningFor, MultipliesTheDegradedChecksOfTheDomain) {
  const auto checks = ChecksAfter([](auto& s) {
    s.software_versions = "DV29";
    s.device_serial_number = "7";
    s.repetition_time_ms = 3600;
  });
  EXPECT_NEAR(WideningFor(checks, "anatomy", ComparabilityDomain::kGeometry), 1.2 * 1.5, 1e-12);
  EXPECT_NEAR(
      WideningFor(checks, "anatomy", ComparabilityDomain::kSignal), 1.2 * 1.5 * 1.5, 1e-12);
  EXPECT_EQ(WideningFor(checks, "t2-map", ComparabilityDomain::kT2), 1);
}

}  // namespace
}  // namespace regen
