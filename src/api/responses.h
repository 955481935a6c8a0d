// The Responses dialect (POST /v1/responses): JSON -> what is asked for, Event -> JSON. Pure
// functions and one encoder object a response, fed only with chat::Event. The schema is that of
// Open Responses and of OpenAI's clients; docs/guide/api-responses.md says where they differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/responses_items.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/request.h"

namespace ponder::api {

struct ResponsesCall {
  chat::TurnRequest turn;    // Without messages: messages_of(instructions, items) makes them.
  std::string instructions;  // May be empty.
  std::vector<ResponseItem> items;
  std::string previous_response;  // Empty: none.
  bool stream = false;
  bool background = false;  // Implies `store`.
  bool store = false;       // Only where the request says so.
  bool forget = false;      // It says that nothing may be kept: `store` is there and false.
  std::string echo_json;    // An object: the fields of the resource that repeat the request.
};

// Errors: kInvalid with `param`, kTooLong, kTooLarge; each names the limit and the value. Mode as
// in parse_chat_completion, with `reasoning.effort`. Unknown fields and unknown types of tools are
// ignored; unknown types of items, and a choice of a tool that is not there, are errors.
Result<ResponsesCall> parse_responses_call(std::string_view body);

struct ResponseHead {
  std::string id;  // "resp_" and what the ids of its items are made of.
  std::int64_t created_s = 0;
  std::string model;
  std::string previous_response;  // Empty: none.
  std::string echo_json;
  bool background = false;
};

struct ResponseFrame {
  std::string_view event;  // "response.created"...
  std::string data;
};

// Feed each event in order. The same head and events always give the same frames: the
// sequence_number of a frame is its place among them, so that a stream can be taken up again.
class ResponseEncoder {
 public:
  explicit ResponseEncoder(ResponseHead head)
      : head_(std::move(head)), status_(head_.background ? Status::kQueued : Status::kInProgress) {}

  // The frames that come before any event: created and queued, of a background response; else none.
  std::vector<ResponseFrame> begin();
  std::vector<ResponseFrame> encode(const chat::Event& event);

  std::string resource() const;  // The whole response as of now.
  std::string output() const;    // Its list of items.
  bool ended() const { return status_ != Status::kQueued && status_ != Status::kInProgress; }
  const std::optional<Error>& error() const { return error_; }  // Of a response that failed.

 private:
  enum class Status : std::uint8_t {
    kQueued,
    kInProgress,
    kCompleted,
    kIncomplete,
    kFailed,
    kCancelled
  };
  struct Item {
    enum Kind : std::uint8_t { kMessage, kReasoning, kCall } kind = kMessage;
    std::string id;
    std::size_t index = 0;
    std::string status = "in_progress";
    std::string text;  // Or the arguments of a call.
    std::string call_id, name;
    std::string logprobs;      // JSON values with commas between them.
    chat::BranchId agent = 0;  // 0: the turn itself.
    std::string role, answer;  // Of an agent.
    std::string finish;        // Of an agent: how it ended.
    float confidence = 0.0F;   // Of an agent.
    std::string delta_head;    // What each delta's frame begins with.
  };
  struct Part {
    chat::PartId part = 0;
    std::size_t item = 0;
    bool is_call = false;
  };
  struct Encode;
  struct Write;

  static std::string_view name_of(Status status);
  static Status status_after(const chat::TurnFinished& end, bool has_answer);

  ResponseHead head_;
  Status status_;
  std::optional<Error> error_;
  std::optional<chat::TurnFinished> end_;
  std::vector<Item> items_;
  std::vector<Part> parts_;             // Open ones.
  std::optional<std::size_t> closing_;  // Whose status the next event decides.
  std::uint64_t sequence_ = 0;
};

}  // namespace ponder::api
