// Plans computed by llama.cpp: one context, one unified KV cache in which a cell may belong to
// several sequences.
//
// Sliding windows. llama.cpp takes a window layer's cell away from a sequence that has moved past
// it, while that sequence is the cell's only owner, even where empty cells are left; a later fork
// at an earlier position would then attend to holes. So for such models every slot has a shadow, a
// second sequence id that owns the same cells and is never computed:
//
//   slot s owns cells as sequence s and as sequence slots + s; two owners: nothing is taken away.
//
// With `swa_full` the window layers have as many cells as the others: the ledger counts one pool.
#pragma once

#include <llama-cpp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/result.h"
#include "engine/backend.h"
#include "llama/media_table.h"
#include "llama/slot_positions.h"
#include "llama/thread_team.h"
#include "llama/token_sampler.h"

namespace ponder::llama {

struct BackendOptions {
  std::uint32_t cells = 0;  // A multiple of kCellsStep.
  std::uint32_t slots = 0;
  std::uint32_t context_tokens = 0;
  std::uint32_t threads = 0;
  std::shared_ptr<const MediaTable> media = nullptr;  // Null: no pictures.
  std::uint32_t media_width = 0;                      // Of one cell's embedding.
};

// May be made on another thread than the one that calls execute(). Outlived by the model.
class LlamaBackend : public engine::Backend {
 public:
  // Allocates the KV cache and computes a few tokens, to fault the weights in and to measure.
  // Errors: kInvalid (options, or a model that does not generate text), kUnavailable (the memory
  // cannot be had), kBackend.
  static Result<std::unique_ptr<LlamaBackend>> create(llama_model* model,
                                                      const BackendOptions& options);

  const engine::BackendLimits& limits() const override { return limits_; }
  Result<void> open_sampler(engine::SequenceId sequence, const engine::SamplingParams& params,
                            const std::vector<Token>& history) override;
  void close_sampler(engine::SequenceId sequence) override;

  // kNoSpace: the kv_ops stay applied, no row was computed. Where the computation itself fails, all
  // rows come back as lost; where only a sequence's grammar fails, or its picture is gone, that row
  // does. Rows with pictures take several calls of llama_decode: text and pictures do not mix.
  Result<engine::Outcome> execute(const engine::Plan& plan) override;

 private:
  LlamaBackend(llama_model* model, llama_context_ptr context, const BackendOptions& options);

  bool has_shadows() const { return sequences_a_token_ == 2; }
  llama_seq_id shadow(engine::SeqSlot slot) const {
    return slot + static_cast<llama_seq_id>(limits_.slots);
  }
  void apply(const engine::KvOp& op);
  // Tokens [begin, end) of a row, all of them text.
  struct Piece {
    const engine::Row* row = nullptr;
    std::size_t begin = 0, end = 0;
    bool samples() const { return row->sample && end == row->tokens.size(); }
  };
  enum class Decoded : std::uint8_t { kDone, kNoRoom, kLost };

  void clear_batch();
  void add_to_batch(const Piece& piece);
  void add_cell(engine::SeqSlot slot, bool output);
  void list_sequences();
  llama_batch batch(float* embeddings);  // Null: of tokens_.
  Decoded compute(float* embeddings);
  Decoded decode_media(const engine::Row& row, std::size_t begin, const Media& media,
                       engine::Outcome& outcome);
  Decoded decode_text(const std::vector<Piece>& pieces, engine::Outcome& outcome);
  Decoded decode_row_with_media(const engine::Row& row, engine::Outcome& outcome);
  Decoded decode_rows(const std::vector<engine::Row>& rows, engine::Outcome& outcome);
  void remove(engine::SeqSlot slot, std::uint32_t begin);
  void sample_pieces(const std::vector<Piece>& pieces, engine::Outcome& outcome);
  void sample_last(const engine::Row& row, std::int32_t index, engine::Outcome& outcome);
  engine::Outcome::Sampled sample_row(const engine::Row& row, std::int32_t index);
  void add_logprobs(const TokenSampler& sampler, std::span<const float> logits,
                    TokenLogprob& token);
  std::uint64_t time_tokens(std::uint32_t count);
  Result<void> warm_up();

  llama_model* model_;
  const llama_vocab* vocabulary_;
  llama_context_ptr context_;
  llama_memory_t memory_;
  engine::BackendLimits limits_;
  std::int32_t sequences_a_token_;  // 2 where slots have shadows.
  ThreadTeam team_;
  std::shared_ptr<const MediaTable> media_;
  std::size_t media_width_;
  SlotPositions slot_positions_;
  std::map<engine::SequenceId, std::unique_ptr<TokenSampler>> samplers_;
  SamplerScratch scratch_;

  // The batch, kept for its memory.
  std::vector<llama_token> tokens_;
  std::vector<llama_pos> positions_;
  std::vector<std::int32_t> sequence_counts_;
  std::vector<llama_seq_id> sequence_ids_;
  std::vector<llama_seq_id*> sequence_lists_;
  std::vector<std::int8_t> outputs_;
  std::vector<float> embeddings_;
};

}  // namespace ponder::llama
