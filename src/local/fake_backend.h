// A backend without weights: one byte is one token, and what comes next is looked up in a script.
// It keeps its own picture of the KV cache and refuses a plan that the real one could not execute,
// so tests of the scheduler cannot pass by luck.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/backend.h"
#include "engine/vocabulary.h"
#include "local/chat_format.h"
#include "local/fake_script.h"

namespace ponder::local {

inline constexpr Token kFakeEndOfTurn = 256;  // Bytes are 0 to 255.
inline constexpr Token kFakeSpeak = 257;      // The prompt ends here: the model's words follow.

class FakeBackend : public engine::Backend {
 public:
  explicit FakeBackend(FakeScript script);

  const engine::BackendLimits& limits() const override { return limits_; }
  Result<void> open_sampler(engine::SequenceId sequence, const engine::SamplingParams& params,
                            const std::vector<Token>& history) override;
  void close_sampler(engine::SequenceId sequence) override;
  Result<engine::Outcome> execute(const engine::Plan& plan) override;

 private:
  struct Sampler {
    std::uint32_t seed = 0;
    bool logprobs = false;
    std::uint32_t logprobs_top = 0;
    std::string reply;  // All that will be said after `prompt_length` tokens.
    std::uint32_t prompt_length = 0;
  };
  void apply(const engine::KvOp& op);
  Token next_token(const Sampler& sampler, std::uint32_t length) const;

  FakeScript script_;
  engine::BackendLimits limits_;
  std::map<engine::SequenceId, Sampler> samplers_;
  std::map<engine::SeqSlot, std::vector<Token>> cells_;  // What each slot holds.
};

class FakeVocabulary : public engine::Vocabulary {
 public:
  std::vector<Token> tokenize(std::string_view text, bool special) const override;
  std::string piece(Token token) const override;
  std::string text(Token token) const override;
  std::uint32_t size() const override { return kFakeSpeak + 1; }
};

// "system: ...\nuser: ...\n" and then the speak token, written as "<|speak|>".
class FakeFormat : public ChatFormat {
 public:
  explicit FakeFormat(bool native_reasoning) : native_reasoning_(native_reasoning) {}
  bool native_reasoning() const override { return native_reasoning_; }
  bool tools() const override { return true; }
  Result<Rendered> render(const generate::TrunkSpec& spec, std::string_view user_suffix,
                          std::string_view assistant_prefix) const override;

 private:
  bool native_reasoning_;
};

}  // namespace ponder::local
