// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/api.h"

#include "analysis/base/text.h"
#include "plugin/archive/json_text.h"
#include "plugin/rest/openapi.h"
#include "plugin/rest/view_json.h"

#include <algorithm>
#include <utility>

#include "viewer-ext/page_assets.h"
#include <json/value.h>

namespace regen {
namespace {

HttpResponse JsonResponse(std::string body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

HttpResponse UnknownStudy() {
  return ErrorResponse(404, "unknown-study", "no such study: expected Orthanc's id of a study");
}

HttpResponse Queued(const char* member, const std::string& id) {
  Json::Value body;
  body["Queued"] = true;
  body[member] = id;
  return JsonResponse(WriteJson(body), 202);
}

bool IsSet(const HttpRequest& request, const char* name) {
  const auto found = request.query.find(name);
  return found != request.query.end() && found->second != "0" && found->second != "false";
}

HttpResponse StudyResponse(const Result<std::optional<StudyView>>& view) {
  if (!view) return ErrorResponse(view.error());
  if (!view->has_value()) return UnknownStudy();
  return JsonResponse(StudyViewJson(**view));
}

HttpResponse ImportResponse(Runtime& runtime, const HttpRequest& request, bool dry_run) {
  Result<ImportOutcome> outcome =
      runtime.ImportTreatmentsCsv(std::string(request.body), dry_run);
  if (!outcome) return ErrorResponse(outcome.error());
  return JsonResponse(ImportOutcomeJson(*outcome, dry_run),
                      outcome->problems.empty() ? 200 : 400);
}

HttpResponse StudyOfResponse(Archive& archive, const HttpRequest& request) {
  const auto uid = request.query.find("uid");
  if (uid == request.query.end() || uid->second.empty()) {
    return ErrorResponse(400, "bad-input", "uid: expected a StudyInstanceUID");
  }
  auto found = archive.FindStudy(uid->second);
  if (!found) return ErrorResponse(found.error());
  if (!found->has_value()) {
    return ErrorResponse(404, "unknown-study", "no study with this StudyInstanceUID");
  }
  Json::Value body;
  body["OrthancStudyId"] = **found;
  return JsonResponse(WriteJson(body));
}

HttpResponse AssetResponse(std::string_view name) {
  for (const PageAsset& asset : PageAssets()) {
    if (asset.name != name) continue;
    HttpResponse response;
    response.content_type = std::string(asset.content_type);
    response.body = std::string(asset.content);
    return response;
  }
  return ErrorResponse(404, "no-such-file", "the page has no such file");
}

std::vector<Route> StudyRoutes(Runtime& runtime, Archive& archive) {
  std::vector<Route> routes;
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/studies/{id}",
                    "state, outcome, reasons, report, candidates and results of a study",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const PathParameters& path) {
                      return StudyResponse(runtime.ViewStudy(path[0]));
                    }});
  routes.push_back({HttpMethod::kPost,
                    "/regeneration/studies/{id}/dry-run",
                    "what would be done with the study and why; nothing is written",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const PathParameters& path) {
                      return StudyResponse(runtime.DryRun(path[0]));
                    }});
  routes.push_back({HttpMethod::kPost,
                    "/regeneration/studies/{id}/analyze",
                    "queues the study again",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const PathParameters& path) {
                      const Result<bool> known = runtime.Analyze(path[0]);
                      if (!known) return ErrorResponse(known.error());
                      return *known ? Queued("OrthancStudyId", path[0]) : UnknownStudy();
                    }});
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/study-of",
                    "Orthanc's id of a study",
                    {{"uid", "StudyInstanceUID", true}},
                    {},
                    "application/json",
                    [&archive](const HttpRequest& request, const auto&) {
                      return StudyOfResponse(archive, request);
                    }});
  return routes;
}

std::vector<Route> TreatmentRoutes(Runtime& runtime) {
  std::vector<Route> routes;
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/treatments",
                    "every treatment",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const auto&) {
                      const auto treatments = runtime.ListTreatments();
                      return treatments ? JsonResponse(TreatmentsJson(*treatments))
                                        : ErrorResponse(treatments.error());
                    }});
  routes.push_back(
      {HttpMethod::kPost,
       "/regeneration/treatments",
       "imports treatments.csv, all rows or none; tells what became of each row. Orthanc's "
       "server "
       "does not hand the query of a POST to plugins: for a dry run use "
       "/regeneration/treatments/dry-run or the header Dry-Run: 1",
       {{"dry-run", "1: nothing is written (where the server passes it on)", false}},
       {"text/csv"},
       "application/json",
       [&runtime](const HttpRequest& request, const auto&) {
         const auto header = request.headers.find("dry-run");
         const bool dry_run = IsSet(request, "dry-run") ||
                              (header != request.headers.end() && header->second != "0");
         return ImportResponse(runtime, request, dry_run);
       }});
  routes.push_back({HttpMethod::kPost,
                    "/regeneration/treatments/dry-run",
                    "what an import of this treatments.csv would do; nothing is written",
                    {},
                    {"text/csv"},
                    "application/json",
                    [&runtime](const HttpRequest& request, const auto&) {
                      return ImportResponse(runtime, request, true);
                    }});
  return routes;
}

std::vector<Route> OperationRoutes(Runtime& runtime) {
  std::vector<Route> routes;
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/health",
                    "200 where the plugin can work, else 503 with every problem",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const auto&) {
                      const Health health = runtime.ReadHealth();
                      return JsonResponse(HealthJson(health), health.healthy ? 200 : 503);
                    }});
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/queue",
                    "what waits, runs or failed, and why",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const auto&) {
                      const auto queue = runtime.ReadQueue();
                      return queue ? JsonResponse(QueueJson(*queue))
                                   : ErrorResponse(queue.error());
                    }});
  routes.push_back({HttpMethod::kPost,
                    "/regeneration/queue/{id}/retry",
                    "tries an entry of the queue again",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const PathParameters& path) {
                      const auto id = ParseInt(path[0]);
                      const Result<bool> known = id ? runtime.Retry(*id) : Result<bool>(false);
                      if (!known) return ErrorResponse(known.error());
                      return *known ? Queued("Id", path[0])
                                    : ErrorResponse(
                                          404, "unknown-entry", "the queue has no such entry");
                    }});
  return routes;
}

// A person's decision: {"Decision": "verify", "Name", "Organisation"}.
Result<Verifier> ReadVerifier(std::string_view body) {
  constexpr std::size_t kLongestText = 64;  // VR PN and LO
  const auto json = ParseJson(std::string(body), "decision");
  if (!json || !json->isObject()) return InputError("the body: expected a JSON object");
  if (JsonString(*json, "Decision") != "verify") {
    return InputError("Decision: expected \"verify\"");
  }
  Verifier verifier{JsonString(*json, "Name"), JsonString(*json, "Organisation")};
  for (const auto& [key, text] :
       {std::pair("Name", &verifier.name), std::pair("Organisation", &verifier.organisation)}) {
    const bool plain = std::none_of(text->begin(), text->end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == '\\';
    });
    if (Trim(*text).empty() || text->size() > kLongestText || !plain) {
      return InputError(StrCat(key, ": expected 1 to 64 bytes of text without \\"));
    }
  }
  return verifier;
}

HttpResponse ReviewResponse(Runtime& runtime,
                            const std::string& study_id,
                            const HttpRequest& request) {
  const Result<Verifier> verifier = ReadVerifier(request.body);
  if (!verifier) return ErrorResponse(verifier.error());
  const Result<VerifyAnswer> answer = runtime.Verify(study_id, *verifier);
  if (!answer) return ErrorResponse(answer.error());
  switch (*answer) {
    case VerifyAnswer::kQueued:
      return Queued("OrthancStudyId", study_id);
    case VerifyAnswer::kUnknownStudy:
      return UnknownStudy();
    case VerifyAnswer::kNothingToVerify:
      break;
  }
  return ErrorResponse(409,
                       "nothing-to-verify",
                       "the study has no report that waits for a verification: nothing was "
                       "measured, or it is verified or queued already");
}

std::vector<Route> ReviewRoutes(Runtime& runtime) {
  std::vector<Route> routes;
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/review",
                    "what needs a person: held studies, and reports nobody has verified",
                    {},
                    {},
                    "application/json",
                    [&runtime](const auto&, const auto&) {
                      const auto review = runtime.ReadReview();
                      return review ? JsonResponse(ReviewJson(*review))
                                    : ErrorResponse(review.error());
                    }});
  routes.push_back(
      {HttpMethod::kPost,
       "/regeneration/review/{id}",
       "a person's decision about a study (Orthanc's id): {\"Decision\": \"verify\", \"Name\": "
       "\"Family^Given\", \"Organisation\"} writes the VERIFIED version of its report",
       {},
       {"application/json"},
       "application/json",
       [&runtime](const HttpRequest& request, const PathParameters& path) {
         return ReviewResponse(runtime, path[0], request);
       }});
  return routes;
}

std::vector<Route> PageRoutes() {
  std::vector<Route> routes;
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/app/",
                    "the page: a study's report, or the queue",
                    {{"study", "StudyInstanceUID", false}},
                    {},
                    "text/html",
                    [](const auto&, const auto&) { return AssetResponse("index.html"); }});
  routes.push_back(
      {HttpMethod::kGet,
       "/regeneration/app/{file}",
       "a file of the page",
       {},
       {},
       "text/html",
       [](const auto&, const PathParameters& path) { return AssetResponse(path[0]); }});
  return routes;
}

}  // namespace

std::vector<Route> ApiRoutes(Runtime& runtime, Archive& archive) {
  std::vector<Route> routes;
  for (auto&& part : {OperationRoutes(runtime),
                      StudyRoutes(runtime, archive),
                      TreatmentRoutes(runtime),
                      ReviewRoutes(runtime),
                      PageRoutes()}) {
    routes.insert(routes.end(), part.begin(), part.end());
  }
  routes.push_back({HttpMethod::kGet,
                    "/regeneration/openapi.json",
                    "this description",
                    {},
                    {},
                    "application/json",
                    {}});
  const std::string description = OpenApiJson(routes);
  routes.back().handler = [description](const auto&, const auto&) {
    return JsonResponse(description);
  };
  return routes;
}

}  // namespace regen
