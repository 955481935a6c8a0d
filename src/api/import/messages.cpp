#include "api/import/messages.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/import/fields.h"

namespace ponder::api {
namespace {

using Index = std::size_t;

// Where the walk stands: which turn is being answered, or which question waits for its answer.
struct Place {
  Index message = 0;
  std::optional<Index> follows;   // The last whole turn before.
  std::optional<Index> open;      // A turn whose answer may go on.
  std::optional<Index> question;  // A message that has no answer yet.
  bool first = true;              // Among the messages that follow the same one.
};

class Builder {
 public:
  Builder(const std::vector<ImportedMessage>& messages, ImportedConversation& into)
      : messages_(messages), into_(into), turn_of_(messages.size()), children_(messages.size()) {
    for (Index i = 0; i < messages.size(); ++i) by_id_.emplace(messages[i].id, i);
    for (Index i = 0; i < messages.size(); ++i) {
      const auto parent = by_id_.find(messages[i].parent);
      if (parent == by_id_.end() || parent->second == i) {
        roots_.push_back(i);
      } else {
        children_[parent->second].push_back(i);
      }
    }
  }

  // Without recursion: a chat may be thousands of messages deep.
  void build(const std::string& current) {
    std::vector<Place> waiting;
    push(waiting, roots_, {});
    while (!waiting.empty()) {
      Place place = waiting.back();
      waiting.pop_back();
      take(place);
      const std::vector<Index>& next = children_[place.message];
      if (next.empty()) close_question(place);
      push(waiting, next, place);
    }
    into_.leaf = leaf_of(current);
  }

 private:
  static void push(std::vector<Place>& waiting, const std::vector<Index>& next, Place from) {
    for (const Index message : next | std::views::reverse) {
      from.message = message;
      from.first = message == next.front();
      waiting.push_back(from);
    }
  }

  void take(Place& place) {
    const ImportedMessage& message = messages_[place.message];
    const bool says = !message.text.empty() || !message.reasoning.empty();
    if (message.role == ImportedMessage::kUser && says) {
      close_question(place);
      if (place.open) place.follows = place.open;
      place.open.reset();
      place.question = place.message;
    } else if (message.role == ImportedMessage::kAssistant && says) {
      answer(place, message);
    }
  }

  void answer(Place& place, const ImportedMessage& message) {
    if (place.question) {
      place.open = add(messages_[*place.question], place.follows);
      turn_of_[*place.question] = place.open;
      place.question.reset();
    } else if (!place.open) {
      place.open = add({}, place.follows);
    } else if (!place.first) {
      // Another answer beside one that went on already.
      const ImportedTurn before = into_.turns[*place.open];
      place.open = add({}, before.parent);
      into_.turns.back().input = before.input;
      into_.turns.back().created_ms = before.created_ms;
    }
    ImportedTurn& turn = into_.turns[*place.open];
    append_part(turn.answer, message.text);
    append_part(turn.reasoning, message.reasoning);
    if (!message.model.empty()) turn.model = message.model;
    turn.status = "finished";
    turn.finished_ms = message.at_ms;
    if (turn.created_ms == 0) turn.created_ms = message.at_ms;
    turn_of_[place.message] = place.open;
  }

  // A question without an answer is a turn too.
  void close_question(Place& place) {
    if (!place.question) return;
    place.follows = add(messages_[*place.question], place.follows);
    turn_of_[*place.question] = place.follows;
    place.question.reset();
  }

  Index add(const ImportedMessage& question, std::optional<Index> parent) {
    ImportedTurn turn;
    turn.parent = parent;
    turn.input = question.text;
    turn.created_ms = turn.finished_ms = question.at_ms;
    turn.status = "interrupted";
    into_.turns.push_back(std::move(turn));
    return into_.turns.size() - 1;
  }

  Index leaf_of(const std::string& current) const {
    std::string_view id = current;
    for (Index steps = 0; steps < messages_.size(); ++steps) {
      const auto found = by_id_.find(id);
      if (found == by_id_.end()) break;
      if (const auto& turn = turn_of_[found->second]) return *turn;
      id = messages_[found->second].parent;
    }
    return into_.turns.empty() ? 0 : into_.turns.size() - 1;
  }

  const std::vector<ImportedMessage>& messages_;
  ImportedConversation& into_;
  std::vector<std::optional<Index>> turn_of_;  // The turn that a message became a part of.
  std::vector<std::vector<Index>> children_;
  std::vector<Index> roots_;
  std::map<std::string_view, Index> by_id_;
};

}  // namespace

void build_turns(const std::vector<ImportedMessage>& messages, const std::string& current,
                 ImportedConversation& into) {
  Builder(messages, into).build(current);
}

}  // namespace ponder::api
