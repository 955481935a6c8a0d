// Runs one turn in virtual time over a scripted generator and keeps its events.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chat/event.h"
#include "chat/law.h"
#include "chat/reduce.h"
#include "modes/mode.h"
#include "support/event_text.h"
#include "support/scripted_generator.h"
#include "support/virtual_clock.h"

namespace ponder::test {

using std::chrono::milliseconds;

class RecordingSink : public chat::EventSink {
 public:
  void emit(chat::Event event) override {
    if (const auto complaint = law.accept(event); complaint && first_complaint.empty()) {
      first_complaint = *complaint + " at event " + std::to_string(events.size());
    }
    chat::reduce(state, event);
    events.push_back(event);
    if (on_event) on_event(event);
  }

  chat::EventLaw law;
  std::string first_complaint;
  chat::TurnState state;
  std::vector<chat::Event> events;
  std::function<void(const chat::Event&)> on_event;
};

struct TurnHarness {
  VirtualClock clock;
  ScriptedGenerator generator{clock};
  RecordingSink sink;
  chat::TurnRequest request;
  std::shared_ptr<modes::TurnControl> control = std::make_shared<modes::TurnControl>();

  explicit TurnHarness(chat::Mode mode, std::uint32_t agents = 8) {
    request.model = "scripted";
    request.mode = mode;
    request.agents = agents;
    request.messages.push_back({.role = chat::Role::kUser, .content = "How many?"});
    request.sampling.seed = 1000;
  }

  TurnHarness(const TurnHarness&) = delete;  // Its parts refer to one another.
  TurnHarness& operator=(const TurnHarness&) = delete;

  // Runs the turn to its end; the law, the end and the absence of leaks are checked here.
  const chat::TurnState& run(milliseconds limit = milliseconds{3'600'000}) {
    bool done = false;
    asio::io_context io;
    asio::co_spawn(io,
                   modes::run_turn(generator, request, {"turn_1", "owner", control, &clock}, sink),
                   [&done](const std::exception_ptr& error) {
                     EXPECT_EQ(error, nullptr);
                     done = true;
                   });
    EXPECT_TRUE(run_until(io, clock, limit,
                          [&] {
                            when_idle();
                            return done;
                          }))
        << "the turn does not end\n"
        << to_text(sink.events);
    EXPECT_EQ(sink.first_complaint, "") << to_text(sink.events);
    EXPECT_TRUE(sink.law.finished()) << to_text(sink.events);
    EXPECT_EQ(generator.alive, 0U) << "a branch outlives its turn";
    return sink.state;
  }

  // Tells the turn to end at this time.
  void halt_at(milliseconds when, modes::Halt halt) {
    halt_time_ = when;
    halt_ = halt;
  }

  template <class E>
  std::vector<E> all() const {
    std::vector<E> found;
    for (const chat::Event& event : sink.events) {
      if (const E* match = std::get_if<E>(&event)) found.push_back(*match);
    }
    return found;
  }

  const chat::Report& report() const { return sink.state.report; }
  std::string answer() const { return chat::answer_text(sink.state); }
  std::string reasoning() const { return chat::reasoning_text(sink.state); }

 private:
  void when_idle() {
    if (halt_ != modes::Halt::kNone && clock.elapsed() >= halt_time_) control->halt = halt_;
  }

  milliseconds halt_time_{0};
  modes::Halt halt_ = modes::Halt::kNone;
};

// An agent that thinks for `tokens` tokens, 10 ms each, and then answers.
inline Script answering(const std::string& answer, std::uint32_t tokens = 4,
                        double logprob = -0.1) {
  Script script;
  constexpr std::uint32_t kSame = 40;  // The same so often is no loop yet.
  for (std::uint32_t i = 0; i < tokens; ++i) {
    script.say(i < kSame ? "step " : "step " + std::to_string(i) + " ", 1, logprob);
  }
  script.say("\nAnswer: " + answer, 1, logprob).finish();
  return script;
}

// One agent a text; they answer in this order.
inline std::vector<Script> answers(const std::vector<std::string>& texts) {
  std::vector<Script> scripts;
  for (const std::string& text : texts) {
    scripts.push_back(answering(text, static_cast<std::uint32_t>(4 + scripts.size())));
  }
  return scripts;
}

}  // namespace ponder::test
