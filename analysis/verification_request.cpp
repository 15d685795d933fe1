// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/verification_request.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/dicom/verify_report.h"
#include "analysis/options/section_reader.h"
#include "analysis/rendition/verified_pages.h"

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

// As the pages name it.
Verification OnPages(const VerificationRequest& request) {
  const std::string& moment = request.date_time;
  return {request.name,
          request.organisation,
          StrCat(moment.substr(0, 4), "-", moment.substr(4, 2), "-", moment.substr(6, 2))};
}

Status VerifyPdf(const VerificationRequest& request,
                 const dicom::Verification& verification,
                 const std::filesystem::path& file,
                 const std::filesystem::path& output) {
  const auto pdf = dicom::ReadPdf(file);
  if (!pdf) return pdf.error();
  const auto verified = VerifiedPdf(*pdf, OnPages(request), request.language);
  if (!verified) return verified.error();
  const auto written = dicom::WriteVerifiedPdf(file, verification, *verified, output);
  return written ? Status(Done{}) : written.error();
}

Status VerifyPage(const VerificationRequest& request,
                  const dicom::Verification& verification,
                  const std::filesystem::path& file,
                  const std::filesystem::path& output) {
  const auto page = dicom::ReadPage(file);
  if (!page) return page.error();
  const auto verified = VerifiedFirstPage(
      {page->columns, page->rows, page->pixels}, OnPages(request), request.language);
  if (!verified) return verified.error();
  const auto written = dicom::WriteVerifiedPage(
      file, verification, {verified->width, verified->height, verified->rgb}, output);
  return written ? Status(Done{}) : written.error();
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
  std::string pdf;
  std::string page;
  std::string language(LanguageCode(request.language));
  if (section.usable()) {
    section.Read("Report", report);
    section.Read("Pdf", pdf);
    section.Read("Page", page);
    section.ReadOneOf("Language", language, {"en", "es", "ca"});
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
  if (!pdf.empty()) request.pdf = file.parent_path() / pdf;
  if (!page.empty()) request.page = file.parent_path() / page;
  request.language = ParseLanguage(language).value_or(Language::kEnglish);
  return request;
}

Result<std::vector<std::string>> RunVerification(const VerificationRequest& request,
                                                 const std::filesystem::path& output) {
  const dicom::Verification verification = {
      request.name, request.organisation, request.date_time};
  const auto written = dicom::WriteVerifiedReport(request.report, verification, output);
  if (!written) return written.error();
  std::vector<std::string> left_out;
  const auto verify = [&](const auto& pages, const std::filesystem::path& file) {
    if (file.empty()) return;
    const Status done = pages(request, verification, file, output);
    if (!done) left_out.push_back(done.error().message);
  };
  verify(VerifyPdf, request.pdf);
  verify(VerifyPage, request.page);
  return left_out;
}

}  // namespace regen
