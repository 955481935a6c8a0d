#include "llama/call_grammar.h"

#include <chat-peg-parser.h>
#include <peg-parser.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ponder::llama {

namespace {

using Id = common_peg_parser_id;

std::vector<Id> children_of(const common_peg_arena& arena,
                            const common_peg_parser_variant& parser) {
  return std::visit(
      [&](const auto& one) -> std::vector<Id> {
        if constexpr (requires { one.children; }) {
          return one.children;
        } else if constexpr (requires { one.child; }) {
          return {one.child};
        } else if constexpr (std::is_same_v<std::decay_t<decltype(one)>, common_peg_ref_parser>) {
          return {arena.get_rule(one.name)};
        } else {
          return {};
        }
      },
      parser);
}

// Finds the parsers of free text that stand for the answer, and those that stand for thoughts.
class FreeText {
 public:
  explicit FreeText(const common_peg_arena& arena) : arena_(arena) { visit(arena.root(), kOther); }

  // Only the answer's: a parser may be shared with the thoughts.
  std::set<Id> of_answer() const {
    std::set<Id> found;
    for (const Id id : found_[kAnswer]) {
      if (!found_[kThought].contains(id)) found.insert(id);
    }
    return found;
  }

 private:
  enum Part : std::uint8_t { kOther, kAnswer, kThought, kParts };

  void visit(Id id, Part part) {
    const common_peg_parser_variant& parser = arena_.get(id);
    if (const auto* tag = std::get_if<common_peg_tag_parser>(&parser)) {
      if (tag->tag == common_chat_peg_builder::CONTENT) part = kAnswer;
      if (tag->tag == common_chat_peg_builder::REASONING) part = kThought;
    }
    if (!seen_.insert({id, part}).second) return;
    if (std::holds_alternative<common_peg_until_parser>(parser)) found_[part].insert(id);
    for (const Id child : children_of(arena_, parser)) visit(child, part);
  }

  const common_peg_arena& arena_;
  std::set<std::pair<Id, Part>> seen_;
  std::set<Id> found_[kParts];
};

// Where the text of a rule begins and ends in a grammar of one rule a line; npos: it has none.
std::pair<std::size_t, std::size_t> rule_text(const std::string& grammar, std::string_view name) {
  const std::string head = std::string(name) + " ::= ";
  std::size_t begin = grammar.starts_with(head) ? 0 : grammar.find("\n" + head);
  if (begin == std::string::npos) return {begin, begin};
  begin += head.size() + (begin == 0 ? 0 : 1);
  return {begin, std::min(grammar.find('\n', begin), grammar.size())};
}

void empty_rule(std::string& grammar, std::string_view name) {
  const auto [begin, end] = rule_text(grammar, name);
  if (begin != std::string::npos) grammar.replace(begin, end - begin, R"("")");
}

// One instead of one or more.
void say_once(std::string& grammar, std::string_view name) {
  const auto [begin, end] = rule_text(grammar, name);
  if (begin != std::string::npos && end > begin && grammar[end - 1] == '+') {
    grammar.erase(end - 1, 1);
  }
}

bool repeats(const common_peg_arena& arena, const common_peg_rule_parser& rule) {
  const auto* times = std::get_if<common_peg_repetition_parser>(&arena.get(rule.child));
  return times != nullptr && times->min_count == 1 && times->max_count == -1;
}

}  // namespace

std::string call_grammar(const common_chat_params& params, bool parallel) {
  common_peg_arena arena;
  arena.load(params.parser);
  std::string grammar = params.grammar;
  for (const Id id : FreeText(arena).of_answer()) {
    empty_rule(grammar, "until-" + std::to_string(id));
  }
  if (parallel) return grammar;
  for (Id id = 0; id < arena.size(); ++id) {
    const auto* rule = std::get_if<common_peg_rule_parser>(&arena.get(id));
    if (rule != nullptr && rule->trigger && repeats(arena, *rule)) say_once(grammar, rule->name);
  }
  return grammar;
}

}  // namespace ponder::llama
