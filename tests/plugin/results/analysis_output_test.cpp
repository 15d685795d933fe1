// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/analysis_output.h"

#include "analysis/base/files.h"
#include "tests/support/result_file.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

class AnalysisOutputTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(WriteWholeFile(folder_->path() / name, bytes));
  }
  Result<AnalysisOutput> Read() { return ReadAnalysisOutput(folder_->path(), outputs_); }
  void ExpectUnusable() {
    const auto output = Read();
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().kind, ErrorKind::kInput);
  }

  std::set<std::string, std::less<>> outputs_ = {"seg", "sr"};
  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
};

TEST_F(AnalysisOutputTest, PutsTheReportBehindWhatItRefersTo) {
  Write("report.json", R"({"Outcome": "measured", "Reasons": []})");
  Write("sr.dcm", test::ResultFile(test::kSrClass, "2.25.1"));
  Write("key-sr.dcm", test::ResultFile(test::kSrClass, "2.25.4"));
  Write("seg-follow-up.dcm", test::ResultFile(test::kSegClass, "2.25.3"));
  Write("seg-baseline.dcm", test::ResultFile(test::kSegClass, "2.25.2"));
  Write("rejection-note.dcm", test::ResultFile("1.2.840.10008.5.1.4.1.1.88.59", "2.25.5"));
  const auto output = Read();
  ASSERT_TRUE(output);
  EXPECT_EQ(output->phase, StudyPhase::kMeasured);
  std::vector<std::string> order;
  for (const OutputObject& object : output->objects) {
    order.push_back(object.kind + " " + object.sop_instance_uid);
  }
  EXPECT_EQ(
      order,
      (std::vector<std::string>{
          "seg 2.25.2", "seg 2.25.3", "key-sr 2.25.4", "sr 2.25.1", "rejection-note 2.25.5"}));
}

TEST_F(AnalysisOutputTest, KeepsTheBytesOfTheReport) {
  const std::string text =
      R"({ "Outcome":"held","Reasons":[{"Code":"c","Text":"t"}],"X":1.50})";
  Write("report.json", text);
  const auto output = Read();
  ASSERT_TRUE(output);
  EXPECT_EQ(output->report_json, text);
  ASSERT_EQ(output->reasons.size(), 1U);
  EXPECT_EQ(output->reasons[0].code, "c");
}

TEST_F(AnalysisOutputTest, TakesNoObjectOfAHeldOutcome) {
  Write("report.json", R"({"Outcome": "held", "Reasons": []})");
  Write("sr.dcm", test::ResultFile(test::kSrClass, "2.25.1"));
  EXPECT_TRUE(Read()->objects.empty());
}

constexpr const char* kWaits =
    R"({"Outcome": "held",
        "Reasons": [{"Code": "automatic-region-unconfirmed", "Text": "quality 0.80"}]})";

TEST_F(AnalysisOutputTest, TakesTheProposalThatAHeldOutcomeWaitsWithAndNothingElse) {
  Write("report.json", kWaits);
  Write("proposal.dcm", test::ResultFile(test::kSegClass, "2.25.4"));
  Write("a.dcm", test::ResultFile(test::kSrClass, "2.25.1"));
  const auto output = Read();
  ASSERT_TRUE(output);
  ASSERT_EQ(output->objects.size(), 1U);
  EXPECT_EQ(output->objects[0].sop_instance_uid, "2.25.4");
  EXPECT_EQ(output->objects[0].kind, "seg");
}

TEST_F(AnalysisOutputTest, TakesNoProposalOfAnOutcomeThatIsHeldForSomethingElse) {
  Write("report.json", R"({"Outcome": "held", "Reasons": [{"Code": "c", "Text": "t"}]})");
  Write("proposal.dcm", test::ResultFile(test::kSegClass, "2.25.4"));
  EXPECT_TRUE(Read()->objects.empty());
}

TEST_F(AnalysisOutputTest, RefusesAProposalThatIsMissingOrNoSegmentation) {
  Write("report.json", kWaits);
  ExpectUnusable();
  Write("proposal.dcm", test::ResultFile(test::kSrClass, "2.25.4"));
  ExpectUnusable();
}

TEST_F(AnalysisOutputTest, TakesOfARefusedOutcomeOnlyWhatSaysSo) {
  Write("report.json", R"({"Outcome": "refused", "Reasons": []})");
  Write("sr.dcm", test::ResultFile(test::kSrClass, "2.25.1"));
  Write("refusal-sr.dcm", test::ResultFile(test::kSrClass, "2.25.2"));
  const auto output = Read();
  ASSERT_TRUE(output);
  ASSERT_EQ(output->objects.size(), 1U);
  EXPECT_EQ(output->objects[0].kind, "refusal-sr");
}

TEST_F(AnalysisOutputTest, NeedsNoReportWhereNoneWasAskedFor) {
  outputs_ = {"seg"};
  Write("report.json", R"({"Outcome": "measured", "Reasons": []})");
  Write("seg-follow-up.dcm", test::ResultFile(test::kSegClass, "2.25.3"));
  EXPECT_EQ(Read()->objects.size(), 1U);
}

TEST_F(AnalysisOutputTest, RefusesAFolderWithoutAReport) {
  ExpectUnusable();
}

TEST_F(AnalysisOutputTest, RefusesAReportThatIsNoJson) {
  for (const char* text : {"",
                           "{",
                           "[]",
                           "\"measured\"",
                           "{\"Outcome\": \"measured\"",
                           R"({"Outcome": "queued"})",
                           R"({"Outcome": 1})",
                           "{}"}) {
    Write("report.json", text);
    ExpectUnusable();
  }
}

TEST_F(AnalysisOutputTest, RefusesAReportNestedWithoutEnd) {
  Write("report.json", std::string(100'000, '['));
  ExpectUnusable();
}

TEST_F(AnalysisOutputTest, RefusesAMeasuredOutcomeWithoutAnSr) {
  Write("report.json", R"({"Outcome": "measured"})");
  ExpectUnusable();
  Write("seg-b.dcm", test::ResultFile(test::kSegClass, "2.25.2"));
  ExpectUnusable();
}

TEST_F(AnalysisOutputTest, RefusesAnObjectThatIsNoResult) {
  Write("report.json", R"({"Outcome": "measured"})");
  Write("sr.dcm", test::ResultFile(test::kSrClass, "2.25.1"));
  Write("b.dcm", test::ResultFile(test::kSegClass, "2.25.2"));
  ExpectUnusable();
  std::filesystem::rename(folder_->path() / "b.dcm", folder_->path() / "seg-b.dcm");
  EXPECT_TRUE(Read());
  Write("seg-b.dcm", test::ResultFile("1.2.840.10008.5.1.4.1.1.4", "2.25.2"));
  ExpectUnusable();
  Write("seg-b.dcm", "no DICOM");
  ExpectUnusable();
}

}  // namespace
}  // namespace regen
