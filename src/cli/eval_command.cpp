// `ponder eval`: how often the answers of each mode are right, and what they cost.
#include "cli/eval_command.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "eval/policy.h"
#include "eval/problem.h"

namespace ponder::cli {
namespace {

Result<void> read_levels(const std::string& text, eval::Selection& selection) {
  if (text.empty()) return {};
  const bool is_one = text.size() == 1;
  const bool is_range = text.size() == 3 && text[1] == '-';
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if ((!is_one && !is_range) || !is_digit(text.front()) || !is_digit(text.back()) ||
      text.front() > text.back()) {
    return invalid("--levels is \"" + text + "\": give one level (2) or a range (1-3)");
  }
  selection.level_min = text.front() - '0';
  selection.level_max = text.back() - '0';
  return {};
}

Result<void> read_half(const std::string& text, eval::Selection& selection) {
  if (text.empty()) return {};
  if (text != "even" && text != "odd") {
    return invalid("--half is \"" + text + "\": give even or odd");
  }
  selection.half = text == "even" ? eval::Half::kEven : eval::Half::kOdd;
  return {};
}

// "greedy,standard,quorum=0.9" -> "greedy" and "standard,quorum=0.9".
std::vector<std::string> split_names(const std::vector<std::string>& lists) {
  std::vector<std::string> names;
  for (const std::string& list : lists) {
    bool is_first = true;
    for (std::size_t begin = 0; begin <= list.size();) {
      const std::size_t end = std::min(list.find(',', begin), list.size());
      const std::string part = list.substr(begin, end - begin);
      if (!is_first && part.find('=') != std::string::npos) {
        names.back() += "," + part;
      } else {
        names.push_back(part);
      }
      is_first = false;
      begin = end + 1;
    }
  }
  return names;
}

Result<std::vector<eval::Way>> read_ways(const EvalArguments& arguments) {
  std::vector<std::string> names = split_names(arguments.modes);
  if (names.empty() && !arguments.replay.empty()) names = {"greedy", "quick", "standard"};
  if (names.empty()) names = {"greedy", "thinking", "contemplating"};
  std::vector<eval::Way> ways;
  for (const std::string& name : names) {
    auto way = eval::parse_way(name);
    if (!way) return way.error();
    ways.push_back(*std::move(way));
  }
  return ways;
}

Result<void> check(const EvalArguments& arguments) {
  if (!arguments.record.empty() && !arguments.replay.empty()) {
    return invalid("--record makes a recording and --replay uses one: give one of them");
  }
  if (arguments.data.empty() && arguments.replay.empty() && arguments.report.empty()) {
    return invalid(
        "--data is missing: a file with one problem a line, as "
        "{\"question\": \"...\", \"answer\": \"...\"}");
  }
  return {};
}

int run_eval(Run& run, EvalArguments& arguments) {
  if (const auto checked = check(arguments); !checked) {
    return usage_error(run.console, checked.error());
  }
  if (const auto levels = read_levels(arguments.levels, arguments.selection); !levels) {
    return usage_error(run.console, levels.error());
  }
  if (const auto half = read_half(arguments.half, arguments.selection); !half) {
    return usage_error(run.console, half.error());
  }
  if (!arguments.report.empty()) return eval_report(run, arguments);
  if (!arguments.record.empty()) return eval_record(run, arguments);
  const auto ways = read_ways(arguments);
  if (!ways) return usage_error(run.console, ways.error());
  return arguments.replay.empty() ? eval_live(run, arguments, *ways)
                                  : eval_replay(run, arguments, *ways);
}

}  // namespace

void add_eval(CommandLine& line) {
  auto arguments = std::make_shared<EvalArguments>();
  CLI::App* command =
      add_command(line, "eval", "Measure how often answers are right, and what they cost",
                  {"model", "context", "cells", "slots", "threads", "gpu_layers", "cache", "agents",
                   "max_tokens"},
                  [arguments](Run& run) { return run_eval(run, *arguments); });
  command->add_option("--data", arguments->data, "Problems: JSON lines of question and answer")
      ->type_name("FILE");
  command
      ->add_option("--mode,--policy", arguments->modes,
                   "Ways to compare, a comma between modes: instant, thinking, greedy, plain, "
                   "contemplating, contemplating:N, quick, standard, deep")
      ->type_name("LIST");
  command->add_option("--limit", arguments->selection.limit, "So many problems; 0: all");
  command->add_option("--offset", arguments->selection.offset, "Leave out so many at first");
  command->add_option("--shuffle", arguments->selection.seed, "Order problems at random")
      ->type_name("SEED");
  command->add_option("--levels", arguments->levels, "Only problems of these levels: 2, 1-3");
  command->add_option("--half", arguments->half, "Only problems with even or odd numbers");
  command->add_option("--seed", arguments->run_seed, "Seed of the sampling")->capture_default_str();
  command->add_option("--json", arguments->json, "Keep results in this file, and go on with it")
      ->type_name("FILE");
  command->add_option("--html", arguments->html, "Write a report page with charts")
      ->type_name("FILE");
  command->add_option("--record", arguments->record, "Only keep what agents write, in this file")
      ->type_name("FILE");
  command->add_option("--at-once", arguments->at_once, "For --record: problems at the same time")
      ->check(CLI::Range(1U, 64U))
      ->capture_default_str();
  command->add_flag("--with-texts", arguments->with_texts, "Keep the traces' texts too");
  command->add_option("--replay", arguments->replay, "Try policies on a recording; no model needed")
      ->type_name("FILE");
  command
      ->add_option("--costs", arguments->costs, "For --replay: what `ponder bench --json` prints")
      ->type_name("FILE");
  command->add_option("--draws", arguments->draws, "For --replay: tries with reordered traces")
      ->check(CLI::Range(1U, 1000U))
      ->capture_default_str();
  command
      ->add_option("--strip", arguments->strip, "For --replay: write the recording without texts")
      ->type_name("FILE");
  command->add_option("--report", arguments->report, "Only show the results in this file")
      ->type_name("FILE");
  command->add_option("--baseline", arguments->baseline, "The mode that others are compared with")
      ->capture_default_str();
  command->footer("docs/guide/eval.md explains what is measured and how.");
}

}  // namespace ponder::cli
