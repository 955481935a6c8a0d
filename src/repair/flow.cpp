#include "repair/flow.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chat/repair.h"
#include "chat/safety.h"
#include "repair/book.h"
#include "repair/codes.h"
#include "repair/hand_over.h"
#include "repair/hazards.h"
#include "repair/recognise.h"
#include "repair/wording.h"

namespace ponder::repair {
namespace {

constexpr std::size_t kSuggestionsMax = 2;

template <class List>
bool contains(const List& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

void correct(chat::RepairFacts& facts, const chat::RepairFacts& said) {
  const auto take = [](std::string& fact, const std::string& value) {
    if (!value.empty()) fact = value;
  };
  if (!said.kind.empty() && book().kind(said.kind) != nullptr) facts.kind = said.kind;
  if (!said.symptom.empty() && book().symptom(said.symptom) != nullptr) {
    facts.symptom = said.symptom;
  }
  take(facts.brand, said.brand);
  take(facts.model, said.model);
  take(facts.code, said.code);
}

const CodeEntry* entry_of(const chat::RepairFacts& facts) {
  return find_code(facts.kind, facts.brand, facts.code);
}

std::optional<chat::RepairCode> code_of(const chat::RepairState& state) {
  const chat::RepairFacts& facts = state.facts;
  if (facts.code.empty()) return std::nullopt;
  chat::RepairCode code{facts.code, false, {}, {}, {}};
  if (const CodeEntry* entry = entry_of(facts)) {
    code.known = true;
    code.meaning = entry->section->one(state.language);
    code.source = entry->section->one("source");
    code.read_on = entry->section->one("read");
    return code;
  }
  if (facts.kind.empty()) return code;
  const auto brands = brands_with(facts.kind, facts.code);
  if (brands.empty() || !facts.brand.empty()) {
    code.meaning = wording("unknown_code", state.language, {{"code", facts.code}});
  } else {
    code.meaning = wording("unknown_brand", state.language,
                           {{"code", facts.code}, {"brands", joined_names(brands)}});
  }
  return code;
}

// The names that [ask ...] rows use.
std::set<std::string_view> known_of(const chat::RepairState& state, bool professional) {
  const chat::RepairFacts& facts = state.facts;
  std::set<std::string_view> known;
  const auto note = [&](std::string_view name, bool holds) {
    if (holds || contains(state.skipped, name)) known.insert(name);
  };
  const Kind* kind = book().kind(facts.kind);
  note("kind", !facts.kind.empty());
  note("brand", !facts.brand.empty());
  note("model", !facts.model.empty());
  note("code", !facts.code.empty());
  note("symptom", !facts.symptom.empty());
  note("dangers", false);
  note("display", kind != nullptr && kind->display);
  note("meaning", entry_of(facts) != nullptr);
  note("brand_matters", !facts.code.empty() && !brands_with(facts.kind, facts.code).empty());
  note("professional", professional);
  return known;
}

std::vector<chat::RepairOption> options_of(std::string_view about, const chat::RepairState& state) {
  std::vector<chat::RepairOption> options;
  const auto add = [&](std::string_view id, const Section& section) {
    options.push_back({std::string(id), std::string(section.one(state.language))});
  };
  if (about == "kind") {
    for (const Kind& kind : book().kinds) add(kind.id, *kind.section);
  } else if (about == "symptom") {
    for (const std::string_view id : book().kind(state.facts.kind)->symptoms) {
      add(id, *book().symptom(id)->section);
    }
  } else if (about == "brand") {
    for (const std::string& brand : brands_with(state.facts.kind, state.facts.code)) {
      options.push_back({brand, brand});
    }
  } else if (about == "dangers") {
    for (const HazardRule& rule : book().hazards) {
      if (rule.offered) add(rule.id, *rule.section);
    }
  }
  return options;
}

std::optional<chat::RepairQuestion> next_question(const chat::RepairState& state,
                                                  bool professional) {
  const auto known = known_of(state, professional);
  const auto holds = [&](std::string_view name) { return known.contains(name); };
  for (const Question& row : book().questions) {
    if (!std::ranges::all_of(row.needs, holds) || std::ranges::any_of(row.unless, holds)) continue;
    const bool may_skip = row.about != "kind" && row.about != "symptom";
    return chat::RepairQuestion{std::string(row.about),
                                std::string(row.section->one(state.language)),
                                options_of(row.about, state), may_skip};
  }
  return std::nullopt;
}

std::vector<std::string_view> planned(const chat::RepairState& state) {
  if (const CodeEntry* entry = entry_of(state.facts)) return entry->checks;
  const Plan* fallback = nullptr;
  for (const Plan& plan : book().plans) {
    if (plan.symptom != state.facts.symptom) continue;
    if (plan.kind == state.facts.kind) return plan.steps;
    if (plan.kind.empty()) fallback = &plan;
  }
  return fallback == nullptr ? std::vector<std::string_view>() : fallback->steps;
}

// The plan in words; pulling the plug comes before the first step that needs it.
std::vector<chat::RepairStep> steps_of(const chat::RepairState& state) {
  std::vector<chat::RepairStep> steps;
  const auto add = [&](const Step& step) {
    steps.push_back({std::string(step.id), std::string(step.section->one(state.language))});
  };
  bool unplugged = false;
  for (const std::string_view id : planned(state)) {
    const Step& step = *book().step(id);
    if (step.unplug && !unplugged) add(*book().step(kUnplug));
    unplugged = unplugged || step.unplug;
    add(step);
  }
  return steps;
}

// What the steps were made for, to see whether they still hold.
bool same_case(const chat::RepairFacts& a, const chat::RepairFacts& b) {
  return a.kind == b.kind && a.symptom == b.symptom && a.brand == b.brand &&
         code_key(a.code) == code_key(b.code);
}

void answer_step(chat::RepairState& state, const chat::RepairAsk& ask) {
  const auto found = std::ranges::find(state.steps, ask.step, &chat::RepairStep::id);
  if (found == state.steps.end()) return;
  const bool only_prepares = found->id == kUnplug && ask.result == chat::StepResult::kHelped;
  found->result = only_prepares ? chat::StepResult::kNoChange : ask.result;
}

chat::RepairStage stage_of_steps(const std::vector<chat::RepairStep>& steps, bool call) {
  const auto has = [&](chat::StepResult result) {
    return std::ranges::find(steps, result, &chat::RepairStep::result) != steps.end();
  };
  const auto plug = std::ranges::find(steps, kUnplug, &chat::RepairStep::id);
  const bool stays_live = plug != steps.end() && plug->result == chat::StepResult::kUnable;
  if (stays_live) return chat::RepairStage::kProfessional;
  if (!call && has(chat::StepResult::kHelped)) return chat::RepairStage::kSolved;
  const bool open = has(chat::StepResult::kOpen);
  return open ? chat::RepairStage::kSteps : chat::RepairStage::kProfessional;
}

// Where there are no steps: it ends, or something has to be found out first.
void decide(chat::RepairState& state, std::optional<chat::HazardLevel> level) {
  const CodeEntry* entry = entry_of(state.facts);
  state.question.reset();
  if (level == chat::HazardLevel::kStopNow) {
    state.stage = chat::RepairStage::kStopped;
    state.steps.clear();
    return;
  }
  if (level == chat::HazardLevel::kProfessionalOnly) {
    state.stage = chat::RepairStage::kProfessional;
    state.steps.clear();
  } else if (auto question = next_question(state, false)) {
    state.stage = chat::RepairStage::kAsking;
    state.question = std::move(question);
    state.steps.clear();
    return;
  } else {
    if (state.steps.empty()) state.steps = steps_of(state);
    state.stage = stage_of_steps(state.steps, entry != nullptr && entry->call);
  }
  if (state.stage == chat::RepairStage::kProfessional) state.question = next_question(state, true);
}

void note_answers(chat::RepairState& state, const chat::RepairAsk& ask) {
  std::vector<std::string> done = ask.skip;
  if (ask.dangers) done.emplace_back("dangers");
  for (const std::string& about : done) {
    const bool full = state.skipped.size() >= limits::kRepairItemsMax;
    if (!full && !contains(state.skipped, about)) state.skipped.push_back(about);
  }
}

}  // namespace

Progress go_on(const Progress& before, const Told& told) {
  Progress now = before;
  chat::RepairState& state = now.state;
  state.language = told.ask.language;
  correct(state.facts, told.ask.facts);
  state.facts = with_recognised(std::move(state.facts), told.words, told.read);
  note_answers(state, told.ask);
  if (!same_case(state.facts, before.state.facts) || state.language != before.state.language) {
    state.steps.clear();
  }
  answer_step(state, told.ask);
  now.notice = joined(before.notice,
                      find_hazards({told.words, told.read, state.facts.kind, state.facts.symptom,
                                    told.ask.dangers.value_or(std::vector<std::string>())},
                                   state.language));
  name_facts(state);
  state.code = code_of(state);
  decide(state, now.notice.level());
  state.call_when = wording("call_when", state.language, {});
  state.hand_over = hand_over(state);
  return now;
}

bool may_explain(const Progress& progress) {
  const auto level = progress.notice.level();
  if (level && *level > chat::HazardLevel::kCareful) return false;
  return progress.state.stage == chat::RepairStage::kSteps &&
         std::ranges::all_of(progress.state.steps, [](const chat::RepairStep& step) {
           return step.result == chat::StepResult::kOpen && !step.by_model;
         });
}

std::vector<std::string> add_suggestions(Progress& progress,
                                         const std::vector<std::string>& checks) {
  std::vector<std::string> added;
  if (!may_explain(progress)) return added;
  for (const std::string& check : checks) {
    if (added.size() >= kSuggestionsMax) break;
    if (check.empty() || !may_be_suggested(check)) continue;
    if (contains(added, check)) continue;
    added.push_back(check);
    progress.state.steps.push_back(
        {"model_" + std::to_string(added.size()), check, true, chat::StepResult::kOpen});
  }
  return added;
}

}  // namespace ponder::repair
