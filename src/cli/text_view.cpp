// A turn as text. The lanes of agents are redrawn in place until the answer begins; from then on
// they stand still above it.
#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "cli/lanes.h"
#include "cli/report_line.h"
#include "cli/text.h"
#include "cli/turn_view.h"

namespace ponder::cli {
namespace {

// Of the surest agent behind the leading answer; empty where there is no vote.
std::string reasoning_of_leader(const chat::TurnState& state) {
  if (state.tallies.empty()) return {};
  const chat::BranchState* surest = nullptr;
  for (const chat::BranchState& agent : state.branches) {
    const bool leads = !agent.answer.empty() && agent.normalised == state.tallies[0].normalised;
    if (leads && (surest == nullptr || agent.confidence > surest->confidence)) surest = &agent;
  }
  std::string text;
  if (surest == nullptr) return text;
  for (const chat::PartState& part : surest->parts) {
    if (part.kind == chat::PartKind::kReasoning) text += part.text;
  }
  return text;
}

class TextView : public TurnView {
 public:
  explicit TextView(Console& console) : console_(console), style_(console.colour) {}

  void tick() override {
    ++tick_;
    if (!answering_) draw_lanes();
  }

  void finish() override {
    end_reasoning();
    if (!answering_) draw_lanes();
    end_answer_line();
    console_.out.flush();
    if (const auto& error = state().error) {
      console_.err << style_.bad("ponder:") << " " << error->message << '\n';
    } else if (state().finish) {
      show_calculation(state().report.calculation);
      console_.err << style_.dim(report_line(state())) << '\n';
      const std::string room = room_line(state().report);
      if (!room.empty()) console_.err << style_.dim(room) << '\n';
    }
  }

 private:
  void show(const chat::Event& event) override {
    if (const auto* part = std::get_if<chat::PartStarted>(&event)) {
      if (part->branch == 0) own_parts_[part->part] = part->kind;
    } else if (const auto* delta = std::get_if<chat::TextDelta>(&event)) {
      const auto own = own_parts_.find(delta->part);
      if (own != own_parts_.end()) show_own(own->second, delta->text);
    } else if (const auto* found = std::get_if<chat::AnswerFound>(&event)) {
      if (!console_.err_terminal) show_answer_found(*found);
    }
  }

  void show_own(chat::PartKind kind, const std::string& text) {
    if (kind == chat::PartKind::kReasoning) return show_reasoning(text);
    if (kind == chat::PartKind::kText) show_answer(text);
  }

  void show_reasoning(const std::string& text) {
    if (text.empty()) return;
    if (!reasoning_ && console_.colour) console_.err << "\x1b[2m";
    reasoning_ = true;
    console_.err << printable(text) << std::flush;
    reasoning_at_line_start_ = text.ends_with('\n');
  }

  void end_reasoning() {
    if (!reasoning_) return;
    reasoning_ = false;
    if (console_.colour) console_.err << "\x1b[0m";
    if (!reasoning_at_line_start_) console_.err << "\n";
    console_.err << '\n';
  }

  void show_answer(const std::string& text) {
    end_reasoning();
    if (!answering_) begin_answer();
    console_.out << (console_.out_terminal ? printable(text) : text) << std::flush;
    answer_at_line_start_ = text.ends_with('\n');
  }

  // Of a vote the answer alone is little to go by: how one of its agents came to it stands before.
  void begin_answer() {
    answering_ = true;
    draw_lanes();
    if (lines_drawn_ == 0) return;
    console_.err << '\n';
    show_reasoning(reasoning_of_leader(state()));
    end_reasoning();
  }

  void end_answer_line() {
    if (answering_ && !answer_at_line_start_) console_.out << "\n";
    if (answering_ && console_.out_terminal) console_.out << "\n";
  }

  void show_answer_found(const chat::AnswerFound& found) {
    console_.err << "agent " << found.branch << ": " << one_line(found.answer) << '\n';
  }

  void show_calculation(const chat::Calculation& calculation) {
    const std::string line = printable(calculation_line(calculation));
    if (line.empty()) return;
    const bool all_hold = calculation.holding == calculation.checked;
    console_.err << (all_hold ? style_.dim(line) : style_.bad(line)) << '\n';
  }

  void draw_lanes() {
    if (!console_.err_terminal) return;
    const TerminalSize size = terminal_size();
    const auto lines = lane_lines(
        state(), {std::max<std::size_t>(20, size.columns - 1), console_.unicode, style_, tick_});
    // What has scrolled off the top cannot be redrawn.
    if (lines.empty() || lines.size() >= size.rows) return;
    std::string frame;
    if (lines_drawn_ > 0) frame += "\x1b[" + std::to_string(lines_drawn_) + "A";
    for (const std::string& line : lines) frame += "\r\x1b[K" + line + "\n";
    console_.err << frame << std::flush;
    lines_drawn_ = lines.size();
  }

  Console& console_;
  Style style_;
  std::map<chat::PartId, chat::PartKind> own_parts_;  // Of branch 0.
  std::size_t tick_ = 0;
  std::size_t lines_drawn_ = 0;
  bool reasoning_ = false;  // Reasoning is being written.
  bool reasoning_at_line_start_ = true;
  bool answering_ = false;
  bool answer_at_line_start_ = true;
};

}  // namespace

std::unique_ptr<TurnView> text_view(Console& console) {
  return std::make_unique<TextView>(console);
}

}  // namespace ponder::cli
