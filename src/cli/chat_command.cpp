// `ponder chat`: one question, or a conversation in the terminal, without a server.
#include <CLI/App.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/utf8.h"
#include "chat/message.h"
#include "cli/chat_session.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/turn_host.h"
#include "cli/turn_view.h"
#include "image/image.h"
#include "image/limits.h"

namespace ponder::cli {
namespace {

struct ChatArguments {
  std::string question, system;
  std::vector<std::string> images;  // Paths.
  std::uint64_t seed = 0;
  bool seeded = false;
  bool json = false;
};

// Nothing: a conversation is wanted.
Result<std::optional<std::string>> question_of(Console& console, const ChatArguments& arguments) {
  std::string question = arguments.question;
  if (question.empty() && !console.in_terminal) {
    question.assign(std::istreambuf_iterator<char>(console.in), std::istreambuf_iterator<char>());
    if (question.find_first_not_of(" \t\r\n") == std::string::npos) {
      return invalid("There is no question: write it as an argument or pipe it in.");
    }
  }
  if (question.size() > limits::kBodyBytesMax) {
    return Error{ErrorCode::kInvalid, "The question has " + std::to_string(question.size()) +
                                          " bytes; at most " +
                                          std::to_string(limits::kBodyBytesMax) + " are read."};
  }
  if (const std::size_t at = utf8_invalid_at(question); at != std::string_view::npos) {
    return invalid("The question is not UTF-8 text: byte " + std::to_string(at) + " is wrong.");
  }
  if (!question.empty()) return std::optional(std::move(question));
  if (arguments.json) return invalid("--json needs a question, as an argument or piped in.");
  return std::optional<std::string>();
}

Result<std::vector<chat::Image>> images_of(const ChatArguments& arguments) {
  std::vector<chat::Image> images;
  if (arguments.images.size() > image::kImagesMax) {
    return invalid("There are " + std::to_string(arguments.images.size()) + " pictures; at most " +
                   std::to_string(image::kImagesMax) + " may be asked about.");
  }
  for (const std::string& path : arguments.images) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::kNotFound, "Cannot open the picture " + path + "."};
    std::string bytes(std::istreambuf_iterator<char>(file), {});
    const auto header = image::inspect(bytes);
    if (!header && !image::is_pdf(bytes)) {
      Error error = header.error();
      error.message = path + ": " + error.message;
      return error;
    }
    images.push_back({0, std::make_shared<const std::string>(std::move(bytes)), {}});
  }
  return images;
}

int chat(Run& run, const ChatArguments& arguments) {
  const auto question = question_of(run.console, arguments);
  if (!question) return usage_error(run.console, question.error());
  const std::optional<std::string>& words = *question;
  const auto images = images_of(arguments);
  if (!images) return usage_error(run.console, images.error());
  if (!images->empty() && !words.has_value()) {
    return usage_error(run.console,
                       invalid("--image needs a question, as an argument or piped in."));
  }
  std::optional<KeysHidden> quiet;
  if (!words.has_value()) quiet.emplace();
  auto model = open_model(run.console, run.config());
  if (!model) return fail(run.console, model.error());
  ChatSettings settings{run.config().mode, run.config().agents, run.config().max_tokens,
                        arguments.system, std::nullopt};
  if (arguments.seeded) settings.seed = arguments.seed;
  Conversation conversation(std::move(settings));
  if (!words.has_value()) {
    talk(run.console, *model, conversation);
    return kSuccess;
  }
  const auto view = arguments.json ? json_view(run.console) : text_view(run.console);
  switch (conversation.ask(*model, *words, *view, *images)) {
    case Conversation::Ended::kAnswered:
      return kSuccess;
    case Conversation::Ended::kStopped:
      return kInterrupted;
    case Conversation::Ended::kFailed:
      return kFailure;
  }
  return kFailure;
}

}  // namespace

void add_chat(CommandLine& line) {
  auto arguments = std::make_shared<ChatArguments>();
  CLI::App* command = add_command(line, "chat", "Ask one question, or talk in the terminal",
                                  {"model", "mode", "agents", "max_tokens", "context", "cells",
                                   "slots", "threads", "gpu_layers", "mmproj", "cache"},
                                  [arguments](Run& run) { return chat(run, *arguments); });
  command->add_option("question", arguments->question,
                      "The question; without it a conversation begins");
  command
      ->add_option("--image", arguments->images,
                   "A picture or PDF file that the question is about; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--system", arguments->system, "What the model is told beforehand")
      ->type_name("TEXT");
  command
      ->add_option_function<std::uint64_t>(
          "--seed",
          [arguments](const std::uint64_t& seed) {
            arguments->seed = seed;
            arguments->seeded = true;
          },
          "The same seed and question: the same answer")
      ->type_name("N");
  command->add_flag("--json", arguments->json, "Print each event as a JSON line");
  command->footer(
      "The answer goes to stdout; reasoning and the report go to stderr.\n\n"
      "Examples:\n"
      "  ponder chat \"Why is the sky blue?\"\n"
      "  ponder chat --mode contemplating \"What is 17 times 24?\"\n"
      "  ponder chat --image plate.jpg \"Which error does the display show?\"\n"
      "  git diff | ponder chat --system \"Review this change.\"\n"
      "  ponder chat --json --seed 1 \"Name a prime above 100.\"");
}

}  // namespace ponder::cli
