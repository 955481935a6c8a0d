// A model and its backend, driven by hand-made plans.
#pragma once

#include <gtest/gtest.h>
#include <llama-cpp.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "llama/library.h"
#include "llama/llama_backend.h"

namespace ponder::tests {

// SmolLM2-135M-Instruct Q4_1: PONDER_MODEL_SMOL, or where `make` puts it. Empty: not there.
inline std::filesystem::path smol_model() {
  std::filesystem::path path;
  if (const char* given = std::getenv("PONDER_MODEL_SMOL")) {
    path = given;
  } else if (const char* home = std::getenv("HOME")) {
    path = std::filesystem::path(home) / ".cache/ponder/models/smollm2-135m-instruct-q4_1.gguf";
  }
  return std::filesystem::exists(path) ? path : std::filesystem::path();
}

// For tests of real weights: skips them where the file is missing, unless PONDER_REQUIRE_MODELS
// says that it has to be there.
#define PONDER_NEEDS_SMOL()                                                                  \
  do {                                                                                       \
    if (::ponder::tests::smol_model().empty()) {                                             \
      if (std::getenv("PONDER_REQUIRE_MODELS") != nullptr) FAIL() << "SmolLM2 is not there"; \
      GTEST_SKIP() << "needs SmolLM2-135M: set PONDER_MODEL_SMOL to its GGUF file";          \
    }                                                                                        \
  } while (false)

struct Rig {
  explicit Rig(const std::filesystem::path& file, llama::BackendOptions options = {}) {
    llama::init_library();
    own.reset(llama_model_load_from_file(file.c_str(), llama_model_default_params()));
    EXPECT_NE(own, nullptr);
    model = own.get();
    make(options);
  }
  explicit Rig(llama_model* shared, llama::BackendOptions options) : model(shared) {
    make(options);
  }

  void make(llama::BackendOptions options) {
    if (options.cells == 0) options.cells = 1024;
    if (options.slots == 0) options.slots = 16;
    if (options.context_tokens == 0) options.context_tokens = options.cells;
    if (options.threads == 0) options.threads = 1;
    auto made = llama::LlamaBackend::create(model, options);
    EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
    if (made) backend = std::move(*made);
  }

  const llama_vocab* vocabulary() const { return llama_model_get_vocab(model); }

  void open(std::uint64_t sequence, const engine::SamplingParams& params) {
    const auto opened = backend->open_sampler({sequence}, params, {});
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
  }

  Result<engine::Outcome> run(std::vector<engine::Row> rows, std::vector<engine::KvOp> ops = {}) {
    engine::Plan plan;
    plan.kv_ops = std::move(ops);
    plan.rows = std::move(rows);
    for (const auto& row : plan.rows) plan.cells += static_cast<std::uint32_t>(row.tokens.size());
    return backend->execute(plan);
  }

  llama_model_ptr own;  // Null where the model is another's.
  llama_model* model = nullptr;
  std::unique_ptr<llama::LlamaBackend> backend;
};

// Row of sequence `slot + 1` in `slot`.
inline engine::Row row(engine::SeqSlot slot, std::uint32_t begin, std::vector<Token> tokens,
                       bool sample = false) {
  return {{static_cast<std::uint64_t>(slot) + 1}, slot, begin, std::move(tokens), sample};
}

inline engine::KvOp share(engine::SeqSlot from, engine::SeqSlot to, std::uint32_t end) {
  return {engine::KvOp::kShare, from, to, 0, end};
}

inline engine::KvOp drop(engine::SeqSlot from, std::uint32_t begin = 0) {
  return {engine::KvOp::kDrop, from, engine::kNoSlot, begin, 0};
}

inline engine::SamplingParams greedy() {
  engine::SamplingParams params;
  params.temperature = 0.0F;
  return params;
}

inline engine::SamplingParams seeded(std::uint32_t seed) {
  engine::SamplingParams params;
  params.temperature = 1.0F;
  params.top_p = 1.0F;
  params.seed = seed;
  return params;
}

// `count` tokens of a tiny model's vocabulary, the same for the same `salt`.
inline std::vector<Token> some_tokens(std::uint32_t count, std::uint32_t salt = 0) {
  std::vector<Token> tokens;
  std::uint32_t state = 12345U + salt;
  for (std::uint32_t i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    tokens.push_back(static_cast<Token>(5 + (state >> 16U) % 256));
  }
  return tokens;
}

}  // namespace ponder::tests
