#include "llama/llama_backend.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "engine/media.h"
#include "llama/decode.h"
#include "llama/library.h"
#include "llama/llama_vocabulary.h"
#include "llama/load_options.h"

namespace ponder::llama {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint32_t kSequencesMax = 256;  // llama.cpp's own bound.

std::uint64_t us_since(Clock::time_point start) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count());
}

// Window layers beside an attention-only memory; recurrent memories cannot be cut anyway.
bool needs_shadows(const llama_model* model) {
  return llama_model_n_swa(model) > 0 && !llama_model_is_recurrent(model) &&
         !llama_model_is_hybrid(model);
}

Result<void> check(const llama_model* model, const BackendOptions& options) {
  if (llama_model_has_encoder(model) || !llama_model_has_decoder(model) ||
      llama_model_is_diffusion(model)) {
    return invalid("this model does not generate text token by token; choose a chat model");
  }
  const std::uint32_t slots_max = needs_shadows(model) ? kSequencesMax / 2 : kSequencesMax;
  if (options.slots == 0 || options.slots > slots_max) {
    return invalid("slots is " + std::to_string(options.slots) + "; 1 to " +
                   std::to_string(slots_max) + " are possible with this model");
  }
  return {};
}

llama_context_params context_params(const llama_model* model, const BackendOptions& options) {
  llama_context_params params = llama_context_default_params();
  params.n_ctx = options.cells;
  params.n_batch = limits::kStepRowsMax;
  params.n_ubatch = limits::kStepRowsMax;
  params.n_seq_max = needs_shadows(model) ? 2 * options.slots : options.slots;
  params.n_outputs_max = params.n_seq_max;
  params.n_threads = static_cast<std::int32_t>(options.threads);
  params.n_threads_batch = static_cast<std::int32_t>(options.threads);
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_AUTO;
  params.no_perf = true;
  params.swa_full = true;
  params.kv_unified = true;
  return params;
}

}  // namespace

Result<std::unique_ptr<LlamaBackend>> LlamaBackend::create(llama_model* model,
                                                           const BackendOptions& options) {
  init_library();
  if (auto checked = check(model, options); !checked) return checked.error();
  const ErrorCapture errors;
  llama_context_ptr context(llama_init_from_model(model, context_params(model, options)));
  if (context == nullptr) {
    return Error{ErrorCode::kUnavailable,
                 "no memory for a KV cache of " + std::to_string(options.cells) + " cells (" +
                     errors.text("no reason given") + "); ask for fewer cells"};
  }
  if (llama_get_memory(context.get()) == nullptr) {
    return invalid("this model keeps no KV cache, so it cannot chat");
  }
  std::unique_ptr<LlamaBackend> backend(new LlamaBackend(model, std::move(context), options));
  if (auto warm = backend->warm_up(); !warm) return warm.error();
  return backend;
}

LlamaBackend::LlamaBackend(llama_model* model, llama_context_ptr context,
                           const BackendOptions& options)
    : model_(model),
      vocabulary_(llama_model_get_vocab(model)),
      context_(std::move(context)),
      memory_(llama_get_memory(context_.get())),
      sequences_a_token_(needs_shadows(model) ? 2 : 1),
      team_(options.threads),
      media_(options.media),
      media_width_(options.media_width),
      slot_positions_(options.slots) {
  limits_.cells = std::min(options.cells, llama_n_ctx(context_.get()));
  limits_.slots = options.slots;
  limits_.context_tokens = std::min(options.context_tokens, limits_.cells);
  limits_.rows_per_step = limits::kStepRowsMax;
}

Result<void> LlamaBackend::open_sampler(engine::SequenceId sequence,
                                        const engine::SamplingParams& params,
                                        const std::vector<Token>& history) {
  std::vector<Token> text = history;
  std::erase_if(text, engine::is_media);
  auto sampler = TokenSampler::create(model_, params, text);
  if (!sampler) return sampler.error();
  samplers_[sequence] = std::move(*sampler);
  return {};
}

void LlamaBackend::close_sampler(engine::SequenceId sequence) { samplers_.erase(sequence); }

Result<engine::Outcome> LlamaBackend::execute(const engine::Plan& plan) {
  const auto start = Clock::now();
  for (const engine::KvOp& op : plan.kv_ops) apply(op);
  engine::Outcome outcome;
  if (!plan.rows.empty()) {
    if (decode_rows(plan.rows, outcome) == Decoded::kNoRoom) {
      return Error{ErrorCode::kNoSpace,
                   "no room in the KV cache for " + std::to_string(plan.cells) + " cells"};
    }
  }
  outcome.duration_us = us_since(start);
  return outcome;
}

void LlamaBackend::sample_last(const engine::Row& row, std::int32_t index,
                               engine::Outcome& outcome) {
  try {
    outcome.sampled.push_back(sample_row(row, index));
  } catch (const std::exception& error) {
    spdlog::warn("sequence {} lost: its sampler failed: {}", row.sequence.value, error.what());
    outcome.lost.push_back(row.sequence);
  }
}

void LlamaBackend::sample_pieces(const std::vector<Piece>& pieces, engine::Outcome& outcome) {
  std::int32_t end = 0;
  for (const Piece& piece : pieces) {
    end += static_cast<std::int32_t>(piece.end - piece.begin);
    if (piece.samples()) sample_last(*piece.row, end - 1, outcome);
  }
}

engine::Outcome::Sampled LlamaBackend::sample_row(const engine::Row& row, std::int32_t index) {
  const auto found = samplers_.find(row.sequence);
  PONDER_CHECK(found != samplers_.end());
  TokenSampler& sampler = *found->second;
  const float* values = llama_get_logits_ith(context_.get(), index);
  PONDER_CHECK(values != nullptr);
  const std::span<const float> logits(values,
                                      static_cast<std::size_t>(llama_vocab_n_tokens(vocabulary_)));
  engine::Outcome::Sampled sampled;
  sampled.sequence = row.sequence;
  sampled.token.token = sampler.sample(context_.get(), index, logits, scratch_);
  sampled.token.piece =
      token_text(vocabulary_, sampled.token.token, sampler.keeps_special(sampled.token.token));
  sampled.end_of_turn = llama_vocab_is_eog(vocabulary_, sampled.token.token);
  add_logprobs(sampler, logits, sampled.token);
  return sampled;
}

void LlamaBackend::add_logprobs(const TokenSampler& sampler, std::span<const float> logits,
                                TokenLogprob& token) {
  const auto top = sampler.params().logprobs_top;
  if (!top) return;
  const double total = log_sum_exp(logits);
  const auto logprob = [&](float logit) { return static_cast<float>(logit - total); };
  token.logprob = logprob(logits[static_cast<std::size_t>(token.token)]);
  top_candidates(logits, *top, scratch_.best);
  for (const Candidate& candidate : scratch_.best) {
    token.top.push_back(
        {candidate.token,
         token_text(vocabulary_, candidate.token, sampler.keeps_special(candidate.token)),
         logprob(candidate.logit)});
  }
}

std::uint64_t LlamaBackend::time_tokens(std::uint32_t count) {
  engine::Row row;
  row.slot = 0;
  row.tokens.assign(count, std::max(0, llama_vocab_bos(vocabulary_)));
  clear_batch();
  add_to_batch({&row, 0, row.tokens.size()});
  outputs_.back() = 1;
  const auto start = Clock::now();
  return decode_batch(context_.get(), batch(nullptr)) == 0
             ? std::max<std::uint64_t>(1, us_since(start))
             : 0;
}

Result<void> LlamaBackend::warm_up() {
  constexpr std::uint64_t kMeasureUs = 400'000;
  const ErrorCapture errors;
  const auto failed = [&] {
    return Error{ErrorCode::kBackend,
                 "the model cannot compute: " + errors.text("llama_decode failed")};
  };
  time_tokens(1);  // Reads the weights from disk.
  llama_memory_clear(memory_, false);
  const std::uint64_t one = time_tokens(1);
  if (one == 0) return failed();
  llama_memory_clear(memory_, false);
  const auto fit = std::clamp<std::uint64_t>(kMeasureUs / one, 8, 64);
  const auto count = std::min(static_cast<std::uint32_t>(fit), limits_.context_tokens);
  const std::uint64_t many = time_tokens(count);
  if (many == 0) return failed();
  limits_.prefill_us_per_token = std::max<std::uint64_t>(1, many / count);
  limits_.partial_removal = llama_memory_seq_rm(memory_, 0, static_cast<llama_pos>(count) - 1, -1);
  llama_memory_clear(memory_, true);
  return {};
}

}  // namespace ponder::llama
