// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/arrange_volumes.h"

#include "tests/analysis/selection/study_builder.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::CodesOf;
using test::MakeMultiEchoSeries;
using testing::ElementsAre;
using testing::SizeIs;

// `copies` images at each of six positions, told apart by nothing but their UIDs and what
// `tell` sets.
template <typename Tell>
SeriesSummary Repeated(int copies, Tell tell) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1);
  const auto once = series.instances;
  series.instances.clear();
  for (int copy = 0; copy < copies; ++copy) {
    for (std::size_t slice = 0; slice < once.size(); ++slice) {
      InstanceSummary image = once[slice];
      image.sop_instance_uid += StrCat(".", copy);
      tell(image, copy, static_cast<int>(slice));
      series.instances.push_back(std::move(image));
    }
  }
  return series;
}

std::vector<std::string> OnlyCodes(const SeriesSummary& series) {
  const auto volumes = ArrangeVolumes(series);
  EXPECT_THAT(volumes, SizeIs(1));
  return CodesOf(volumes.at(0).reasons);
}

void ExpectVolumes(const std::vector<ArrangedVolume>& volumes, std::size_t count) {
  ASSERT_THAT(volumes, SizeIs(count));
  std::set<ImageReference> seen;
  for (const ArrangedVolume& volume : volumes) {
    EXPECT_THAT(CodesOf(volume.reasons), ElementsAre());
    EXPECT_EQ(volume.stack.slices, 6);
    seen.insert(volume.images.begin(), volume.images.end());
  }
  EXPECT_EQ(seen.size(), 6 * count);
}

TEST(ArrangeVolumes, ASingleContrastIsOneVolume) {
  const auto volumes = ArrangeVolumes(MakeMultiEchoSeries("1.2.3", 1));
  ExpectVolumes(volumes, 1);
  EXPECT_EQ(volumes[0].tags.time_point, 0);
  EXPECT_EQ(VolumeTagsText(volumes[0].tags), "magnitude, echo 6.3 ms");
}

TEST(ArrangeVolumes, EchoesAreVolumes) {
  const auto volumes = ArrangeVolumes(MakeMultiEchoSeries());
  ExpectVolumes(volumes, 8);
  EXPECT_NEAR(*volumes[7].tags.echo_time_ms, 50.4, 1e-9);
}

TEST(ArrangeVolumes, PhaseImagesAndDixonContrastsAreVolumes) {
  const std::vector<std::string> last = {"M", "P", "WATER", "FAT", "IN_PHASE", "OPP_PHASE"};
  const auto volumes = ArrangeVolumes(Repeated(6, [&](InstanceSummary& image, int copy, int) {
    image.image_type = {"ORIGINAL", "PRIMARY", last[static_cast<std::size_t>(copy)]};
  }));
  ExpectVolumes(volumes, 6);
  EXPECT_EQ(volumes[1].tags.kind.component, "phase");
  EXPECT_EQ(volumes[3].tags.kind.dixon, "fat");
}

TEST(ArrangeVolumes, BValuesFlipAnglesAndInversionTimesAreVolumes) {
  ExpectVolumes(
      ArrangeVolumes(Repeated(
          3, [](auto& image, int copy, int) { image.b_value_s_per_mm2 = 400 * copy; })),
      3);
  ExpectVolumes(ArrangeVolumes(Repeated(
                    3, [](auto& image, int copy, int) { image.flip_angle_deg = 5 + copy; })),
                3);
  ExpectVolumes(
      ArrangeVolumes(
          Repeated(3, [](auto& image, int copy, int) { image.inversion_time_ms = 50 + copy; })),
      3);
}

TEST(ArrangeVolumes, DirectionsOfOneBValueAreTimePoints) {
  const auto volumes = ArrangeVolumes(Repeated(3, [](auto& image, int copy, int) {
    image.b_value_s_per_mm2 = 400;
    image.diffusion_direction = {{copy == 0 ? 1.0 : 0.0, copy == 1 ? 1.0 : 0.0, 0.0}};
  }));
  ExpectVolumes(volumes, 3);
  EXPECT_EQ(volumes[2].tags.time_point, 3);
}

TEST(ArrangeVolumes, TimeIsNotSpace) {
  // Nineteen times of one slice are no stack, whatever the frames are called.
  SeriesSummary series =
      Repeated(19, [](auto& image, int copy, int) { image.temporal_position = copy + 1; });
  std::erase_if(series.instances, [](const InstanceSummary& image) {
    return (*image.image_position_lps)[0] < -30.5;
  });
  EXPECT_THAT(OnlyCodes(series), ElementsAre("too-few-slices"));
}

TEST(ArrangeVolumes, TemporalPositionsAreVolumes) {
  const auto volumes = ArrangeVolumes(
      Repeated(4, [](auto& image, int copy, int) { image.temporal_position = copy + 1; }));
  ExpectVolumes(volumes, 4);
  EXPECT_EQ(volumes[0].tags.time_point, 1);
  EXPECT_EQ(volumes[3].tags.time_point, 4);
}

TEST(ArrangeVolumes, AcquisitionsAreVolumesOnlyWherePlacesRepeat) {
  ExpectVolumes(ArrangeVolumes(Repeated(
                    2, [](auto& image, int copy, int) { image.acquisition_number = copy; })),
                2);
  // One acquisition number per slice, as some scanners count, is one volume.
  ExpectVolumes(ArrangeVolumes(Repeated(
                    1, [](auto& image, int, int slice) { image.acquisition_number = slice; })),
                1);
}

TEST(ArrangeVolumes, TriggerTimesThatDifferFromSliceToSliceAreRanked) {
  const auto volumes = ArrangeVolumes(Repeated(3, [](auto& image, int copy, int slice) {
    image.trigger_time_ms = 100 * copy + 7 * slice;
  }));
  ExpectVolumes(volumes, 3);
}

TEST(ArrangeVolumes, RepetitionsThatNothingTellsApartAreNamed) {
  EXPECT_THAT(OnlyCodes(Repeated(2, [](auto&, int, int) {})), ElementsAre("slice-duplicated"));
}

TEST(ArrangeVolumes, StacksOfOneSeriesAreVolumes) {
  // As for several discs: blocks of slices, each along its own disc.
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1);
  for (InstanceSummary image : MakeMultiEchoSeries("1.2.4", 1).instances) {
    image.image_orientation = {{0, 0.8, 0.6, 0, 0.6, -0.8}};
    series.instances.push_back(image);
  }
  ExpectVolumes(ArrangeVolumes(series), 2);
}

TEST(ArrangeVolumes, RadialSlicesAreNamed) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1);
  for (std::size_t n = 0; n < series.instances.size(); ++n) {
    const double turn = 0.1 * static_cast<double>(n);
    series.instances[n].image_orientation = {{0, std::cos(turn), std::sin(turn), 1, 0, 0}};
  }
  EXPECT_THAT(OnlyCodes(series), ElementsAre("orientation-mixed"));
}

TEST(ArrangeVolumes, LocalizersAreKnownByTheirTypeAndByTheirPlanes) {
  SeriesSummary named = MakeMultiEchoSeries("1.2.3", 1);
  for (auto& image : named.instances) image.image_type = {"ORIGINAL", "PRIMARY", "LOCALIZER"};
  EXPECT_THAT(OnlyCodes(named), ElementsAre("localizer"));

  SeriesSummary unnamed = MakeMultiEchoSeries("1.2.3", 1, 9);
  for (std::size_t n = 0; n < 9; ++n) {
    auto& orientation = unnamed.instances[n].image_orientation;
    if (n >= 3) orientation = {{1, 0, 0, 0, 1, 0}};
    if (n >= 6) orientation = {{1, 0, 0, 0, 0, -1}};
  }
  EXPECT_THAT(OnlyCodes(unnamed), ElementsAre("localizer"));
}

TEST(ArrangeVolumes, RefusesByNameWhatIsNoSlice) {
  const auto codes_of_class = [](const std::string& sop_class) {
    SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1);
    for (auto& image : series.instances) image.sop_class_uid = sop_class;
    return OnlyCodes(series);
  };
  EXPECT_THAT(codes_of_class("1.2.840.10008.5.1.4.1.1.7"), ElementsAre("secondary-capture"));
  EXPECT_THAT(codes_of_class("1.2.840.10008.5.1.4.1.1.7.3"), ElementsAre("secondary-capture"));
  EXPECT_THAT(codes_of_class("1.2.840.10008.5.1.4.1.1.66"), ElementsAre("not-an-image"));
  EXPECT_THAT(codes_of_class("1.2.840.10008.5.1.4.1.1.4.1"),
              ElementsAre("multi-frame-not-supported"));
  SeriesSummary mosaic = MakeMultiEchoSeries("1.2.3", 1);
  for (auto& image : mosaic.instances) image.image_type.push_back("MOSAIC");
  EXPECT_THAT(OnlyCodes(mosaic), ElementsAre("siemens-mosaic"));
  SeriesSummary ct = MakeMultiEchoSeries("1.2.3", 1);
  ct.modality = "CT";
  EXPECT_THAT(OnlyCodes(ct), ElementsAre("not-mr"));
}

TEST(ArrangeVolumes, ASecondaryCaptureDoesNotSpoilTheSlicesBesideIt) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1);
  InstanceSummary capture = series.instances.front();
  capture.sop_class_uid = "1.2.840.10008.5.1.4.1.1.7";
  series.instances.push_back(capture);
  const auto volumes = ArrangeVolumes(series);
  ASSERT_THAT(volumes, SizeIs(2));
  EXPECT_TRUE(volumes[0].reasons.empty());
  EXPECT_THAT(CodesOf(volumes[1].reasons), ElementsAre("secondary-capture"));
}

TEST(ArrangeVolumes, OneLossyImageMakesTheVolumeLossy) {
  SeriesSummary series = MakeMultiEchoSeries("1.2.3", 1);
  series.instances[3].lossy = true;
  EXPECT_TRUE(ArrangeVolumes(series).at(0).tags.lossy);
}

TEST(ArrangeVolumes, AnEmptySeriesHasNone) {
  EXPECT_THAT(ArrangeVolumes(SeriesSummary{}), SizeIs(0));
}

}  // namespace
}  // namespace regen
