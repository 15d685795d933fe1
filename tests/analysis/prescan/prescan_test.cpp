// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/prescan.h"

#include "analysis/base/files.h"
#include "analysis/prescan/encoding.h"
#include "analysis/prescan/limits.h"
#include "tests/analysis/prescan/scanned.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

namespace fs = std::filesystem;
using test::ElementBytes;
using test::MrImage;
using test::Number32;
using test::WithMeta;
using testing::HasSubstr;
using testing::Not;

TEST(Prescan, TakesEveryEncoding) {
  for (const auto syntax :
       {test::kImplicitLittle, test::kExplicitLittle, test::kExplicitBig, test::kDeflated}) {
    const ScanReport report = Scanned(MrImage().File(syntax));
    EXPECT_FALSE(report.defect) << syntax << " " << DefectText(*report.defect);
    EXPECT_EQ(report.elements, MrImage().tags().size()) << syntax;
  }
}

TEST(Prescan, TakesDatasetsThatNothingDescribes) {
  for (const auto syntax : {test::kImplicitLittle, test::kExplicitLittle, test::kExplicitBig}) {
    EXPECT_EQ(CodeOf(MrImage().Dataset(test::WritingOf(syntax))), "ok") << syntax;
  }
}

TEST(Prescan, TakesMetaInformationWithoutAPreamble) {
  EXPECT_EQ(CodeOf(MrImage().File(test::kExplicitBig).substr(132)), "ok");
}

TEST(Prescan, GuessesTheEncodingOfAVendorsOwnSyntax) {
  EXPECT_EQ(CodeOf(WithMeta("1.2.840.113619.5.2", MrImage().Dataset({true, false}))), "ok");
}

TEST(Prescan, RefusesWhatIsNoDicom) {
  EXPECT_EQ(CodeOf(""), "empty");
  EXPECT_EQ(CodeOf("patient_id,side\nP-1,R\n"), "not-dicom");
  EXPECT_EQ(CodeOf(std::string(4096, '\0')), "not-dicom");
  EXPECT_EQ(CodeOf("\x89PNG\r\n\x1a\n and so on, long enough"), "not-dicom");
  EXPECT_EQ(CodeOf(std::string(128, '\0') + "DICM"), "not-dicom");
}

TEST(Prescan, RefusesAnotherByteOrderThanTold) {
  EXPECT_EQ(CodeOf(WithMeta(test::kExplicitLittle, MrImage().Dataset({false, true}))),
            "beyond-end");
  EXPECT_NE(CodeOf(WithMeta(test::kExplicitBig, MrImage().Dataset({false, false}))), "ok");
  EXPECT_EQ(CodeOf(WithMeta(test::kExplicitLittle, MrImage().Dataset({true, false}))),
            "bad-vr");
}

TEST(Prescan, RefusesAMetaGroupWhoseLengthLies) {
  std::string file = MrImage().File(test::kExplicitLittle);
  file[140] = static_cast<char>(file[140] + 2);
  EXPECT_EQ(CodeOf(file), "meta-header");
}

TEST(Prescan, RefusesSequencesAndDisorderInTheMetaGroup) {
  const std::string start = std::string(128, '\0') + "DICM";
  const std::string uid = ElementBytes(0x00020010, "UI", "1.2.840.10008.1.2.1");
  EXPECT_EQ(CodeOf(start + ElementBytes(0x00020001, "SQ", "", {}, test::kUndefinedLength)),
            "meta-header");
  EXPECT_EQ(CodeOf(start + uid + ElementBytes(0x00020003, "UI", "")), "meta-header");
  EXPECT_EQ(CodeOf(start + uid + ElementBytes(0x00020102, "OB", "", {}, 4000)), "beyond-end");
  EXPECT_EQ(CodeOf(start + ElementBytes(0x00020001, "??", "")), "bad-vr");
  EXPECT_EQ(CodeOf(start + uid + ElementBytes(0x00020102, "OB", "").substr(0, 10)),
            "truncated");
}

TEST(Prescan, RefusesADeflatedDatasetThatIsNone) {
  EXPECT_EQ(CodeOf(WithMeta(test::kDeflated, std::string(600, '\xff'))), "deflate");
}

TEST(Prescan, TellsThatOffsetsCountInTheInflatedDataset) {
  const std::string dataset = MrImage().SetLength(0x7FE00010, 600).Dataset({});
  EXPECT_THAT(TextOf(WithMeta(test::kDeflated, test::Deflate(dataset))),
              HasSubstr("of the inflated dataset"));
}

TEST(Prescan, RefusesADeflateBomb) {
  const std::string zeros(kInflatedAlways + (1U << 21U), '\0');
  const std::string dataset = MrImage().Set(0x7FE00010, "OW", zeros).Dataset({});
  EXPECT_EQ(CodeOf(WithMeta(test::kDeflated, test::Deflate(dataset))), "inflated-too-large");
}

TEST(Prescan, TellsTheFirstOfTheWorstKind) {
  auto vr_then_end = MrImage().SetVr(0x00280010, "SS").SetLength(0x7FE00010, 600);
  EXPECT_EQ(CodeOf(vr_then_end.File(test::kExplicitLittle)), "image-vr");
  auto rows_then_order = MrImage().Set(0x00280010, "US", "abcd");
  rows_then_order.SetRaw(0x00280104, ElementBytes(0x00100020, "LO", "P-2 "));
  EXPECT_EQ(CodeOf(rows_then_order.File(test::kExplicitLittle)), "image-number");
}

TEST(Prescan, TellsApartWhatConcernsThePixelsAlone) {
  auto image = MrImage().SetUs(0x00280010, 17);
  EXPECT_FALSE(Scanned(image.File(test::kDeflated)).header_defect);
  image.SetRaw(0x00280104, ElementBytes(0x00100020, "LO", "P-2 "));
  const ScanReport report = Scanned(image.File(test::kDeflated));
  ASSERT_TRUE(report.header_defect);
  EXPECT_EQ(report.header_defect->code, DefectCode::kTagOrder);
  EXPECT_TRUE(report.header_defect->in_inflated);
}

TEST(Prescan, NamesNoValueOfThePatient) {
  const auto lengthened =
      MrImage().Set(0x00100020, "LO", "SECRET").SetLength(0x00100020, 60000);
  const std::string text = TextOf(lengthened.File(test::kExplicitLittle));
  EXPECT_THAT(text, HasSubstr("beyond-end at (0010,0020)"));
  EXPECT_THAT(text, Not(HasSubstr("SECRET")));
}

TEST(Prescan, JudgesAFileLikeItsBytes) {
  const ScratchFolder scratch = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path file = scratch.path() / "file";
  const std::string whole =
      MrImage()
          .SetRaw(0x00400275, test::NestedSequences(3, test::Lengths::kUndefined))
          .File(test::kExplicitLittle);
  for (std::size_t size = 1; size < whole.size(); size += 37) {
    const std::string_view bytes = std::string_view(whole).substr(0, size);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    const ScanReport report = ScanFile(file);
    EXPECT_EQ(report.defect ? DefectText(*report.defect) : "ok", TextOf(bytes)) << size;
  }
}

TEST(Prescan, RefusesAFileThatIsNotThere) {
  EXPECT_EQ(ScanFile("/nowhere/at-all").defect->code, DefectCode::kEmpty);
}

TEST(Prescan, TellsWhereTheElementsOfTheDatasetBegin) {
  const ScratchFolder scratch = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path file = scratch.path() / "file";
  const auto image =
      MrImage().SetRaw(0x00400275, test::NestedSequences(3, test::Lengths::kUndefined));
  const std::string bytes = image.File(test::kExplicitLittle);
  std::ofstream(file, std::ios::binary) << bytes;
  FilePlaces places;
  ASSERT_FALSE(ScanFile(file, &places).defect);
  ASSERT_FALSE(places.elements.empty());
  for (const ElementPlace& element : places.elements) {
    const auto tag =
        ReadTag(Bytes(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())
                    .subspan(static_cast<std::size_t>(element.offset)),
                false);
    EXPECT_EQ(TagText(tag), TagText(element.tag));
  }
  EXPECT_EQ(places.elements.back().tag, kPixelData);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << image.File(test::kDeflated);
  ASSERT_FALSE(ScanFile(file, &places).defect);
  EXPECT_TRUE(places.elements.empty());
}

}  // namespace
}  // namespace regen::prescan
