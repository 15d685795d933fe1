// SPDX-License-Identifier: GPL-3.0-or-later
// Every transfer syntax, classic and enhanced, gives the same voxels; what cannot is named.
#include "analysis/dicom/object_pixels.h"

#include "analysis/base/files.h"
#include "tests/support/enhanced_mr.h"
#include "tests/support/htj2k_sample.h"
#include "tests/support/jpeg2000_encoder.h"

#include <fstream>
#include <iterator>

#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <dcmtk/dcmjpls/djrparam.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;
using test::EnhancedMr;
using test::StoredValue;
using testing::HasSubstr;

void RegisterEncoders() {
  DcmRLEEncoderRegistration::registerCodecs();
  DJEncoderRegistration::registerCodecs();
  DJLSEncoderRegistration::registerCodecs();
}

class ObjectPixelsTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
  EnhancedMr mr_;
  fs::path file_;
  FrameBuffers buffers_;

  void SetUp() override {
    RegisterEncoders();
    mr_.series.columns = 20;
    mr_.series.rows = 17;
  }
  void Write() { file_ = test::WriteEnhancedMr(mr_, scratch_.path()); }

  Result<std::vector<float>> Frame(int frame_number) {
    const auto header = OpenHeader(file_);
    if (!header) return header.error();
    const auto layout = ReadPixelLayout(*header, file_);
    if (!layout) return layout.error();
    auto object = ObjectPixels::Open(*layout, buffers_);
    if (!object) return object.error();
    std::vector<float> values(object->format().PixelsOfFrame());
    const Status read = object->ReadFrame(frame_number, values.data());
    if (!read) return read.error();
    return values;
  }

  // Frame 1 is the first echo of the first slice; echoes run within slices.
  void ExpectAllFrames(double slope = 1, double intercept = 0) {
    const auto header = OpenHeader(file_);
    ASSERT_TRUE(header) << header.error().message;
    const auto layout = ReadPixelLayout(*header, file_);
    ASSERT_TRUE(layout) << layout.error().message;
    auto object = ObjectPixels::Open(*layout, buffers_);
    ASSERT_TRUE(object) << object.error().message;
    const auto echoes = static_cast<int>(mr_.series.echo_times_ms.size());
    ASSERT_EQ(object->format().frames, mr_.series.slices * echoes);
    std::vector<float> values(object->format().PixelsOfFrame());
    for (int frame = object->format().frames; frame >= 1; --frame) {  // any order
      const Status read = object->ReadFrame(frame, values.data());
      ASSERT_TRUE(read) << read.error().message;
      for (int j = 0; j < mr_.series.rows; ++j) {
        for (int i = 0; i < mr_.series.columns; ++i) {
          const int stored = StoredValue(i, j, (frame - 1) / echoes, (frame - 1) % echoes);
          ASSERT_FLOAT_EQ(values[static_cast<std::size_t>(j * mr_.series.columns + i)],
                          static_cast<float>(stored * slope + intercept))
              << "frame " << frame << " " << i << " " << j;
        }
      }
    }
  }

  void ExpectError(const std::string& part) {
    const auto frame = Frame(1);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().kind, ErrorKind::kInput);
    EXPECT_THAT(frame.error().message, HasSubstr("enhanced.dcm: "));
    EXPECT_THAT(frame.error().message, HasSubstr(part));
  }
};

class TransferSyntaxTest : public ObjectPixelsTest,
                           public testing::WithParamInterface<E_TransferSyntax> {};

TEST_P(TransferSyntaxTest, GivesTheSameFrames) {
  Write();
  ASSERT_TRUE(test::Transcode(file_, GetParam()));
  ExpectAllFrames();
}

TEST_P(TransferSyntaxTest, SeesNothingOfWhatTheBuffersHeld) {
  buffers_.stream.assign(100'000, 0xA5);
  buffers_.decoded.assign(100'000, 0xA5A5);
  Write();
  ASSERT_TRUE(test::Transcode(file_, GetParam()));
  ExpectAllFrames();
}

INSTANTIATE_TEST_SUITE_P(Lossless,
                         TransferSyntaxTest,
                         testing::Values(EXS_LittleEndianImplicit,
                                         EXS_LittleEndianExplicit,
                                         EXS_BigEndianExplicit,
                                         EXS_DeflatedLittleEndianExplicit,
                                         EXS_RLELossless,
                                         EXS_JPEGProcess14,
                                         EXS_JPEGProcess14SV1,
                                         EXS_JPEGLSLossless));

// The second half of the last frame's stream is nothing but zeros.
void SpoilLastFrame(const fs::path& file) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(bytes)),
                        std::istreambuf_iterator<char>());
  const std::size_t begin = all.rfind(std::string{"\xFE\xFF\x00\xE0", 4}) + 8;
  const std::size_t end = all.size() - 8;  // the sequence's delimitation
  const std::size_t middle = (begin + end) / 2;
  bytes.clear();
  bytes.seekp(static_cast<std::streamoff>(middle));
  bytes << std::string(end - middle, '\0');
}

// Where a decoder stops short, what it leaves is not another image's.
TEST_F(ObjectPixelsTest, ASpoiledFrameShowsNothingOfWhatTheBuffersHeld) {
  for (const E_TransferSyntax syntax :
       {EXS_RLELossless, EXS_JPEGProcess14, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless}) {
    Write();
    ASSERT_TRUE(test::Transcode(file_, syntax));
    SpoilLastFrame(file_);
    const int frames = mr_.series.slices * static_cast<int>(mr_.series.echo_times_ms.size());
    buffers_ = {};
    const auto clean = Frame(frames);
    buffers_.stream.assign(100'000, 0x5A);
    buffers_.decoded.assign(100'000, 0x1234);
    const auto after = Frame(frames);
    ASSERT_EQ(clean.has_value(), after.has_value()) << syntax;
    EXPECT_EQ(clean.has_value() ? *clean : std::vector<float>{},
              after.has_value() ? *after : std::vector<float>{})
        << syntax;
  }
}

TEST_F(ObjectPixelsTest, Jpeg2000GivesTheSameFrames) {
  Write();
  ASSERT_TRUE(test::TranscodeToJpeg2000(file_, true));
  ExpectAllFrames();
}

TEST_F(ObjectPixelsTest, Jpeg2000FramesMayComeInSeveralFragments) {
  Write();
  ASSERT_TRUE(test::TranscodeToJpeg2000(file_, true, 3));
  ExpectAllFrames();
}

// DCMTK of Debian 12 does not know these syntaxes, so that their UID is put into the bytes.
TEST_F(ObjectPixelsTest, HighThroughputJpeg2000GivesItsSamples) {
  mr_.series.rows = test::kHtj2kRows;
  mr_.series.columns = test::kHtj2kColumns;
  mr_.series.slices = 2;
  mr_.series.echo_times_ms = {10};
  mr_.edit_object = [](DcmDataset& object) {
    object.putAndInsertUint16(DCM_PixelRepresentation, 0);
  };
  const std::vector<std::uint8_t> stream(test::kHtj2kStream.begin(), test::kHtj2kStream.end());
  for (const std::string uid :
       {"1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203"}) {
    Write();
    ASSERT_TRUE(test::SaveEncapsulated(file_, {stream, stream}, EXS_JPEG2000LosslessOnly));
    std::string bytes = *ReadWholeFile(file_);
    const std::string before = std::string("UI\x16\0", 4) + "1.2.840.10008.1.2.4.90";
    const std::size_t at = bytes.find(before);
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, before.size(), std::string("UI\x18\0", 4) + uid + '\0');
    constexpr std::size_t kGroupLength = 128 + 4 + 8;
    bytes[kGroupLength] = static_cast<char>(bytes[kGroupLength] + 2);
    ASSERT_TRUE(WriteWholeFile(file_, bytes));
    const auto frame = Frame(2);
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ((*frame)[test::kHtj2kColumns * 3 + 5],
              static_cast<float>(test::Htj2kSample(3, 5)))
        << uid;
  }
}

TEST_F(ObjectPixelsTest, NearLosslessJpegLsMayBeLossless) {
  Write();
  const DJLSRepresentationParameter exact(0, OFFalse);
  ASSERT_TRUE(test::Transcode(file_, EXS_JPEGLSLossy, &exact));
  ExpectAllFrames();
}

TEST_F(ObjectPixelsTest, ReadsUnsignedTwelveBitJpegNearItsTruth) {
  mr_.series.echo_times_ms = {10};
  mr_.series.slices = 2;
  mr_.series.columns = mr_.series.rows = 32;
  mr_.edit_object = [](DcmDataset& object) {
    object.putAndInsertUint16(DCM_BitsStored, 12);
    object.putAndInsertUint16(DCM_HighBit, 11);
    object.putAndInsertUint16(DCM_PixelRepresentation, 0);
    std::vector<Uint16> words;
    for (Uint16 n = 0; n < 2048; ++n) words.push_back(static_cast<Uint16>(n % 32 * 100));
    object.putAndInsertUint16Array(DCM_PixelData, words.data(), 2048);
  };
  Write();
  const DJ_RPLossy quality(95);
  ASSERT_TRUE(test::Transcode(file_, EXS_JPEGProcess2_4, &quality));
  const auto frame = Frame(2);
  ASSERT_TRUE(frame) << frame.error().message;
  for (std::size_t n = 0; n < 32; ++n) EXPECT_NEAR((*frame)[n], 100.0 * double(n), 60);
}

TEST_F(ObjectPixelsTest, RescalesEachFrameAsItsGroupsSay) {
  mr_.series.slices = 2;
  mr_.series.echo_times_ms = {10};
  mr_.edit_object = [](DcmDataset& object) {
    object.putAndInsertString(DCM_RescaleSlope, "7");  // not asked where groups tell
  };
  mr_.edit_frame = [](DcmItem& groups, int slice, int) {
    DcmItem& rescale = test::MacroOf(groups, DCM_PixelValueTransformationSequence);
    rescale.putAndInsertString(DCM_RescaleSlope, slice == 0 ? "1.279853" : "0.2442");
    rescale.putAndInsertString(DCM_RescaleIntercept, slice == 0 ? "0" : "-500");
  };
  Write();
  EXPECT_FLOAT_EQ((*Frame(1))[3], static_cast<float>(StoredValue(3, 0, 0, 0) * 1.279853));
  EXPECT_FLOAT_EQ((*Frame(2))[3], static_cast<float>(StoredValue(3, 0, 1, 0) * 0.2442 - 500));
}

TEST_F(ObjectPixelsTest, RefusesASlopeOfNought) {
  mr_.edit_object = [](DcmDataset& object) {
    object.putAndInsertString(DCM_RescaleSlope, "0");
  };
  Write();
  ExpectError("RescaleSlope");
}

TEST_F(ObjectPixelsTest, RefusesAStreamOfAnotherSizeThanTheHeaderSays) {
  Write();
  ASSERT_TRUE(test::Transcode(file_, EXS_JPEGProcess14SV1));
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile(file_.c_str()).good());
  file.loadAllDataIntoMemory();
  file.getDataset()->putAndInsertUint16(DCM_Rows, 16);
  file.saveFile(file_.c_str(), EXS_JPEGProcess14SV1);
  ExpectError("20 x 17");
}

TEST_F(ObjectPixelsTest, RefusesAnIrreversibleStreamInALosslessSyntax) {
  Write();
  ASSERT_TRUE(test::SaveEncapsulated(
      file_,
      std::vector(12, test::EncodeJpeg2000(std::vector<int>(340, 9), 17, 20, 16, true, false)),
      EXS_JPEG2000LosslessOnly));
  ExpectError("irreversible");
}

TEST_F(ObjectPixelsTest, RefusesFragmentsThatAreNotAllFrames) {
  Write();
  const auto stream = test::EncodeJpeg2000(std::vector<int>(340, 9), 17, 20, 16, true, true);
  ASSERT_TRUE(
      test::SaveEncapsulated(file_, std::vector(11, stream), EXS_JPEG2000LosslessOnly, 2));
  ExpectError("12 compressed frames");
}

TEST_F(ObjectPixelsTest, RefusesFramesThatAreNotThere) {
  Write();
  EXPECT_FALSE(Frame(0));
  EXPECT_FALSE(Frame(13));
}

TEST_F(ObjectPixelsTest, RefusesAFileThatChangedSinceItsHeaderWasRead) {
  Write();
  const auto header = OpenHeader(file_);
  ASSERT_TRUE(header);
  const auto layout = ReadPixelLayout(*header, file_);
  ASSERT_TRUE(layout);
  fs::resize_file(file_, fs::file_size(file_) - 2);
  const auto object = ObjectPixels::Open(*layout, buffers_);
  ASSERT_FALSE(object);
  EXPECT_THAT(object.error().message, HasSubstr("changed since"));
}

// Eight bits in words: the bytes of each word are turned round where the syntax is big endian.
TEST_F(ObjectPixelsTest, ReadsBytesOfWordsInEitherOrder) {
  mr_.series.columns = 5;
  mr_.series.rows = 3;
  mr_.series.slices = 2;
  mr_.series.echo_times_ms = {10};
  mr_.edit_object = [](DcmDataset& object) {
    for (const DcmTagKey& tag : {DCM_BitsAllocated, DCM_BitsStored})
      object.putAndInsertUint16(tag, 8);
    object.putAndInsertUint16(DCM_HighBit, 7);
    object.putAndInsertUint16(DCM_PixelRepresentation, 0);
    std::vector<Uint16> words;
    for (Uint16 n = 0; n < 15; ++n)
      words.push_back(static_cast<Uint16>((2 * n) | ((2 * n + 1) << 8)));
    object.putAndInsertUint16Array(DCM_PixelData, words.data(), 15);
  };
  for (const E_TransferSyntax syntax :
       {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit}) {
    Write();
    ASSERT_TRUE(test::Transcode(file_, syntax));
    for (int frame = 1; frame <= 2; ++frame) {
      const auto values = Frame(frame);
      ASSERT_TRUE(values) << values.error().message;
      for (std::size_t n = 0; n < 15; ++n)
        EXPECT_EQ((*values)[n], static_cast<float>(15 * (frame - 1)) + static_cast<float>(n));
    }
  }
}

}  // namespace
}  // namespace regen::dicom
