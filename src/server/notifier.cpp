#include "server/notifier.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

namespace ponder::server {

// Starts one wait: keeps the handler until notify(), or posts it at once where that came already.
struct Notifier::Initiate {
  Notifier* notifier;
  std::uint64_t version;

  template <class Handler>
  void operator()(Handler&& handler) {
    using Kept = std::decay_t<Handler>;
    auto kept = std::make_shared<Kept>(std::forward<Handler>(handler));
    // Tracked work keeps the caller's context running while nothing but this wait is left in it.
    auto executor = asio::prefer(asio::get_associated_executor(*kept),
                                 asio::execution::outstanding_work.tracked);
    std::function<void()> wake = [kept, executor] { asio::post(executor, std::move(*kept)); };
    {
      const std::lock_guard lock(notifier->mutex_);
      if (notifier->version_ == version) {
        notifier->waiting_.push_back(std::move(wake));
        return;
      }
    }
    wake();
  }
};

std::uint64_t Notifier::version() const {
  const std::lock_guard lock(mutex_);
  return version_;
}

Task<void> Notifier::changed_since(std::uint64_t version) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(Initiate{this, version},
                                                                     asio::use_awaitable);
}

void Notifier::notify() {
  std::vector<std::function<void()>> woken;
  {
    const std::lock_guard lock(mutex_);
    ++version_;
    woken.swap(waiting_);
  }
  for (const auto& wake : woken) wake();
}

}  // namespace ponder::server
