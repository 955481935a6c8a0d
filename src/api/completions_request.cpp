// The body of POST /v1/completions -> CompletionCall.
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "api/completions.h"
#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/request_fields.h"
#include "api/request_prompts.h"
#include "base/limits.h"

namespace ponder::api {
namespace {

constexpr std::uint32_t kTokensDefault = 16;  // What this API has always meant by no max_tokens.

void refuse_what_cannot_be_done(const Node& body) {
  const Node suffix = body["suffix"];
  if (!suffix.string().value_or("").empty()) {
    suffix.fail("is not supported: this server goes on with a prompt, it does not fill gaps");
  }
  const Node best = body["best_of"];
  const std::optional<std::int64_t> count = best.integer();
  if (count && *count != body["n"].integer().value_or(1)) {
    best.fail("is not supported: use n");
  }
}

void read_logprobs(const Node& body, CompletionCall& call) {
  const Node logprobs = body["logprobs"];
  const std::optional<std::int64_t> top = logprobs.integer(0, limits::kTopLogprobsMax);
  if (!top) return;
  call.turn.logprobs_top = static_cast<std::uint32_t>(*top);
  if (call.echo) logprobs.fail("cannot be had with echo: a prompt's own logprobs are not computed");
}

std::vector<chat::RawPrompt> read_raw_prompts(const Node& field) {
  std::vector<chat::RawPrompt> prompts;
  for (TextOrTokens& prompt : read_prompts(field, limits::kCompletionChoicesMax)) {
    chat::RawPrompt& raw = prompts.emplace_back();
    if (auto* tokens = std::get_if<std::vector<Token>>(&prompt)) {
      raw.tokens = std::move(*tokens);
    } else {
      raw.text = std::move(std::get<std::string>(prompt));
    }
  }
  return prompts;
}

}  // namespace

Result<CompletionCall> parse_completion(std::string_view text) {
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  CompletionCall call;
  refuse_what_cannot_be_done(body);
  call.turn.model = read_model(body);
  call.turn.mode = chat::Mode::kInstant;
  call.prompts = read_raw_prompts(body["prompt"]);
  const Node n = body["n"];
  assign(call.n, n.integer(1, limits::kCompletionChoicesMax));
  if (call.choices() > limits::kCompletionChoicesMax) {
    n.fail("asks for " + std::to_string(call.choices()) + " choices, all prompts together; " +
               std::to_string(limits::kCompletionChoicesMax) + " are possible",
           ErrorCode::kTooLong);
  }
  call.turn.sampling = read_sampling(body);
  call.turn.stop = read_stop(body["stop"]);
  call.turn.tokens_new_max = kTokensDefault;
  assign(call.turn.tokens_new_max, read_token_limit(body["max_tokens"]));
  assign(call.echo, body["echo"].boolean());
  read_logprobs(body, call);
  assign(call.stream, body["stream"].boolean());
  assign(call.include_usage, body["stream_options"]["include_usage"].boolean());
  if (const Error* error = problem.error()) return *error;
  return call;
}

chat::TurnRequest turn_of_choice(const CompletionCall& call, std::uint32_t choice) {
  chat::TurnRequest turn = call.turn;
  turn.raw_prompt = call.prompts[choice / call.n];
  if (turn.sampling.seed) *turn.sampling.seed += choice % call.n;
  return turn;
}

}  // namespace ponder::api
