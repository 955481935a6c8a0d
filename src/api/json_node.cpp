#include "api/json_node.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/json_tree.h"
#include "api/json_write.h"
#include "base/result.h"
#include "base/utf8.h"

namespace ponder::api {
namespace {

constexpr std::size_t kShownBytesMax = 48;

// Cut to what a message may show, at a whole character.
std::string cut_short(std::string text) {
  if (text.size() <= kShownBytesMax) return text;
  text.resize(kShownBytesMax);
  text.resize(text.size() - utf8_cut_bytes(text));
  return text + "...";
}

std::string decimal(double number) { return JsonWriter().value(number).take(); }

}  // namespace

bool Node::is_string() const {
  return value_ != nullptr && std::holds_alternative<std::string>(value_->data);
}
bool Node::is_list() const {
  return value_ != nullptr && std::holds_alternative<JsonList>(value_->data);
}
bool Node::is_object() const {
  return value_ != nullptr && std::holds_alternative<JsonObject>(value_->data);
}

Node Node::operator[](std::string_view field) const {
  if (present() && !is_object()) fail_kind("an object");
  return {value_ == nullptr ? nullptr : value_->find(field), path_of(field), field, *problem_};
}

std::string Node::path_of(std::string_view field) const {
  std::string name = cut_short(std::string(field));
  return path_.empty() ? name : path_ + "." + name;
}

std::vector<Node> Node::items(std::size_t count_max) const {
  std::vector<Node> nodes;
  if (!present()) return nodes;
  const auto* list = std::get_if<JsonList>(&value_->data);
  if (list == nullptr) {
    fail_kind("a list");
    return nodes;
  }
  if (list->size() > count_max) {
    fail("has " + std::to_string(list->size()) + " entries; the limit is " +
             std::to_string(count_max),
         ErrorCode::kTooLong);
    return nodes;
  }
  nodes.reserve(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    nodes.push_back({&(*list)[i], path_ + "[" + std::to_string(i) + "]", {}, *problem_});
  }
  return nodes;
}

std::vector<Node> Node::members() const {
  std::vector<Node> nodes;
  if (!present()) return nodes;
  const auto* object = std::get_if<JsonObject>(&value_->data);
  if (object == nullptr) {
    fail_kind("an object");
    return nodes;
  }
  nodes.reserve(object->size());
  for (const JsonMember& member : *object) {
    nodes.push_back({&member.value, path_of(member.name), member.name, *problem_});
  }
  return nodes;
}

std::optional<bool> Node::boolean() const {
  if (!present()) return std::nullopt;
  if (const auto* flag = std::get_if<bool>(&value_->data)) return *flag;
  fail_kind("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Node::integer(std::int64_t min, std::int64_t max) const {
  if (!present()) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&value_->data);
  if (number != nullptr && *number >= min && *number <= max) return *number;
  if (number == nullptr && !std::holds_alternative<std::uint64_t>(value_->data)) {
    fail_kind("an integer");
  } else if (max == std::numeric_limits<std::int64_t>::max()) {
    fail_range("at least " + std::to_string(min));
  } else {
    fail_range("between " + std::to_string(min) + " and " + std::to_string(max));
  }
  return std::nullopt;
}

std::optional<double> Node::number(double min, double max) const {
  if (!present()) return std::nullopt;
  std::optional<double> number;
  if (const auto* whole = std::get_if<std::int64_t>(&value_->data)) {
    number = static_cast<double>(*whole);
  } else if (const auto* large = std::get_if<std::uint64_t>(&value_->data)) {
    number = static_cast<double>(*large);
  } else if (const auto* real = std::get_if<JsonFloat>(&value_->data)) {
    number = real->value;
  } else {
    fail_kind("a number");
    return std::nullopt;
  }
  if (*number >= min && *number <= max) return number;
  fail_range("between " + decimal(min) + " and " + decimal(max));
  return std::nullopt;
}

std::optional<std::string> Node::string(std::size_t bytes_max) const {
  if (!present()) return std::nullopt;
  const auto* text = std::get_if<std::string>(&value_->data);
  if (text == nullptr) {
    fail_kind("a string");
    return std::nullopt;
  }
  if (text->size() <= bytes_max) return *text;
  fail("has " + std::to_string(text->size()) + " bytes; the limit is " + std::to_string(bytes_max),
       ErrorCode::kTooLong);
  return std::nullopt;
}

std::string Node::object_text(std::size_t bytes_max) const {
  if (!present()) return {};
  if (!is_object()) {
    fail_kind("an object");
    return {};
  }
  std::string text = json_text(*value_);
  if (text.size() <= bytes_max) return text;
  fail("has " + std::to_string(text.size()) + " bytes of JSON; the limit is " +
           std::to_string(bytes_max),
       ErrorCode::kTooLong);
  return {};
}

std::string Node::shown() const {
  if (value_ == nullptr) return "missing";
  if (is_list() || is_object()) return std::string(json_kind(*value_));
  return cut_short(json_text(*value_));
}

bool Node::required() const {
  if (present()) return true;
  fail("is required");
  return false;
}

void Node::fail(std::string message, ErrorCode code) const {
  const std::string subject = path_.empty() ? problem_->what() : path_;
  problem_->note(Error{code, subject + " " + std::move(message), path_});
}

void Node::fail_unless_known(std::span<const std::string_view> fields) const {
  for (const Node& member : members()) {
    if (std::ranges::find(fields, member.name()) != fields.end()) continue;
    std::string known;
    for (const std::string_view field : fields) {
      if (!known.empty()) known += ", ";
      known += field;
    }
    member.fail("is not known here; known are: " + known);
  }
}

void Node::fail_not_one_of(std::string_view choices) const {
  fail("must be one of " + std::string(choices) + ", but is " + shown());
}

void Node::fail_kind(std::string_view wanted) const {
  fail("must be " + std::string(wanted) + ", but is " + std::string(json_kind(*value_)));
}

void Node::fail_range(const std::string& wanted) const {
  fail("must be " + wanted + ", but is " + shown());
}

}  // namespace ponder::api
