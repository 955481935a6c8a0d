// Arithmetic over the logits of one position: one float for each token of the vocabulary. Written
// so that compilers turn the loops into vector instructions; a vocabulary has 150,000 entries and a
// step may sample 64 of them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/tokens.h"

namespace ponder::llama {

struct Candidate {
  Token token = 0;
  float logit = 0.0F;
};

// The token with the largest logit, the lowest such token where several have it.
Token argmax(std::span<const float> logits);

// The `count` largest, best first, lower tokens first among equals. `out` is overwritten; its
// memory is used again.
void top_candidates(std::span<const float> logits, std::size_t count, std::vector<Candidate>& out);

// ln(sum of exp(logit)): what to take from a logit to have its log-probability. Relative error of
// the sum below 1e-5.
double log_sum_exp(std::span<const float> logits);

}  // namespace ponder::llama
