// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/matching/plan_study.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/indications/indication.h"
#include "analysis/report/provenance.h"
#include "analysis/report/result_kinds.h"
#include "analysis/selection/select_region.h"
#include "plugin/matching/choose_region.h"
#include "plugin/matching/find_baseline.h"
#include "plugin/matching/match_study.h"

#include <algorithm>
#include <set>
#include <utility>

namespace regen {
namespace {

StudyPhase PhaseOf(MatchOutcome outcome) {
  switch (outcome) {
    case MatchOutcome::kMatches:
      return StudyPhase::kQueued;
    case MatchOutcome::kHeld:
      return StudyPhase::kHeld;
    case MatchOutcome::kRefused:
      return StudyPhase::kRefused;
    case MatchOutcome::kNotApplicable:
      return StudyPhase::kNotApplicable;
  }
  return StudyPhase::kHeld;
}

void End(StudyPlan& plan, StudyPhase phase, Reasons reasons) {
  plan.phase = phase;
  plan.reasons = std::move(reasons);
}

std::string ContentDigest(const ArchivedStudy& study) {
  std::vector<std::string> uids;
  for (const SeriesSummary& series : study.summary.series) {
    for (const InstanceSummary& instance : series.instances) {
      uids.push_back(instance.sop_instance_uid);
    }
  }
  std::set<std::string> drawn_in;  // an object may hold several regions
  for (const ArchivedRegion& region : study.regions) {
    if (!region.made_by_us) {
      drawn_in.insert(region.sop_instance_uid);
    }
  }
  uids.insert(uids.end(), drawn_in.begin(), drawn_in.end());
  return DigestOfUids(std::move(uids));
}

// `chosen` replaces the entries of the same series.
void MergeCandidates(const std::vector<Candidate>& chosen, std::vector<Candidate>& all) {
  for (const Candidate& candidate : chosen) {
    const auto same =
        std::find_if(all.begin(), all.end(), [&candidate](const Candidate& other) {
          return other.series_instance_uid == candidate.series_instance_uid;
        });
    if (same == all.end()) {
      all.push_back(candidate);
    } else {
      *same = candidate;
    }
  }
}

Result<std::vector<ArchivedObject>> ImagesOf(const ArchivedStudy& study,
                                             const EchoAcquisition& acquisition) {
  std::vector<ArchivedObject> images;
  for (const std::string& uid : acquisition.sop_instance_uids) {
    const auto found = study.orthanc_id_of_sop_instance.find(uid);
    if (found == study.orthanc_id_of_sop_instance.end()) {
      return Error{ErrorKind::kInternal, "the archive listed an image without its place"};
    }
    images.push_back({uid, found->second});
  }
  return images;
}

// The reader's regions, each where there is one.
struct RegionsChosen {
  const ArchivedRegion* baseline = nullptr;
  const ArchivedRegion* follow_up = nullptr;
  const ArchivedRegion* defect = nullptr;  // on the baseline
};

// Gives a job of known treatment and study what tells it from any other.
void Identify(const PlanningContext& context, std::string input_digest, JobSpec& job) {
  job.input_digest = std::move(input_digest);
  job.job_key = JobKey(job.treatment,
                       job.follow_up_study_uid,
                       job.input_digest,
                       ConfigurationHash(context.options),
                       SoftwareVersion());
}

Result<JobSpec> MakeJob(const PlanningContext& context,
                        const ArchivedStudy& study,
                        const ArchivedStudy& baseline,
                        const SeriesPair& pair,
                        const RegionsChosen& regions,
                        const Treatment& treatment) {
  Result<std::vector<ArchivedObject>> before = ImagesOf(baseline, *pair.baseline.acquisition);
  Result<std::vector<ArchivedObject>> after = ImagesOf(study, *pair.follow_up.acquisition);
  if (!before || !after) {
    return before ? after.error() : before.error();
  }
  JobSpec job;
  job.treatment = treatment;
  job.follow_up_study_uid = study.summary.study_instance_uid;
  job.baseline = std::move(*before);
  job.follow_up = std::move(*after);
  std::vector<std::string> uids;
  if (regions.baseline != nullptr) {
    const ArchivedRegion& region = *regions.baseline;
    job.region = {region.sop_instance_uid, region.orthanc_id};
    job.region_images = ImagesBehind(region, baseline, *pair.baseline.acquisition);
    uids.push_back(region.sop_instance_uid);
  }
  if (regions.defect != nullptr &&
      (regions.baseline == nullptr ||
       regions.defect->sop_instance_uid != regions.baseline->sop_instance_uid)) {
    const ArchivedRegion& defect = *regions.defect;
    job.defect_region = {defect.sop_instance_uid, defect.orthanc_id};
    uids.push_back(defect.sop_instance_uid);
  }
  if (regions.follow_up != nullptr) {
    const ArchivedRegion& external = *regions.follow_up;
    job.follow_up_region = {external.sop_instance_uid, external.orthanc_id};
    job.follow_up_region_images = ImagesBehind(external, study, *pair.follow_up.acquisition);
    uids.push_back(external.sop_instance_uid);
  }
  for (const auto* images : {&job.baseline, &job.follow_up}) {
    for (const ArchivedObject& image : *images) {
      uids.push_back(image.sop_instance_uid);
    }
  }
  Identify(context, DigestOfUids(std::move(uids)), job);
  return job;
}

// Where one of the two studies has no series: the reasons say which and why.
bool EndWithoutPair(const SeriesPair& pair, StudyPlan& plan) {
  for (const AcquisitionChoice* choice : {&pair.follow_up, &pair.baseline}) {
    if (!choice->acquisition) {
      const bool several = !choice->reasons.empty() &&
                           choice->reasons.front().code == reasons::kSeveralSuitableSeries;
      End(plan, several ? StudyPhase::kHeld : StudyPhase::kRefused, choice->reasons);
      return true;
    }
  }
  return false;
}

// From the baseline on: pair of series, region, job.
Status PlanAnalysis(const PlanningContext& context,
                    const ArchivedStudy& study,
                    const StudyMatch& match,
                    const BaselineFound& baseline,
                    const Treatment& treatment,
                    StudyPlan& plan) {
  plan.baseline_study_uid = baseline.study->summary.study_instance_uid;
  const SeriesPair pair = SelectSeriesPair(baseline.match.measurable,
                                           match.measurable,
                                           ProtocolOf(treatment.indication),
                                           context.options.comparability,
                                           DescriptionDictionary(context.options.dictionary));
  MergeCandidates(baseline.match.candidates, plan.candidates);
  MergeCandidates(pair.follow_up.candidates, plan.candidates);
  MergeCandidates(pair.baseline.candidates, plan.candidates);
  if (EndWithoutPair(pair, plan)) {
    return Done{};
  }
  const Result<RegionChoice> region = ChooseRegion(
      context, *baseline.study, *pair.baseline.acquisition, treatment, SelectRegion);
  const Result<RegionChoice> external = ChooseRegion(
      context, study, *pair.follow_up.acquisition, treatment, SelectFollowUpRegion);
  const Result<RegionChoice> defect = ChooseRegion(
      context, *baseline.study, *pair.baseline.acquisition, treatment, SelectDefectRegion);
  for (const Result<RegionChoice>* choice : {&region, &external, &defect}) {
    if (!*choice) {
      return choice->error();
    }
  }
  const bool for_the_program =
      context.options.automatic_region != "off" && NobodyDrew(region->reasons);
  if (!region->candidate && !for_the_program) {
    End(plan, StudyPhase::kHeld, region->reasons);
    return Done{};
  }
  RegionsChosen regions;
  if (region->candidate) {
    regions.baseline = &baseline.study->regions[*region->candidate];
  }
  if (defect->candidate) {
    regions.defect = &baseline.study->regions[*defect->candidate];
  }
  if (external->candidate) {
    regions.follow_up = &study.regions[*external->candidate];
  }
  Result<JobSpec> job = MakeJob(context, study, *baseline.study, pair, regions, treatment);
  if (!job) {
    return job.error();
  }
  plan.job = std::move(*job);
  Reasons warnings = match.warnings;
  warnings.insert(warnings.end(), external->reasons.begin(), external->reasons.end());
  End(plan, StudyPhase::kQueued, std::move(warnings));
  return Done{};
}

Reason UnsupportedReason(const Treatment& treatment) {
  return MakeReason(
      reasons::kIndicationNotSupported,
      StrCat("this version does not measure ", IndicationName(treatment.indication)));
}

// The treatment is known and the study is a follow-up of it.
Status PlanFollowUp(const PlanningContext& context,
                    const ArchivedStudy& study,
                    const TreatmentChoice& choice,
                    const std::vector<Treatment>& treatments,
                    StudyPlan& plan) {
  const Treatment& treatment = *choice.treatment;
  plan.treatment_id = treatment.id;
  if (!ProtocolOf(treatment.indication).supported) {
    End(plan, StudyPhase::kRefused, {UnsupportedReason(treatment)});
    return Done{};
  }
  if (choice.match.measurable.series.empty()) {
    End(plan,
        StudyPhase::kRefused,
        {MakeReason(reasons::kNoSuitableSeries,
                    "no series of the study can be measured; see the candidates for the reason "
                    "of each")});
    return Done{};
  }
  Result<BaselineFound> baseline =
      FindBaseline(*context.archive,
                   study,
                   treatment,
                   treatments,
                   context.baseline_window_days,
                   DescriptionDictionary(context.options.dictionary));
  if (!baseline) {
    return baseline.error();
  }
  if (!baseline->study) {
    End(plan, StudyPhase::kWaiting, {baseline->reason});
    return Done{};
  }
  return PlanAnalysis(context, study, choice.match, *baseline, treatment, plan);
}

// Any image of the study: what a report about it takes patient and study from.
std::optional<ArchivedObject> AnyImageOf(const ArchivedStudy& study) {
  for (const SeriesSummary& series : study.summary.series) {
    if (series.modality != "MR") {
      continue;
    }
    for (const InstanceSummary& image : series.instances) {
      const auto found = study.orthanc_id_of_sop_instance.find(image.sop_instance_uid);
      if (found != study.orthanc_id_of_sop_instance.end()) {
        return ArchivedObject{image.sop_instance_uid, found->second};
      }
    }
  }
  return std::nullopt;
}

// Where the site wants refusals written: a job that does. Only after the treatment, so that no
// earlier examination is told that it is no follow-up; and only where it is refused for good: a
// held or waiting study may still be measured, and a weak identity is no place to write to.
void AddRefusalJob(const PlanningContext& context,
                   const ArchivedStudy& study,
                   const Treatment& treatment,
                   StudyPlan& plan) {
  const std::optional<Date> date = StudyDate(study.summary);
  const std::optional<ArchivedObject> image = AnyImageOf(study);
  if (plan.phase != StudyPhase::kRefused || !image || !date ||
      *date <= treatment.application_date ||
      !context.options.outputs.contains(result_kinds::kRefusalReport)) {
    return;
  }
  JobSpec job;
  job.treatment = treatment;
  job.follow_up_study_uid = study.summary.study_instance_uid;
  job.follow_up = {*image};
  job.refusal = plan.reasons;
  std::string why;
  for (const Reason& reason : job.refusal) {
    why += StrCat(reason.code, "\n", reason.text, "\n");
  }
  Identify(context, Sha256Hex(StrCat("refused\n", why)), job);
  plan.treatment_id = treatment.id;
  plan.job = std::move(job);
}

}  // namespace

Result<std::optional<StudyPlan>> PlanStudy(const PlanningContext& context,
                                           const std::string& orthanc_id) {
  Result<std::optional<ArchivedStudy>> read = context.archive->ReadStudy(orthanc_id);
  if (!read) {
    return read.error();
  }
  if (!read->has_value()) {
    return std::optional<StudyPlan>();
  }
  const ArchivedStudy& study = **read;
  StudyPlan plan;
  plan.last_update = study.state.last_update;
  plan.content_digest = ContentDigest(study);
  if (study.anonymised_copy) {
    End(plan,
        StudyPhase::kNotApplicable,
        {MakeReason(reasons::kAnonymisedCopy, "an anonymised copy is never matched")});
    return std::optional<StudyPlan>(plan);
  }
  if (!HasMrImages(study.summary)) {
    End(plan,
        StudyPhase::kNotApplicable,
        {MakeReason(reasons::kNotMr, "the study has no MR images")});
    return std::optional<StudyPlan>(plan);
  }
  plan.patient_id = study.summary.patient.patient_id;
  const Result<std::vector<Treatment>> treatments =
      plan.patient_id.empty() ? Result<std::vector<Treatment>>(std::vector<Treatment>())
                              : context.registry->OfPatient(plan.patient_id);
  if (!treatments) {
    return treatments.error();
  }
  plan.patient_treated = !treatments->empty();
  const TreatmentChoice choice = ChooseTreatment(
      study.summary, *treatments, DescriptionDictionary(context.options.dictionary));
  plan.candidates = choice.match.candidates;
  if (!choice.treatment) {
    End(plan, PhaseOf(choice.outcome), choice.reasons);
    if (choice.closest) {
      AddRefusalJob(context, study, *choice.closest, plan);
    }
    return std::optional<StudyPlan>(plan);
  }
  const Status planned = PlanFollowUp(context, study, choice, *treatments, plan);
  if (!planned) {
    return planned.error();
  }
  AddRefusalJob(context, study, *choice.treatment, plan);
  return std::optional<StudyPlan>(plan);
}

}  // namespace regen
