#include "cli/bench.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/message.h"
#include "cli/turn_host.h"
#include "engine/vocabulary.h"
#include "generate/generator.h"

namespace ponder::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kForkTokens = 16;  // Written by each branch of the fork.

double seconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

// Plain sentences, at least so many tokens long.
std::string text_of_tokens(const engine::Vocabulary& vocabulary, std::uint32_t tokens) {
  std::string text;
  for (std::uint32_t i = 1; vocabulary.tokenize(text, false).size() < tokens; ++i) {
    for (std::uint32_t k = 0; k < 8; ++k) {
      text += "Box " + std::to_string(i * 8 + k) + " on the long shelf holds blue paper. ";
    }
  }
  return text;
}

// What one branch wrote and when.
struct Mark {
  Clock::time_point at;
  std::uint64_t tokens = 0;  // Since the branch began.
};
struct BranchLog {
  std::vector<Mark> marks;
  std::optional<Error> error;
  bool done = false;
};

// A trunk, its branches and what was seen of them.
struct Bench {
  asio::io_context io{1};
  OpenModel& model;
  generate::TrunkSpec trunk_spec;
  std::vector<generate::BranchSpec> branch_specs;

  std::unique_ptr<generate::Trunk> trunk;
  std::vector<std::unique_ptr<generate::Branch>> branches;
  std::vector<BranchLog> logs;
  Clock::time_point begun;
  std::optional<Error> error;
  std::uint64_t cells = 0, written = 0;

  explicit Bench(OpenModel& measured) : model(measured) {
    trunk_spec.owner = make_id("bench");  // Nobody's cells are shared.
  }
  bool all_write() const {
    return std::ranges::all_of(
        logs, [](const BranchLog& log) { return !log.marks.empty() && !log.done; });
  }
};

// Statistics lag a step behind the text, so the last look while all write is the one that counts.
void note_cells(Bench& bench) {
  if (!bench.all_write()) return;
  const auto stats = bench.model.model->stats();
  bench.cells = stats.cells_used - stats.cells_cached;
  bench.written = 0;
  for (const BranchLog& log : bench.logs) bench.written += log.marks.back().tokens;
}

Task<void> read_branch(Bench* bench, std::size_t index) {
  BranchLog& log = bench->logs[index];
  std::uint64_t tokens = 0;
  while (!log.done) {
    const auto delta = co_await bench->branches[index]->next();
    if (!delta) {
      log.error = delta.error();
      co_return;
    }
    tokens += delta->tokens;
    if (delta->tokens > 0) log.marks.push_back({Clock::now(), tokens});
    log.done = delta->finish.has_value();
    note_cells(*bench);
  }
}

Task<void> run_bench(Bench* bench) {
  auto trunk = co_await bench->model.model->generator().open(bench->trunk_spec);
  if (!trunk) {
    bench->error = trunk.error();
    co_return;
  }
  bench->trunk = *std::move(trunk);
  bench->begun = Clock::now();
  auto branches = co_await bench->trunk->fork(bench->branch_specs);
  if (!branches) {
    bench->error = branches.error();
    co_return;
  }
  bench->branches = *std::move(branches);
  bench->logs.resize(bench->branches.size());
  for (std::size_t i = 0; i < bench->branches.size(); ++i) {
    asio::co_spawn(bench->io, read_branch(bench, i), rethrow);
  }
}

Result<void> run(Bench& bench) {
  asio::co_spawn(bench.io, run_bench(&bench), rethrow);
  bench.io.run();
  if (bench.error) return *bench.error;
  for (const BranchLog& log : bench.logs) {
    if (log.error) return *log.error;
    if (log.marks.empty()) {
      return Error{ErrorCode::kBackend, "The model ended its answer before its first token."};
    }
  }
  return {};
}

std::uint64_t written_by(const BranchLog& log, Clock::time_point when) {
  std::uint64_t tokens = 0;
  for (const Mark& mark : log.marks) {
    if (mark.at <= when) tokens = mark.tokens;
  }
  return tokens;
}

generate::BranchSpec branch_spec(std::uint32_t number, std::uint32_t tokens) {
  generate::BranchSpec spec;
  spec.sampling.seed = number;
  spec.sampling.temperature = 0.8F;
  spec.tokens_new_max = tokens;
  return spec;
}

chat::Message said(chat::Role role, std::string text) {
  chat::Message message;
  message.role = role;
  message.content = std::move(text);
  return message;
}

chat::Message question(std::string text) { return said(chat::Role::kUser, std::move(text)); }

}  // namespace

Result<BenchRate> bench_prefill(OpenModel& model, const BenchSizes& sizes) {
  Bench bench(model);
  bench.trunk_spec.messages = {
      question(text_of_tokens(model.model->vocabulary(), sizes.prompt_tokens))};
  bench.branch_specs = {branch_spec(0, 1)};
  if (const auto done = run(bench); !done) return done.error();
  const std::uint32_t read = bench.branches.front()->usage().tokens_prompt;
  return BenchRate{1, read, seconds_between(bench.begun, bench.logs.front().marks.front().at)};
}

Result<BenchRate> bench_decode(OpenModel& model, const BenchSizes& sizes, std::uint32_t sequences) {
  Bench bench(model);
  bench.trunk_spec.messages = {
      // Whoever counts does not end early: all sequences are measured together.
      question("Write the whole numbers from 1 to 1000, each on a line of its own.")};
  for (std::uint32_t i = 0; i < sequences; ++i) {
    bench.branch_specs.push_back(branch_spec(i, sizes.decode_tokens));
  }
  if (const auto done = run(bench); !done) return done.error();
  // Only while all are writing: from the last one's first token to the first one's last.
  Clock::time_point begin = bench.begun;
  Clock::time_point end = Clock::time_point::max();
  for (const BranchLog& log : bench.logs) {
    begin = std::max(begin, log.marks.front().at);
    end = std::min(end, log.marks.back().at);
  }
  BenchRate rate{sequences, 0, seconds_between(begin, end)};
  for (const BranchLog& log : bench.logs) {
    rate.tokens += written_by(log, end) - written_by(log, begin);
  }
  if (rate.tokens == 0) {
    return Error{ErrorCode::kBackend, "The model wrote too little to measure its speed."};
  }
  return rate;
}

Result<BenchFork> bench_fork(OpenModel& model, const BenchSizes& sizes) {
  Bench bench(model);
  bench.trunk_spec.messages = {
      question(text_of_tokens(model.model->vocabulary(), sizes.trunk_tokens)),
      said(chat::Role::kAssistant, "I have read it."), question("Which boxes are there?")};
  for (std::uint32_t i = 0; i < sizes.fork_branches; ++i) {
    auto spec = branch_spec(i, kForkTokens);
    spec.user_suffix = "\nBegin with box " + std::to_string(i * 3 + 1) + " and go on from there.";
    bench.branch_specs.push_back(std::move(spec));
  }
  if (const auto done = run(bench); !done) return done.error();
  BenchFork fork;
  fork.branches = sizes.fork_branches;
  fork.trunk_tokens = bench.trunk->prompt_tokens();
  fork.cells_used = bench.cells;
  fork.tokens_written = bench.written;
  for (std::size_t i = 0; i < bench.logs.size(); ++i) {
    const auto usage = bench.branches[i]->usage();
    fork.suffix_tokens += usage.tokens_prompt - std::min(usage.tokens_prompt, fork.trunk_tokens);
    fork.seconds =
        std::max(fork.seconds, seconds_between(bench.begun, bench.logs[i].marks.front().at));
  }
  return fork;
}

}  // namespace ponder::cli
