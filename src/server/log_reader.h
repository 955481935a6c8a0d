// Reads the log of a turn that is over from the store. A turn that was cut off (the server went
// down in it) has no last event there; the reader adds the events that close it, the same each
// time.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "chat/event.h"
#include "server/turn_reader.h"
#include "store/store.h"

namespace ponder::server {

class LogReader : public TurnReader {
 public:
  LogReader(store::Store& store, store::Principal who, store::Turn turn, std::uint64_t after_seq);

  Task<Result<TurnPage>> next() override;
  void close() override { closed_ = true; }

 private:
  Task<Result<TurnPage>> closing_page(std::uint64_t last_seq);
  Task<Result<std::vector<store::EventRow>>> whole_log();

  store::Store& store_;
  const store::Principal who_;
  const store::Turn turn_;
  std::uint64_t seen_seq_;
  std::atomic<bool> closed_{false};
};

// What must follow `log` so that it keeps the law of chat/event.h; nothing where it has ended.
std::vector<chat::Event> closing_events(const store::Turn& turn,
                                        const std::vector<chat::Event>& log);

}  // namespace ponder::server
