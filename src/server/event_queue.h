// The events of a turn that is not stored: one writer, one reader, nothing kept.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "server/event_group.h"
#include "server/notifier.h"

namespace ponder::server {

// Thread-safe. An event goes out at once; only what a slow reader has not taken yet is merged, so
// it costs memory O(text).
class EventQueue : public chat::EventSink {
 public:
  void emit(chat::Event event) override;

  // Waits for events that were not taken yet; none means that the turn has ended (or close()).
  Task<std::vector<chat::Event>> next();
  // Waits until something is said, the turn fails before that (the error), or `patience` is over.
  // Takes no events.
  static Task<std::optional<Error>> early_failure(std::shared_ptr<EventQueue> queue,
                                                  std::chrono::milliseconds patience);
  void close();  // next() returns at once, with nothing.

 private:
  std::mutex mutex_;
  EventGroup waiting_;
  bool ended_ = false;
  Notifier changed_;
};

}  // namespace ponder::server
