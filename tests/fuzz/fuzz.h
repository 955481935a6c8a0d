// What the fuzz targets have in common: laws that hold for every input, and turns to encode.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/utf8.h"
#include "chat/event.h"
#include "chat/request.h"

namespace ponder::fuzz {

// A broken law ends the run; libFuzzer keeps the input.
inline void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken law: %s\n", law);
  std::abort();
}

inline bool is_utf8(std::string_view text) {
  return utf8_invalid_at(text) == std::string_view::npos;
}

inline void check(const Error& error) {
  constexpr std::size_t kMessageBytesMax = 2000;
  require(!error.message.empty(), "an error has a message");
  require(error.message.size() < kMessageBytesMax, "an error's message is short");
  require(is_utf8(error.message) && is_utf8(error.param), "an error is UTF-8");
}

// What chat/request.h promises.
inline void check(const chat::TurnRequest& turn) {
  require(!turn.messages.empty(), "a request has messages");
  require(turn.tools.size() <= limits::kToolsMax, "tools are bounded");
  require(turn.stop.size() <= limits::kStopStringsMax, "stop strings are bounded");
  for (const std::string& stop : turn.stop) require(!stop.empty(), "a stop string says something");
  require(turn.choices >= 1 && turn.choices <= limits::kChoicesMax, "choices are bounded");
  require(turn.choices == 1 || turn.mode != chat::Mode::kContemplating, "agents agree");
  require(turn.agents >= 2 && turn.agents <= limits::kAgentsMax, "agents are bounded");
  require(turn.tokens_new_max >= 1, "there is room for an answer");
  const float temperature = turn.sampling.temperature.value_or(1.0F);
  require(temperature >= 0.0F && temperature <= 2.0F, "the temperature is one");
  for (const chat::Message& message : turn.messages) {
    require(is_utf8(message.content) && is_utf8(message.reasoning), "messages are UTF-8");
  }
}

inline void check_json(std::string_view text) {
  require(nlohmann::json::accept(text), "what is sent is JSON");
  require(text.find('\n') == std::string_view::npos, "what is sent is one line");
}

// A turn in which everything is `text`: reasoning, answer, a tool call, an agent.
inline std::vector<chat::Event> turn_saying(const std::string& text) {
  using chat::PartKind;
  std::vector<chat::Event> events = {
      chat::TurnStarted{"turn_1", chat::Mode::kThinking, text},
      chat::BranchStarted{1, 0, text},
      chat::PartStarted{1, 1, PartKind::kText, "", ""},
      chat::TextDelta{1, text, {}},
      chat::PartFinished{1},
      chat::AnswerFound{1, text, text, 0.5F},
      chat::BranchFinished{1, chat::FinishReason::kStop, {}},
      chat::PartStarted{2, 0, PartKind::kReasoning, "", ""},
      chat::TextDelta{2, text, {}},
      chat::PartFinished{2},
      chat::PartStarted{3, 0, PartKind::kText, "", ""},
      chat::TextDelta{3, text, {{1, text, -1.0F, {}}}},
      chat::PartFinished{3},
      chat::PartStarted{4, 0, PartKind::kToolCall, text, text},
      chat::TextDelta{4, text, {}},
      chat::PartFinished{4},
  };
  chat::TurnFinished end;
  end.report.tallies = {{text, text, {1}, 1.0F}};
  end.stop_string = text;
  events.emplace_back(end);
  return events;
}

// The input as text; libFuzzer gives bytes.
inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {data, data + size};
}

}  // namespace ponder::fuzz
