// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/verification_request.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/verify_report.h"
#include "analysis/options/section_reader.h"

#include <algorithm>

namespace regen {
namespace {

constexpr std::size_t kLongestText = 64;  // VR PN and LO
constexpr std::size_t kShortestDateTime = 14;

bool IsPlainText(const std::string& text) {
  return !Trim(text).empty() && text.size() <= kLongestText &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == '\\';
         });
}

bool IsDateTime(const std::string& text) {
  return text.size() >= kShortestDateTime &&
         std::all_of(text.begin(),
                     text.begin() + static_cast<std::ptrdiff_t>(kShortestDateTime),
                     [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<VerificationRequest> ReadVerificationRequest(const std::filesystem::path& file) {
  const auto text = ReadWholeFile(file);
  if (!text) return text.error();
  const JsonParsed json = ParseConfigJson(*text);
  if (!json.error.empty()) return InputError(StrCat("request: ", json.error));
  std::vector<ConfigProblem> problems;
  SectionReader section(json.value, "request", problems);
  VerificationRequest request;
  std::string report;
  if (section.usable()) {
    section.Read("Report", report);
    section.Read("Name", request.name);
    section.Read("Organisation", request.organisation);
    section.Read("DateTime", request.date_time);
    section.Finish();
    if (report.empty()) section.WrongValue("Report", "\"\"", "the path of a report");
    for (const auto& [key, value] :
         {std::pair("Name", &request.name), std::pair("Organisation", &request.organisation)}) {
      if (!IsPlainText(*value)) {
        section.WrongValue(key, "this text", "1 to 64 bytes without control characters or \\");
      }
    }
    if (!IsDateTime(request.date_time)) {
      section.WrongValue("DateTime", "this text", "a DICOM date and time, YYYYMMDDHHMMSS");
    }
  }
  if (!problems.empty()) {
    std::vector<std::string> lines;
    for (const ConfigProblem& problem : problems) lines.push_back(ConfigProblemText(problem));
    return InputError(JoinStrings(lines, "\n"));
  }
  request.report = file.parent_path() / report;
  return request;
}

Status RunVerification(const VerificationRequest& request,
                       const std::filesystem::path& output) {
  const auto written = dicom::WriteVerifiedReport(
      request.report, {request.name, request.organisation, request.date_time}, output);
  if (!written) return written.error();
  return Done{};
}

}  // namespace regen
