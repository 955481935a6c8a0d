// What a model's steps cost on one machine, for simulated time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace ponder::eval {

struct DecodeCost {
  std::uint32_t sequences = 1;
  double step_ms = 0.0;  // One token for each of them.
};

struct Costs {
  double prompt_ms = 0.0;          // A token of a prompt.
  std::vector<DecodeCost> decode;  // Not empty; by rising number of sequences.

  // Between measured numbers: on the straight line; beyond the last one: on its ray from 0.
  double step_ms(std::size_t sequences) const;
};

// What `ponder bench --json` prints. Errors: kIo, kInvalid (says which measurement is missing).
Result<Costs> read_costs(const std::string& path);

// Measured on a machine of two AVX2 cores (docs/guide/eval.md): of the 0.5B model, or from a
// billion parameters on of the 1.5B model.
const Costs& costs_of_two_cores(std::uint64_t parameters);

}  // namespace ponder::eval
