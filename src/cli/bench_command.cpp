// `ponder bench`: what this machine does with a model, as a table or as JSON lines.
#include <CLI/App.hpp>
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "api/json_write.h"
#include "cli/bench.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/text.h"
#include "cli/turn_host.h"
#include "cli/version.h"

namespace ponder::cli {
namespace {

constexpr std::array<std::uint32_t, 4> kSequences = {1, 4, 8, 16};

struct BenchArguments {
  BenchSizes sizes;
  bool json = false;
};

// Prints one result a line, as it comes.
class BenchPrinter {
 public:
  BenchPrinter(Console& console, std::string model, bool json)
      : console_(console), model_(std::move(model)), json_(json) {
    if (!json_) console_.out << version_text() << ", " << model_ << "\n" << std::flush;
  }

  void rate(const std::string& what, const BenchRate& rate) {
    if (json_) {
      auto line = begin(what);
      line.field("sequences", rate.sequences)
          .field("tokens", rate.tokens)
          .field("seconds", rate.seconds)
          .field("tokens_per_second", rate.per_second());
      return end(line);
    }
    std::array<char, 160> text{};
    const std::string label = what == "decode"
                                  ? "decode, " + std::to_string(rate.sequences) + " at once"
                                  : "prefill, " + format_count(rate.tokens) + " tokens";
    std::snprintf(text.data(), text.size(), "%-28s %9.1f tokens/s   (%s)", label.c_str(),
                  rate.per_second(), format_seconds(rate.seconds).c_str());
    console_.out << text.data() << '\n' << std::flush;
  }

  void fork(const BenchFork& fork) {
    const std::uint64_t needed = fork.trunk_tokens + fork.suffix_tokens;
    if (json_) {
      auto line = begin("fork");
      line.field("branches", fork.branches)
          .field("trunk_tokens", fork.trunk_tokens)
          .field("suffix_tokens", fork.suffix_tokens)
          .field("tokens_written", fork.tokens_written)
          .field("cells_used", fork.cells_used)
          .field("cells_needed", needed)
          .field("seconds", fork.seconds);
      return end(line);
    }
    console_.out << "fork of " << fork.branches << " over " << format_count(fork.trunk_tokens)
                 << " tokens: all have spoken after " << format_seconds(fork.seconds)
                 << "\n  KV cells in use: " << format_count(fork.cells_used) << "; prefix once + "
                 << fork.branches
                 << " suffixes + what is written: " << format_count(needed + fork.tokens_written)
                 << '\n';
  }

 private:
  api::JsonWriter begin(const std::string& what) const {
    api::JsonWriter line;
    line.begin_object()
        .field("bench", what)
        .field("model", model_)
        .field("version", version_text());
    return line;
  }
  void end(api::JsonWriter& line) {
    console_.out << line.end_object().take() << '\n' << std::flush;
  }

  Console& console_;
  std::string model_;
  bool json_;
};

int bench(Run& run, const BenchArguments& arguments) {
  auto model = open_model(run.console, run.config());
  if (!model) return fail(run.console, model.error());
  BenchPrinter printer(run.console, model->name, arguments.json);
  const auto prefill = bench_prefill(*model, arguments.sizes);
  if (!prefill) return fail(run.console, prefill.error());
  printer.rate("prefill", *prefill);
  for (const std::uint32_t sequences : kSequences) {
    const auto decode = bench_decode(*model, arguments.sizes, sequences);
    if (!decode) return fail(run.console, decode.error());
    printer.rate("decode", *decode);
  }
  const auto fork = bench_fork(*model, arguments.sizes);
  if (!fork) return fail(run.console, fork.error());
  printer.fork(*fork);
  return kSuccess;
}

}  // namespace

void add_bench(CommandLine& line) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* command =
      add_command(line, "bench", "Measure what this machine does with a model",
                  {"model", "context", "cells", "slots", "threads", "gpu_layers", "cache"},
                  [arguments](Run& run) { return bench(run, *arguments); });
  command->add_flag("--json", arguments->json, "One JSON object a line");
  command->add_option("--prompt", arguments->sizes.prompt_tokens, "Tokens to read for prefill")
      ->check(CLI::Range(1U, 100000U))
      ->capture_default_str();
  command->add_option("--tokens", arguments->sizes.decode_tokens, "Tokens to write a sequence")
      ->check(CLI::Range(2U, 100000U))
      ->capture_default_str();
  command->add_option("--trunk", arguments->sizes.trunk_tokens, "Tokens that the fork shares")
      ->check(CLI::Range(1U, 100000U))
      ->capture_default_str();
  command->footer(
      "Nothing else should run on the machine meanwhile. `make bench` compares with llama-server.");
}

}  // namespace ponder::cli
