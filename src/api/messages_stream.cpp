// The streamed message: one encoder object a stream.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/events.h"
#include "api/json_write.h"
#include "api/messages.h"
#include "api/messages_answer.h"
#include "api/openai_answer.h"
#include "chat/event.h"
#include "chat/reduce.h"

namespace ponder::api {

struct MessagesStream::Encode {
  MessagesStream& stream;
  std::vector<NamedFrame>& out;

  void operator()(const chat::TurnStarted& e) const {
    chat::reduce(stream.agents_, e);
    JsonWriter data;
    data.begin_object().field("type", "message_start").key("message");
    write_message_head(data, stream.id_, stream.model_.empty() ? e.model : stream.model_);
    data.key("content").begin_list().end_list().key("stop_reason").null();
    data.key("stop_sequence").null().key("stop_details").null().key("usage");
    write_messages_usage(data, {.tokens_prompt = stream.tokens_prompt_}, false);
    out.push_back({"message_start", data.end_object().end_object().take()});
  }
  void operator()(const chat::BranchStarted& e) const { chat::reduce(stream.agents_, e); }
  void operator()(const chat::PartStarted& e) const {
    if (e.branch != 0) {
      chat::reduce(stream.agents_, e);
      return;
    }
    add({e.part, e.kind, e.tool_call_id, e.tool_name, {}, false});
  }
  void operator()(const chat::TextDelta& e) const {
    const auto block = std::ranges::find(stream.blocks_, e.part, &Block::part);
    if (block == stream.blocks_.end()) {
      chat::reduce(stream.agents_, e);
    } else if (block == stream.blocks_.begin()) {
      delta(*block, e.text);
    } else {
      block->waiting += e.text;
    }
  }
  void operator()(const chat::PartFinished& e) const {
    const auto block = std::ranges::find(stream.blocks_, e.part, &Block::part);
    if (block == stream.blocks_.end()) {
      chat::reduce(stream.agents_, e);
      return;
    }
    block->finished = true;
    close_finished();
  }
  void operator()(const chat::ToolFinished&) const {}
  void operator()(const chat::AnswerFound& e) const { chat::reduce(stream.agents_, e); }
  void operator()(const chat::VoteChanged&) const {}
  void operator()(const chat::Forecast&) const {}
  void operator()(const chat::SafetyNotice&) const {}
  void operator()(const chat::RepairState&) const {}
  void operator()(const chat::BranchFinished& e) const {
    chat::reduce(stream.agents_, e);
    auto& agents = stream.agents_.branches;
    const auto agent = std::ranges::find(agents, e.branch, &chat::BranchState::branch);
    if (agent == agents.end()) return;
    add({0, chat::PartKind::kReasoning, {}, {}, agent_trace(*agent), true});
    agent->parts.clear();
  }
  void operator()(const chat::TurnFinished& e) const {
    for (Block& block : stream.blocks_) block.finished = true;
    close_finished();
    JsonWriter data;
    data.begin_object().field("type", "message_delta").key("delta").begin_object();
    write_stop(data, e.reason, e.stop_string);
    data.key("container").null().end_object().key("usage");
    write_messages_usage(data, e.usage, true);
    data.field_raw("ponder", encode_report(e.report));
    out.push_back({"message_delta", data.end_object().take()});
    out.push_back({"message_stop", R"({"type":"message_stop"})"});
  }
  void operator()(const chat::TurnFailed& e) const {
    out.push_back({"error", encode_messages_error(e.error, stream.request_id_)});
  }

 private:
  void add(Block block) const {
    stream.blocks_.push_back(std::move(block));
    if (stream.blocks_.size() == 1) begin_front();
    close_finished();
  }
  void begin_front() const {
    Block& block = stream.blocks_.front();
    JsonWriter data;
    data.begin_object().field("type", "content_block_start").field("index", stream.index_);
    data.key("content_block");
    switch (block.kind) {
      case chat::PartKind::kText:
        data.begin_object().field("type", "text").field("text", "").key("citations").null();
        break;
      case chat::PartKind::kReasoning:
        data.begin_object().field("type", "thinking").field("thinking", "").field("signature", "");
        break;
      case chat::PartKind::kToolCall:
        write_tool_use_head(data, block.tool_call_id, block.tool_name);
        data.begin_object().end_object();
        break;
    }
    out.push_back({"content_block_start", data.end_object().end_object().take()});
    delta(block, std::exchange(block.waiting, {}));
  }
  // Closes the front as long as it is whole, and goes on with the next.
  void close_finished() const {
    while (!stream.blocks_.empty() && stream.blocks_.front().finished) {
      const Block& block = stream.blocks_.front();
      if (block.kind == chat::PartKind::kReasoning) {
        content("signature_delta", "signature",
                block.part == 0 ? kAgentSignature : kThinkingSignature);
      }
      JsonWriter data;
      data.begin_object().field("type", "content_block_stop").field("index", stream.index_);
      out.push_back({"content_block_stop", data.end_object().take()});
      stream.blocks_.pop_front();
      ++stream.index_;
      if (!stream.blocks_.empty()) begin_front();
    }
  }
  void delta(const Block& block, std::string_view text) const {
    if (text.empty()) return;
    switch (block.kind) {
      case chat::PartKind::kText:
        content("text_delta", "text", text);
        break;
      case chat::PartKind::kReasoning:
        if (stream.shows_thinking_) content("thinking_delta", "thinking", text);
        break;
      case chat::PartKind::kToolCall:
        content("input_json_delta", "partial_json", text);
        break;
    }
  }
  void content(std::string_view type, std::string_view field, std::string_view text) const {
    constexpr std::size_t kSlack = 128;
    std::string data;
    data.reserve(text.size() + kSlack);
    data += R"({"type":"content_block_delta","index":)";
    data += std::to_string(stream.index_);
    ((data += R"(,"delta":{"type":")") += type) += R"(",")";
    (data += field) += R"(":")";
    append_json_escaped(data, text);
    data += R"("}})";
    out.push_back({"content_block_delta", std::move(data)});
  }
};

MessagesStream::MessagesStream(std::string id, const MessagesCall& call, std::string request_id,
                               std::uint32_t tokens_prompt)
    : id_(std::move(id)),
      model_(call.turn.model),
      request_id_(std::move(request_id)),
      shows_thinking_(call.shows_thinking),
      tokens_prompt_(tokens_prompt) {}

std::vector<NamedFrame> MessagesStream::encode(const chat::Event& event) {
  std::vector<NamedFrame> out;
  std::visit(Encode{*this, out}, event);
  return out;
}

}  // namespace ponder::api
