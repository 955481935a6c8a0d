// The items of a Responses request: read, written and turned into messages.
#include "api/responses_items.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/request_images.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/message.h"
#include "image/image.h"

namespace ponder::api {
namespace {

constexpr std::string_view kKnownItems =
    "message, function_call, function_call_output, reasoning, item_reference";
constexpr std::string_view kIdMark = "_in";

void read_part(const Node& part, Content& content) {
  const Node type = part["type"];
  if (!type.required()) return;
  const std::string name = type.string().value_or("");
  constexpr std::array<std::string_view, 5> kTexts = {"input_text", "output_text", "text",
                                                      "summary_text", "reasoning_text"};
  if (name == "input_image" || name == "image_url") {
    read_image_url_part(part, content);
  } else if (name == "input_file") {
    read_file_part(part, content);
  } else if (name == "input_audio" || name == "input_video") {
    part.fail("is of type " + type.shown() + ", which cannot be read: send its text as input_text");
  } else if (name != "refusal" && std::ranges::find(kTexts, name) == kTexts.end()) {
    type.fail_not_one_of("input_text, input_image, input_file, output_text, refusal");
  } else {
    const Node text = part[name == "refusal" ? "refusal" : "text"];
    if (text.required()) content.add_text(text.string().value_or(""));
  }
}

Content read_parts(const Node& node) {
  Content content;
  if (node.is_string() || !node.present()) {
    content.text = node.string().value_or("");
    return content;
  }
  if (!node.is_list()) {
    node.fail("must be a string or a list of parts, but is " + node.shown());
    return content;
  }
  for (const Node& part : node.items()) read_part(part, content);
  return content;
}

// Where only text has a place.
std::string read_text_parts(const Node& node) {
  Content content = read_parts(node);
  if (!content.images.empty()) node.fail("has a picture where only text is read");
  return std::move(content.text);
}

void read_into(const Node& node, ResponseItem& item) {
  Content content = read_parts(node);
  item.text = std::move(content.text);
  item.images = std::move(content.images);
}

ResponseItem read_message(const Node& node) {
  ResponseItem item;
  const Node role = node["role"];
  if (!role.required()) return item;
  item.role = role.string().value_or("");
  constexpr std::array<std::string_view, 4> kRoles = {"user", "assistant", "system", "developer"};
  if (std::ranges::find(kRoles, item.role) == kRoles.end()) {
    role.fail_not_one_of("user, assistant, system, developer");
  }
  if (node["content"].required()) read_into(node["content"], item);
  if (!item.images.empty() && item.role != "user") {
    node["content"].fail("has a picture, but the role is " + item.role +
                         ": the user and functions may send pictures");
  }
  return item;
}

ResponseItem read_reasoning(const Node& node) {
  ResponseItem item;
  item.kind = ResponseItem::kReasoning;
  item.text = read_text_parts(node["content"]);
  if (item.text.empty()) item.text = read_text_parts(node["summary"]);
  item.is_trace = node["ponder"].present();
  return item;
}

ResponseItem read_function_call(const Node& node) {
  ResponseItem item;
  item.kind = ResponseItem::kFunctionCall;
  if (node["call_id"].required()) item.call_id = node["call_id"].string().value_or("");
  if (node["name"].required()) {
    item.name = node["name"].string(limits::kToolNameBytesMax).value_or("");
  }
  item.arguments = node["arguments"].string().value_or("{}");
  return item;
}

ResponseItem read_function_output(const Node& node) {
  ResponseItem item;
  item.kind = ResponseItem::kFunctionOutput;
  if (node["call_id"].required()) item.call_id = node["call_id"].string().value_or("");
  if (node["output"].required()) read_into(node["output"], item);
  return item;
}

ResponseItem read_item(const Node& node) {
  const Node type = node["type"];
  const std::string name = type.string().value_or(
      node["role"].present() || !node["id"].present() ? "message" : "item_reference");
  ResponseItem item;
  if (name == "message") {
    item = read_message(node);
  } else if (name == "reasoning") {
    item = read_reasoning(node);
  } else if (name == "function_call") {
    item = read_function_call(node);
  } else if (name == "function_call_output") {
    item = read_function_output(node);
  } else if (name == "item_reference") {
    item.kind = ResponseItem::kReference;
    node["id"].required();
  } else {
    type.fail_not_one_of(kKnownItems);
  }
  item.id = node["id"].string().value_or("");
  return item;
}

std::string_view id_prefix(ResponseItem::Kind kind) {
  switch (kind) {
    case ResponseItem::kReasoning:
      return "rs_";
    case ResponseItem::kFunctionCall:
      return "fc_";
    case ResponseItem::kFunctionOutput:
      return "fco_";
    default:
      return "msg_";
  }
}

void write_text_part(JsonWriter& out, const ResponseItem& item, std::string_view text) {
  out.begin_object();
  if (item.role == "assistant") {
    out.field("type", "output_text").key("annotations").begin_list().end_list();
  } else {
    out.field("type", "input_text");
  }
  out.field("text", text).end_object();
}

// The text in one part, or cut where a picture stands in it. A line break at a cut is what joining
// the parts again will put there.
void write_parts(JsonWriter& out, const ResponseItem& item) {
  out.begin_list();
  std::size_t begin = 0;
  const auto write_up_to = [&](std::size_t end) {
    std::string_view piece = std::string_view(item.text).substr(begin, end - begin);
    if (begin > 0 && piece.starts_with('\n')) piece.remove_prefix(1);
    if (!piece.empty() || item.images.empty()) write_text_part(out, item, piece);
    begin = end;
  };
  for (const chat::Image& image : item.images) {
    write_up_to(image.at);
    const bool is_file = image::is_pdf(*image.file);
    out.begin_object().field("type", is_file ? "input_file" : "input_image");
    out.field(is_file ? "file_data" : "image_url", data_url(image));
    if (!is_file) out.field("detail", "auto");
    if (image.reading) {
      out.key("ponder").begin_object().field("reading", *image.reading).end_object();
    }
    out.end_object();
  }
  write_up_to(item.text.size());
  out.end_list();
}

void write_item(JsonWriter& out, const ResponseItem& item, const std::string& id) {
  out.begin_object().field("id", id);
  switch (item.kind) {
    case ResponseItem::kReasoning:
      out.field("type", "reasoning").key("summary").begin_list();
      out.begin_object().field("type", "summary_text").field("text", item.text).end_object();
      out.end_list();
      if (item.is_trace) out.key("ponder").begin_object().end_object();
      break;
    case ResponseItem::kFunctionCall:
      out.field("type", "function_call").field("call_id", item.call_id);
      out.field("name", item.name).field("arguments", item.arguments).field("status", "completed");
      break;
    case ResponseItem::kFunctionOutput:
      out.field("type", "function_call_output").field("call_id", item.call_id);
      if (item.images.empty()) {
        out.field("output", item.text);
      } else {
        write_parts(out.key("output"), item);
      }
      out.field("status", "completed");
      break;
    default:
      out.field("type", "message").field("role", item.role).field("status", "completed");
      write_parts(out.key("content"), item);
  }
  out.end_object();
}

// Puts items together into messages.
class Teller {
 public:
  explicit Teller(std::string_view instructions) { append_system(instructions); }

  void tell(const ResponseItem& item) {
    switch (item.kind) {
      case ResponseItem::kReasoning:
        if (!item.is_trace) reasoning_ = item.text;
        break;
      case ResponseItem::kFunctionCall:
        assistant().tool_calls.push_back({item.call_id, item.name, item.arguments});
        break;
      case ResponseItem::kFunctionOutput:
        open_ = false;
        add(chat::Role::kTool, item.text).tool_call_id = item.call_id;
        messages_.back().images = item.images;
        break;
      case ResponseItem::kMessage:
        tell_message(item);
        break;
      case ResponseItem::kReference:
        break;
    }
  }
  std::vector<chat::Message> take() { return std::move(messages_); }

 private:
  void tell_message(const ResponseItem& item) {
    if (item.role == "assistant") {
      if (open_ && !messages_.back().content.empty()) open_ = false;
      assistant().content = item.text;
    } else if (item.role == "user") {
      open_ = false;
      add(chat::Role::kUser, item.text).images = item.images;
    } else {
      open_ = false;
      append_system(item.text);
    }
  }
  void append_system(std::string_view text) {
    if (text.empty()) return;
    if (messages_.size() == 1 && messages_.front().role == chat::Role::kSystem) {
      (messages_.front().content += "\n\n") += text;
    } else {
      add(chat::Role::kSystem, std::string(text));
    }
  }
  // The assistant message that goes on, or the next one.
  chat::Message& assistant() {
    if (!open_) add(chat::Role::kAssistant, {}).reasoning = std::exchange(reasoning_, {});
    open_ = true;
    return messages_.back();
  }
  chat::Message& add(chat::Role role, std::string content) {
    chat::Message& message = messages_.emplace_back();
    message.role = role;
    message.content = std::move(content);
    return message;
  }

  std::vector<chat::Message> messages_;
  std::string reasoning_;  // Of the assistant message that comes next.
  bool open_ = false;      // The last message is the assistant's and may get more.
};

}  // namespace

std::vector<ResponseItem> read_response_items(const Node& input) {
  std::vector<ResponseItem> items;
  if (!input.present()) return items;
  if (input.is_string()) {
    ResponseItem& message = items.emplace_back();
    message.role = "user";
    message.text = input.string().value_or("");
    return items;
  }
  if (!input.is_list()) {
    input.fail("must be a string or a list of items, but is " + input.shown());
    return items;
  }
  std::size_t images = 0;
  for (const Node& node : input.items(limits::kMessagesMax)) {
    items.push_back(read_item(node));
    images += items.back().images.size();
  }
  check_image_count(input, images);
  return items;
}

Result<std::vector<ResponseItem>> parse_response_items(std::string_view list_json) {
  const Result<JsonValue> tree = parse_json(list_json, "the stored items", kOwnJson);
  if (!tree) return tree.error();
  Problem problem("the stored items");
  std::vector<ResponseItem> items = read_response_items(Node(*tree, problem));
  if (const Error* error = problem.error()) return *error;
  return items;
}

std::string encode_response_items(std::span<const ResponseItem> items, std::string_view uid) {
  JsonWriter out;
  out.begin_list();
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::string id = items[i].id;
    if (id.empty()) {
      id = id_prefix(items[i].kind);
      ((id += uid) += kIdMark) += std::to_string(i);
    }
    write_item(out, items[i], id);
  }
  return out.end_list().take();
}

std::string response_of_item(std::string_view item_id) {
  const std::size_t begin = item_id.find('_');
  const std::size_t end = item_id.rfind('_');
  if (begin == std::string_view::npos || begin == end) return {};
  return "resp_" + std::string(item_id.substr(begin + 1, end - begin - 1));
}

std::vector<chat::Message> messages_of(std::string_view instructions,
                                       std::span<const ResponseItem> items) {
  Teller teller(instructions);
  for (const ResponseItem& item : items) teller.tell(item);
  return teller.take();
}

Result<std::string> encode_item_page(std::string_view list_json, const ItemPage& page) {
  Result<JsonValue> tree = parse_json(list_json, "the stored items", kOwnJson);
  if (!tree) return tree.error();
  auto* list = std::get_if<JsonList>(&tree->data);
  if (list == nullptr) return invalid("The stored items are no list.");
  const auto id_of = [](const JsonValue& item) {
    const JsonValue* id = item.find("id");
    const auto* text = id == nullptr ? nullptr : std::get_if<std::string>(&id->data);
    return text == nullptr ? std::string() : *text;
  };
  if (!page.ascending) std::ranges::reverse(*list);
  auto first = list->begin();
  if (!page.after.empty()) {
    first = std::ranges::find(*list, page.after, id_of);
    if (first == list->end()) {
      return Error{ErrorCode::kNotFound, "There is no item " + page.after + " in this response.",
                   "after"};
    }
    ++first;
  }
  const auto left = static_cast<std::size_t>(list->end() - first);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, page.limit));
  JsonWriter out;
  out.begin_object().field("object", "list").key("data").begin_list();
  for (auto item = first; item != last; ++item) out.raw(json_text(*item));
  out.end_list();
  out.field("first_id", first == last ? std::string() : id_of(*first));
  out.field("last_id", first == last ? std::string() : id_of(*(last - 1)));
  out.field("has_more", last != list->end());
  return out.end_object().take();
}

}  // namespace ponder::api
