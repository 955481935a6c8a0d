#include "local/fake_backend.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/check.h"

namespace ponder::local {
namespace {

constexpr std::string_view kUser = "user: ";
constexpr std::string_view kSpeakText = "<|speak|>";

std::string bytes_of(const std::vector<Token>& tokens, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    if (tokens[i] < 256) text.push_back(static_cast<char>(tokens[i]));
  }
  return text;
}

}  // namespace

FakeBackend::FakeBackend(FakeScript script) : script_(std::move(script)) {
  limits_.cells = script_.cells;
  limits_.slots = script_.slots;
  limits_.context_tokens = script_.context_tokens;
  limits_.rows_per_step = script_.rows_per_step;
}

Result<void> FakeBackend::open_sampler(engine::SequenceId sequence,
                                       const engine::SamplingParams& params,
                                       const std::vector<Token>& history) {
  if (params.grammar.gbnf == "!") return invalid("the grammar does not parse");
  Sampler sampler;
  sampler.seed = params.seed;
  sampler.logprobs = params.logprobs_top.has_value();
  sampler.logprobs_top = params.logprobs_top.value_or(0);
  const auto speak = std::find(history.rbegin(), history.rend(), kFakeSpeak);
  const auto end = static_cast<std::size_t>(
      speak == history.rend() ? history.end() - history.begin() : history.rend() - speak - 1);
  const std::string asked = bytes_of(history, 0, end);
  const std::size_t last_user = asked.rfind(kUser);
  sampler.reply = script_.reply_to(
      last_user == std::string::npos ? asked : std::string_view(asked).substr(last_user),
      params.seed);
  sampler.prompt_length = static_cast<std::uint32_t>(history.size());
  samplers_[sequence] = std::move(sampler);
  return {};
}

void FakeBackend::close_sampler(engine::SequenceId sequence) { samplers_.erase(sequence); }

void FakeBackend::apply(const engine::KvOp& op) {
  if (op.kind == engine::KvOp::kShare) {
    PONDER_CHECK(cells_[op.to].empty() && cells_[op.from].size() >= op.end);
    const std::vector<Token>& source = cells_[op.from];
    cells_[op.to].assign(source.begin(), source.begin() + op.end);
  } else if (op.begin < cells_[op.from].size()) {
    cells_[op.from].resize(op.begin);
  }
}

Token FakeBackend::next_token(const Sampler& sampler, std::uint32_t length) const {
  const std::uint32_t said = length - sampler.prompt_length;
  if (said >= sampler.reply.size()) return kFakeEndOfTurn;
  return static_cast<unsigned char>(sampler.reply[said]);
}

Result<engine::Outcome> FakeBackend::execute(const engine::Plan& plan) {
  const auto begin = std::chrono::steady_clock::now();
  for (const engine::KvOp& op : plan.kv_ops) apply(op);
  engine::Outcome outcome;
  std::uint64_t prefill_cells = 0;
  for (const engine::Row& row : plan.rows) {
    std::vector<Token>& cells = cells_[row.slot];
    PONDER_CHECK(cells.size() == row.begin && !row.tokens.empty());
    cells.insert(cells.end(), row.tokens.begin(), row.tokens.end());
    prefill_cells += row.tokens.size() - 1;
    if (!row.sample) continue;
    const Sampler& sampler = samplers_.at(row.sequence);
    if (script_.fail_after_tokens &&
        row.end() - sampler.prompt_length >= *script_.fail_after_tokens) {
      outcome.lost.push_back(row.sequence);
      continue;
    }
    engine::Outcome::Sampled sampled;
    sampled.sequence = row.sequence;
    sampled.token.token = next_token(sampler, row.end());
    sampled.end_of_turn = sampled.token.token == kFakeEndOfTurn;
    if (!sampled.end_of_turn)
      sampled.token.piece = std::string(1, static_cast<char>(sampled.token.token));
    sampled.token.logprob = sampler.logprobs ? -0.125F : 0.0F;
    if (sampler.logprobs_top > 0) {
      sampled.token.top.push_back({sampled.token.token, sampled.token.piece, -0.125F});
    }
    outcome.sampled.push_back(std::move(sampled));
  }
  const auto wanted = std::chrono::milliseconds(script_.step_ms) +
                      std::chrono::microseconds(prefill_cells * script_.prefill_us_per_token);
  if (wanted.count() > 0) std::this_thread::sleep_until(begin + wanted);
  outcome.duration_us =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                     std::chrono::steady_clock::now() - begin)
                                     .count());
  return outcome;
}

std::vector<Token> FakeVocabulary::tokenize(std::string_view text, bool special) const {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    if (special && text.substr(i).starts_with(kSpeakText)) {
      tokens.push_back(kFakeSpeak);
      i += kSpeakText.size();
    } else {
      tokens.push_back(static_cast<unsigned char>(text[i++]));
    }
  }
  return tokens;
}

std::string FakeVocabulary::text(Token token) const {
  return token == kFakeSpeak ? std::string(kSpeakText) : piece(token);
}

std::string FakeVocabulary::piece(Token token) const {
  return token < 256 ? std::string(1, static_cast<char>(token)) : std::string();
}

}  // namespace ponder::local
