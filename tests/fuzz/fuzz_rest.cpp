// SPDX-License-Identifier: GPL-3.0-or-later
// Requests to every route. Input: method letter, path, header lines, an empty line, the body.
#include "analysis/treatment/parse_treatment.h"
#include "plugin/rest/api.h"
#include "plugin/rest/router.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/in_memory_archive.h"

#include <string>

using namespace regen;

namespace {

// Knows every study, parses what is imported.
class EmptyRuntime final : public Runtime {
 public:
  void Start() override {}
  void Stop() override {}
  void NoteStableStudy(const std::string&) noexcept override {}
  void NoteDeletedStudy(const std::string&) noexcept override {}
  Health ReadHealth() override { return {}; }
  Counters ReadCounters() override { return {}; }
  Result<std::optional<StudyView>> ViewStudy(const std::string&) override {
    return std::optional(StudyView{});
  }
  Result<std::optional<StudyView>> DryRun(const std::string&) override {
    return std::optional(StudyView{});
  }
  Result<bool> Analyze(const std::string&) override { return true; }
  Result<std::vector<ReviewEntry>> ReadReview() override { return std::vector<ReviewEntry>(1); }
  Result<VerifyAnswer> Verify(const std::string&, const Verifier&) override {
    return VerifyAnswer{};
  }
  Result<std::vector<QueueEntry>> ReadQueue() override { return std::vector<QueueEntry>(1); }
  Result<bool> Retry(std::int64_t) override { return true; }
  Result<ImportOutcome> ImportTreatmentsCsv(const std::string& csv, bool) override {
    ImportOutcome outcome;
    outcome.problems = ParseTreatmentsCsv(csv).problems;
    return outcome;
  }
  Result<std::vector<Treatment>> ListTreatments() override { return std::vector<Treatment>(1); }
};

HttpMethod MethodOf(std::string_view letter) {
  if (letter == "P") return HttpMethod::kPost;
  if (letter == "U") return HttpMethod::kPut;
  return letter == "D" ? HttpMethod::kDelete : HttpMethod::kGet;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static EmptyRuntime runtime;
  static test::InMemoryArchive archive;
  // The router catches what a handler throws; here that is a finding.
  static const Router router(ApiRoutes(runtime, archive),
                             [](const std::string&) { fuzz::Must(false); });
  std::string_view rest = fuzz::TextOf(data, size);
  HttpRequest request;
  request.method = MethodOf(fuzz::Next(rest, ' '));
  request.path = std::string(fuzz::Next(rest, '\n'));
  while (!rest.empty()) {
    std::string_view line = fuzz::Next(rest, '\n');
    if (line.empty()) break;
    const std::string name(fuzz::Next(line, ':'));
    if (name.starts_with('?')) {
      request.query[name.substr(1)] = std::string(line);
    } else {
      request.headers[name] = std::string(line);
    }
  }
  request.body = rest;
  const HttpResponse response = router.Handle(request);
  fuzz::Must(response.status >= 200 && response.status < 600);
  return 0;
}
