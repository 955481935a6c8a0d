// How a turn is shown while it runs: as JSON lines, as plain text, or live on a terminal.
#pragma once

#include <memory>

#include "chat/event.h"
#include "chat/reduce.h"
#include "cli/console.h"

namespace ponder::cli {

// Fed with a turn's events on one thread.
class TurnView : public chat::EventSink {
 public:
  void emit(chat::Event event) final;
  // Called about ten times a second while the turn runs: what moves is drawn here.
  virtual void tick() {}
  // After the last event: the report, or the error.
  virtual void finish() = 0;
  const chat::TurnState& state() const { return state_; }

 protected:
  virtual void show(const chat::Event& event) = 0;  // state() has it already.

 private:
  chat::TurnState state_;
};

// Each event as one JSON line (docs/events.md) on `out`, nothing else.
std::unique_ptr<TurnView> json_view(Console& console);

// The answer on `out`; reasoning, agents, report and errors on `err`: lanes where `err` is a
// terminal, one line an answer where it is not.
std::unique_ptr<TurnView> text_view(Console& console);

}  // namespace ponder::cli
