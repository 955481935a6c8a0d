// Records what agents write on a problem: all of them at once, none stopped before its answer.
#pragma once

#include <cstdint>
#include <functional>

#include "base/async.h"
#include "base/result.h"
#include "eval/problem.h"
#include "eval/recording.h"
#include "generate/generator.h"

namespace ponder::eval {

struct RecordOptions {
  std::uint32_t agents = 8;
  std::uint32_t tokens_max = 512;
  std::uint64_t seed = 0;
  bool with_texts = false;
  std::function<bool()> is_stopped;  // Asked now and then; true ends it with kCancelled.
};

// Awaited on one strand; `generator` outlives it.
Task<Result<RecordedProblem>> record_problem(generate::Generator& generator, Problem problem,
                                             RecordOptions options);

// Of what is appended to each question: another prompt makes another recording.
std::string prompt_sha256(const generate::Capabilities& capabilities);

}  // namespace ponder::eval
