#include "server/compaction.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "chat/reduce.h"
#include "modes/mode.h"
#include "modes/text.h"
#include "sight/prepare.h"
#include "store/history_limits.h"

namespace ponder::server {
namespace {

constexpr std::size_t kMessageBytes = 16;  // What a template may put around a message.
constexpr std::size_t kImageBytes = 1024;  // A picture, until its prompt was counted.
constexpr std::size_t kPieceBytesMin = 256;

// Of a picture.
std::size_t bytes_of(const std::optional<std::string>& reading) {
  return (reading ? reading->size() : 0) + kImageBytes;
}
std::size_t bytes_of(const std::vector<chat::Message>& messages) {
  std::size_t bytes = 0;
  for (const chat::Message& message : messages) {
    bytes += message.content.size() + kMessageBytes;
    for (const chat::Image& image : message.images) bytes += bytes_of(image.reading);
  }
  return bytes;
}
std::size_t bytes_of(const store::Turn& turn) {
  std::size_t bytes = turn.input.size() + turn.answer.size() + 2 * kMessageBytes;
  for (const store::TurnImage& image : turn.images) bytes += bytes_of(image.reading);
  return bytes;
}

bool has_images(const std::vector<chat::Message>& messages) {
  return std::ranges::any_of(messages, [](const chat::Message& m) { return !m.images.empty(); });
}

std::string transcript_of(const std::vector<store::Turn>& turns, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += "User: ";
    for (const store::TurnImage& image : turns[i].images) {
      const std::string read = image.reading.value_or("");
      text += "[Picture " + image.name + (read.empty() ? "" : ": " + read) + "] ";
    }
    text += turns[i].input + "\n\n";
    if (!turns[i].answer.empty()) text += "Assistant: " + turns[i].answer + "\n\n";
  }
  return text;
}

}  // namespace

std::uint32_t Compaction::room() const {
  const std::uint32_t context = generator_.capabilities().context_tokens;
  return context - std::min(job_.request.tokens_new_max, context / 4);
}

std::size_t Compaction::bytes_for(std::uint32_t tokens) const {
  return static_cast<std::size_t>(static_cast<double>(tokens) * bytes_per_token_);
}

bool Compaction::stopped() const { return job_.control->halt != modes::Halt::kNone; }

// No token has less than a byte: a text that has fewer bytes than there is room is not even
// counted.
Task<bool> Compaction::fits(const std::vector<chat::Message>& messages) {
  const std::size_t bytes = bytes_of(messages);
  if (bytes <= room() && !has_images(messages)) co_return true;
  chat::TurnRequest request = job_.request;
  request.messages = messages;
  auto prepared = co_await sight::prepare(std::move(request), generator_.capabilities(),
                                          job_.pictures, given_up_by(job_));
  if (!prepared) co_return true;  // The turn says it better.
  const auto counted = co_await modes::count_prompt(generator_, std::move(*prepared), job_.owner);
  if (!counted) co_return counted.error().code != ErrorCode::kTooLong;  // The mode says it better.
  if (*counted > 0) {
    bytes_per_token_ = std::max(1.0, static_cast<double>(bytes) / static_cast<double>(*counted));
  }
  co_return *counted <= room();
}

// All but the newest that have at most so many tokens together with the question.
std::size_t Compaction::turns_to_sum_up(const std::vector<chat::Message>& asked, const Past& past,
                                        std::uint32_t tokens) const {
  std::size_t kept_bytes = bytes_of(asked);
  std::size_t count = past.turns.size();
  while (count > 0 && kept_bytes + bytes_of(past.turns[count - 1]) <= bytes_for(tokens)) {
    kept_bytes += bytes_of(past.turns[--count]);
  }
  return count;
}

Task<Result<std::vector<chat::Message>>> Compaction::fit(std::vector<chat::Message> asked,
                                                         Past past) {
  std::vector<chat::Message> messages = with_past(asked, past);
  std::uint32_t kept_tokens = room() / 2;
  while (generator_.capabilities().context_tokens > 0 && !past.turns.empty()) {
    const bool enough = co_await fits(messages);
    if (enough || stopped()) break;
    const std::size_t count = std::max<std::size_t>(turns_to_sum_up(asked, past, kept_tokens), 1);
    auto summary = co_await sum_up(past, count);
    if (!summary) co_return summary.error();
    if (stopped()) break;
    const std::string covered = past.turns[count - 1].id;
    const auto kept = co_await store_.history().add_summary(
        who_, past.conversation_id, store::Summary{covered, *summary, job_.request.model, 0});
    if (!kept) co_return kept.error();
    spdlog::info("turn {}: {} earlier turns were summed up", job_.id, count);
    past.summary = std::move(*summary);
    past.turns.erase(past.turns.begin(),
                     std::next(past.turns.begin(), static_cast<std::ptrdiff_t>(count)));
    messages = with_past(asked, past);
    kept_tokens /= 2;
  }
  co_return messages;
}

// Piece by piece, as all of it may not fit either. Of far too much, the oldest is left out.
Task<Result<std::string>> Compaction::sum_up(const Past& past, std::size_t count) {
  const std::string transcript = transcript_of(past.turns, count);
  std::size_t piece_bytes = std::max(bytes_for(room() / 2), kPieceBytesMin);
  std::string_view rest = utf8_end(transcript, piece_bytes * history_limits::kSummaryPiecesMax);
  std::string summary = past.summary;
  while (!rest.empty() && !stopped()) {
    const std::string_view piece = utf8_begin(rest, piece_bytes);
    auto next = co_await sum_up_piece(summary, piece);
    if (!next && next.error().code == ErrorCode::kTooLong && piece_bytes / 2 >= kPieceBytesMin) {
      piece_bytes /= 2;
      continue;
    }
    if (!next) co_return next.error();
    summary = std::move(*next);
    rest.remove_prefix(piece.size());
  }
  co_return summary;
}

Task<Result<std::string>> Compaction::sum_up_piece(const std::string& summary,
                                                   std::string_view piece) {
  chat::TurnRequest request;
  request.model = job_.request.model;
  request.mode = chat::Mode::kInstant;
  request.sampling.temperature = 0.0F;
  request.tokens_new_max = std::max(1U, std::min(history_limits::kSummaryTokensMax,
                                                 generator_.capabilities().context_tokens / 8));
  std::string text;
  if (!summary.empty()) text = "The summary so far:\n" + summary + "\n\nIt goes on:\n\n";
  text += std::string(piece) +
          "\n\nWrite one summary of all this, for an assistant that has to go on from it: facts, "
          "names, numbers, decisions, wishes and open questions. Write nothing but the summary.";
  request.messages = {
      chat::message_of(chat::Role::kSystem,
                       "You sum up a conversation between a user and an assistant."),
      chat::message_of(chat::Role::kUser, std::move(text))};
  chat::StateSink folded;
  co_await modes::run_turn(generator_, std::move(request),
                           {job_.id + "_summary", job_.owner, job_.control}, folded);
  if (folded.state.error) co_return *folded.state.error;
  if (job_.on_usage) job_.on_usage(folded.state.usage);
  std::string written(modes::trimmed(chat::answer_text(folded.state)));
  if (written.empty() && !stopped()) {
    co_return Error{ErrorCode::kBackend,
                    "The conversation is longer than the model's context of " +
                        std::to_string(generator_.capabilities().context_tokens) +
                        " tokens, and the model wrote no summary of it: begin another one."};
  }
  co_return written;
}

}  // namespace ponder::server
