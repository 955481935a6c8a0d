// Measures a loaded model in this process: how fast it reads, how fast it writes for one and for
// several sequences, and what a fork of eight costs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/turn_host.h"

namespace ponder::cli {

struct BenchSizes {
  std::uint32_t prompt_tokens = 512;  // Read by the prefill measurement.
  std::uint32_t decode_tokens = 64;   // Written by each sequence.
  std::uint32_t trunk_tokens = 1500;  // Shared by the agents of the fork.
  std::uint32_t fork_branches = 8;
};

struct BenchRate {
  std::uint32_t sequences = 1;
  std::uint64_t tokens = 0;
  double seconds = 0.0;
  double per_second() const { return seconds > 0.0 ? static_cast<double>(tokens) / seconds : 0.0; }
};

struct BenchFork {
  std::uint32_t branches = 0;
  std::uint32_t trunk_tokens = 0;
  std::uint64_t suffix_tokens = 0;   // Of all branches together.
  std::uint64_t cells_used = 0;      // While all write: KV cells in use.
  std::uint64_t tokens_written = 0;  // By all branches at that moment.
  double seconds = 0.0;              // Until each branch has its first token.
};

// Each opens a trunk of its own that no earlier one shares cells with. Errors: those of the engine;
// kBackend where the model fell silent before it could be measured.
Result<BenchRate> bench_prefill(OpenModel& model, const BenchSizes& sizes);
Result<BenchRate> bench_decode(OpenModel& model, const BenchSizes& sizes, std::uint32_t sequences);
Result<BenchFork> bench_fork(OpenModel& model, const BenchSizes& sizes);

}  // namespace ponder::cli
