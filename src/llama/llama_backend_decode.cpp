// How a step is computed: the cells that move, then batches of text, then pictures.
#include <llama.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "engine/media.h"
#include "engine/plan.h"
#include "llama/decode.h"
#include "llama/library.h"
#include "llama/llama_backend.h"
#include "llama/media_table.h"

namespace ponder::llama {
namespace {

constexpr std::int32_t kNoRoomCode = 1;  // llama_decode's; nothing was changed.

}  // namespace

void LlamaBackend::remove(engine::SeqSlot slot, std::uint32_t begin) {
  const auto from = static_cast<llama_pos>(slot_positions_.position(slot, begin));
  // Only parts of a sequence can be refused, and BackendLimits told the scheduler so.
  PONDER_CHECK(llama_memory_seq_rm(memory_, slot, from, -1));
  if (has_shadows()) llama_memory_seq_rm(memory_, shadow(slot), from, -1);
  slot_positions_.drop(slot, begin);
}

void LlamaBackend::apply(const engine::KvOp& op) {
  if (op.kind == engine::KvOp::kDrop) {
    remove(op.from, op.begin);
    return;
  }
  const auto end = static_cast<llama_pos>(slot_positions_.position(op.from, op.end));
  llama_memory_seq_cp(memory_, op.from, op.to, 0, end);
  if (has_shadows()) llama_memory_seq_cp(memory_, op.from, shadow(op.to), 0, end);
  slot_positions_.share(op.from, op.to, op.end);
}

void LlamaBackend::clear_batch() {
  tokens_.clear();
  positions_.clear();
  sequence_ids_.clear();
  outputs_.clear();
}

void LlamaBackend::add_cell(engine::SeqSlot slot, bool output) {
  sequence_ids_.push_back(slot);
  if (has_shadows()) sequence_ids_.push_back(shadow(slot));
  outputs_.push_back(output ? 1 : 0);
}

void LlamaBackend::add_to_batch(const Piece& piece) {
  const engine::Row& row = *piece.row;
  const std::uint32_t first =
      slot_positions_.position(row.slot, row.begin + static_cast<std::uint32_t>(piece.begin));
  for (std::size_t i = piece.begin; i < piece.end; ++i) {
    tokens_.push_back(row.tokens[i]);
    positions_.push_back(static_cast<llama_pos>(first + i - piece.begin));
    add_cell(row.slot, piece.samples() && i + 1 == piece.end);
  }
}

void LlamaBackend::list_sequences() {
  sequence_counts_.assign(outputs_.size(), sequences_a_token_);
  sequence_lists_.clear();
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    sequence_lists_.push_back(&sequence_ids_[i * static_cast<std::size_t>(sequences_a_token_)]);
  }
}

llama_batch LlamaBackend::batch(float* embeddings) {
  list_sequences();
  return {.n_tokens = static_cast<std::int32_t>(outputs_.size()),
          .token = embeddings == nullptr ? tokens_.data() : nullptr,
          .embd = embeddings,
          .pos = positions_.data(),
          .n_seq_id = sequence_counts_.data(),
          .seq_id = sequence_lists_.data(),
          .logits = outputs_.data()};
}

LlamaBackend::Decoded LlamaBackend::compute(float* embeddings) {
  const ErrorCapture errors;
  const std::int32_t code = decode_batch(context_.get(), batch(embeddings), team_);
  if (code == 0) return Decoded::kDone;
  if (code == kNoRoomCode) return Decoded::kNoRoom;
  spdlog::error("step lost: llama_decode returned {} ({})", code, errors.text("no reason"));
  return Decoded::kLost;
}

LlamaBackend::Decoded LlamaBackend::decode_text(const std::vector<Piece>& pieces,
                                                engine::Outcome& outcome) {
  clear_batch();
  for (const Piece& piece : pieces) add_to_batch(piece);
  PONDER_CHECK(!tokens_.empty() && tokens_.size() <= limits_.rows_per_step);
  const Decoded decoded = compute(nullptr);
  if (decoded == Decoded::kDone) sample_pieces(pieces, outcome);
  return decoded;
}

// All of a picture that is causal goes in batches; one whose cells see each other in a single one.
LlamaBackend::Decoded LlamaBackend::decode_media(const engine::Row& row, std::size_t begin,
                                                 const Media& media, engine::Outcome& outcome) {
  const std::uint32_t cell = row.begin + static_cast<std::uint32_t>(begin);
  const auto first = static_cast<std::int32_t>(slot_positions_.position(row.slot, cell));
  const std::vector<std::int32_t> positions = media.positions_from(first);
  const std::size_t sections = positions.size() / media.cells;
  const bool samples = row.sample && begin + media.cells == row.tokens.size();
  if (!media.causal) llama_set_causal_attn(context_.get(), false);
  Decoded decoded = Decoded::kDone;
  for (std::size_t from = 0; from < media.cells && decoded == Decoded::kDone;) {
    const std::size_t count = std::min<std::size_t>(media.cells - from, limits::kStepRowsMax);
    clear_batch();
    for (std::size_t section = 0; section < sections; ++section) {
      const auto* start = &positions[section * media.cells + from];
      positions_.insert(positions_.end(), start, start + count);
    }
    for (std::size_t i = from; i < from + count; ++i) {
      add_cell(row.slot, samples && i + 1 == media.cells);
    }
    embeddings_.assign(&media.embeddings[from * media_width_],
                       &media.embeddings[from * media_width_] + count * media_width_);
    decoded = compute(embeddings_.data());
    from += count;
  }
  if (!media.causal) llama_set_causal_attn(context_.get(), true);
  if (decoded != Decoded::kDone) return decoded;
  if (media.positions != media.cells) {
    slot_positions_.add(row.slot, cell, media.cells, media.positions);
  }
  if (samples) sample_last(row, static_cast<std::int32_t>(outputs_.size()) - 1, outcome);
  return decoded;
}

// Text, picture, text: one after the other.
LlamaBackend::Decoded LlamaBackend::decode_row_with_media(const engine::Row& row,
                                                          engine::Outcome& outcome) {
  std::size_t begin = 0;
  while (begin < row.tokens.size()) {
    if (!engine::is_media(row.tokens[begin])) {
      const auto next = std::find_if(row.tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                                     row.tokens.end(), engine::is_media);
      const auto end = static_cast<std::size_t>(next - row.tokens.begin());
      const Decoded decoded = decode_text({{&row, begin, end}}, outcome);
      if (decoded != Decoded::kDone) return decoded;
      begin = end;
      continue;
    }
    const auto media = media_ == nullptr ? nullptr : media_->find(row.tokens[begin]);
    if (media == nullptr || begin + media->cells > row.tokens.size()) return Decoded::kLost;
    const Decoded decoded = decode_media(row, begin, *media, outcome);
    if (decoded != Decoded::kDone) return decoded;
    begin += media->cells;
  }
  return Decoded::kDone;
}

// Rows of text share one batch. A row whose picture fails is lost alone. After "no room" it is as
// if none had been computed.
LlamaBackend::Decoded LlamaBackend::decode_rows(const std::vector<engine::Row>& rows,
                                                engine::Outcome& outcome) {
  std::vector<Piece> text;
  std::vector<const engine::Row*> mixed;
  for (const engine::Row& row : rows) {
    if (std::ranges::any_of(row.tokens, engine::is_media)) {
      mixed.push_back(&row);
    } else {
      text.push_back({&row, 0, row.tokens.size()});
    }
  }
  if (!text.empty()) {
    const Decoded decoded = decode_text(text, outcome);
    if (decoded == Decoded::kNoRoom) return decoded;
    if (decoded == Decoded::kLost) {
      for (const Piece& piece : text) outcome.lost.push_back(piece.row->sequence);
    }
  }
  for (const engine::Row* row : mixed) {
    const Decoded decoded = decode_row_with_media(*row, outcome);
    // Who has sampled a token cannot compute its row again, and not every memory can be cut.
    if (decoded == Decoded::kNoRoom && outcome.sampled.empty() && limits_.partial_removal) {
      for (const engine::Row& computed : rows) remove(computed.slot, computed.begin);
      return decoded;
    }
    if (decoded != Decoded::kDone) outcome.lost.push_back(row->sequence);
  }
  return Decoded::kDone;
}

}  // namespace ponder::llama
