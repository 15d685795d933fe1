// SPDX-License-Identifier: GPL-3.0-or-later
// Images of both sides: the region that was drawn must lie on the treated one.
#include "analysis/base/files.h"
#include "analysis/follow_up.h"
#include "tests/support/dicom_results.h"
#include "tests/support/drawn_objects.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

// Axial, 330 mm wide about the middle of the patient, and silent about the side.
test::MrFiles WideSeries() {
  test::MrFiles series;
  series.echo_times_ms = {10, 20, 30, 40, 50, 60};
  series.columns = 33;
  series.rows = 17;
  series.orientation = "1\\0\\0\\0\\1\\0";
  series.pixel_spacing = "10\\10";
  series.origin_lps = {-160, -80, 0};
  series.edit = [](DcmDataset& image, int, int) { image.findAndDeleteElement(DCM_Laterality); };
  return series;
}

TEST(RunFollowUp, RefusesARegionOnTheOtherSideOfImagesOfBothSides) {
  const auto scratch = ScratchFolder::Create(fs::temp_directory_path());
  ASSERT_TRUE(scratch);
  const test::MrFiles series = WideSeries();
  test::MakeSampleFollowUp(series, scratch->path());
  test::Roi tendon;  // 55 to 105 mm to the left
  tendon.frame_of_reference_uid = "1.2.3.4.9";
  for (const double z : {4.0, 8.0}) {
    tendon.outlines.push_back({{55, -25, z}, {105, -25, z}, {105, 25, z}, {55, 25, z}});
  }
  test::WriteStructureSet(scratch->path() / "roi.dcm", {tendon});

  FollowUpRequest request;
  request.treatment.id = "T-001";
  request.treatment.patient_id = "P-1";
  request.treatment.issuer_of_patient_id = "HOSPITAL";
  request.treatment.birth_date = ParseIsoDate("1985-06-14");
  request.treatment.side = Side::kRight;
  request.treatment.application_date = *ParseIsoDate("2026-01-15");
  request.baseline = scratch->path() / "baseline";
  request.follow_up = scratch->path() / "follow-up";
  request.roi = scratch->path() / "roi.dcm";
  const auto report =
      RunFollowUp(request, scratch->path() / "out", [](std::string_view, double) {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->outcome, Outcome::kRefused);
  ASSERT_FALSE(report->reasons.empty());
  EXPECT_EQ(report->reasons.front().code, "side-conflict") << report->reasons.front().text;
}

}  // namespace
}  // namespace regen
