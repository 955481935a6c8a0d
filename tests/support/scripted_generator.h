// A Generator that says what a test wrote down: for each branch a list of deltas with delays, then
// a finish, an error, or silence. It keeps what it was asked and when its branches ended.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "generate/generator.h"
#include "support/virtual_clock.h"

namespace ponder::test {

struct ScriptStep {
  std::chrono::milliseconds after{1};
  std::variant<generate::BranchDelta, Error> what;
};

// What one branch writes. Beyond the last step it is silent for ever.
struct Script {
  std::vector<ScriptStep> steps;

  Script& delta(generate::BranchDelta delta, std::chrono::milliseconds after) {
    steps.push_back({after, std::move(delta)});
    return *this;
  }
  // `tokens` tokens of text, each with `logprob`.
  Script& say(std::string text, std::uint32_t tokens = 1, double logprob = -0.1,
              std::chrono::milliseconds after = std::chrono::milliseconds{10}) {
    generate::BranchDelta delta;
    delta.text = std::move(text);
    delta.tokens = tokens;
    delta.logprob_sum = logprob * tokens;
    return this->delta(std::move(delta), after);
  }
  Script& think(std::string text) {
    generate::BranchDelta delta;
    delta.reasoning = std::move(text);
    delta.tokens = 1;
    return this->delta(std::move(delta), std::chrono::milliseconds{10});
  }
  Script& call(std::uint32_t index, std::string id, std::string name, std::string arguments) {
    generate::BranchDelta delta;
    delta.tool_calls.push_back({index, std::move(id), std::move(name), std::move(arguments)});
    delta.tokens = 1;
    return this->delta(std::move(delta), std::chrono::milliseconds{10});
  }
  Script& finish(chat::FinishReason reason = chat::FinishReason::kStop) {
    generate::BranchDelta delta;
    delta.finish = reason;
    return this->delta(std::move(delta), std::chrono::milliseconds{1});
  }
  Script& fail(Error error) {
    steps.push_back({std::chrono::milliseconds{10}, std::move(error)});
    return *this;
  }
};

// What became of one branch.
struct BranchRecord {
  generate::BranchSpec spec;
  std::chrono::milliseconds started{0};
  std::optional<std::chrono::milliseconds> destroyed;
  std::size_t steps_given = 0;
};

// Used on one thread; outlives its branches.
class ScriptedGenerator : public generate::Generator {
 public:
  explicit ScriptedGenerator(VirtualClock& clock) : clock_(clock) {
    caps.shared_prefix = true;
    caps.logprobs = true;
    caps.grammar = true;
    caps.tools = true;
    caps.context_tokens = 4096;
    caps.branches_max = 32;
  }

  // Set by the test.
  generate::Capabilities caps;
  std::vector<Script> scripts;  // Of the branches in the order of their start; beyond: silence.
  std::optional<Error> open_error;
  std::map<std::size_t, Error> fork_errors;  // By the fork's number, 0 first.
  std::uint32_t trunk_tokens = 100;
  std::uint32_t suffix_tokens = 10;       // Of each branch.
  std::uint32_t trunk_tokens_cached = 0;  // Before the turn.

  // Read by the test.
  std::vector<generate::TrunkSpec> opened;
  std::vector<std::size_t> forks;     // Branches of each fork that was asked for.
  std::deque<BranchRecord> branches;  // Its elements do not move: branches keep them.
  std::size_t alive = 0;

  const generate::Capabilities& capabilities() const override { return caps; }

  Task<Result<std::unique_ptr<generate::Trunk>>> open(generate::TrunkSpec spec) override {
    opened.push_back(std::move(spec));
    if (open_error) co_return *open_error;
    std::unique_ptr<generate::Trunk> trunk = std::make_unique<ScriptedTrunk>(*this);
    co_return trunk;
  }

 private:
  class ScriptedBranch : public generate::Branch {
   public:
    ScriptedBranch(ScriptedGenerator& owner, std::size_t index, asio::any_io_executor executor)
        : owner_(owner), index_(index), sleeper_(owner.clock_.make_sleeper(executor)) {
      if (index < owner.scripts.size()) script_ = owner.scripts[index];
      usage_.tokens_prompt = owner.trunk_tokens + owner.suffix_tokens;
      usage_.tokens_cached = owner.caps.shared_prefix ? owner.trunk_tokens : 0;
      ++owner_.alive;
    }
    ~ScriptedBranch() override {
      --owner_.alive;
      owner_.branches[index_].destroyed = owner_.clock_.elapsed();
    }

    Task<Result<generate::BranchDelta>> next() override {
      BranchRecord& record = owner_.branches[index_];
      if (is_over_) co_return invalid("the branch is over");
      const bool is_silent = record.steps_given == script_.steps.size();
      const modes::TimePoint due =
          is_silent ? modes::TimePoint::max()
                    : owner_.clock_.now() + script_.steps[record.steps_given].after;
      co_await sleeper_->sleep_until(due);
      if (owner_.clock_.now() < due) co_return Error{ErrorCode::kCancelled, "cancelled"};
      ScriptStep& step = script_.steps[record.steps_given++];
      if (const Error* error = std::get_if<Error>(&step.what)) {
        is_over_ = true;
        co_return *error;
      }
      auto delta = std::get<generate::BranchDelta>(step.what);
      usage_.tokens_new += delta.tokens;
      if (!delta.reasoning.empty()) usage_.tokens_reasoning += delta.tokens;
      delta.usage = usage_;
      delta.tokens_cached_before = owner_.trunk_tokens_cached;
      is_over_ = delta.finish.has_value();
      co_return delta;
    }
    chat::Usage usage() const override { return usage_; }

   private:
    ScriptedGenerator& owner_;
    std::size_t index_;
    std::unique_ptr<modes::Sleeper> sleeper_;
    Script script_;
    chat::Usage usage_;
    bool is_over_ = false;
  };

  class ScriptedTrunk : public generate::Trunk {
   public:
    explicit ScriptedTrunk(ScriptedGenerator& owner) : owner_(owner) {}

    Task<Result<std::vector<std::unique_ptr<generate::Branch>>>> fork(
        std::vector<generate::BranchSpec> specs) override {
      const asio::any_io_executor executor = co_await asio::this_coro::executor;
      const std::size_t number = owner_.forks.size();
      owner_.forks.push_back(specs.size());
      if (const auto error = owner_.fork_errors.find(number); error != owner_.fork_errors.end()) {
        co_return error->second;
      }
      std::vector<std::unique_ptr<generate::Branch>> made;
      for (generate::BranchSpec& spec : specs) {
        const std::size_t index = owner_.branches.size();
        owner_.branches.push_back({std::move(spec), owner_.clock_.elapsed(), {}, 0});
        made.push_back(std::make_unique<ScriptedBranch>(owner_, index, executor));
      }
      co_return made;
    }
    std::uint32_t prompt_tokens() const override { return owner_.trunk_tokens; }

   private:
    ScriptedGenerator& owner_;
  };

  VirtualClock& clock_;
};

}  // namespace ponder::test
