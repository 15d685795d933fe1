// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/comparability.h"

#include "analysis/selection/select_series.h"
#include "tests/analysis/selection/study_builder.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeMultiEchoSeries;
using test::MakeStudy;
using test::TendonProtocol;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Change = std::function<void(SeriesSummary&)>;

std::vector<ComparabilityCheck> CompareSeries(const SeriesSummary& before,
                                              const SeriesSummary& after) {
  const auto a = SuitableAcquisitions(MakeStudy({before}), TendonProtocol(), nullptr);
  const auto b = SuitableAcquisitions(MakeStudy({after}), TendonProtocol(), nullptr);
  EXPECT_EQ(a.size(), 1u);
  EXPECT_EQ(b.size(), 1u);
  return CompareAcquisitions(before,
                             a.at(0),
                             after,
                             b.at(0),
                             *FindRole(TendonProtocol(), a.at(0).role),
                             TendonProtocol(),
                             {});
}

// The checks that are not the same once the follow-up is changed, as "Check result code".
std::vector<std::string> DifferencesAfter(const Change& change) {
  SeriesSummary after = MakeMultiEchoSeries();
  change(after);
  std::vector<std::string> differences;
  for (const auto& check : CompareSeries(MakeMultiEchoSeries(), after)) {
    if (check.result == Comparability::kSame) {
      EXPECT_EQ(check.reason_code, "");
      continue;
    }
    differences.push_back(
        StrCat(check.check, " ", ComparabilityName(check.result), " ", check.reason_code));
  }
  return differences;
}

void ScaleEchoTimes(SeriesSummary& series, double factor) {
  for (auto& image : series.instances) *image.echo_time_ms *= factor;
}

void TurnAboutVertical(SeriesSummary& series, double angle_deg) {
  const double angle = angle_deg / 57.29577951308232;
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  for (auto& image : series.instances) {
    auto& p = *image.image_position_lps;
    p = {c * p[0] - s * p[1], s * p[0] + c * p[1], p[2]};
    image.image_orientation = {{-s, c, 0, 0, 0, -1}};
  }
}

TEST(CompareAcquisitions, AnAcquisitionIsComparableToItself) {
  EXPECT_THAT(DifferencesAfter([](SeriesSummary&) {}), IsEmpty());
}

TEST(CompareAcquisitions, TellsEveryCheckAlsoWhereItIsTheSame) {
  const auto series = MakeMultiEchoSeries();
  std::vector<std::string> names;
  for (const auto& check : CompareSeries(series, series)) names.push_back(check.check);
  EXPECT_THAT(names,
              ElementsAre("EchoTime",
                          "RepetitionTime",
                          "EchoTrainLength",
                          "FlipAngle",
                          "MagneticFieldStrength",
                          "Manufacturer",
                          "ManufacturerModelName",
                          "DeviceSerialNumber",
                          "SoftwareVersions",
                          "SequenceClass",
                          "FatSuppression",
                          "ContrastBolusAgent",
                          "LossyImageCompression",
                          "PixelSpacing",
                          "SliceThickness",
                          "SliceSpacing",
                          "Orientation",
                          "Laterality"));
}

TEST(PhotometricInterpretation, DiffersWithLessTrust) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.instances[3].inverted_grey = true; }),
              ElementsAre("PhotometricInterpretation degraded not-original"));
}

TEST(PhotometricInterpretation, IsToldWhereBothAreMonochrome1) {
  auto series = MakeMultiEchoSeries();
  for (auto& image : series.instances) image.inverted_grey = true;
  const auto checks = CompareSeries(series, series);
  const auto told = std::find_if(checks.begin(), checks.end(), [](const auto& check) {
    return check.check == "PhotometricInterpretation";
  });
  ASSERT_NE(told, checks.end());
  EXPECT_EQ(told->baseline, "MONOCHROME1");
  EXPECT_EQ(told->follow_up, "MONOCHROME1");
  EXPECT_EQ(told->result, Comparability::kSame);
}

TEST(EchoTimes, WithinFivePercentAreTheSame) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { ScaleEchoTimes(s, 1.04); }), IsEmpty());
  EXPECT_THAT(DifferencesAfter([](auto& s) { ScaleEchoTimes(s, 1.06); }),
              ElementsAre("EchoTime refused echo-times-differ"));
}

TEST(EchoTimes, AnotherCountIsRefused) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s = MakeMultiEchoSeries("1.2.3", 7); }),
              ElementsAre("EchoTime refused echo-times-differ"));
}

TEST(EchoTimes, AnotherFirstEchoIsRefusedEvenWithEqualSpacing) {
  EXPECT_THAT(DifferencesAfter([](auto& s) {
                for (auto& image : s.instances) *image.echo_time_ms += 1.0;
              }),
              ElementsAre("EchoTime refused echo-times-differ"));
}

TEST(RepetitionTime, DegradesBeyondFifteenPercent) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.repetition_time_ms = 2700; }), IsEmpty());
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.repetition_time_ms = 3000; }),
              ElementsAre("RepetitionTime degraded repetition-time-differs"));
}

TEST(FieldStrength, AnotherOneIsRefused) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.magnetic_field_strength_t = 2.89; }),
              ElementsAre(HasSubstr("refused")));
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.magnetic_field_strength_t = 2.95; }), IsEmpty());
}

TEST(Scanner, AnotherVendorOrModelIsRefused) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.manufacturer = "SIEMENS"; }),
              ElementsAre("Manufacturer refused scanner-differs"));
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.model_name = "SIGNA Premier"; }),
              ElementsAre("ManufacturerModelName refused scanner-differs"));
}

TEST(Scanner, AnotherSpellingOfTheVendorIsTheSame) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.manufacturer = "GE Healthcare"; }), IsEmpty());
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.model_name = "Discovery MR750"; }), IsEmpty());
}

TEST(Scanner, AnotherSerialNumberOrSoftwareDegrades) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.device_serial_number = "7"; }),
              ElementsAre("DeviceSerialNumber degraded scanner-differs"));
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.software_versions = "DV29"; }),
              ElementsAre("SoftwareVersions degraded software-differs"));
}

TEST(Sequence, MagnetisationTransferIsAnotherClass) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.sequence_variant.push_back("MTC"); }),
              ElementsAre("SequenceClass refused sequence-differs"));
}

TEST(FatSuppression, OnOneSideIsRefused) {
  EXPECT_THAT(DifferencesAfter([](auto& s) {
                s.scan_options = {"FAST_GEMS", "FS"};
              }),
              ElementsAre("FatSuppression refused fat-suppression-differs"));
}

TEST(FatSuppression, IsNotReadFromDescriptions) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.series_description = "T2 FS"; }), IsEmpty());
}

TEST(ContrastAgent, OnOneSideIsRefused) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.contrast_agent = "Gadovist"; }),
              ElementsAre("ContrastBolusAgent refused contrast-agent-differs"));
}

TEST(VoxelSize, DegradesThenRefuses) {
  const auto with_pixels_of = [](double mm) {
    return [mm](SeriesSummary& s) {
      for (auto& image : s.instances) image.pixel_spacing_mm = {{0.625, mm}};
    };
  };
  EXPECT_THAT(DifferencesAfter(with_pixels_of(0.68)), IsEmpty());
  EXPECT_THAT(DifferencesAfter(with_pixels_of(0.8)), ElementsAre(HasSubstr("degraded")));
  EXPECT_THAT(DifferencesAfter(with_pixels_of(0.3)),
              ElementsAre("PixelSpacing refused voxel-size-differs"));
}

TEST(VoxelSize, SlicesAreComparedByThicknessAndByPositions) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { s.slice_thickness_mm = 6; }),
              ElementsAre("SliceThickness refused voxel-size-differs"));
  EXPECT_THAT(DifferencesAfter([](auto& s) {
                for (auto& image : s.instances) (*image.image_position_lps)[0] *= 1.25;
              }),
              ElementsAre("SliceSpacing degraded voxel-size-differs"));
}

TEST(Orientation, DegradesThenRefuses) {
  EXPECT_THAT(DifferencesAfter([](auto& s) { TurnAboutVertical(s, 14); }), IsEmpty());
  EXPECT_THAT(DifferencesAfter([](auto& s) { TurnAboutVertical(s, 16); }),
              ElementsAre("Orientation degraded orientation-differs"));
  EXPECT_THAT(DifferencesAfter([](auto& s) { TurnAboutVertical(s, 31); }),
              ElementsAre("Orientation refused orientation-differs"));
}

TEST(JointAngle, DegradesThenRefuses) {
  const ComparabilityThresholds limits;
  EXPECT_EQ(CompareJointAngle(9.9, limits).result, Comparability::kSame);
  EXPECT_EQ(CompareJointAngle(10.1, limits).result, Comparability::kDegraded);
  EXPECT_EQ(CompareJointAngle(19.9, limits).result, Comparability::kDegraded);
  EXPECT_EQ(CompareJointAngle(20.1, limits).result, Comparability::kRefused);
}

TEST(JointAngle, SaysHowFarTheJointTurned) {
  const ComparabilityCheck check = CompareJointAngle(12.34, {});
  EXPECT_EQ(check.check, "JointAngle");
  EXPECT_EQ(check.follow_up, "turned by 12.3 degrees");
  EXPECT_EQ(check.reason_code, reasons::kJointAngleDiffers);
}

TEST(Orientation, ReversedStackIsTheSamePlane) {
  EXPECT_THAT(DifferencesAfter([](auto& s) {
                for (auto& image : s.instances)
                  image.image_orientation = {{0, -1, 0, 0, 0, -1}};
              }),
              IsEmpty());
}

TEST(AbsentValues, OnOneSideDegradeAndSaySo) {
  const std::vector<Change> absences = {[](auto& s) { s.repetition_time_ms.reset(); },
                                        [](auto& s) { s.magnetic_field_strength_t.reset(); },
                                        [](auto& s) { s.manufacturer.clear(); },
                                        [](auto& s) { s.model_name.clear(); },
                                        [](auto& s) { s.device_serial_number.clear(); },
                                        [](auto& s) { s.software_versions.clear(); },
                                        [](auto& s) { s.slice_thickness_mm.reset(); }};
  for (const Change& absence : absences) {
    EXPECT_THAT(DifferencesAfter(absence), ElementsAre(HasSubstr("degraded")));
  }
  SeriesSummary after = MakeMultiEchoSeries();
  after.model_name.clear();
  const auto reasons = ComparabilityReasons(CompareSeries(MakeMultiEchoSeries(), after),
                                            Comparability::kDegraded);
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_THAT(reasons[0].text, HasSubstr("not stated"));
}

TEST(AbsentValues, OnBothSidesAreTheSame) {
  SeriesSummary bare = MakeMultiEchoSeries();
  bare.manufacturer.clear();
  bare.model_name.clear();
  bare.software_versions.clear();
  bare.repetition_time_ms.reset();
  bare.magnetic_field_strength_t.reset();
  const auto checks = CompareSeries(bare, bare);
  EXPECT_TRUE(std::all_of(checks.begin(), checks.end(), [](const auto& check) {
    return check.result == Comparability::kSame;
  }));
}

TEST(ComparabilityReasons, HoldBothValuesAndOnlyTheResultAskedFor) {
  SeriesSummary after = MakeMultiEchoSeries();
  after.magnetic_field_strength_t = 1.5;
  after.repetition_time_ms = 4000;
  const auto checks = CompareSeries(MakeMultiEchoSeries(), after);
  EXPECT_TRUE(AnyRefused(checks));
  const auto refused = ComparabilityReasons(checks, Comparability::kRefused);
  EXPECT_THAT(CodesOf(refused), ElementsAre("field-strength-differs"));
  EXPECT_THAT(refused[0].text, "MagneticFieldStrength: baseline 3 T, follow-up 1.5 T");
  EXPECT_THAT(CodesOf(ComparabilityReasons(checks, Comparability::kDegraded)),
              ElementsAre("repetition-time-differs"));
}

}  // namespace
}  // namespace regen
