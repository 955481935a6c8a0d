// The parts of `ponder eval`: each runs one of its ways to its end and returns the exit code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "eval/outcome.h"
#include "eval/policy.h"
#include "eval/problem.h"
#include "eval/report_page.h"

namespace ponder::cli {

struct EvalArguments {
  std::string data;
  std::vector<std::string> modes;
  eval::Selection selection;
  std::string levels;          // "1-3" or "2".
  std::string half;            // "even", "odd" or empty.
  std::uint64_t run_seed = 1;  // Of the sampling, or of a replay's orders.
  std::string record, replay, strip, costs, report, json, html;  // Files.
  std::string baseline = "greedy";
  std::uint32_t draws = 1;
  std::uint32_t at_once = 1;  // Problems that are recorded at the same time.
  bool with_texts = false;
};

// Each reads the problems or the recording that `arguments` name.
int eval_live(Run& run, const EvalArguments& arguments, const std::vector<eval::Way>& ways);
int eval_record(Run& run, const EvalArguments& arguments);
int eval_replay(Run& run, const EvalArguments& arguments, const std::vector<eval::Way>& ways);
int eval_report(Run& run, const EvalArguments& arguments);

// The summaries as a table on `out`, and the report page where one was asked for.
int show_results(Run& run, const EvalArguments& arguments, const eval::ReportFacts& facts,
                 const std::vector<eval::Outcome>& outcomes);

}  // namespace ponder::cli
