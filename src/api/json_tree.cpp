#include "api/json_tree.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/json_write.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/utf8.h"

namespace ponder::api {
namespace {

constexpr std::size_t kParserMessageBytesMax = 160;

// Receives nlohmann's parse events and builds the tree. Returning false ends the parse.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view what, const JsonBounds& bounds) : what_(what), bounds_(bounds) {}

  bool null() { return add({}); }
  bool boolean(bool value) { return add({value}); }
  bool number_integer(std::int64_t value) { return add({value}); }
  bool number_unsigned(std::uint64_t value) {
    if (std::in_range<std::int64_t>(value)) return add({static_cast<std::int64_t>(value)});
    return add({value});
  }
  bool number_float(double value, const std::string& text) { return add({JsonFloat{value, text}}); }
  bool string(std::string& value) { return add({std::move(value)}); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open({JsonObject{}}); }
  bool start_array(std::size_t) { return open({JsonList{}}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    auto& members = std::get<JsonObject>(open_.back()->data);
    if (members.size() >= bounds_.members_max) {
      return fail(ErrorCode::kTooLong, " has an object with more than " +
                                           std::to_string(bounds_.members_max) +
                                           " members, which is the limit");
    }
    members.push_back({std::move(name), {}});
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& problem) {
    std::string_view message = problem.what();
    message.remove_prefix(std::min(message.find("] ") + 2, message.size()));
    message = message.substr(0, kParserMessageBytesMax);
    return fail(ErrorCode::kInvalid, " is not valid JSON: " + utf8_repaired(message));
  }

  JsonValue take() { return std::move(root_); }
  Error error() const {
    return error_.value_or(Error{ErrorCode::kInvalid, what_ + " is not valid JSON"});
  }

 private:
  bool fail(ErrorCode code, const std::string& message) {
    error_ = Error{code, what_ + message};
    return false;
  }

  // Puts `value` where the parser stands and returns its place, or null at a limit.
  JsonValue* place(JsonValue value) {
    if (++values_ > bounds_.values_max) {
      fail(ErrorCode::kTooLong, " holds more than " + std::to_string(bounds_.values_max) +
                                    " JSON values, which is the limit");
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    auto& parent = open_.back()->data;
    if (auto* list = std::get_if<JsonList>(&parent)) return &list->emplace_back(std::move(value));
    JsonValue& member = std::get<JsonObject>(parent).back().value;
    member = std::move(value);
    return &member;
  }
  bool add(JsonValue value) { return place(std::move(value)) != nullptr; }
  bool open(JsonValue value) {
    if (open_.size() >= limits::kJsonDepthMax) {
      return fail(ErrorCode::kTooLong, " is nested deeper than " +
                                           std::to_string(limits::kJsonDepthMax) +
                                           " levels, which is the limit");
    }
    JsonValue* placed = place(std::move(value));
    if (placed == nullptr) return false;
    open_.push_back(placed);  // Stays valid: nothing is added to its parent before it closes.
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::string what_;
  JsonBounds bounds_;
  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::size_t values_ = 0;
  std::optional<Error> error_;
};

struct WriteTree {
  JsonWriter& out;

  void operator()(std::monostate) const { out.null(); }
  void operator()(bool value) const { out.value(value); }
  void operator()(std::int64_t value) const { out.value(value); }
  void operator()(std::uint64_t value) const { out.value(value); }
  void operator()(const JsonFloat& value) const { out.raw(value.text); }
  void operator()(const std::string& value) const { out.value(value); }
  void operator()(const JsonList& list) const {
    out.begin_list();
    for (const JsonValue& value : list) std::visit(*this, value.data);
    out.end_list();
  }
  void operator()(const JsonObject& members) const {
    out.begin_object();
    for (const JsonMember& member : members) {
      out.key(member.name);
      std::visit(*this, member.value.data);
    }
    out.end_object();
  }
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto* members = std::get_if<JsonObject>(&data);
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->rbegin(), members->rend(),
                                  [name](const JsonMember& member) { return member.name == name; });
  return found == members->rend() ? nullptr : &found->value;
}

Result<JsonValue> parse_json(std::string_view text, std::string_view what,
                             const JsonBounds& bounds) {
  if (text.size() > bounds.bytes_max) {
    return Error{ErrorCode::kTooLarge, std::string(what) + " has " + std::to_string(text.size()) +
                                           " bytes; the limit is " +
                                           std::to_string(bounds.bytes_max)};
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return invalid(std::string(what) + " is empty: send JSON");
  }
  const std::size_t wrong = utf8_invalid_at(text);
  if (wrong != std::string_view::npos) {
    return invalid(std::string(what) + " is not valid UTF-8 at byte offset " +
                   std::to_string(wrong));
  }
  TreeBuilder builder(what, bounds);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.error();
  return builder.take();
}

std::string json_text(const JsonValue& value) {
  JsonWriter out;
  std::visit(WriteTree{out}, value.data);
  return out.take();
}

std::string_view json_kind(const JsonValue& value) {
  switch (value.data.index()) {
    case 0:
      return "null";
    case 1:
      return "a boolean";
    case 5:
      return "a string";
    case 6:
      return "a list";
    case 7:
      return "an object";
    default:
      return "a number";
  }
}

}  // namespace ponder::api
