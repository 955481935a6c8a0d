#include "server/past.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "server/history.h"

namespace ponder::server {
namespace {

constexpr std::string_view kSummaryHead =
    "The earlier part of this conversation in short, as its words are not here any more:\n";

}  // namespace

Past past_of(std::string conversation_id, std::vector<store::Turn> path,
             const std::vector<store::Summary>& summaries) {
  Past past{std::move(conversation_id), {}, std::move(path)};
  for (std::size_t i = past.turns.size(); i-- > 0;) {
    const auto found = std::ranges::find(summaries, past.turns[i].id, &store::Summary::turn_id);
    if (found == summaries.end()) continue;
    past.summary = found->text;
    past.turns.erase(past.turns.begin(),
                     std::next(past.turns.begin(), static_cast<std::ptrdiff_t>(i + 1)));
    break;
  }
  return past;
}

std::vector<chat::Message> with_past(std::vector<chat::Message> asked, const Past& past) {
  if (!past.summary.empty()) {
    const std::string summary = std::string(kSummaryHead) + past.summary;
    if (!asked.empty() && asked.front().role == chat::Role::kSystem) {
      asked.front().content += "\n\n" + summary;
    } else {
      chat::Message system;
      system.role = chat::Role::kSystem;
      system.content = summary;
      asked.insert(asked.begin(), std::move(system));
    }
  }
  return with_history(std::move(asked), past.turns);
}

}  // namespace ponder::server
