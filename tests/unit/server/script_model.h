// A model that says what the test tells it, when the test tells it: no engine, no time of its own.
#pragma once

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "local/loaded_model.h"
#include "server/model_pool.h"

namespace ponder::server {

// What the branches of a ScriptModel say: each the same. Thread-safe.
class Script {
 public:
  using Wake = std::function<void()>;

  void say(const std::string& text) {
    change([&] { text_ += text; });
  }
  void finish() {
    change([&] { finished_ = true; });
  }
  void fail(Error error) {
    change([&] { error_ = std::move(error); });
  }
  void refuse_to_open(Error error) {
    change([&] { open_error_ = std::move(error); });
  }

  // Prompts have a token for so many bytes; without it all have three.
  void count_prompts(std::uint32_t bytes_per_token) { bytes_per_token_ = bytes_per_token; }
  std::uint32_t prompt_tokens() const {
    if (bytes_per_token_ == 0) return 3;
    const auto all = heard();
    std::size_t bytes = 0;
    for (const chat::Message& message : all.back()) bytes += message.content.size();
    return static_cast<std::uint32_t>(bytes / bytes_per_token_);
  }

  // The messages of all turns so far, in order.
  std::vector<std::vector<chat::Message>> heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  std::size_t branches_alive() const {
    const std::lock_guard lock(mutex_);
    return alive_;
  }
  // Blocks until that many branches are alive.
  void wait_for_branches(std::size_t count) const {
    std::unique_lock lock(mutex_);
    const bool reached =
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return alive_ == count; });
    if (!reached) throw std::runtime_error("branches alive: " + std::to_string(alive_));
  }

  // The model's side.
  Result<void> open(std::vector<chat::Message> messages) {
    const std::lock_guard lock(mutex_);
    heard_.push_back(std::move(messages));
    if (open_error_) return *open_error_;
    return {};
  }
  void count_branch(int change_by) {
    const std::lock_guard lock(mutex_);
    alive_ = static_cast<std::size_t>(static_cast<int>(alive_) + change_by);
    changed_.notify_all();
  }
  // What comes after `said` bytes, or nothing yet: `wake` is called once there is more.
  std::optional<Result<generate::BranchDelta>> next(std::size_t& said, Wake wake) {
    const std::lock_guard lock(mutex_);
    if (error_) return Result<generate::BranchDelta>(*error_);
    if (said == text_.size() && !finished_) {
      wakes_.push_back(std::move(wake));
      return std::nullopt;
    }
    generate::BranchDelta delta;
    delta.text = text_.substr(said, kDeltaBytes);
    delta.tokens = static_cast<std::uint32_t>(delta.text.size());
    said += delta.text.size();
    delta.usage.tokens_prompt = 3;
    delta.usage.tokens_new = static_cast<std::uint32_t>(said);
    if (finished_ && said == text_.size()) delta.finish = chat::FinishReason::kStop;
    return Result<generate::BranchDelta>(std::move(delta));
  }

 private:
  static constexpr std::size_t kDeltaBytes = 50'000;

  template <class Change>
  void change(Change apply) {
    std::vector<Wake> woken;
    {
      const std::lock_guard lock(mutex_);
      apply();
      woken.swap(wakes_);
    }
    for (const Wake& wake : woken) wake();
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::string text_;
  bool finished_ = false;
  std::optional<Error> error_, open_error_;
  std::size_t alive_ = 0;
  std::atomic<std::uint32_t> bytes_per_token_ = 0;
  std::vector<std::vector<chat::Message>> heard_;
  std::vector<Wake> wakes_;
};

class ScriptBranch : public generate::Branch {
 public:
  explicit ScriptBranch(std::shared_ptr<Script> script) : script_(std::move(script)) {
    script_->count_branch(1);
  }
  ~ScriptBranch() override { script_->count_branch(-1); }

  Task<Result<generate::BranchDelta>> next() override {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    for (;;) {
      auto timer = std::make_shared<asio::steady_timer>(
          executor, std::chrono::steady_clock::time_point::max());
      // Weak: a reader that is gone takes its timer and its executor along.
      Script::Wake wake = [waiting = std::weak_ptr(timer)] {
        const auto found = waiting.lock();
        if (found) asio::post(found->get_executor(), [found] { found->cancel(); });
      };
      if (auto delta = script_->next(said_, std::move(wake))) {
        usage_ = *delta ? (*delta)->usage : usage_;
        co_return std::move(*delta);
      }
      boost::system::error_code ignored;
      co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      const auto cancelled = co_await asio::this_coro::cancellation_state;
      if (cancelled.cancelled() != asio::cancellation_type::none) {
        co_return Error{ErrorCode::kCancelled, "cancelled"};
      }
    }
  }
  chat::Usage usage() const override { return usage_; }

 private:
  std::shared_ptr<Script> script_;
  std::size_t said_ = 0;
  chat::Usage usage_;
};

class ScriptTrunk : public generate::Trunk {
 public:
  explicit ScriptTrunk(std::shared_ptr<Script> script)
      : script_(std::move(script)), prompt_tokens_(script_->prompt_tokens()) {}
  Task<Result<std::vector<std::unique_ptr<generate::Branch>>>> fork(
      std::vector<generate::BranchSpec> specs) override {
    std::vector<std::unique_ptr<generate::Branch>> branches;
    for (std::size_t i = 0; i < specs.size(); ++i) {
      branches.push_back(std::make_unique<ScriptBranch>(script_));
    }
    co_return branches;
  }
  std::uint32_t prompt_tokens() const override { return prompt_tokens_; }

 private:
  std::shared_ptr<Script> script_;
  std::uint32_t prompt_tokens_;
};

class ScriptModel : public local::LoadedModel, public generate::Generator, engine::Vocabulary {
 public:
  explicit ScriptModel(std::shared_ptr<Script> script) : script_(std::move(script)) {
    capabilities_.context_tokens = 4096;
    capabilities_.branches_max = 16;
  }

  generate::Generator& generator() override { return *this; }
  const engine::Vocabulary& vocabulary() const override { return *this; }
  engine::EngineStats stats() const override {
    engine::EngineStats stats;
    stats.cells_capacity = 4096;
    stats.steps = 7;
    return stats;
  }
  std::uint64_t memory_bytes() const override { return 0; }

  const generate::Capabilities& capabilities() const override { return capabilities_; }
  Task<Result<std::unique_ptr<generate::Trunk>>> open(generate::TrunkSpec spec) override {
    if (const auto opened = script_->open(std::move(spec.messages)); !opened) {
      co_return opened.error();
    }
    co_return std::make_unique<ScriptTrunk>(script_);
  }

  std::vector<Token> tokenize(std::string_view, bool) const override { return {}; }
  std::string piece(Token) const override { return {}; }
  std::string text(Token) const override { return {}; }
  std::uint32_t size() const override { return 1; }

 private:
  std::shared_ptr<Script> script_;
  generate::Capabilities capabilities_;
};

inline ModelEntry script_entry(const std::string& name, std::shared_ptr<Script> script) {
  ModelEntry entry;
  entry.name = name;
  entry.load = [script]() -> Result<std::unique_ptr<local::LoadedModel>> {
    return std::unique_ptr<local::LoadedModel>(std::make_unique<ScriptModel>(script));
  };
  return entry;
}

}  // namespace ponder::server
