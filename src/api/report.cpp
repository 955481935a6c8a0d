#include "api/report.h"
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/events.h"
#include "api/json_node.h"
#include "api/json_write.h"
#include "chat/event.h"
#include "chat/request.h"

namespace ponder::api {

void write_usage(JsonWriter& out, const chat::Usage& usage) {
  out.begin_object();
  out.field("tokens_prompt", usage.tokens_prompt);
  out.field("tokens_cached", usage.tokens_cached);
  out.field("tokens_new", usage.tokens_new);
  out.field("tokens_reasoning", usage.tokens_reasoning);
  out.end_object();
}

void write_tallies(JsonWriter& out, const std::vector<chat::Tally>& tallies) {
  out.begin_list();
  for (const chat::Tally& tally : tallies) {
    out.begin_object();
    out.field("answer", tally.answer);
    out.field("normalised", tally.normalised);
    out.key("agents").begin_list();
    for (const chat::BranchId agent : tally.agents) out.value(agent);
    out.end_list();
    out.field("weight", tally.weight);
    out.end_object();
  }
  out.end_list();
}

namespace {

constexpr std::string_view kSeen = "seen";
constexpr std::string_view kRead = "read";

// Left out where the question has no pictures.
void write_image_uses(JsonWriter& out, const std::vector<chat::ImageUse>& uses) {
  if (uses.empty()) return;
  out.key("images").begin_list();
  for (const chat::ImageUse& use : uses) {
    const bool read = use.how == chat::ImageUse::kRead;
    out.begin_object().field("how", read ? kRead : kSeen);
    if (read) out.field("told", use.told);
    out.end_object();
  }
  out.end_list();
}

std::vector<chat::ImageUse> read_image_uses(const Node& list) {
  std::vector<chat::ImageUse> uses;
  for (const Node& node : list.items()) {
    const std::string how = read_text(node["how"]);
    if (how != kSeen && how != kRead) node["how"].fail_not_one_of("seen, read");
    uses.push_back({how == kRead ? chat::ImageUse::kRead : chat::ImageUse::kSeen,
                    node["told"].string().value_or("")});
  }
  return uses;
}

// Left out where nothing was checked.
void write_calculation(JsonWriter& out, const chat::Calculation& calculation) {
  if (calculation.checked == 0) return;
  out.key("calculation").begin_object();
  out.field("checked", calculation.checked).field("holding", calculation.holding);
  out.key("wrong").begin_list();
  for (const chat::WrongEquation& wrong : calculation.wrong) {
    out.begin_object().field("left", wrong.left).field("right", wrong.right);
    out.field("fault", chat::equation_fault_name(wrong.fault)).end_object();
  }
  out.end_list().end_object();
}

chat::EquationFault read_fault(const Node& node) {
  const std::string name = read_text(node);
  for (const auto fault : {chat::EquationFault::kValue, chat::EquationFault::kUnits}) {
    if (chat::equation_fault_name(fault) == name) return fault;
  }
  node.fail_not_one_of("value, units");
  return chat::EquationFault::kValue;
}

chat::Calculation read_calculation(const Node& node) {
  chat::Calculation calculation;
  if (!node.present()) return calculation;
  calculation.checked = read_count<std::uint32_t>(node["checked"]);
  calculation.holding = read_count<std::uint32_t>(node["holding"]);
  const Node list = node["wrong"];
  list.required();
  for (const Node& wrong : list.items()) {
    calculation.wrong.push_back(
        {read_text(wrong["left"]), read_text(wrong["right"]), read_fault(wrong["fault"])});
  }
  return calculation;
}

}  // namespace

void write_report(JsonWriter& out, const chat::Report& report) {
  out.begin_object();
  out.field("mode", chat::mode_name(report.mode));
  out.field("agents_started", report.agents_started);
  out.field("agents_used", report.agents_used);
  out.field("agents_stopped_early", report.agents_stopped_early);
  if (report.agents_wanted > 0) {
    out.field("agents_fit", report.agents_fit).field("agents_wanted", report.agents_wanted);
  }
  out.field("agreement", report.agreement);
  if (report.probability > 0.0F) out.field("probability", report.probability);
  out.key("tallies");
  write_tallies(out, report.tallies);
  out.field("winner", report.winner);
  out.field("tokens_spent", report.tokens_spent);
  out.field("tokens_saved", report.tokens_saved);
  out.field("prompt_tokens_saved", report.prompt_tokens_saved);
  out.field("wall_ms", report.wall_ms);
  out.field("first_token_ms", report.first_token_ms);
  out.field("single_pass_ms", report.single_pass_ms);
  write_image_uses(out, report.images);
  write_calculation(out, report.calculation);
  out.end_object();
}

std::string encode_report(const chat::Report& report) {
  JsonWriter out;
  write_report(out, report);
  return out.take();
}

std::string read_text(const Node& node) {
  return node.required() ? node.string().value_or("") : std::string{};
}

float read_float(const Node& node) {
  constexpr double kMax = std::numeric_limits<float>::max();
  return node.required() ? static_cast<float>(node.number(-kMax, kMax).value_or(0.0)) : 0.0F;
}

bool read_flag(const Node& node) { return node.required() && node.boolean().value_or(false); }

chat::Mode read_required_mode(const Node& node) {
  const std::optional<chat::Mode> mode = chat::mode_from_name(read_text(node));
  if (!mode) node.fail_not_one_of("instant, thinking, contemplating");
  return mode.value_or(chat::Mode::kInstant);
}

chat::Usage read_usage(const Node& node) {
  chat::Usage usage;
  if (!node.required()) return usage;
  usage.tokens_prompt = read_count<std::uint32_t>(node["tokens_prompt"]);
  usage.tokens_cached = read_count<std::uint32_t>(node["tokens_cached"]);
  usage.tokens_new = read_count<std::uint32_t>(node["tokens_new"]);
  usage.tokens_reasoning = read_count<std::uint32_t>(node["tokens_reasoning"]);
  return usage;
}

std::vector<chat::Tally> read_tallies(const Node& node) {
  std::vector<chat::Tally> tallies;
  if (!node.required()) return tallies;
  for (const Node& item : node.items()) {
    chat::Tally tally;
    tally.answer = read_text(item["answer"]);
    tally.normalised = read_text(item["normalised"]);
    const Node agents = item["agents"];
    agents.required();
    for (const Node& agent : agents.items()) {
      tally.agents.push_back(read_count<chat::BranchId>(agent));
    }
    tally.weight = read_float(item["weight"]);
    tallies.push_back(std::move(tally));
  }
  return tallies;
}

chat::Report read_report(const Node& node) {
  chat::Report report;
  if (!node.required()) return report;
  report.mode = read_required_mode(node["mode"]);
  report.agents_started = read_count<std::uint32_t>(node["agents_started"]);
  report.agents_used = read_count<std::uint32_t>(node["agents_used"]);
  report.agents_stopped_early = read_count<std::uint32_t>(node["agents_stopped_early"]);
  if (const Node wanted = node["agents_wanted"]; wanted.present()) {
    report.agents_fit = read_count<std::uint32_t>(node["agents_fit"]);
    report.agents_wanted = read_count<std::uint32_t>(wanted);
  }
  report.agreement = read_float(node["agreement"]);
  if (node["probability"].present()) report.probability = read_float(node["probability"]);
  report.tallies = read_tallies(node["tallies"]);
  report.winner = read_count<chat::BranchId>(node["winner"]);
  report.tokens_spent = read_count<std::uint64_t>(node["tokens_spent"]);
  report.tokens_saved = read_count<std::uint64_t>(node["tokens_saved"]);
  report.prompt_tokens_saved = read_count<std::uint64_t>(node["prompt_tokens_saved"]);
  report.wall_ms = read_count<std::uint64_t>(node["wall_ms"]);
  report.first_token_ms = read_count<std::uint64_t>(node["first_token_ms"]);
  report.single_pass_ms = read_count<std::uint64_t>(node["single_pass_ms"]);
  report.images = read_image_uses(node["images"]);
  report.calculation = read_calculation(node["calculation"]);
  return report;
}

}  // namespace ponder::api
