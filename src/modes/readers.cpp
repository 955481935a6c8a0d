#include "modes/readers.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>  // IWYU pragma: keep
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/check.h"
#include "base/result.h"
#include "chat/event.h"
#include "generate/generator.h"
#include "modes/clock.h"

namespace ponder::modes {

struct BranchReaders::State {
  struct Reader {
    asio::cancellation_signal cancel;
    bool stopped = false;
    bool ended = false;
  };
  std::map<chat::BranchId, Reader> readers;  // Nodes do not move: `cancel` is referred to.
  std::deque<Arrival> arrivals;
  std::size_t reading = 0;
  std::unique_ptr<Sleeper> sleeper;
};

namespace {

// next(), with what it throws as an error.
Task<Result<generate::BranchDelta>> next_or_error(generate::Branch& branch) {
  try {
    co_return co_await branch.next();
  } catch (const boost::system::system_error& error) {
    const bool cancelled = error.code() == asio::error::operation_aborted;
    co_return Error{cancelled ? ErrorCode::kCancelled : ErrorCode::kBackend, error.what()};
  } catch (const std::exception& error) {
    co_return Error{ErrorCode::kBackend, std::string("a branch failed: ") + error.what()};
  }
}

}  // namespace

BranchReaders::BranchReaders(asio::any_io_executor strand, Clock& clock)
    : strand_(std::move(strand)), state_(std::make_shared<State>()) {
  state_->sleeper = clock.make_sleeper(strand_);
}

Task<void> BranchReaders::read(std::shared_ptr<State> state, chat::BranchId id,
                               std::unique_ptr<generate::Branch> branch) {
  State::Reader& reader = state->readers.at(id);
  while (!reader.stopped) {
    Result<generate::BranchDelta> delta = co_await next_or_error(*branch);
    if (reader.stopped) break;
    const bool is_last = !delta.has_value() || delta->finish.has_value();
    if (is_last) branch.reset();
    state->arrivals.push_back({id, std::move(delta)});
    state->sleeper->wake();
    if (is_last) break;
  }
  branch.reset();
}

void BranchReaders::start(chat::BranchId id, std::unique_ptr<generate::Branch> branch) {
  const auto [reader, is_new] = state_->readers.try_emplace(id);
  PONDER_CHECK(is_new);
  ++state_->reading;
  auto on_end = [state = state_, id](const std::exception_ptr&) {
    state->readers.at(id).ended = true;
    --state->reading;
    state->sleeper->wake();
  };
  asio::co_spawn(strand_, read(state_, id, std::move(branch)),
                 asio::bind_cancellation_slot(reader->second.cancel.slot(), std::move(on_end)));
}

void BranchReaders::stop(chat::BranchId id) {
  State::Reader& reader = state_->readers.at(id);
  std::erase_if(state_->arrivals, [id](const Arrival& arrival) { return arrival.branch == id; });
  if (std::exchange(reader.stopped, true) || reader.ended) return;
  reader.cancel.emit(asio::cancellation_type::terminal);
}

void BranchReaders::stop_all() {
  for (auto& [id, reader] : state_->readers) stop(id);
}

Task<std::optional<Arrival>> BranchReaders::next(TimePoint until) {
  if (state_->arrivals.empty()) co_await state_->sleeper->sleep_until(until);
  if (state_->arrivals.empty()) co_return std::nullopt;
  Arrival arrival = std::move(state_->arrivals.front());
  state_->arrivals.pop_front();
  co_return arrival;
}

Task<void> BranchReaders::join() {
  while (state_->reading > 0) co_await state_->sleeper->sleep_until(TimePoint::max());
}

}  // namespace ponder::modes
