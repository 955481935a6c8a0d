#include "server/kept_response.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "api/events.h"
#include "base/limits.h"

namespace ponder::server {
namespace {

// Reads on until the log has ended, or `last_seq` was seen where that is not 0.
Task<Result<SharedEncoder>> encode_until(Services services, store::Principal who, KeptResponse kept,
                                         std::uint64_t last_seq) {
  auto encoder = std::make_shared<api::ResponseEncoder>(head_of(kept));
  encoder->begin();
  auto reader = co_await services.turns->read(who, kept.turn.id, 0);
  if (!reader) co_return reader.error();
  for (bool ended = false; !ended;) {
    const Result<TurnPage> page = co_await (*reader)->next();
    if (!page) co_return page.error();
    const auto events = events_of(*page);
    if (!events) co_return events.error();
    for (const chat::Event& event : *events) encoder->encode(event);
    ended =
        page->ended || (last_seq != 0 && !page->rows.empty() && page->rows.back()->seq >= last_seq);
  }
  co_return encoder;
}

// What one response of a chain adds: what it was asked, then what it said.
Task<Result<std::vector<api::ResponseItem>>> items_of(Services services, store::Principal who,
                                                      KeptResponse kept) {
  auto items = api::parse_response_items(kept.row.items_json);
  if (!items) co_return items.error();
  auto encoder = co_await encode_now(services, who, std::move(kept));
  if (!encoder) co_return encoder.error();
  auto said = api::parse_response_items((*encoder)->output());
  if (!said) co_return said.error();
  std::ranges::move(*said, std::back_inserter(*items));
  co_return items;
}

Task<Result<std::vector<api::ResponseItem>>> chain_of(Services services, store::Principal who,
                                                      std::string id) {
  constexpr const char* kParam = "previous_response_id";
  std::vector<std::vector<api::ResponseItem>> newest_first;
  while (!id.empty()) {
    if (newest_first.size() == limits::kResponseChainMax) {
      co_return Error{ErrorCode::kTooLong,
                      "More than " + std::to_string(limits::kResponseChainMax) +
                          " responses come before this one, which is the limit: send what was said "
                          "as input instead.",
                      kParam};
    }
    auto kept = co_await find_response(services, who, id, kParam);
    if (!kept) co_return kept.error();
    if (kept->turn.status == store::TurnStatus::kRunning) {
      co_return Error{ErrorCode::kConflict, "Response " + id + " is not complete yet: wait for it.",
                      kParam};
    }
    id = kept->row.previous_id;
    auto items = co_await items_of(services, who, std::move(*kept));
    if (!items) co_return items.error();
    newest_first.push_back(std::move(*items));
  }
  std::vector<api::ResponseItem> chain;
  for (auto items = newest_first.rbegin(); items != newest_first.rend(); ++items) {
    std::ranges::move(*items, std::back_inserter(chain));
  }
  co_return chain;
}

// What the responses said that references name. Each is read once, however many name it.
struct ReadItems {
  std::vector<api::ResponseItem> items;
  bool from_log = false;

  std::optional<api::ResponseItem> find(const std::string& id) const {
    const auto found = std::ranges::find(items, id, &api::ResponseItem::id);
    return found == items.end() ? std::nullopt : std::optional(*found);
  }
};
using ReadResponses = std::map<std::string, ReadItems>;

Result<ReadItems> remembered_items(const Services& services, const store::Principal& who,
                                   const std::string& response) {
  const auto remembered = services.items->find(who, response);
  if (!remembered) return ReadItems{};
  auto items = api::parse_response_items(*remembered);
  if (!items) return items.error();
  return ReadItems{std::move(*items), false};
}

Task<Result<api::ResponseItem>> resolve(Services services, store::Principal who,
                                        std::string item_id, std::string param,
                                        ReadResponses& read) {
  const Error missing{ErrorCode::kNotFound,
                      "There is no kept item " + item_id +
                          ": send the item itself, or ask for store: true with the request that "
                          "makes it.",
                      param};
  const std::string response = api::response_of_item(item_id);
  if (response.empty()) co_return missing;
  if (!read.contains(response)) {
    auto remembered = remembered_items(services, who, response);
    if (!remembered) co_return remembered.error();
    read.emplace(response, std::move(*remembered));
  }
  ReadItems& known = read.at(response);
  if (const auto found = known.find(item_id)) co_return *found;
  if (known.from_log) co_return missing;
  auto kept = co_await find_response(services, who, response, param);
  if (!kept) co_return kept.error().code == ErrorCode::kNotFound ? missing : kept.error();
  auto items = co_await items_of(services, who, std::move(*kept));
  if (!items) co_return items.error();
  known = {std::move(*items), true};
  if (const auto found = known.find(item_id)) co_return *found;
  co_return missing;
}

}  // namespace

Task<Result<KeptResponse>> find_response(Services services, store::Principal who, std::string id,
                                         std::string param) {
  auto row = co_await services.store->response(who, id);
  if (!row && row.error().code == ErrorCode::kNotFound) {
    co_return Error{ErrorCode::kNotFound,
                    "There is no kept response " + id +
                        ": only those that were asked for with store: true (or background: true) "
                        "are kept, until they are deleted.",
                    param};
  }
  if (!row) co_return row.error();
  auto turn = co_await services.turns->turn(who, id);
  if (!turn) co_return turn.error();
  co_return KeptResponse{std::move(*turn), std::move(*row)};
}

api::ResponseHead head_of(const KeptResponse& kept) {
  return {kept.turn.id,         kept.turn.created_ms / 1000, kept.turn.model,
          kept.row.previous_id, kept.row.echo_json,          kept.row.background};
}

Result<std::vector<chat::Event>> events_of(const TurnPage& page) {
  std::vector<chat::Event> events;
  events.reserve(page.rows.size());
  for (const SharedRow& row : page.rows) {
    auto event = api::decode_event(row->event_json);
    if (!event) return Error{ErrorCode::kIo, "The kept log is damaged: " + event.error().message};
    events.push_back(std::move(*event));
  }
  return events;
}

Task<Result<SharedEncoder>> encode_now(Services services, store::Principal who, KeptResponse kept) {
  const std::uint64_t last_seq = kept.turn.last_seq;
  if (kept.turn.status != store::TurnStatus::kRunning) {
    co_return co_await encode_whole(services, who, std::move(kept));
  }
  if (last_seq > 0) co_return co_await encode_until(services, who, std::move(kept), last_seq);
  auto encoder = std::make_shared<api::ResponseEncoder>(head_of(kept));
  encoder->begin();
  co_return encoder;
}

Task<Result<SharedEncoder>> encode_whole(Services services, store::Principal who,
                                         KeptResponse kept) {
  return encode_until(std::move(services), std::move(who), std::move(kept), 0);
}

Task<Result<void>> tell_history(Services services, store::Principal who,
                                std::shared_ptr<api::ResponsesCall> call) {
  ReadResponses read;
  for (std::size_t i = 0; i < call->items.size(); ++i) {
    api::ResponseItem& item = call->items[i];
    if (item.kind != api::ResponseItem::kReference) continue;
    auto meant =
        co_await resolve(services, who, item.id, "input[" + std::to_string(i) + "].id", read);
    if (!meant) co_return meant.error();
    item = std::move(*meant);
  }
  auto items = co_await chain_of(services, who, call->previous_response);
  if (!items) co_return items.error();
  items->insert(items->end(), call->items.begin(), call->items.end());
  if (items->size() > limits::kMessagesMax) {
    co_return Error{ErrorCode::kTooLong,
                    "input has " + std::to_string(items->size()) +
                        " items with those of the previous responses; the limit is " +
                        std::to_string(limits::kMessagesMax),
                    "input"};
  }
  call->turn.messages = api::messages_of(call->instructions, *items);
  const bool is_told = std::ranges::any_of(call->turn.messages, [](const chat::Message& message) {
    return message.role != chat::Role::kSystem;
  });
  if (!is_told) co_return invalid("input has no message that could be answered.", "input");
  co_return Result<void>();
}

}  // namespace ponder::server
