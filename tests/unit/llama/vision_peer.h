// libmtmd and llama.cpp by themselves, as llama-mtmd-cli uses them: what our engine must equal.
#pragma once

#include <gtest/gtest.h>
#include <llama-cpp.h>
#include <mtmd-helper.h>
#include <mtmd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/tokens.h"
#include "image/image.h"
#include "llama/library.h"

namespace ponder::llama {

inline constexpr std::uint32_t kNewTokens = 24;

struct Pair {
  std::filesystem::path model, projector;
};

class Peer {
 public:
  explicit Peer(const Pair& pair) {
    init_library();
    model_.reset(llama_model_load_from_file(pair.model.c_str(), llama_model_default_params()));
    mtmd_context_params params = mtmd_context_params_default();
    params.n_threads = 1;
    params.warmup = false;
    sight_.reset(mtmd_init_from_file(pair.projector.c_str(), model_.get(), params));
    EXPECT_NE(sight_, nullptr);
  }

  // How far the best token was ahead of the next, for each token of the last answer.
  const std::vector<float>& leads() const { return leads_; }

  std::vector<Token> answer(const std::string& prompt, const std::vector<image::Picture>& seen) {
    llama_context_params params = llama_context_default_params();
    params.n_ctx = 2048;
    params.n_batch = params.n_ubatch = 512;
    params.n_threads = params.n_threads_batch = 1;
    llama_context_ptr context(llama_init_from_model(model_.get(), params));
    std::vector<mtmd::bitmap> bitmaps;
    std::vector<const mtmd_bitmap*> pointers;
    for (const image::Picture& picture : seen) {
      bitmaps.emplace_back(picture.width, picture.height, picture.rgb.data());
    }
    for (const mtmd::bitmap& bitmap : bitmaps) pointers.push_back(bitmap.ptr.get());
    mtmd::input_chunks chunks(mtmd_input_chunks_init());
    const mtmd_input_text text{prompt.data(), prompt.size(), false, true};
    EXPECT_EQ(
        mtmd_tokenize(sight_.get(), chunks.ptr.get(), &text, pointers.data(), pointers.size()), 0);
    llama_pos position = 0;
    EXPECT_EQ(mtmd_helper_eval_chunks(sight_.get(), context.get(), chunks.ptr.get(), 0, 0, 512,
                                      true, &position),
              0);
    return greedy(context.get(), position);
  }

 private:
  std::vector<Token> greedy(llama_context* context, llama_pos position) {
    const llama_vocab* vocabulary = llama_model_get_vocab(model_.get());
    const std::int32_t size = llama_vocab_n_tokens(vocabulary);
    std::vector<Token> tokens;
    leads_.clear();
    while (tokens.size() < kNewTokens) {
      const float* values = llama_get_logits_ith(context, -1);
      std::vector<float> logits(values, values + size);
      const auto found = std::max_element(logits.begin(), logits.end());
      Token best = static_cast<Token>(found - logits.begin());
      const float most = *found;
      *found = -1e9F;
      leads_.push_back(most - *std::max_element(logits.begin(), logits.end()));
      if (llama_vocab_is_eog(vocabulary, best)) break;
      tokens.push_back(best);
      llama_seq_id sequence = 0;
      llama_seq_id* sequences = &sequence;
      std::int32_t one = 1;
      std::int8_t output = 1;
      const llama_batch batch{1, &best, nullptr, &position, &one, &sequences, &output};
      if (llama_decode(context, batch) != 0) break;
      ++position;
    }
    return tokens;
  }

  llama_model_ptr model_;
  mtmd::context_ptr sight_;
  std::vector<float> leads_;
};

}  // namespace ponder::llama
