// What agents wrote on problems, kept so that a policy can be tried on it in seconds: one line a
// problem, with each trace's answer, length and confidences. Texts only where they were asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/event.h"

namespace ponder::eval {

inline constexpr std::uint32_t kTokensPerGroup = 8;  // Of a trace's logprobs and times.

// One agent, left alone until its answer or its end.
struct Trace {
  std::string role;
  float temperature = 0.0F;
  std::uint32_t tokens_prompt = 0;  // The shared trunk included.
  std::uint32_t tokens = 0;
  chat::FinishReason finish = chat::FinishReason::kStop;  // kStoppedEarly: its answer closed.
  bool answered = false;                                  // It has a vote.
  bool has_wrong_arithmetic = false;
  std::string answer;             // What it votes for, cut to kAnswerBytesMax.
  std::vector<float> logprobs;    // Mean of each group of tokens; the last group may be shorter.
  std::vector<std::uint32_t> ms;  // When each group was complete, from the fork on.
  std::string text;
  bool operator==(const Trace&) const = default;
};

inline constexpr std::size_t kAnswerBytesMax = 200;

struct RecordedProblem {
  std::uint64_t number = 0;  // In the problems' file.
  std::string expected;
  std::int64_t level = -1;  // -1: not said.
  std::uint32_t trunk_tokens = 0;
  Trace greedy;               // One chain of thought at temperature 0.
  std::vector<Trace> agents;  // As contemplating's agents 1, 2, 3...
  bool operator==(const RecordedProblem&) const = default;
};

// What a recording was made with: two parts of one recording have the same.
struct RecordingHeader {
  std::string model;
  std::string data;           // The problems' file, without folders.
  std::string data_sha256;    // Of its bytes.
  std::string prompt_sha256;  // Of what is appended to each question.
  std::uint32_t agents = 0;
  std::uint64_t seed = 0;
  std::uint32_t tokens_max = 0;  // Of one trace.
  std::uint64_t parameters = 0;  // Of the model; 0: unknown.
  bool has_texts = false;
  bool operator==(const RecordingHeader&) const = default;
};

struct Recording {
  RecordingHeader header;
  std::vector<RecordedProblem> problems;
};

std::string encode_header(const RecordingHeader& header);
std::string encode_problem(const RecordedProblem& problem);
// Errors: kInvalid, naming the field.
Result<RecordingHeader> decode_header(std::string_view line);
Result<RecordedProblem> decode_problem(std::string_view line);

// What parts the two: "its seed is 1, this run's is 2"; empty where nothing does.
std::string difference(const RecordingHeader& there, const RecordingHeader& here);

// A whole recording; kInvalid names the line.
Result<Recording> read_recording(const std::string& path);

}  // namespace ponder::eval
