// SPDX-License-Identifier: GPL-3.0-or-later
// Files of other people's scanners and programs, where the data beside the source folder are
// there: one mosaic in nine encodings with NIfTI references, enhanced MR in five.
#include "analysis/base/files.h"
#include "analysis/dicom/read_volumes.h"
#include "tests/support/source_folder.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

class ReferenceSamplesTest : public testing::Test {
 protected:
  const fs::path data_ = fs::path(SourceFolder()).parent_path() / "shared" / "data";
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());

  bool Unpack(const fs::path& archive) {
    const std::string command =
        "tar -xJf '" + archive.string() + "' -C '" + scratch_.path().string() + "' 2>/dev/null";
    return fs::exists(archive) && std::system(command.c_str()) == 0;
  }

  // The one file in a folder of its own.
  Result<StudyFolder> StudyOf(const fs::path& file) {
    const fs::path folder = scratch_.path() / "one";
    fs::remove_all(folder);
    fs::create_directories(folder);
    fs::copy_file(file, folder / "image.dcm");
    return ReadStudyFolder(folder);
  }

  static Result<ImagePixels> PictureOf(const StudyFolder& study) {
    return ReadImage(study, study.study.series.at(0).instances.at(0).sop_instance_uid);
  }
};

// Words behind a NIfTI-1 header of 352 bytes.
std::vector<std::int16_t> NiftiWords(const fs::path& file) {
  constexpr std::size_t kHeader = 352;
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  std::vector<std::int16_t> words((bytes.size() - kHeader) / 2);
  std::memcpy(words.data(), bytes.data() + kHeader, words.size() * 2);
  return words;
}

TEST_F(ReferenceSamplesTest, NineEncodingsOfAMosaicAreOnePicture) {
  if (!Unpack(data_ / "dcm_qa_ts.tar.xz")) GTEST_SKIP() << "no dcm_qa_ts.tar.xz in " << data_;
  constexpr int kTile = 64;
  constexpr int kTiles = 35;
  constexpr int kAcross = 6;
  for (int n = 1; n <= 9; ++n) {
    const auto study = StudyOf(scratch_.path() / "In" / (std::to_string(n) + ".dcm"));
    ASSERT_TRUE(study) << n << ": " << study.error().message;
    const auto picture = PictureOf(*study);
    ASSERT_TRUE(picture) << n << ": " << picture.error().message;
    const auto words = NiftiWords(scratch_.path() / "Ref" / (std::to_string(n) + ".nii"));
    ASSERT_THAT(words, SizeIs(kTile * kTile * kTiles));
    std::size_t differences = 0;
    for (int tile = 0; tile < kTiles; ++tile) {
      for (int row = 0; row < kTile; ++row) {  // NIfTI's rows run upwards
        for (int column = 0; column < kTile; ++column) {
          const int x = tile % kAcross * kTile + column;
          const int y = tile / kAcross * kTile + kTile - 1 - row;
          const float ours = picture->values[static_cast<std::size_t>(y * 384 + x)];
          const auto theirs =
              words[static_cast<std::size_t>((tile * kTile + row) * kTile + column)];
          differences += ours == static_cast<float>(theirs) ? 0 : 1;
        }
      }
    }
    EXPECT_EQ(differences, 0U) << n;
  }
}

TEST_F(ReferenceSamplesTest, AMosaicIsRefusedByNameAsAVolume) {
  if (!Unpack(data_ / "dcm_qa_ts.tar.xz")) GTEST_SKIP() << "no dcm_qa_ts.tar.xz in " << data_;
  for (int n = 1; n <= 9; ++n) {
    const auto study = StudyOf(scratch_.path() / "In" / (std::to_string(n) + ".dcm"));
    ASSERT_TRUE(study);
    const auto volumes = ReadVolumes(*study, study->study.series.at(0).series_instance_uid);
    ASSERT_TRUE(volumes);
    ASSERT_THAT(*volumes, SizeIs(1));
    EXPECT_EQ(volumes->front().reasons.at(0).code, "siemens-mosaic");
    EXPECT_FALSE(volumes->front().tags.lossy);
  }
}

TEST_F(ReferenceSamplesTest, FiveEncodingsOfAnEnhancedObjectAreOnePicture) {
  const fs::path samples = data_ / "pydicom";
  if (!fs::exists(samples / "emri_small.dcm")) GTEST_SKIP() << "no " << samples;
  // The native little-endian file's words, read without any decoder: the last 81,920 bytes.
  std::ifstream stream(samples / "emri_small.dcm", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  std::vector<std::uint16_t> words(64 * 64 * 10);
  ASSERT_GT(bytes.size(), words.size() * 2);
  std::memcpy(words.data(), bytes.data() + bytes.size() - words.size() * 2, words.size() * 2);
  for (const char* name : {"emri_small.dcm",
                           "emri_small_RLE.dcm",
                           "emri_small_big_endian.dcm",
                           "emri_small_jpeg_2k_lossless.dcm",
                           "emri_small_jpeg_ls_lossless.dcm"}) {
    const auto study = StudyOf(samples / name);
    ASSERT_TRUE(study) << name << ": " << study.error().message;
    const auto picture = PictureOf(*study);
    ASSERT_TRUE(picture) << name << ": " << picture.error().message;
    EXPECT_EQ(picture->frames, 10) << name;
    EXPECT_TRUE(
        std::equal(words.begin(), words.end(), picture->values.begin(), picture->values.end()))
        << name;
    // No functional groups: nothing says where its frames lie.
    const auto volumes = ReadVolumes(*study, study->study.series.at(0).series_instance_uid);
    ASSERT_TRUE(volumes);
    EXPECT_EQ(volumes->front().reasons.at(0).code, "multi-frame-not-supported") << name;
  }
}

TEST_F(ReferenceSamplesTest, AStreamThatIsTooShortIsNamed) {
  const fs::path file = data_ / "pydicom" / "emri_small_jpeg_2k_lossless_too_short.dcm";
  if (!fs::exists(file)) GTEST_SKIP() << "no " << file;
  const auto study = StudyOf(file);
  const auto picture = study ? PictureOf(*study) : Result<ImagePixels>(study.error());
  ASSERT_FALSE(picture);
  EXPECT_THAT(picture.error().message, HasSubstr("image.dcm: "));
}

}  // namespace
}  // namespace regen::dicom
