// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pairs of exams of digital patients through all stages, and what many of them say about every
// measurement of an indication.
#pragma once

#include "analysis/follow_up_exams.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/treatment/treatment.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace regen::test {

struct TruePair {
  double baseline = 0;
  double follow_up = 0;
};

// One pair in memory, with what is true of it, by the measurement's name.
struct DigitalPair {
  FollowUpExams exams;
  std::map<std::string, TruePair> truth;
};

// The images of every series of both visits, and as regions what the first shows of structure
// and, `with_defect`, lesion.
FollowUpExams RenderExams(ExamRenderer& baseline,
                          ExamRenderer& follow_up,
                          const std::vector<ExamSeries>& series,
                          bool with_defect);
FollowUpExams RenderExams(const PhantomVisit& baseline,
                          const PhantomVisit& follow_up,
                          const std::vector<ExamSeries>& series,
                          bool with_defect);

struct AnalysedPair {
  FollowUpReport report;
  std::map<std::string, TruePair> truth;
  double cpu_s = 0;  // of the stages, without making the images; only where nothing else runs
};

AnalysedPair AnalysePair(const Treatment& treatment,
                         DigitalPair pair,
                         const AnalysisOptions& options);

// kDisturbed: unchanged, with twice the noise and coil shading: outside of what the error model
// knows. Verdicts may only become more cautious.
enum class PairKind { kUnchanged, kChanged, kDisturbed };

using PairMaker = std::function<DigitalPair(std::uint64_t seed, PairKind kind)>;

// As many pairs as the environment's REGEN_INDICATION_PAIRS asks for, at least two.
int AskedPairs(int by_default);

// What the pairs say about one measurement. Percentages of what was measured.
struct PairFigures {
  double cpu_s = 0;  // of one pair, all measurements together: mean of the first ones
  int measured = 0;  // judged pairs with a number, of all judged
  int judged = 0;
  double bias_percent = 0;  // of values against the truth
  double rc = 0;            // 1.96 √2 wSD of unchanged pairs, in the unit
  double rc_percent = 0;
  double prior_rc = 0;  // of the prior shipped, in the unit or %
  double false_exceeds_percent = 0;
  double coverage_null_percent = 0;
  double coverage_changed_percent = 0;
  double disturbed_exceeds_percent = 0;
  double response_percent = 0;    // mean change found against the mean true one
  double worst_change_error = 0;  // of changed pairs, in the unit; in % where that is told
  bool with_truth = false;  // whether changed pairs could be told right from wrong
};

// `pairs` unchanged ones, at most 250, tell the repeatability, as a site's own exams would;
// `pairs` others, unchanged, as many changed and a quarter as many disturbed ones are judged by
// it. On as many threads as there are cores, the same figures for any; progress goes to stderr.
std::map<std::string, PairFigures> FiguresOf(const Treatment& treatment,
                                             const PairMaker& make,
                                             int pairs);

// One line per figure, as tests/bench/indications.py reads them.
void PrintFigures(const std::string& structure, const std::map<std::string, PairFigures>& all);

}  // namespace regen::test
