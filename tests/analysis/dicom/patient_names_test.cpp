// SPDX-License-Identifier: GPL-3.0-or-later
// Names in every script, from the file that a scanner writes to our SR; pydicom reads both
// sides.
#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/utf8_text.h"
#include "tests/support/dicom_results.h"
#include "tests/support/source_folder.h"

#include <cstdio>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen::dicom {
namespace {

namespace fs = std::filesystem;

// Prints "path<TAB>name" for the file and for each nested name.
constexpr const char* kScript = R"(
import sys, warnings
import pydicom
warnings.simplefilter('ignore')
for path in sys.argv[1:]:
    dataset = pydicom.dcmread(path, force=True)
    dataset.decode()
    items = dataset.get('RequestedProcedureCodeSequence') or [dataset]
    sys.stdout.buffer.write((path + '\t' + str(items[0].PatientName) + '\n').encode())
)";

// Nothing where pydicom is missing.
std::map<std::string, std::string> NamesByPydicom(const std::vector<fs::path>& files,
                                                  const fs::path& scratch) {
  EXPECT_TRUE(WriteWholeFile(scratch / "names.py", kScript));
  std::string command = StrCat("/usr/bin/python3 '", (scratch / "names.py").string(), "'");
  for (const fs::path& file : files) command += StrCat(" '", file.string(), "'");
  std::map<std::string, std::string> names;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return names;
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
    const auto parts = Split(Trim(line.data()), '\t');
    if (parts.size() == 2) names[parts[0]] = parts[1];
  }
  pclose(pipe);
  return names;
}

class PatientNamesTest : public testing::Test {
 protected:
  ScratchFolder scratch_ = *ScratchFolder::Create(fs::temp_directory_path());
};

TEST_F(PatientNamesTest, AreThoseOfPydicomInItsSeventeenFiles) {
  const fs::path folder =
      fs::path(SourceFolder()).parent_path() / "shared" / "data" / "pydicom" / "charset_files";
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".dcm") files.push_back(entry.path());
  }
  const auto expected = NamesByPydicom(files, scratch_.path());
  if (expected.empty()) GTEST_SKIP() << "pydicom is missing";
  ASSERT_EQ(files.size(), 17U);
  for (const fs::path& path : files) {
    DcmFileFormat file;
    ASSERT_TRUE(file.loadFile(OFFilename(path.c_str())).good()) << path;
    DcmItem* item = nullptr;
    file.getDataset()->findAndGetSequenceItem(DCM_RequestedProcedureCodeSequence, item);
    // pydicom leaves out empty component groups at the end.
    std::string name = AttributeText(item ? *item : *file.getDataset(), DCM_PatientName);
    while (name.ends_with('=')) name.pop_back();
    EXPECT_EQ(name, expected.at(path.string())) << path;
  }
}

struct NameInScript {
  const char* script;
  const char* character_set;
  const char* bytes;
  const char* utf8;
};

// Three component groups each: alphabetic, ideographic, phonetic.
const NameInScript kNames[] = {
    {"Arabic",
     "\\ISO 2022 IR 127",
     "Qabbani^Linizar=\x1b-G\xe2\xc8\xc7\xe6\xea^\x1b-G\xe4\xe6\xd2\xc7\xd1="
     "\x1b-G\xe2\xc8\xc7\xe6\xea^\x1b-G\xe4\xe6\xd2\xc7\xd1",
     "Qabbani^Linizar=قباني^لنزار=قباني^لنزار"},
    {"Hebrew",
     "\\ISO 2022 IR 138",
     "Sharon^Deborah=\x1b-H\xf9\xf8\xe5\xef^\x1b-H\xe3\xe1\xe5\xf8\xe4="
     "\x1b-H\xf9\xf8\xe5\xef^\x1b-H\xe3\xe1\xe5\xf8\xe4",
     "Sharon^Deborah=שרון^דבורה=שרון^דבורה"},
    {"Greek",
     "\\ISO 2022 IR 126",
     "Dionysios=\x1b-F\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2="
     "\x1b-F\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2",
     "Dionysios=Διονυσιος=Διονυσιος"},
    {"Russian",
     "\\ISO 2022 IR 144",
     "Luxemburg=\x1b-L\xbb\xee\xda\xe1\xd5\xdc\xd1\xe3\xe0\xd3="
     "\x1b-L\xbb\xee\xda\xe1\xd5\xdc\xd1\xe3\xe0\xd3",
     "Luxemburg=Люксембург=Люксембург"},
    {"Korean",
     "\\ISO 2022 IR 149",
     "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7="
     "\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
     "Hong^Gildong=洪^吉洞=홍^길동"},
    {"Chinese, ISO 2022",
     "\\ISO 2022 IR 58",
     "Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab="
     "\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab",
     "Zhang^XiaoDong=张^小东=张^小东"},
    {"Chinese, GB18030",
     "GB18030",
     "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=\xcd\xf5^\xd0\xa1\xb6\xab",
     "Wang^XiaoDong=王^小东=王^小东"},
    {"Japanese",
     "\\ISO 2022 IR 87",
     "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B="
     "\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
     "Yamada^Tarou=山田^太郎=やまだ^たろう"},
    {"Japanese, katakana",
     "ISO 2022 IR 13\\ISO 2022 IR 87",
     "\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J="
     "\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
     "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"},
    {"any, UTF-8",
     "ISO_IR 192",
     "Wang^XiaoDong=王^小東=やまだ^たろう",
     "Wang^XiaoDong=王^小東=やまだ^たろう"}};

TEST_F(PatientNamesTest, StayIntactInTheReportWhichIsUtf8) {
  std::vector<fs::path> files;
  for (const NameInScript& name : kNames) {
    const fs::path folder = scratch_.path() / std::to_string(files.size());
    test::MrFiles series;
    series.slices = 3;
    series.character_set = name.character_set;
    series.patient_name = name.bytes;
    const test::SampleFollowUp sample = test::MakeSampleFollowUp(series, folder);
    EXPECT_EQ(sample.baseline.study.patient.patient_name, name.utf8) << name.script;
    for (const WrittenObject& object : test::WriteSampleResults(sample)) {
      const fs::path path = sample.context.output / object.file_name;
      DcmFileFormat file;
      ASSERT_TRUE(file.loadFile(OFFilename(path.c_str())).good()) << path;
      DcmDataset& dataset = *file.getDataset();
      EXPECT_EQ(CharacterSetOf(dataset), "ISO_IR 192") << name.script;
      OFString bytes;
      dataset.findAndGetOFStringArray(DCM_PatientName, bytes);
      EXPECT_EQ(std::string(bytes.c_str()), name.utf8) << name.script;
      files.push_back(path);
    }
  }
  const auto read = NamesByPydicom(files, scratch_.path());
  if (read.empty()) GTEST_SKIP() << "pydicom is missing";
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(read.at(files[i].string()), kNames[i * std::size(kNames) / files.size()].utf8);
  }
}

}  // namespace
}  // namespace regen::dicom
