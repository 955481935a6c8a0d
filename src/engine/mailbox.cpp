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
  if (more.finish) into.finish = more.finish;
}

}  // namespace

void Mailbox::wake(std::unique_lock<std::mutex> lock) {
  const std::shared_ptr<asio::steady_timer> reader = std::exchange(reader_, nullptr);
  lock.unlock();
  if (!reader) return;
  // On the reader's strand: it is waiting by then, or finds the timer expired already.
  asio::post(reader->get_executor(),
             [reader] { reader->expires_at(asio::steady_timer::time_point::min()); });
}

void Mailbox::push(Delta delta) {
  std::unique_lock lock(mutex_);
  merge(waiting_, std::move(delta));
  has_output_ = true;
  wake(std::move(lock));
}

void Mailbox::fail(Error error) {
  std::unique_lock lock(mutex_);
  error_ = std::move(error);
  wake(std::move(lock));
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

Task<Result<Delta>> Mailbox::next() {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (;;) {
    std::shared_ptr<asio::steady_timer> timer;
    {
      const std::unique_lock lock(mutex_);
      if (std::optional<Result<Delta>> ready = take()) co_return std::move(*ready);
      timer = std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
      reader_ = timer;
    }
    co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace ponder::engine
