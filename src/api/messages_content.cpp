#include "api/messages_content.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/messages_answer.h"
#include "api/request_images.h"
#include "base/limits.h"
#include "chat/message.h"

namespace ponder::api {
namespace {

// Some clients tell their server about billing in the first system block. It changes with each
// request and says nothing to a model: it would only spoil the prefix cache.
constexpr std::string_view kBillingHeader = "x-anthropic-billing-header:";

void append_paragraph(std::string& text, std::string_view more) {
  if (more.empty()) return;
  if (!text.empty()) text += '\n';
  text += more;
}

std::string read_text(const Node& content);

std::string read_document(const Node& block) {
  const Node source = block["source"];
  const Node type = source["type"];
  std::string text = block["title"].string().value_or("");
  if (!source.required() || !type.required()) return text;
  const std::string kind = type.string().value_or("");
  if (kind == "text") {
    append_paragraph(text, source["data"].string().value_or(""));
  } else if (kind == "content") {
    append_paragraph(text, read_text(source["content"]));
  } else {
    block.fail(
        "is a document of the kind " + type.shown() +
        ", but nothing is fetched: send it (source.type \"base64\", \"text\" or \"content\")");
  }
  return text;
}

std::string type_of(const Node& block) {
  const Node type = block["type"];
  return type.required() ? type.string().value_or("") : "";
}

// A block that says something by itself. False: another type.
bool read_block(const Node& block, const std::string& type, Content& content) {
  if (type == "text") {
    const Node text = block["text"];
    if (text.required()) content.add_text(text.string().value_or(""));
  } else if (type == "document" && block["source"]["type"].string() == "base64") {
    read_pdf_block(block, content);
  } else if (type == "document") {
    content.add_text(read_document(block));
  } else if (type == "search_result") {
    std::string text = block["title"].string().value_or("");
    append_paragraph(text, read_text(block["content"]));
    content.add_text(text);
  } else if (type == "image") {
    read_image_block(block, content);
  } else {
    return false;
  }
  return true;
}

// A string, or a list of blocks.
Content read_blocks(const Node& node) {
  Content content;
  if (!node.is_list()) {
    content.text = node.string().value_or("");
    return content;
  }
  for (const Node& block : node.items()) {
    const std::string type = type_of(block);
    if (!read_block(block, type, content) && !type.empty() && type != "tool_reference") {
      block["type"].fail_not_one_of("text, image, document, search_result");
    }
  }
  return content;
}

// The same where only text has a place.
std::string read_text(const Node& node) {
  Content content = read_blocks(node);
  if (!content.images.empty()) node.fail("has a picture where only text is read");
  return std::move(content.text);
}

std::string read_system(const Node& system) {
  if (!system.is_list()) return system.string().value_or("");
  std::string text;
  for (const Node& block : system.items()) {
    const Node field = block["text"];
    const std::string type = type_of(block);
    if (!type.empty() && type != "text") block["type"].fail_not_one_of("text");
    if (!field.required()) continue;
    const std::string piece = field.string().value_or("");
    if (!piece.starts_with(kBillingHeader)) append_paragraph(text, piece);
  }
  return text;
}

class Conversation {
 public:
  void add_system(std::string text) {
    if (!text.empty()) messages_.push_back({chat::Role::kSystem, std::move(text), {}, {}, {}});
  }

  void add(const Node& message) {
    const Node role = message["role"];
    const Node content = message["content"];
    if (!role.required() || !content.required()) return;
    if (!content.is_list() && !content.is_string()) {
      content.fail("must be a string or a list of blocks, but is " + content.shown());
      return;
    }
    const std::string name = role.string().value_or("");
    if (name == "user") {
      add_user(content);
    } else if (name == "assistant") {
      add_assistant(content);
    } else if (name == "system") {
      add_system(read_system(content));
    } else {
      role.fail_not_one_of("user, assistant, system");
    }
  }

  std::vector<chat::Message> take() { return std::move(messages_); }

 private:
  // Of this role; the last message where it has it.
  chat::Message& open(chat::Role role) {
    if (messages_.empty() || messages_.back().role != role) {
      messages_.push_back({role, {}, {}, {}, {}});
    }
    return messages_.back();
  }

  void add_user(const Node& content) {
    if (content.is_string()) {
      append_paragraph(open(chat::Role::kUser).content, content.string().value_or(""));
      return;
    }
    for (const Node& block : content.items()) {
      const std::string type = type_of(block);
      if (type == "tool_result") {
        add_tool_result(block);
        continue;
      }
      Content piece;
      if (read_block(block, type, piece)) {
        std::move(piece).append_to(open(chat::Role::kUser));
      } else if (!type.empty()) {
        block["type"].fail_not_one_of("text, image, tool_result, document, search_result");
      }
    }
  }

  void add_tool_result(const Node& block) {
    const Node id = block["tool_use_id"];
    if (!id.required()) return;
    const bool failed = block["is_error"].boolean().value_or(false);
    chat::Message& message = messages_.emplace_back();
    message.role = chat::Role::kTool;
    message.tool_call_id = id.string().value_or("");
    Content content = read_blocks(block["content"]);
    if (failed) {
      constexpr std::string_view kMark = "Error: ";
      content.text.insert(0, kMark);
      for (chat::Image& image : content.images) image.at += kMark.size();
    }
    std::move(content).append_to(message);
  }

  void add_assistant(const Node& content) {
    chat::Message& message = open(chat::Role::kAssistant);
    if (content.is_string()) {
      append_paragraph(message.content, content.string().value_or(""));
      return;
    }
    for (const Node& block : content.items()) {
      const std::string type = type_of(block);
      if (type == "tool_use") {
        add_tool_use(block, message);
      } else if (type == "thinking") {
        if (block["signature"].string() == kAgentSignature) continue;
        append_paragraph(message.reasoning, block["thinking"].string().value_or(""));
      } else if (type == "text") {
        append_paragraph(message.content, block["text"].string().value_or(""));
      }
      // Redacted thinking, and what other servers ran for the model, is not for this one to read.
    }
  }

  static void add_tool_use(const Node& block, chat::Message& message) {
    const Node id = block["id"];
    const Node name = block["name"];
    if (!id.required() || !name.required()) return;
    std::string arguments = block["input"].object_text(limits::kBodyBytesMax);
    if (arguments.empty()) arguments = "{}";
    message.tool_calls.push_back({id.string().value_or(""),
                                  name.string(limits::kToolNameBytesMax).value_or(""),
                                  std::move(arguments)});
  }

  std::vector<chat::Message> messages_;
};

}  // namespace

std::vector<chat::Message> read_messages_content(const Node& body) {
  Conversation conversation;
  conversation.add_system(read_system(body["system"]));
  const Node messages = body["messages"];
  if (!messages.required()) return {};
  const std::vector<Node> nodes = messages.items(limits::kMessagesMax);
  if (nodes.empty()) messages.fail("must have at least one message, but has 0 entries");
  for (const Node& node : nodes) conversation.add(node);
  std::vector<chat::Message> read = conversation.take();
  if (read.empty()) messages.fail("says nothing: all of its messages are empty");
  check_images(messages, read);
  return read;
}

}  // namespace ponder::api
