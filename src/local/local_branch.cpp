#include "local/local_branch.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string_view>
#include <utility>

#include "base/ids.h"
#include "base/limits.h"

namespace ponder::local {
namespace {

constexpr std::size_t kCheapToParse = 2048;  // Bytes that may be reparsed for each token.

// Appends to `shown` what `now` has beyond it, and returns that. Where a parser changed its mind
// about what was shown, nothing is taken back.
std::string grown(std::string& shown, const std::string& now) {
  if (now.size() <= shown.size() || !now.starts_with(shown)) return {};
  std::string more = now.substr(shown.size());
  shown = now;
  return more;
}

// A delta may hold the end of the reasoning and the beginning of the answer: split by bytes.
std::uint32_t reasoning_tokens(const generate::BranchDelta& delta, std::uint32_t tokens) {
  std::size_t other = delta.text.size();
  for (const auto& call : delta.tool_calls) other += call.name.size() + call.arguments.size();
  const std::size_t all = delta.reasoning.size() + other;
  return all == 0 ? 0 : static_cast<std::uint32_t>(tokens * delta.reasoning.size() / all);
}

chat::FinishReason reason_of(engine::StopCause cause, bool has_tool_calls) {
  if (cause == engine::StopCause::kLength) return chat::FinishReason::kLength;
  return has_tool_calls ? chat::FinishReason::kToolCalls : chat::FinishReason::kStop;
}

}  // namespace

LocalBranch::LocalBranch(engine::SequenceHandle handle, std::unique_ptr<AnswerParser> parser,
                         std::shared_ptr<const void> lease)
    : lease_(std::move(lease)), handle_(std::move(handle)), parser_(std::move(parser)) {}

Task<void> LocalBranch::pace() {
  if (!parser_ || raw_.size() < kCheapToParse) co_return;
  const auto due = parsed_at_ + limits::kEventFlush;
  if (due <= std::chrono::steady_clock::now()) co_return;
  asio::steady_timer timer(co_await asio::this_coro::executor, due);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

Task<Result<generate::BranchDelta>> LocalBranch::next() {
  co_await pace();
  Result<engine::Delta> raw = co_await handle_.next();
  if (!raw) co_return raw.error();
  generate::BranchDelta delta;
  read(raw->text, !raw->finish, delta);
  delta.logprobs = std::move(raw->tokens);
  delta.tokens = raw->token_count;
  delta.logprob_sum = raw->logprob_sum;
  usage_.tokens_prompt = raw->tokens_prompt;
  usage_.tokens_cached = raw->tokens_cached;
  usage_.tokens_new += raw->token_count;
  usage_.tokens_reasoning += reasoning_tokens(delta, raw->token_count);
  delta.tokens_cached_before = raw->tokens_cached_before;
  delta.stop_met = std::move(raw->stop_met);
  if (const auto& finish = raw->finish) {
    delta.finish = reason_of(*finish, !shown_.tool_calls.empty());
  }
  delta.usage = usage_;
  co_return delta;
}

void LocalBranch::read(const std::string& text, bool partial, generate::BranchDelta& delta) {
  if (!parser_) {
    delta.text = text;
    return;
  }
  raw_ += text;
  parsed_at_ = std::chrono::steady_clock::now();
  const ParsedAnswer answer = parser_->parse(raw_, partial);
  delta.reasoning = grown(shown_.reasoning, answer.reasoning);
  delta.text = grown(shown_.content, answer.content);
  read_tool_calls(answer.tool_calls, delta);
}

void LocalBranch::read_tool_calls(const std::vector<chat::ToolCall>& calls,
                                  generate::BranchDelta& delta) {
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const chat::ToolCall& call = calls[i];
    generate::ToolCallDelta more;
    more.index = static_cast<std::uint32_t>(i);
    if (i == shown_.tool_calls.size()) {
      if (call.name.empty()) return;
      more.id = call.id.empty() ? make_id("call_") : call.id;
      more.name = call.name;
      shown_.tool_calls.push_back({more.id, more.name, ""});
    }
    more.arguments = grown(shown_.tool_calls[i].arguments, call.arguments);
    if (!more.id.empty() || !more.arguments.empty()) delta.tool_calls.push_back(std::move(more));
  }
}

}  // namespace ponder::local
