// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/follow_up/pair_statistics.h"

#include "analysis/change/test_retest.h"
#include "analysis/report/report_json.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <mutex>
#include <thread>
#include <utility>

namespace regen::test {
namespace {

// What judged pairs add up to.
struct Tally {
  int measured = 0;
  int null = 0, null_exceeds = 0, null_covered = 0;
  int changed = 0, changed_covered = 0;
  int disturbed = 0, disturbed_exceeds = 0;
  double found_change = 0;  // sums over changed pairs, in what is covered: unit or percent
  double true_change = 0;
  double worst_change_error = 0;
  double relative_error = 0;  // sum over values
  int values = 0;
};

const TruePair* TruthOf(const AnalysedPair& pair, const std::string& name) {
  const auto found = pair.truth.find(name);
  return found == pair.truth.end() ? nullptr : &found->second;
}

// A change and its interval. In the unit; of what only the change is true of, in percent.
struct FoundChange {
  double found = 0;
  double lower = 0;
  double upper = 0;
  double truth = 0;
  bool Covers() const { return lower <= truth && truth <= upper; }
};

FoundChange ChangeOf(const ReportedMeasurement& measured, const TruePair& truth) {
  if (measured.change_percent_lower && truth.baseline != 0) {
    return {*measured.change_percent,
            *measured.change_percent_lower,
            *measured.change_percent_upper,
            100 * (truth.follow_up / truth.baseline - 1)};
  }
  return {*measured.change,
          *measured.change_lower,
          *measured.change_upper,
          truth.follow_up - truth.baseline};
}

void Judge(const AnalysedPair& pair, PairKind kind, std::map<std::string, Tally>& tallies) {
  for (const ReportedMeasurement& measured : pair.report.measurements) {
    Tally& tally = tallies[measured.name];
    const TruePair* truth = TruthOf(pair, measured.name);
    if (!measured.change) {
      std::cerr << measured.name << " not measured: "
                << (measured.reasons.empty() ? "" : measured.reasons.front().text) << "\n";
      continue;
    }
    const int exceeds = measured.verdict == Verdict::kExceedsError ? 1 : 0;
    if (kind == PairKind::kDisturbed) {
      ++tally.disturbed;
      tally.disturbed_exceeds += exceeds;
      continue;
    }
    ++tally.measured;
    if (truth != nullptr && truth->baseline > 0 && truth->follow_up > 0) {
      tally.relative_error += *measured.baseline / truth->baseline - 1;
      tally.relative_error += *measured.follow_up / truth->follow_up - 1;
      tally.values += 2;
    }
    if (kind == PairKind::kUnchanged) {
      ++tally.null;
      tally.null_exceeds += exceeds;
      tally.null_covered += *measured.change_lower <= 0 && 0 <= *measured.change_upper ? 1 : 0;
    } else if (truth != nullptr) {
      const FoundChange change = ChangeOf(measured, *truth);
      ++tally.changed;
      tally.changed_covered += change.Covers() ? 1 : 0;
      tally.found_change += change.found;
      tally.true_change += change.truth;
      tally.worst_change_error =
          std::max(tally.worst_change_error, std::abs(change.found - change.truth));
    }
  }
}

double Percent(int part, int whole) {
  return whole > 0 ? 100.0 * part / whole : 0;
}

PairFigures FiguresOfOne(const Tally& tally, const RetestResult& retest, int judged) {
  PairFigures figures;
  figures.judged = judged;
  figures.measured = tally.measured;
  figures.bias_percent = tally.values > 0 ? 100 * tally.relative_error / tally.values : 0;
  figures.rc = retest.repeatability.value;
  if (retest.repeatability_percent) figures.rc_percent = retest.repeatability_percent->value;
  figures.false_exceeds_percent = Percent(tally.null_exceeds, tally.null);
  figures.coverage_null_percent = Percent(tally.null_covered, tally.null);
  figures.with_truth = tally.changed > 0;
  figures.coverage_changed_percent = Percent(tally.changed_covered, tally.changed);
  if (tally.true_change != 0)
    figures.response_percent = 100 * tally.found_change / tally.true_change;
  figures.worst_change_error = tally.worst_change_error;
  figures.disturbed_exceeds_percent = Percent(tally.disturbed_exceeds, tally.disturbed);
  return figures;
}

// Pairs from `first` on, analysed on all cores and taken in their order.
void AnalyseMany(const Treatment& treatment,
                 const PairMaker& make,
                 PairKind kind,
                 std::uint64_t first,
                 int pairs,
                 const AnalysisOptions& options,
                 const std::function<void(int n, const AnalysedPair&)>& take) {
  std::mutex taking;
  std::map<int, AnalysedPair> waiting;
  int next_to_make = 0;
  int next_to_take = 0;
  const auto work = [&] {
    for (;;) {
      int n = 0;
      {
        const std::lock_guard lock(taking);
        if (next_to_make == pairs) return;
        n = next_to_make++;
      }
      AnalysedPair pair =
          AnalysePair(treatment, make(first + static_cast<std::uint64_t>(n), kind), options);
      const std::lock_guard lock(taking);
      waiting.emplace(n, std::move(pair));
      while (!waiting.empty() && waiting.begin()->first == next_to_take) {
        take(next_to_take++, waiting.begin()->second);
        waiting.erase(waiting.begin());
      }
    }
  };
  std::vector<std::thread> others;
  for (unsigned n = 1; n < std::thread::hardware_concurrency(); ++n) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
}

// All pairs of one kind, judged with the site's repeatability.
void JudgeMany(const Treatment& treatment,
               const PairMaker& make,
               PairKind kind,
               int pairs,
               const AnalysisOptions& site,
               std::map<std::string, Tally>& tallies) {
  const std::uint64_t first = 30000 * (1 + static_cast<std::uint64_t>(kind));
  const auto judge = [&](int n, const AnalysedPair& pair) {
    Judge(pair, kind, tallies);
    if (n % 50 != 49) return;
    for (const auto& [name, tally] : tallies) {
      std::cerr << "# " << n + 1 << " pairs, " << name << ": " << tally.null_exceeds << " of "
                << tally.null << " unchanged exceed, " << tally.changed_covered << " of "
                << tally.changed << " changed are covered\n";
    }
  };
  AnalyseMany(treatment, make, kind, first, pairs, site, judge);
}

// As a reader draws: whole voxels.
Volume Drawn(Volume coverage) {
  for (float& value : coverage.values) value = value >= 0.5F ? 1.0F : 0.0F;
  return coverage;
}

}  // namespace

FollowUpExams RenderExams(const PhantomVisit& baseline,
                          const PhantomVisit& follow_up,
                          const std::vector<ExamSeries>& series,
                          bool with_defect) {
  ExamRenderer before(baseline);
  ExamRenderer after(follow_up);
  return RenderExams(before, after, series, with_defect);
}

FollowUpExams RenderExams(ExamRenderer& before,
                          ExamRenderer& after,
                          const std::vector<ExamSeries>& series,
                          bool with_defect) {
  FollowUpExams exams;
  std::uint64_t stream = 0;
  for (const ExamSeries& one : series) {
    ++stream;
    exams.roles.push_back({one.role, before.Render(one, stream), after.Render(one, stream)});
    if (stream > 1) continue;
    exams.region = Drawn(before.Coverage(one, RegionRole::kStructure));
    if (with_defect) exams.defect = Drawn(before.Coverage(one, RegionRole::kLesion));
  }
  return exams;
}

AnalysedPair AnalysePair(const Treatment& treatment,
                         DigitalPair pair,
                         const AnalysisOptions& options) {
  ExamAnalysis analysis(treatment, ProtocolAt(treatment.indication, treatment.level), options);
  analysis.exams = std::move(pair.exams);
  const std::clock_t start = std::clock();
  PrepareImages(analysis);
  if (AnalyseExams(analysis, [](std::string_view, double) {}) == Next::kStop)
    std::cerr << ReportText(analysis.report) << "\n";
  const double cpu_s = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  return {std::move(analysis.report), std::move(pair.truth), cpu_s};
}

int AskedPairs(int by_default) {
  const char* asked = std::getenv("REGEN_INDICATION_PAIRS");
  return asked == nullptr ? by_default : std::max(2, std::atoi(asked));
}

std::map<std::string, PairFigures> FiguresOf(const Treatment& treatment,
                                             const PairMaker& make,
                                             int pairs) {
  const IndicationProtocol& protocol = ProtocolOf(treatment.indication);
  constexpr std::uint64_t kFirst = 1000;
  constexpr int kTimed = 3;
  constexpr int kMostRetests = 250;
  double cpu_s = 0;
  for (std::uint64_t n = 0; n < kTimed; ++n)
    cpu_s += AnalysePair(treatment, make(kFirst + n, PairKind::kUnchanged), {}).cpu_s / kTimed;
  std::map<std::string, std::vector<RetestValue>> values;
  const auto keep = [&](int n, const AnalysedPair& pair) {
    for (const ReportedMeasurement& measured : pair.report.measurements) {
      if (!measured.change) continue;
      for (const auto& value : {measured.baseline, measured.follow_up})
        values[measured.name].push_back({std::to_string(n), *value, {}});
    }
  };
  AnalyseMany(
      treatment, make, PairKind::kUnchanged, kFirst, std::min(pairs, kMostRetests), {}, keep);
  AnalysisOptions site;
  std::map<std::string, RetestResult> retests;
  for (const auto& [name, retest_values] : values) {
    const auto retest = AnalyseRetest(retest_values);
    if (!retest) continue;
    retests[name] = *retest;
    const bool absolute =
        FindMeasurement(protocol, name)->error_model == ErrorModel::kConstantSd;
    site.repeatability[protocol.structure + "/" + name] = {
        absolute || !retest->within_subject_cv_percent
            ? retest->within_subject_sd.value
            : retest->within_subject_cv_percent->value,
        retest->subjects,
        "phantom",
        "digital"};
  }
  std::map<std::string, Tally> tallies;
  JudgeMany(treatment, make, PairKind::kUnchanged, pairs, site, tallies);
  JudgeMany(treatment, make, PairKind::kChanged, pairs, site, tallies);
  JudgeMany(treatment, make, PairKind::kDisturbed, (pairs + 3) / 4, site, tallies);
  std::map<std::string, PairFigures> figures;
  for (const auto& [name, retest] : retests) {
    figures[name] = FiguresOfOne(tallies[name], retest, 2 * pairs);
    figures[name].cpu_s = cpu_s;
    figures[name].prior_rc =
        1.96 * std::sqrt(2.0) * FindMeasurement(protocol, name)->repeatability.within_subject;
  }
  return figures;
}

void PrintFigures(const std::string& structure, const std::map<std::string, PairFigures>& all) {
  for (const auto& [name, one] : all) {
    const auto print = [&, &name = name](const char* metric, double value, const char* unit) {
      std::cout << "figure " << structure << "/" << name << " " << metric << " " << value << " "
                << unit << "\n";
    };
    print("cpu", one.cpu_s, "s");
    print("measured", Percent(one.measured, one.judged), "%");
    print("bias", one.bias_percent, "%");
    print("rc", one.rc, "unit");
    print("rc-percent", one.rc_percent, "%");
    print("prior-rc", one.prior_rc, "unit-or-%");
    print("false-exceeds", one.false_exceeds_percent, "%");
    print("coverage-null", one.coverage_null_percent, "%");
    if (one.with_truth) {
      print("coverage-changed", one.coverage_changed_percent, "%");
      print("response", one.response_percent, "%");
      print("worst-change-error", one.worst_change_error, "unit-or-%");
    }
    print("disturbed-exceeds", one.disturbed_exceeds_percent, "%");
  }
}

}  // namespace regen::test
