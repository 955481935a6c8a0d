#include "server/history.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"

namespace ponder::server {
namespace {

chat::Message message(chat::Role role, const std::string& content) {
  chat::Message made;
  made.role = role;
  made.content = content;
  return made;
}

}  // namespace

std::vector<chat::Message> with_history(std::vector<chat::Message> messages,
                                        const std::vector<store::Turn>& earlier) {
  std::vector<chat::Message> said;
  for (const store::Turn& turn : earlier) {
    if (turn.answer.empty()) continue;
    said.push_back(message(chat::Role::kUser, turn.input));
    said.push_back(message(chat::Role::kAssistant, turn.answer));
  }
  const auto first_spoken = std::ranges::find_if(
      messages, [](const chat::Message& m) { return m.role != chat::Role::kSystem; });
  messages.insert(first_spoken, std::make_move_iterator(said.begin()),
                  std::make_move_iterator(said.end()));
  return messages;
}

std::string title_from(const std::string& input) {
  constexpr std::size_t kWished = 80;
  static_assert(kWished <= limits::kTitleBytesMax);
  constexpr std::string_view kBlank = " \t\r\n";
  std::string_view line = input;
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  line = line.substr(0, line.find_first_of("\r\n"));
  line = line.substr(0, kWished);
  line.remove_suffix(utf8_cut_bytes(line));
  line = line.substr(0, line.find_last_not_of(kBlank) + 1);
  return line.empty() ? "New conversation" : std::string(line);
}

}  // namespace ponder::server
