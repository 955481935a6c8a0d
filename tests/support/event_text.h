// Events as lines of text, for snapshots and for messages of failed tests.
#pragma once

#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "chat/event.h"

namespace ponder::test {

inline std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '"' || c == '\\') {
      out += std::string("\\") + c;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

inline std::string decimal(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.3f", value);
  return buffer;
}

inline std::string to_text(const chat::Usage& usage) {
  return "prompt " + std::to_string(usage.tokens_prompt) + " cached " +
         std::to_string(usage.tokens_cached) + " new " + std::to_string(usage.tokens_new) +
         " reasoning " + std::to_string(usage.tokens_reasoning);
}

inline std::string to_text(const std::vector<chat::Tally>& tallies) {
  std::string out;
  for (const chat::Tally& tally : tallies) {
    out += " [" + quoted(tally.answer) + " = " + quoted(tally.normalised) + " by";
    for (const chat::BranchId agent : tally.agents) out += " " + std::to_string(agent);
    out += " weight " + decimal(tally.weight) + "]";
  }
  return out;
}

inline std::string to_text(const chat::Report& report) {
  return std::string(chat::mode_name(report.mode)) + " started " +
         std::to_string(report.agents_started) + " used " + std::to_string(report.agents_used) +
         " stopped " + std::to_string(report.agents_stopped_early) +
         (report.agents_wanted == 0 ? std::string()
                                    : " fit " + std::to_string(report.agents_fit) + " of " +
                                          std::to_string(report.agents_wanted)) +
         " agreement " + decimal(report.agreement) + " winner " + std::to_string(report.winner) +
         " spent " + std::to_string(report.tokens_spent) + " saved " +
         std::to_string(report.tokens_saved) + " prompt saved " +
         std::to_string(report.prompt_tokens_saved) + " wall " + std::to_string(report.wall_ms) +
         " first token " + std::to_string(report.first_token_ms) + " single pass " +
         std::to_string(report.single_pass_ms) + to_text(report.tallies);
}

struct EventToText {
  std::string operator()(const chat::TurnStarted& e) const {
    return "turn " + e.turn + " started " + std::string(chat::mode_name(e.mode)) + " " + e.model;
  }
  std::string operator()(const chat::BranchStarted& e) const {
    return "branch " + std::to_string(e.branch) + " started from " + std::to_string(e.parent) +
           " " + quoted(e.role);
  }
  std::string operator()(const chat::PartStarted& e) const {
    std::string out = "part " + std::to_string(e.part) + " started on " + std::to_string(e.branch) +
                      " " + std::string(chat::part_kind_name(e.kind));
    if (e.kind == chat::PartKind::kToolCall) out += " " + e.tool_name + " " + e.tool_call_id;
    return out;
  }
  std::string operator()(const chat::TextDelta& e) const {
    std::string out = "part " + std::to_string(e.part) + " " + quoted(e.text);
    if (!e.logprobs.empty()) out += " logprobs " + std::to_string(e.logprobs.size());
    return out;
  }
  std::string operator()(const chat::PartFinished& e) const {
    return "part " + std::to_string(e.part) + " finished";
  }
  std::string operator()(const chat::ToolFinished& e) const {
    return "tool " + std::to_string(e.part) + " finished";
  }
  std::string operator()(const chat::AnswerFound& e) const {
    return "branch " + std::to_string(e.branch) + " answers " + quoted(e.answer) + " = " +
           quoted(e.normalised) + " confidence " + decimal(e.confidence);
  }
  std::string operator()(const chat::VoteChanged& e) const {
    return std::string("vote ") + (e.decided ? "decided" : "open") + to_text(e.tallies);
  }
  std::string operator()(const chat::BranchFinished& e) const {
    return "branch " + std::to_string(e.branch) + " finished " +
           std::string(chat::finish_reason_name(e.reason)) + " " + to_text(e.usage);
  }
  std::string operator()(const chat::Forecast& e) const {
    return "forecast " + std::to_string(e.expected_ms) + " at most " + std::to_string(e.latest_ms);
  }
  std::string operator()(const chat::SafetyNotice& e) const {
    std::string text = "safety notice";
    for (const chat::Hazard& hazard : e.hazards) text += " " + hazard.id;
    return text;
  }
  std::string operator()(const chat::RepairState& e) const {
    return "repair state " + std::string(chat::repair_stage_name(e.stage)) + ", " +
           std::to_string(e.steps.size()) + " steps";
  }
  std::string operator()(const chat::TurnFinished& e) const {
    return "turn finished " + std::string(chat::finish_reason_name(e.reason)) + " " +
           to_text(e.usage) + "\nreport " + to_text(e.report);
  }
  std::string operator()(const chat::TurnFailed& e) const {
    return "turn failed " + std::string(error_code_name(e.error.code)) + " " +
           quoted(e.error.message) + " " + e.error.param;
  }
};

inline std::string to_text(const std::vector<chat::Event>& events) {
  std::string out;
  for (const chat::Event& event : events) out += std::visit(EventToText{}, event) + "\n";
  return out;
}

}  // namespace ponder::test
