// Strict reading of a JSON tree: each Node knows its path ("messages[2].content"), and the first
// thing that is wrong is noted in a Problem, so that parsing code reads straight down and asks once
// at the end.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_tree.h"
#include "base/result.h"

namespace ponder::api {

// The first error wins; what is read after it is not used.
class Problem {
 public:
  explicit Problem(std::string what) : what_(std::move(what)) {}  // "the body"
  const std::string& what() const { return what_; }
  void note(Error error) {
    if (!error_) error_ = std::move(error);
  }
  const Error* error() const { return error_ ? &*error_ : nullptr; }  // Null: none.

 private:
  std::string what_;
  std::optional<Error> error_;
};

// A view of one value; tree and Problem must outlive it. A missing field and `null` are the same:
// readers return nothing for them without an error.
class Node {
 public:
  static constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max();

  Node(const JsonValue& root, Problem& problem) : Node(&root, {}, {}, problem) {}

  bool present() const { return value_ != nullptr && value_->data.index() != 0; }
  bool is_string() const;
  bool is_list() const;
  bool is_object() const;
  const std::string& path() const { return path_; }
  std::string_view name() const { return name_; }  // Of a member.

  Node operator[](std::string_view field) const;  // Notes an error where this is no object.
  std::vector<Node> items(std::size_t count_max = kAnyLength) const;
  std::vector<Node> members() const;

  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer(
      std::int64_t min = std::numeric_limits<std::int64_t>::min(),
      std::int64_t max = std::numeric_limits<std::int64_t>::max()) const;
  std::optional<double> number(double min, double max) const;
  std::optional<std::string> string(std::size_t bytes_max = kAnyLength) const;
  std::string object_text(std::size_t bytes_max) const;  // The object as JSON; empty if missing.
  std::string shown() const;                             // The value for a message, cut short.

  bool required() const;  // Notes an error where it is missing or null.

  void fail(std::string message, ErrorCode code = ErrorCode::kInvalid) const;
  void fail_unless_known(std::span<const std::string_view> fields) const;
  void fail_not_one_of(std::string_view choices) const;

 private:
  Node(const JsonValue* value, std::string path, std::string_view name, Problem& problem)
      : value_(value), path_(std::move(path)), name_(name), problem_(&problem) {}
  std::string path_of(std::string_view field) const;
  void fail_kind(std::string_view wanted) const;
  void fail_range(const std::string& wanted) const;

  const JsonValue* value_;
  std::string path_;
  std::string_view name_;
  Problem* problem_;
};

}  // namespace ponder::api
