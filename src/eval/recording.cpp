#include "eval/recording.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "base/result.h"
#include "chat/event.h"
#include "eval/file_text.h"
#include "eval/json_line.h"

namespace ponder::eval {
namespace {

// Three digits are enough, and a recording of them is small.
double rounded(double value) { return std::round(value * 1000.0) / 1000.0; }

void write_trace(api::JsonWriter& out, const Trace& trace) {
  out.begin_object()
      .field("role", trace.role)
      .field("temperature", rounded(trace.temperature))
      .field("tokens_prompt", trace.tokens_prompt)
      .field("tokens", trace.tokens)
      .field("finish", chat::finish_reason_name(trace.finish))
      .field("answered", trace.answered)
      .field("wrong_arithmetic", trace.has_wrong_arithmetic)
      .field("answer", trace.answer);
  out.key("logprobs").begin_list();
  for (const float logprob : trace.logprobs) out.value(rounded(logprob));
  out.end_list().key("ms").begin_list();
  for (const std::uint32_t ms : trace.ms) out.value(ms);
  out.end_list();
  if (!trace.text.empty()) out.field("text", trace.text);
  out.end_object();
}

Trace read_trace(const api::Node& node) {
  Trace trace;
  trace.role = text_of(node["role"]);
  trace.temperature = static_cast<float>(node["temperature"].number(0.0, 2.0).value_or(0.0));
  trace.tokens_prompt = count_of<std::uint32_t>(node["tokens_prompt"]);
  trace.tokens = count_of<std::uint32_t>(node["tokens"]);
  const api::Node finish = node["finish"];
  const auto reason = chat::finish_reason_from_name(text_of(finish));
  if (!reason) finish.fail("no reason to finish is called " + finish.shown());
  trace.finish = reason.value_or(chat::FinishReason::kStop);
  trace.answered = node["answered"].boolean().value_or(false);
  trace.has_wrong_arithmetic = node["wrong_arithmetic"].boolean().value_or(false);
  trace.answer = text_of(node["answer"]);
  for (const api::Node& logprob : node["logprobs"].items()) {
    trace.logprobs.push_back(static_cast<float>(logprob.number(-1e6, 1e6).value_or(0.0)));
  }
  for (const api::Node& ms : node["ms"].items()) trace.ms.push_back(count_of<std::uint32_t>(ms));
  const std::size_t groups = (trace.tokens + kTokensPerGroup - 1) / kTokensPerGroup;
  if (trace.logprobs.size() != groups) {
    node["logprobs"].fail("it has " + std::to_string(trace.logprobs.size()) + " groups where " +
                          std::to_string(trace.tokens) + " tokens make " + std::to_string(groups));
  }
  trace.text = node["text"].string().value_or("");
  return trace;
}

}  // namespace

std::string encode_header(const RecordingHeader& header) {
  api::JsonWriter out;
  out.begin_object()
      .field("recording", 1)
      .field("model", header.model)
      .field("data", header.data)
      .field("data_sha256", header.data_sha256)
      .field("prompt_sha256", header.prompt_sha256)
      .field("agents", header.agents)
      .field("seed", header.seed)
      .field("tokens_max", header.tokens_max)
      .field("parameters", header.parameters)
      .field("has_texts", header.has_texts)
      .end_object();
  return out.take();
}

std::string encode_problem(const RecordedProblem& problem) {
  api::JsonWriter out;
  out.begin_object()
      .field("problem", problem.number)
      .field("expected", problem.expected)
      .field("level", problem.level)
      .field("trunk_tokens", problem.trunk_tokens);
  out.key("greedy");
  write_trace(out, problem.greedy);
  out.key("agents").begin_list();
  for (const Trace& trace : problem.agents) write_trace(out, trace);
  out.end_list().end_object();
  return out.take();
}

Result<RecordingHeader> decode_header(std::string_view line) {
  const auto tree = api::parse_json(line, "the first line");
  if (!tree) return tree.error();
  api::Problem problem("the first line");
  const api::Node node(*tree, problem);
  RecordingHeader header;
  const api::Node version = node["recording"];
  if (version.required() && version.integer().value_or(0) != 1) {
    version.fail("this program reads recordings of version 1, not " + version.shown());
  }
  header.model = text_of(node["model"]);
  header.data = text_of(node["data"]);
  header.data_sha256 = text_of(node["data_sha256"]);
  header.prompt_sha256 = text_of(node["prompt_sha256"]);
  header.agents = count_of<std::uint32_t>(node["agents"]);
  header.seed = count_of<std::uint64_t>(node["seed"]);
  header.tokens_max = count_of<std::uint32_t>(node["tokens_max"]);
  header.parameters = count_of<std::uint64_t>(node["parameters"]);
  header.has_texts = node["has_texts"].boolean().value_or(false);
  if (problem.error() != nullptr) return error_of(problem);
  return header;
}

Result<RecordedProblem> decode_problem(std::string_view line) {
  const auto tree = api::parse_json(line, "the line");
  if (!tree) return tree.error();
  api::Problem problem("the line");
  const api::Node node(*tree, problem);
  RecordedProblem recorded;
  recorded.number = count_of<std::uint64_t>(node["problem"]);
  recorded.expected = text_of(node["expected"]);
  recorded.level = node["level"].integer(-1, 100).value_or(-1);
  recorded.trunk_tokens = count_of<std::uint32_t>(node["trunk_tokens"]);
  recorded.greedy = read_trace(node["greedy"]);
  for (const api::Node& agent : node["agents"].items()) {
    recorded.agents.push_back(read_trace(agent));
  }
  if (problem.error() != nullptr) return error_of(problem);
  return recorded;
}

std::string difference(const RecordingHeader& there, const RecordingHeader& here) {
  const auto differ = [](const std::string& what, const auto& a, const auto& b) {
    if constexpr (std::is_same_v<std::decay_t<decltype(a)>, std::string>) {
      return a == b ? std::string{} : "its " + what + " is " + a + ", this run's is " + b;
    } else {
      return a == b ? std::string{}
                    : "its " + what + " is " + std::to_string(a) + ", this run's is " +
                          std::to_string(b);
    }
  };
  for (const std::string& found :
       {differ("model", there.model, here.model), differ("data", there.data, here.data),
        differ("data's SHA-256", there.data_sha256, here.data_sha256),
        differ("prompt's SHA-256", there.prompt_sha256, here.prompt_sha256),
        differ("number of agents", there.agents, here.agents),
        differ("seed", there.seed, here.seed),
        differ("most tokens", there.tokens_max, here.tokens_max)}) {
    if (!found.empty()) return found;
  }
  return {};
}

Result<Recording> read_recording(const std::string& path) {
  const auto lines = read_lines(path);
  if (!lines) return lines.error();
  if (lines->empty()) return invalid(path + " is empty: it is no recording");
  const auto at = [&path](std::size_t line, const Error& error) {
    return invalid(path + ":" + std::to_string(line) + ": " + error.message);
  };
  auto header = decode_header(lines->front());
  if (!header) return at(1, header.error());
  Recording recording{*std::move(header), {}};
  for (std::size_t i = 1; i < lines->size(); ++i) {
    auto problem = decode_problem((*lines)[i]);
    if (!problem) return at(i + 1, problem.error());
    recording.problems.push_back(*std::move(problem));
  }
  return recording;
}

}  // namespace ponder::eval
