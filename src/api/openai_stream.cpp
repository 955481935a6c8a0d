// The streamed chat completion: one encoder object a stream. A chunk with text is put together from
// a head and a tail that were made once.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/errors.h"
#include "api/events.h"
#include "api/json_write.h"
#include "api/openai_answer.h"
#include "api/openai_chat.h"
#include "base/tokens.h"
#include "chat/event.h"
#include "chat/reduce.h"

namespace ponder::api {
namespace {

constexpr std::string_view kDone = "[DONE]";
constexpr std::string_view kChoiceEnd = R"(},"logprobs":null,"finish_reason":null}])";

constexpr std::string_view kRole = R"("role":"assistant","content":"","refusal":null)";

// The list of choices up to the inside of a delta.
std::string choice_head(chat::BranchId choice) {
  return R"([{"index":)" + std::to_string(choice) + R"(,"delta":{)";
}

std::string chunk_head(const std::string& id, std::int64_t created_s, const std::string& model) {
  JsonWriter out;
  out.begin_object().field("id", id).field("object", "chat.completion.chunk");
  out.field("created", created_s).field("model", model).key("choices");
  return out.take();
}

}  // namespace

struct ChatCompletionStream::Encode {
  ChatCompletionStream& stream;
  std::vector<std::string>& out;

  void operator()(const chat::TurnStarted& e) const {
    if (stream.model_.empty()) stream.head_ = chunk_head(stream.id_, stream.created_s_, e.model);
    chat::reduce(stream.agents_, e);
    chunk(choice_head(0), kRole);
  }
  void operator()(const chat::BranchStarted& e) const {
    if (is_choice(e.branch)) {
      chunk(choice_head(e.branch), kRole);
    } else {
      chat::reduce(stream.agents_, e);
    }
  }
  void operator()(const chat::PartStarted& e) const {
    if (!is_choice(e.branch)) {
      chat::reduce(stream.agents_, e);
      return;
    }
    Part part{e.part, e.kind, choice_head(e.branch), 0};
    if (e.kind == chat::PartKind::kToolCall) {
      part.tool_index = stream.tool_calls_[e.branch]++;
      tool_call_begins(part, e);
    }
    stream.parts_.push_back(part);
  }
  void operator()(const chat::TextDelta& e) const {
    const auto part = std::ranges::find(stream.parts_, e.part, &Part::part);
    if (part == stream.parts_.end()) {
      chat::reduce(stream.agents_, e);
    } else if (part->kind == chat::PartKind::kToolCall) {
      tool_call_goes_on(*part, e.text);
    } else {
      const bool is_answer = part->kind == chat::PartKind::kText;
      text(part->choice, is_answer ? "content" : "reasoning_content", e.text,
           is_answer ? e.logprobs : std::vector<TokenLogprob>{});
    }
  }
  void operator()(const chat::PartFinished& e) const {
    if (std::erase_if(stream.parts_, [&e](const Part& part) { return part.part == e.part; }) == 0) {
      chat::reduce(stream.agents_, e);
    }
  }
  void operator()(const chat::ToolFinished&) const {}
  void operator()(const chat::AnswerFound& e) const { chat::reduce(stream.agents_, e); }
  void operator()(const chat::VoteChanged&) const {}
  void operator()(const chat::Forecast&) const {}
  void operator()(const chat::SafetyNotice&) const {}
  void operator()(const chat::RepairState&) const {}
  void operator()(const chat::BranchFinished& e) const {
    if (is_choice(e.branch)) {
      out.push_back(stream.head_ + finished_choice(e.branch, e.reason) + stream.tail_);
      return;
    }
    chat::reduce(stream.agents_, e);
    auto& agents = stream.agents_.branches;
    const auto agent = std::ranges::find(agents, e.branch, &chat::BranchState::branch);
    if (agent == agents.end()) return;
    text(choice_head(0), "reasoning_content", agent_trace(*agent), {});
    agent->parts.clear();
  }
  void operator()(const chat::TurnFinished& e) const {
    std::string data = stream.head_ + finished_choice(0, e.reason) + R"(,"ponder":)";
    out.push_back((data += encode_report(e.report)) + stream.tail_);
    if (stream.include_usage_) {
      JsonWriter usage;
      write_openai_usage(usage, e.usage);
      out.push_back(stream.head_ + R"([],"usage":)" + usage.take() + "}");
    }
    out.emplace_back(kDone);
  }
  void operator()(const chat::TurnFailed& e) const {
    out.push_back(encode_openai_error(e.error));
    out.emplace_back(kDone);
  }

 private:
  bool is_choice(chat::BranchId branch) const { return branch < stream.choices_; }

  static std::string finished_choice(chat::BranchId choice, chat::FinishReason reason) {
    JsonWriter list;
    list.begin_list().begin_object().field("index", choice).key("delta").begin_object();
    list.end_object().key("logprobs").null();
    list.field("finish_reason", openai_finish_reason(reason)).end_object().end_list();
    return list.take();
  }
  void chunk(std::string_view choice, std::string_view delta) const {
    std::string& data = begin_chunk(choice, delta.size());
    data += delta;
    end_chunk(data);
  }
  void text(std::string_view choice, std::string_view name, const std::string& content,
            const std::vector<TokenLogprob>& logprobs) const {
    std::string& data = begin_chunk(choice, content.size() + name.size());
    ((data += '"') += name) += R"(":")";
    append_json_escaped(data, content);
    data += '"';
    if (logprobs.empty()) {
      end_chunk(data);
      return;
    }
    JsonWriter list;
    write_openai_logprobs(list, logprobs);
    data += R"(},"logprobs":)" + list.take() + R"(,"finish_reason":null}])" + stream.tail_;
  }
  void tool_call_begins(const Part& part, const chat::PartStarted& e) const {
    JsonWriter call;
    call.begin_list().begin_object().field("index", part.tool_index).field("id", e.tool_call_id);
    call.field("type", "function").key("function").begin_object().field("name", e.tool_name);
    call.field("arguments", "").end_object().end_object().end_list();
    chunk(part.choice, R"("tool_calls":)" + call.take());
  }
  void tool_call_goes_on(const Part& part, const std::string& arguments) const {
    JsonWriter call;
    call.begin_list().begin_object().field("index", part.tool_index).key("function").begin_object();
    call.field("arguments", arguments).end_object().end_object().end_list();
    chunk(part.choice, R"("tool_calls":)" + call.take());
  }
  std::string& begin_chunk(std::string_view choice, std::size_t content_bytes) const {
    constexpr std::size_t kSlack = 64;
    std::string& data = out.emplace_back();
    data.reserve(stream.head_.size() + choice.size() + content_bytes + kChoiceEnd.size() +
                 stream.tail_.size() + kSlack);
    (data += stream.head_) += choice;
    return data;
  }
  void end_chunk(std::string& data) const { (data += kChoiceEnd) += stream.tail_; }
};

ChatCompletionStream::ChatCompletionStream(std::string id, std::int64_t created_s,
                                           const ChatCompletionCall& call)
    : head_(chunk_head(id, created_s, call.turn.model)),
      tail_(call.include_usage ? R"(,"usage":null})" : "}"),
      id_(std::move(id)),
      created_s_(created_s),
      model_(call.turn.model),
      include_usage_(call.include_usage),
      choices_(call.turn.choices) {}

std::vector<std::string> ChatCompletionStream::encode(const chat::Event& event) {
  std::vector<std::string> out;
  std::visit(Encode{*this, out}, event);
  return out;
}

}  // namespace ponder::api
