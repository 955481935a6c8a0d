#include "server/history.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"
#include "server/picture_keeper.h"

namespace ponder::server {

std::vector<chat::Message> with_history(std::vector<chat::Message> messages,
                                        const std::vector<store::Turn>& earlier) {
  std::vector<chat::Message> said;
  for (const store::Turn& turn : earlier) {
    if (turn.answer.empty()) continue;
    said.push_back(chat::message_of(chat::Role::kUser, turn.input));
    said.back().images = shown_images(turn.images);
    said.push_back(chat::message_of(chat::Role::kAssistant, turn.answer));
  }
  const auto first_spoken = std::ranges::find_if(
      messages, [](const chat::Message& m) { return m.role != chat::Role::kSystem; });
  messages.insert(first_spoken, std::make_move_iterator(said.begin()),
                  std::make_move_iterator(said.end()));
  return messages;
}

Result<std::vector<store::Turn>> path_to(const std::vector<store::Turn>& turns,
                                         const std::string& leaf) {
  std::map<std::string_view, const store::Turn*> by_id;
  for (const store::Turn& turn : turns) by_id.emplace(turn.id, &turn);
  std::vector<store::Turn> path;
  for (std::string_view id = leaf; !id.empty();) {
    const auto found = by_id.extract(id);  // Met once: rows that point in a circle end here.
    if (found.empty()) {
      return Error{ErrorCode::kNotFound,
                   "There is no turn " + std::string(id) + " in this conversation.", "parent"};
    }
    path.push_back(*found.mapped());
    id = found.mapped()->parent;
  }
  std::ranges::reverse(path);
  return path;
}

namespace {

constexpr std::size_t kTitleWished = 80;
static_assert(kTitleWished <= limits::kTitleBytesMax);
constexpr std::string_view kBlank = " \t\r\n";

std::string_view without_blanks_behind(std::string_view line) {
  return line.substr(0, line.find_last_not_of(kBlank) + 1);
}

// At the end of a word where one ends in the second half.
std::string shortened(std::string_view line) {
  constexpr std::string_view kDots = "\u2026";
  line = utf8_begin(line, kTitleWished - kDots.size());
  const auto blank = line.find_last_of(kBlank);
  if (blank != std::string_view::npos && blank > kTitleWished / 2) line = line.substr(0, blank);
  return std::string(without_blanks_behind(line)).append(kDots);
}

}  // namespace

std::string title_from(const std::string& input) {
  std::string_view line = input;
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  line = without_blanks_behind(line.substr(0, line.find_first_of("\r\n")));
  if (line.size() > kTitleWished) return shortened(line);
  return line.empty() ? "New conversation" : std::string(line);
}

}  // namespace ponder::server
