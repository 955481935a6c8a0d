#include "llama/llama_embedding.h"

#include <algorithm>
#include <exception>
#include <span>
#include <string>
#include <utility>

#include "base/limits.h"
#include "llama/decode.h"
#include "llama/library.h"

namespace ponder::llama {
namespace {

// Sequence ids of the context; more inputs than that are never in one step.
constexpr std::size_t kSequences = limits::kEmbeddingPieceTokens;
constexpr std::size_t kPieceBusyTokens = 16;  // While turns wait.

enum llama_pooling_type pooling_type(const std::string& name) {
  if (name == "cls") return LLAMA_POOLING_TYPE_CLS;
  if (name == "last") return LLAMA_POOLING_TYPE_LAST;
  return LLAMA_POOLING_TYPE_MEAN;
}

std::vector<float> unit(std::span<const float> values) {
  std::vector<float> vector(values.begin(), values.end());
  local::make_unit(vector);
  return vector;
}

}  // namespace

LlamaEmbedding::LlamaEmbedding(llama_model* model, EmbeddingOptions options)
    : model_(model),
      options_(std::move(options)),
      vocabulary_(llama_model_get_vocab(model)),
      info_{.source = options_.whole_inputs ? "embedding model" : "chat model",
            .pooling = options_.pooling,
            .dimensions = static_cast<std::uint32_t>(llama_model_n_embd_out(model)),
            .context_tokens = options_.context_tokens,
            .vocabulary = vocabulary_.size()},
      team_(options_.threads) {}

std::vector<Token> LlamaEmbedding::tokenize(std::string_view text) const {
  const auto frame = vocabulary_.frame();
  std::vector<Token> tokens = frame.before;
  const std::vector<Token> inner = vocabulary_.tokenize(text, false);
  tokens.insert(tokens.end(), inner.begin(), inner.end());
  tokens.insert(tokens.end(), frame.after.begin(), frame.after.end());
  return tokens;
}

llama_context_params LlamaEmbedding::context_params() const {
  llama_context_params params = llama_context_default_params();
  // llama.cpp plans its graphs for a whole number of tokens a sequence.
  constexpr auto kStep = static_cast<std::uint32_t>(kSequences);
  const std::uint32_t whole = (options_.context_tokens + kStep - 1) / kStep * kStep;
  const std::uint32_t step = options_.whole_inputs ? whole : limits::kEmbeddingPieceTokens;
  // The end of one long input and the beginnings of others share the cells.
  params.n_ctx = whole + limits::kEmbeddingPieceTokens;
  params.n_batch = params.n_ubatch = step;
  params.n_seq_max = static_cast<std::uint32_t>(kSequences);
  params.n_threads = params.n_threads_batch = static_cast<std::int32_t>(options_.threads);
  params.embeddings = true;
  params.pooling_type =
      options_.whole_inputs ? pooling_type(options_.pooling) : LLAMA_POOLING_TYPE_NONE;
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_AUTO;
  params.no_perf = true;
  params.swa_full = true;
  params.kv_unified = true;
  return params;
}

Result<void> LlamaEmbedding::open() {
  if (context_ != nullptr) return {};
  const llama_context_params params = context_params();
  const std::uint64_t needed =
      params.n_ctx * options_.kv_bytes_per_token +
      2ULL * params.n_ubatch * vocabulary_.size() * sizeof(float) * (options_.whole_inputs ? 0 : 1);
  if (const std::uint64_t free = memory_available(); free != 0 && free < needed) {
    return Error{ErrorCode::kUnavailable, "embeddings need about " + std::to_string(needed >> 20U) +
                                              " MiB of memory and " + std::to_string(free >> 20U) +
                                              " MiB are free"};
  }
  const ErrorCapture errors;
  try {
    const AssertionsThrow guard;
    context_.reset(llama_init_from_model(model_, params));
  } catch (const std::exception& error) {
    collect_error(error.what());
  }
  if (context_ != nullptr) return {};
  return Error{ErrorCode::kUnavailable,
               "no memory for embeddings (" + errors.text("no reason given") + ")"};
}

std::int32_t LlamaEmbedding::sequence_of(std::size_t input) {
  return static_cast<std::int32_t>(input % kSequences);
}

// As many whole inputs as one step takes.
void LlamaEmbedding::fill_whole(const local::EmbeddingBatch& batch) {
  const std::size_t first = batch.vectors.size();
  for (std::size_t i = first; i < batch.inputs.size() && i - first < kSequences; ++i) {
    const auto& input = batch.inputs[i];
    if (entries_.size() + input.size() > options_.context_tokens) return;
    for (std::size_t k = 0; k < input.size(); ++k) {
      entries_.push_back({input[k], static_cast<std::int32_t>(k), i});
    }
  }
}

void LlamaEmbedding::fill_piece(const local::EmbeddingBatch& batch, std::size_t tokens_max) {
  while (entries_.size() < tokens_max && next_input_ < batch.inputs.size()) {
    const auto& input = batch.inputs[next_input_];
    entries_.push_back({input[next_token_], static_cast<std::int32_t>(next_token_), next_input_});
    if (++next_token_ < input.size()) continue;
    next_token_ = 0;
    ++next_input_;
  }
}

Result<void> LlamaEmbedding::decode() {
  std::vector<llama_token> tokens;
  std::vector<llama_pos> positions;
  std::vector<llama_seq_id> sequences;
  for (const Entry& entry : entries_) {
    tokens.push_back(entry.token);
    positions.push_back(entry.position);
    sequences.push_back(sequence_of(entry.input));
  }
  std::vector<std::int32_t> counts(entries_.size(), 1);
  std::vector<std::int8_t> outputs(entries_.size(), 1);
  std::vector<llama_seq_id*> lists;
  lists.reserve(sequences.size());
  for (llama_seq_id& sequence : sequences) lists.push_back(&sequence);
  const llama_batch batch{.n_tokens = static_cast<std::int32_t>(tokens.size()),
                          .token = tokens.data(),
                          .embd = nullptr,
                          .pos = positions.data(),
                          .n_seq_id = counts.data(),
                          .seq_id = lists.data(),
                          .logits = outputs.data()};
  const ErrorCapture errors;
  const std::int32_t code = decode_batch(context_.get(), batch, team_);
  if (code == 0) return {};
  return Error{ErrorCode::kBackend,
               "the embeddings cannot be computed: " + errors.text("llama_decode failed")};
}

void LlamaEmbedding::take_pooled(local::EmbeddingBatch& batch) {
  const std::size_t end = entries_.back().input + 1;
  for (std::size_t i = batch.vectors.size(); i < end; ++i) {
    const float* values = llama_get_embeddings_seq(context_.get(), sequence_of(i));
    batch.vectors.push_back(values == nullptr ? std::vector<float>(info_.dimensions, 0.0F)
                                              : unit({values, info_.dimensions}));
  }
  if (llama_memory_t memory = llama_get_memory(context_.get())) llama_memory_clear(memory, false);
}

void LlamaEmbedding::take_states(local::EmbeddingBatch& batch) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const float* state = llama_get_embeddings_ith(context_.get(), static_cast<std::int32_t>(i));
    if (state == nullptr) continue;
    sum_.resize(info_.dimensions, 0.0);
    for (std::size_t k = 0; k < sum_.size(); ++k) sum_[k] += state[k];
    const std::size_t length = batch.inputs[entry.input].size();
    if (static_cast<std::size_t>(entry.position) + 1 < length) continue;
    std::vector<float> mean(sum_.size());
    std::ranges::transform(sum_, mean.begin(), [length](double sum) {
      return static_cast<float>(sum / static_cast<double>(length));
    });
    local::make_unit(mean);
    batch.vectors.push_back(std::move(mean));
    sum_.clear();
    llama_memory_seq_rm(llama_get_memory(context_.get()), sequence_of(entry.input), -1, -1);
  }
}

Result<void> LlamaEmbedding::compute(local::EmbeddingBatch& batch, bool begin, bool turns_wait) {
  if (auto opened = open(); !opened) return opened.error();
  if (begin) {
    if (llama_memory_t memory = llama_get_memory(context_.get())) llama_memory_clear(memory, false);
    next_input_ = next_token_ = 0;
    sum_.clear();
  }
  entries_.clear();
  if (options_.whole_inputs) {
    fill_whole(batch);
  } else {
    fill_piece(batch, turns_wait ? kPieceBusyTokens : limits::kEmbeddingPieceTokens);
  }
  if (auto decoded = decode(); !decoded) return decoded.error();
  if (options_.whole_inputs) {
    take_pooled(batch);
  } else {
    take_states(batch);
  }
  return {};
}

}  // namespace ponder::llama
