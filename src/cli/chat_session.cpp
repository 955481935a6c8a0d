#include "cli/chat_session.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chat/message.h"
#include "chat/reduce.h"
#include "chat/request.h"
#include "cli/console.h"
#include "cli/line_reader.h"
#include "cli/turn_host.h"
#include "cli/turn_view.h"

namespace ponder::cli {
namespace {

constexpr const char* kHelp =
    "  /mode instant|thinking|contemplating   how to think from now on\n"
    "  /agents N                              agents of a contemplating turn, 2 to 16\n"
    "  /clear                                 forget the conversation\n"
    "  /help                                  this list\n"
    "  /quit                                  leave (so does Ctrl-D)\n"
    "  Ctrl-C stops the answer. Alt-Enter begins a new line.\n";

std::string status(Conversation& conversation, const std::string& model) {
  const ChatSettings& settings = conversation.settings();
  std::string text = model + ", " + std::string(chat::mode_name(settings.mode));
  if (settings.mode == chat::Mode::kContemplating) {
    text += " with " + std::to_string(settings.agents) + " agents";
  }
  return text;
}

std::string set_mode(Conversation& conversation, const std::string& name) {
  const auto mode = chat::mode_from_name(name);
  if (!mode) return "A mode is instant, thinking or contemplating.";
  conversation.settings().mode = *mode;
  return {};
}

std::string set_agents(Conversation& conversation, const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 2 ||
      number > limits::kAgentsMax) {
    return "/agents takes a number from 2 to " + std::to_string(limits::kAgentsMax) + ".";
  }
  conversation.settings().agents = number;
  return {};
}

// Does what a line that begins with '/' asks for; false: leave.
bool run_command(Console& console, const std::string& line, const std::string& model,
                 Conversation& conversation) {
  const std::size_t space = line.find(' ');
  const std::string name = line.substr(0, space);
  const std::string argument = space == std::string::npos ? "" : line.substr(space + 1);
  const Style style(console.colour);
  std::string answer;
  if (name == "/quit" || name == "/exit") return false;
  if (name == "/help") {
    console.err << kHelp;
    return true;
  }
  if (name == "/clear") {
    conversation.clear();
    answer = "A new conversation.";
  } else if (name == "/mode") {
    if (!argument.empty()) answer = set_mode(conversation, argument);
  } else if (name == "/agents") {
    if (!argument.empty()) answer = set_agents(conversation, argument);
  } else {
    answer = "There is no " + name + ". /help lists the commands.";
  }
  console.err << style.dim(answer.empty() ? status(conversation, model) : answer) << '\n';
  return true;
}

chat::Message said(chat::Role role, const std::string& text) {
  chat::Message message;
  message.role = role;
  message.content = text;
  return message;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace

chat::TurnRequest Conversation::request(const std::string& model,
                                        const chat::Message& question) const {
  chat::TurnRequest request;
  request.model = model;
  request.mode = settings_.mode;
  request.agents = settings_.agents;
  request.tokens_new_max = settings_.max_tokens;
  request.sampling.seed = settings_.seed;
  if (!settings_.system.empty()) {
    request.messages.push_back(said(chat::Role::kSystem, settings_.system));
  }
  request.messages.insert(request.messages.end(), said_.begin(), said_.end());
  request.messages.push_back(question);
  return request;
}

Conversation::Ended Conversation::ask(OpenModel& model, const std::string& question, TurnView& view,
                                      const std::vector<chat::Image>& images) {
  chat::Message asked = said(chat::Role::kUser, question);
  asked.images = images;
  const bool stopped = run_turn_here(model, request(model.name, asked), view);
  view.finish();
  const chat::TurnState& state = view.state();
  if (state.error || !state.finish) return Ended::kFailed;
  const std::string answer = chat::answer_text(state);
  if (!answer.empty()) {
    said_.push_back(std::move(asked));
    said_.push_back(said(chat::Role::kAssistant, answer));
  }
  return stopped ? Ended::kStopped : Ended::kAnswered;
}

void talk(Console& console, OpenModel& model, Conversation& conversation) {
  const Style style(console.colour);
  console.err << style.bold("Ponder") << "  "
              << style.dim(status(conversation, model.name) + ". /help lists what you can do.")
              << "\n\n";
  LineReader reader(console);
  while (const auto read = reader.read("> ")) {
    const std::string line = trimmed(*read);
    if (line.empty()) continue;
    if (line.starts_with('/')) {
      if (!run_command(console, line, model.name, conversation)) return;
      continue;
    }
    const auto view = text_view(console);
    conversation.ask(model, line, *view);
    console.err << '\n';
  }
}

}  // namespace ponder::cli
