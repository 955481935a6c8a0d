// Recordings for tests: agents that answer this and that after so many tokens.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "eval/recording.h"

namespace ponder::test {

inline eval::Trace trace_of(std::string answer, std::uint32_t tokens, float logprob = -0.2F) {
  eval::Trace trace;
  trace.role = "Bold";
  trace.temperature = 0.9F;
  trace.tokens_prompt = 110;
  trace.tokens = tokens;
  trace.finish = chat::FinishReason::kStoppedEarly;
  trace.answered = true;
  trace.answer = std::move(answer);
  const std::size_t groups = (tokens + eval::kTokensPerGroup - 1) / eval::kTokensPerGroup;
  trace.logprobs.assign(groups, logprob);
  for (std::size_t i = 0; i < groups; ++i) {
    trace.ms.push_back(static_cast<std::uint32_t>(100 * (i + 1)));
  }
  return trace;
}

inline eval::Trace cut_trace(std::uint32_t tokens) {
  eval::Trace trace = trace_of("", tokens);
  trace.answered = false;
  trace.finish = chat::FinishReason::kLength;
  return trace;
}

inline eval::RecordedProblem recorded(std::uint64_t number, const std::string& expected,
                                      const std::string& greedy,
                                      const std::vector<std::string>& answers) {
  eval::RecordedProblem problem;
  problem.number = number;
  problem.expected = expected;
  problem.trunk_tokens = 100;
  problem.greedy = trace_of(greedy, 40);
  std::uint32_t tokens = 32;
  for (const std::string& answer : answers) problem.agents.push_back(trace_of(answer, tokens += 8));
  return problem;
}

inline eval::RecordingHeader header_of(std::uint32_t agents) {
  eval::RecordingHeader header;
  header.model = "tiny";
  header.data = "problems.jsonl";
  header.agents = agents;
  header.tokens_max = 400;
  header.parameters = 500'000'000;
  return header;
}

}  // namespace ponder::test
