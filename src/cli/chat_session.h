// A conversation in the terminal: what was said so far, and how the next turn is to be thought.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/request.h"
#include "cli/console.h"
#include "cli/turn_host.h"

namespace ponder::cli {

struct ChatSettings {
  chat::Mode mode = chat::Mode::kInstant;
  std::uint32_t agents = 8;
  std::uint32_t max_tokens = limits::kTokensNewDefault;
  std::string system;
  std::optional<std::uint64_t> seed;
};

class Conversation {
 public:
  explicit Conversation(ChatSettings settings) : settings_(std::move(settings)) {}

  ChatSettings& settings() { return settings_; }
  void clear() { said_.clear(); }
  std::size_t turns() const { return said_.size() / 2; }

  // Asks `question`, showing the turn in `view`. What was answered, even if cut short, joins the
  // conversation; a failed turn leaves no trace in it. Returns how the turn ended.
  enum class Ended : std::uint8_t { kAnswered, kStopped, kFailed };
  // `images` belong to the question, and stay with it.
  Ended ask(OpenModel& model, const std::string& question, TurnView& view,
            const std::vector<chat::Image>& images = {});

 private:
  chat::TurnRequest request(const std::string& model, const chat::Message& question) const;

  ChatSettings settings_;
  std::vector<chat::Message> said_;  // User and assistant in turns.
};

// Reads questions and /commands until /quit or the end of input.
void talk(Console& console, OpenModel& model, Conversation& conversation);

}  // namespace ponder::cli
