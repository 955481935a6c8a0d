#include "engine/mailbox.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace ponder::engine {
namespace {

void merge(Delta& into, Delta&& more) {
  into.text += more.text;
  std::move(more.tokens.begin(), more.tokens.end(), std::back_inserter(into.tokens));
  into.token_count += more.token_count;
  into.logprob_sum += more.logprob_sum;
  into.tokens_prompt = more.tokens_prompt;
  into.tokens_cached = more.tokens_cached;
  into.tokens_cached_before = more.tokens_cached_before;
  if (!more.finish) return;
  into.finish = more.finish;
  into.stop_met = std::move(more.stop_met);
}

}  // namespace

// Under the lock, so that the reader and its executor cannot go between the look and the post.
void Mailbox::wake() {
  if (!reader_) return;
  const asio::any_io_executor executor = reader_->get_executor();
  // On the reader's strand: it is waiting by then, or finds the timer expired already.
  asio::post(executor, [reader = std::exchange(reader_, nullptr)] {
    reader->expires_at(asio::steady_timer::time_point::min());
  });
}

void Mailbox::push(Delta delta) {
  const std::lock_guard lock(mutex_);
  merge(waiting_, std::move(delta));
  has_output_ = true;
  wake();
}

void Mailbox::fail(Error error) {
  const std::lock_guard lock(mutex_);
  error_ = std::move(error);
  wake();
}

std::optional<Result<Delta>> Mailbox::take() {
  if (has_output_) {
    has_output_ = false;
    delivered_finish_ = waiting_.finish.has_value();
    return std::exchange(waiting_, Delta{});
  }
  if (delivered_finish_) return Result<Delta>(invalid("the sequence is finished"));
  if (error_) return Result<Delta>(*error_);
  return std::nullopt;
}

// Forgets the timer of a reader that was destroyed or cancelled while it waited.
struct Mailbox::Waiting {
  Mailbox& mailbox;
  std::shared_ptr<asio::steady_timer> timer;

  ~Waiting() {
    const std::lock_guard lock(mailbox.mutex_);
    if (mailbox.reader_ == timer) mailbox.reader_ = nullptr;
  }
};

Task<Result<Delta>> Mailbox::next() {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (;;) {
    const Waiting waiting{*this, std::make_shared<asio::steady_timer>(
                                     executor, asio::steady_timer::time_point::max())};
    {
      const std::lock_guard lock(mutex_);
      if (std::optional<Result<Delta>> ready = take()) co_return std::move(*ready);
      reader_ = waiting.timer;
    }
    co_await waiting.timer->async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace ponder::engine
