// OpenAI's text completions (POST /v1/completions): prompts that are continued as they are, without
// the chat template. Each choice is one turn; its text comes from chat::Event only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/event.h"
#include "chat/reduce.h"
#include "chat/request.h"

namespace ponder::api {

struct CompletionCall {
  chat::TurnRequest turn;                // All but the prompt.
  std::vector<chat::RawPrompt> prompts;  // Not empty.
  std::uint32_t n = 1;                   // Choices for each prompt.
  bool echo = false;                     // The text begins with the prompt.
  bool stream = false;
  bool include_usage = false;
  std::uint32_t choices() const { return static_cast<std::uint32_t>(prompts.size()) * n; }
};

// Errors: kInvalid with `param`, kTooLong (limits::kCompletionChoicesMax).
Result<CompletionCall> parse_completion(std::string_view body);

// The turn of one choice; choices of one prompt stand together and differ in their seeds.
chat::TurnRequest turn_of_choice(const CompletionCall& call, std::uint32_t choice);

struct CompletionHead {
  std::string id;
  std::int64_t created_s = 0;
  std::string model;
};

// `states` has one finished turn a choice. With `echo` the prompts have their texts.
std::string encode_completion(const CompletionHead& head, const CompletionCall& call,
                              const std::vector<chat::TurnState>& states);

// Streamed: the events of one choice after the other, then end().
class CompletionStream {
 public:
  CompletionStream(const CompletionHead& head, const CompletionCall& call);
  // Zero or more `data` payloads.
  std::vector<std::string> encode(std::uint32_t choice, const chat::Event& event);
  std::vector<std::string> end();  // Usage where it was asked for, and "[DONE]".

 private:
  std::string chunk(std::uint32_t choice, std::string_view text,
                    const std::vector<TokenLogprob>& logprobs, std::string_view finish);

  std::string head_;  // Of each chunk, up to the list of choices.
  std::vector<std::string> echoes_;
  std::uint32_t n_;
  bool include_usage_;
  std::vector<std::size_t> offsets_;  // Characters sent, for each choice.
  chat::Usage usage_;
};

}  // namespace ponder::api
