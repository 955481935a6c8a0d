// `ponder eval --report`: results that lie in a file, as a table and a page.
#include <cstddef>
#include <string>
#include <vector>

#include "api/json_tree.h"
#include "base/result.h"
#include "cli/eval_command.h"
#include "eval/file_text.h"
#include "eval/outcome.h"
#include "eval/report_page.h"

namespace ponder::cli {
namespace {

std::string field_of(const api::JsonValue& header, const char* name) {
  const api::JsonValue* value = header.find(name);
  const auto* text = value != nullptr ? std::get_if<std::string>(&value->data) : nullptr;
  return text != nullptr ? *text : "unknown " + std::string(name);
}

}  // namespace

int eval_report(Run& run, const EvalArguments& arguments) {
  const auto lines = eval::read_lines(arguments.report);
  if (!lines) return fail(run.console, lines.error());
  const auto at = [&](std::size_t line, const std::string& message) {
    return fail(run.console,
                invalid(arguments.report + ":" + std::to_string(line) + ": " + message));
  };
  if (lines->empty()) return at(1, "there is nothing in it");
  const auto header = api::parse_json(lines->front(), "the line");
  if (!header) return at(1, header.error().message);
  if (header->find("results") == nullptr) return at(1, "it is no file of results");
  std::vector<eval::Outcome> outcomes;
  for (std::size_t i = 1; i < lines->size(); ++i) {
    auto outcome = eval::decode_outcome((*lines)[i]);
    if (!outcome) return at(i + 1, outcome.error().message);
    outcomes.push_back(*std::move(outcome));
  }
  const eval::ReportFacts facts{field_of(*header, "model"), field_of(*header, "data"),
                                "results of " + arguments.report};
  return show_results(run, arguments, facts, outcomes);
}

}  // namespace ponder::cli
