// How tokens are chosen and when a turn ends: the numbers of a request body.
#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/request_fields.h"
#include "base/limits.h"
#include "base/tokens.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

constexpr double kTemperatureMax = 2.0;
constexpr double kPenaltyMax = 2.0;
constexpr double kRepeatPenaltyMax = 10.0;
constexpr double kBiasMax = 100.0;

std::optional<float> above_zero(const Node& field, double max) {
  const std::optional<double> number = field.number(0.0, max);
  if (!number) return std::nullopt;
  if (*number == 0.0) field.fail("must be more than 0, but is " + field.shown());
  return static_cast<float>(*number);
}

std::map<Token, float> read_logit_bias(const Node& biases) {
  std::map<Token, float> result;
  for (const Node& bias : biases.members()) {
    const std::string_view name = bias.name();
    Token token = 0;
    const auto end = std::from_chars(name.data(), name.data() + name.size(), token);
    if (end.ec != std::errc{} || end.ptr != name.data() + name.size() || token < 0) {
      bias.fail("must have a token id (a whole number from 0) as its name");
      return result;
    }
    assign(result[token], bias.number(-kBiasMax, kBiasMax));
  }
  return result;
}

}  // namespace

chat::Sampling read_sampling(const Node& body) {
  chat::Sampling sampling;
  assign(sampling.temperature, body["temperature"].number(0.0, kTemperatureMax));
  sampling.top_p = above_zero(body["top_p"], 1.0);
  assign(sampling.min_p, body["min_p"].number(0.0, 1.0));
  // Some clients say -1 where they mean all.
  assign(sampling.top_k, body["top_k"].integer(-1, std::numeric_limits<std::int32_t>::max()));
  if (sampling.top_k == -1) sampling.top_k = 0;
  assign(sampling.presence_penalty, body["presence_penalty"].number(-kPenaltyMax, kPenaltyMax));
  assign(sampling.frequency_penalty, body["frequency_penalty"].number(-kPenaltyMax, kPenaltyMax));
  sampling.repeat_penalty = above_zero(body["repeat_penalty"], kRepeatPenaltyMax);
  assign(sampling.seed, body["seed"].integer());
  sampling.logit_bias = read_logit_bias(body["logit_bias"]);
  return sampling;
}

std::optional<std::uint32_t> read_token_limit(const Node& field) {
  const std::optional<std::int64_t> tokens = field.integer(1);
  if (!tokens) return std::nullopt;
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(*tokens < kMost ? *tokens : kMost);
}

std::vector<std::string> read_stop(const Node& stop) {
  const std::vector<Node> nodes =
      stop.is_string() ? std::vector<Node>{stop} : stop.items(limits::kStopStringsMax);
  std::vector<std::string> strings;
  for (const Node& node : nodes) {
    std::optional<std::string> text = node.string(limits::kStopStringBytesMax);
    if (!node.required() || !text) continue;
    if (text->empty()) node.fail("must not be empty");
    strings.push_back(std::move(*text));
  }
  return strings;
}

std::optional<chat::Mode> read_mode(const Node& field) {
  const std::optional<std::string> name = field.string();
  if (!name) return std::nullopt;
  const std::optional<chat::Mode> mode = chat::mode_from_name(*name);
  if (!mode) field.fail_not_one_of("instant, thinking, contemplating");
  return mode;
}

std::optional<std::uint32_t> read_agents(const Node& field) {
  const std::optional<std::int64_t> agents = field.integer(2, limits::kAgentsMax);
  if (!agents) return std::nullopt;
  return static_cast<std::uint32_t>(*agents);
}

std::optional<std::chrono::milliseconds> read_budget(const Node& field) {
  const std::optional<std::int64_t> ms = field.integer(1, limits::kBudgetMax.count());
  if (!ms) return std::nullopt;
  return std::chrono::milliseconds(*ms);
}

}  // namespace ponder::api
