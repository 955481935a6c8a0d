// Events that go out together. Neighbouring deltas of one part become one, so that the log grows
// with the text and not with the tokens.
#pragma once

#include <vector>

#include "chat/event.h"

namespace ponder::server {

class EventGroup {
 public:
  // Up to limits::kStreamBufferBytesMax of text. Deltas of other parts between two deltas do not
  // hinder their merging: parts are independent.
  void add(chat::Event event);
  bool empty() const { return events_.empty(); }
  const std::vector<chat::Event>& events() const { return events_; }
  std::vector<chat::Event> take();

 private:
  std::vector<chat::Event> events_;
};

// Whether `event` is the last one of its turn.
bool ends_turn(const chat::Event& event);

}  // namespace ponder::server
