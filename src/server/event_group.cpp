#include "server/event_group.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>
#include <variant>

#include "base/limits.h"

namespace ponder::server {

void EventGroup::add(chat::Event event) {
  if (auto* delta = std::get_if<chat::TextDelta>(&event)) {
    for (chat::Event& earlier : std::views::reverse(events_)) {
      auto* before = std::get_if<chat::TextDelta>(&earlier);
      if (before == nullptr) break;
      if (before->part != delta->part) continue;
      if (before->text.size() + delta->text.size() > limits::kStreamBufferBytesMax) break;
      before->text += delta->text;
      std::ranges::move(delta->logprobs, std::back_inserter(before->logprobs));
      return;
    }
  }
  events_.push_back(std::move(event));
}

std::vector<chat::Event> EventGroup::take() { return std::exchange(events_, {}); }

bool ends_turn(const chat::Event& event) {
  return std::holds_alternative<chat::TurnFinished>(event) ||
         std::holds_alternative<chat::TurnFailed>(event);
}

}  // namespace ponder::server
