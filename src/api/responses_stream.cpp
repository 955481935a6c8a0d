// chat::Event -> the frames of a response. Each part of the turn is an item; each agent is a
// reasoning item of its own, written live beside the others.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/json_write.h"
#include "api/openai_answer.h"
#include "api/responses.h"
#include "api/responses_write.h"
#include "base/result.h"
#include "base/tokens.h"
#include "chat/event.h"

namespace ponder::api {
namespace {

constexpr std::string_view kInterrupted =
    "The server stopped before the answer was whole: send the request again.";

// The last words of an agent's trace.
std::string agent_ending(const std::string& answer, std::string_view finish) {
  std::string text = "\n";
  if (answer.empty()) {
    (text += "No answer: ") += finish;
  } else {
    text += "Answer: " + answer;
  }
  return text;
}

}  // namespace

struct ResponseEncoder::Encode {
  ResponseEncoder& self;
  std::vector<ResponseFrame>& out;

  void operator()(const chat::TurnStarted& e) const {
    if (self.head_.model.empty()) self.head_.model = e.model;
    self.status_ = Status::kInProgress;
    if (!self.head_.background) lifecycle("response.created");
    lifecycle("response.in_progress");
  }
  void operator()(const chat::BranchStarted& e) const {
    Item& item = open(Item::kReasoning, "rs_");
    item.agent = e.branch;
    item.role = e.role;
    announce(item);
    std::string heading = "Agent " + std::to_string(e.branch);
    if (!e.role.empty()) heading += " (" + e.role + ")";
    delta(item, heading + "\n", {});
  }
  void operator()(const chat::PartStarted& e) const {
    const bool is_call = e.kind == chat::PartKind::kToolCall;
    if (e.branch != 0) {
      const auto agent = std::ranges::find(self.items_, e.branch, &Item::agent);
      if (agent == self.items_.end()) return;
      self.parts_.push_back({e.part, agent->index, is_call});
      if (is_call) delta(*agent, e.tool_name + "(", {});
      return;
    }
    Item* item = nullptr;
    if (is_call) {
      item = &open(Item::kCall, "fc_");
      item->call_id = e.tool_call_id;
      item->name = e.tool_name;
    } else if (e.kind == chat::PartKind::kReasoning) {
      item = &open(Item::kReasoning, "rs_");
    } else {
      item = &open(Item::kMessage, "msg_");
    }
    self.parts_.push_back({e.part, item->index, is_call});
    announce(*item);
  }
  void operator()(const chat::TextDelta& e) const {
    const auto part = std::ranges::find(self.parts_, e.part, &Part::part);
    if (part == self.parts_.end()) return;
    delta(self.items_[part->item], e.text, e.logprobs);
  }
  void operator()(const chat::PartFinished& e) const {
    const auto part = std::ranges::find(self.parts_, e.part, &Part::part);
    if (part == self.parts_.end()) return;
    Item& item = self.items_[part->item];
    if (item.agent == 0) {
      self.closing_ = item.index;
    } else {
      delta(item, part->is_call ? ")\n" : "\n", {});
    }
    self.parts_.erase(part);
  }
  void operator()(const chat::ToolFinished&) const {}
  void operator()(const chat::AnswerFound& e) const {
    const auto agent = std::ranges::find(self.items_, e.branch, &Item::agent);
    if (e.branch == 0 || agent == self.items_.end()) return;
    agent->answer = e.answer;
    agent->confidence = e.confidence;
  }
  void operator()(const chat::VoteChanged&) const {}
  void operator()(const chat::Forecast&) const {}
  void operator()(const chat::SafetyNotice&) const {}
  void operator()(const chat::RepairState&) const {}
  void operator()(const chat::BranchFinished& e) const {
    const auto agent = std::ranges::find(self.items_, e.branch, &Item::agent);
    if (e.branch == 0 || agent == self.items_.end()) return;
    agent->finish = chat::finish_reason_name(e.reason);
    delta(*agent, agent_ending(agent->answer, agent->finish), {});
    close(*agent, "completed");
  }
  void operator()(const chat::TurnFinished& e) const {
    const bool has_answer = std::ranges::any_of(
        self.items_, [](const Item& item) { return item.kind == Item::kMessage; });
    const Status status = status_after(e, has_answer);
    if (status == Status::kFailed) {
      self.error_ = Error{ErrorCode::kUnavailable, std::string(kInterrupted)};
    }
    close_pending(status == Status::kCompleted ? "completed" : "incomplete");
    self.end_ = e;
    finish(status);
  }
  void operator()(const chat::TurnFailed& e) const {
    const bool cancelled = e.error.code == ErrorCode::kCancelled;
    if (!cancelled) self.error_ = e.error;
    finish(cancelled ? Status::kCancelled : Status::kFailed);
  }

  void lifecycle(std::string_view event) const {
    JsonWriter data = begin(event);
    data.key("response");
    Write::resource(data, self);
    send(event, data);
  }
  void close_pending(const char* status) const {
    if (!self.closing_) return;
    close(self.items_[*self.closing_], status);
    self.closing_.reset();
  }

 private:
  JsonWriter begin(std::string_view event) const {
    JsonWriter data;
    data.begin_object().field("type", event).field("sequence_number", self.sequence_++);
    return data;
  }
  // A frame about an item; about its part too where `part_name` names the index.
  JsonWriter about(std::string_view event, const Item& item,
                   const char* part_name = nullptr) const {
    JsonWriter data = begin(event);
    data.field("item_id", item.id).field("output_index", item.index);
    if (part_name != nullptr) data.field(part_name, 0);
    return data;
  }
  void send(std::string_view event, JsonWriter& data) const {
    out.push_back({event, data.end_object().take()});
  }

  Item& open(Item::Kind kind, const char* prefix) const {
    Item& item = self.items_.emplace_back();
    item.kind = kind;
    item.index = self.items_.size() - 1;
    item.id = prefix + self.head_.id.substr(self.head_.id.find('_') + 1) + "_" +
              std::to_string(item.index);
    return item;
  }

  void announce(Item& item) const {
    item_frame("response.output_item.added", item);
    if (item.kind == Item::kMessage) {
      part_frame("response.content_part.added", item);
    } else if (item.kind == Item::kReasoning) {
      part_frame("response.reasoning_summary_part.added", item);
    }
    JsonWriter head;
    head.begin_object().field("type", delta_event(item)).field("item_id", item.id);
    head.field("output_index", item.index);
    if (item.kind != Item::kCall) head.field(index_name(item), 0);
    item.delta_head = head.key("delta").take();
  }
  static std::string_view delta_event(const Item& item) {
    if (item.kind == Item::kMessage) return "response.output_text.delta";
    if (item.kind == Item::kReasoning) return "response.reasoning_summary_text.delta";
    return "response.function_call_arguments.delta";
  }
  static const char* index_name(const Item& item) {
    return item.kind == Item::kMessage ? "content_index" : "summary_index";
  }

  // Put together from a head that was made once: this is done for each token.
  void delta(Item& item, const std::string& text, const std::vector<TokenLogprob>& logprobs) const {
    constexpr std::size_t kSlack = 64;
    item.text += text;
    std::string& data = out.emplace_back(ResponseFrame{delta_event(item), {}}).data;
    data.reserve(item.delta_head.size() + text.size() + kSlack);
    (data += item.delta_head) += '"';
    append_json_escaped(data, text);
    data += '"';
    if (item.kind == Item::kMessage) logprobs_of_delta(item, logprobs, data);
    data += R"(,"sequence_number":)" + std::to_string(self.sequence_++) + "}";
  }
  static void logprobs_of_delta(Item& item, const std::vector<TokenLogprob>& logprobs,
                                std::string& data) {
    if (logprobs.empty()) {
      data += R"(,"logprobs":[])";
      return;
    }
    JsonWriter list;
    for (const TokenLogprob& logprob : logprobs) write_openai_logprob(list, logprob);
    const std::string tokens = list.take();
    data += R"(,"logprobs":[)" + tokens + "]";
    if (!item.logprobs.empty()) item.logprobs += ',';
    item.logprobs += tokens;
  }

  void close(Item& item, const char* status) const {
    item.status = status;
    if (item.kind == Item::kMessage) {
      JsonWriter done = about("response.output_text.done", item, "content_index");
      done.field("text", item.text).field_raw("logprobs", "[" + item.logprobs + "]");
      send("response.output_text.done", done);
      part_frame("response.content_part.done", item);
    } else if (item.kind == Item::kReasoning) {
      JsonWriter done = about("response.reasoning_summary_text.done", item, "summary_index");
      done.field("text", item.text);
      send("response.reasoning_summary_text.done", done);
      part_frame("response.reasoning_summary_part.done", item);
    } else {
      JsonWriter done = about("response.function_call_arguments.done", item);
      done.field("name", item.name).field("arguments", item.text);
      send("response.function_call_arguments.done", done);
    }
    item_frame("response.output_item.done", item);
  }
  void item_frame(std::string_view event, const Item& item) const {
    JsonWriter data = begin(event);
    data.field("output_index", item.index).key("item");
    Write::item(data, item);
    send(event, data);
  }
  void part_frame(std::string_view event, const Item& item) const {
    JsonWriter data = about(event, item, index_name(item));
    data.key("part");
    Write::part(data, item);
    send(event, data);
  }

  void finish(Status status) const {
    for (Item& item : self.items_) {
      if (item.status == "in_progress") close(item, "incomplete");
    }
    self.parts_.clear();
    self.closing_.reset();
    self.status_ = status;
    switch (status) {
      case Status::kCompleted:
        return lifecycle("response.completed");
      case Status::kFailed:
        return lifecycle("response.failed");
      default:
        return lifecycle("response.incomplete");
    }
  }
};

ResponseEncoder::Status ResponseEncoder::status_after(const chat::TurnFinished& end,
                                                      bool has_answer) {
  switch (end.reason) {
    case chat::FinishReason::kLength:
    case chat::FinishReason::kRepetition:
      return Status::kIncomplete;
    case chat::FinishReason::kBudget:  // A vote so far is an answer, half a sentence is none.
      return end.report.mode == chat::Mode::kContemplating && has_answer ? Status::kCompleted
                                                                         : Status::kIncomplete;
    case chat::FinishReason::kStoppedByUser:
      return Status::kCancelled;
    case chat::FinishReason::kInterrupted:
    case chat::FinishReason::kFailed:
      return Status::kFailed;
    default:
      return Status::kCompleted;
  }
}

std::string_view ResponseEncoder::name_of(Status status) {
  switch (status) {
    case Status::kQueued:
      return "queued";
    case Status::kInProgress:
      return "in_progress";
    case Status::kCompleted:
      return "completed";
    case Status::kIncomplete:
      return "incomplete";
    case Status::kFailed:
      return "failed";
    case Status::kCancelled:
      return "cancelled";
  }
  return "failed";
}

std::vector<ResponseFrame> ResponseEncoder::begin() {
  std::vector<ResponseFrame> out;
  if (!head_.background) return out;
  const Encode encoder{*this, out};
  encoder.lifecycle("response.created");
  encoder.lifecycle("response.queued");
  return out;
}

std::vector<ResponseFrame> ResponseEncoder::encode(const chat::Event& event) {
  std::vector<ResponseFrame> out;
  if (ended()) return out;
  const Encode encoder{*this, out};
  // How the turn ended says whether its last part is whole.
  if (closing_ && !std::holds_alternative<chat::TurnFinished>(event) &&
      !std::holds_alternative<chat::TurnFailed>(event)) {
    encoder.close_pending("completed");
  }
  std::visit(encoder, event);
  return out;
}

std::string ResponseEncoder::resource() const {
  JsonWriter out;
  Write::resource(out, *this);
  return out.take();
}

std::string ResponseEncoder::output() const {
  JsonWriter out;
  Write::output(out, *this);
  return out.take();
}

}  // namespace ponder::api
