#include "store/sqlite_store.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/rows.h"
#include "store/sqlite.h"
#include "store/store.h"
#include "store/writer.h"

namespace ponder::store {

// A change runs on the writer's thread, so what it needs is kept in it; what it makes is shared
// with the waiting call.

Task<Result<Conversation>> SqliteStore::create_conversation(Principal who, std::string title) {
  auto made = std::make_shared<Conversation>();
  made->id = make_id("conv_");
  made->title = std::move(title);
  Writer::Change change = [who = std::move(who), made](Database& database) {
    return insert_conversation(database, who, *made);
  };
  const Result<void> done = co_await writer_.write(std::move(change));
  if (!done) co_return done.error();
  co_return std::move(*made);
}

Task<Result<Conversation>> SqliteStore::conversation(Principal who, std::string id) {
  std::function<Result<Conversation>(Database&)> query = [who = std::move(who),
                                                          id = std::move(id)](Database& database) {
    return select_conversation(database, who, id);
  };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<std::vector<Conversation>>> SqliteStore::conversations(Principal who, Listing listing) {
  std::function<Result<std::vector<Conversation>>(Database&)> query =
      [who = std::move(who), listing = std::move(listing)](Database& database) {
        return select_conversations(database, who, listing);
      };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<void>> SqliteStore::change_conversation(Principal who, std::string id,
                                                    ConversationChange change) {
  Writer::Change update = [who = std::move(who), id = std::move(id),
                           change = std::move(change)](Database& database) {
    return update_conversation(database, who, id, change);
  };
  co_return co_await writer_.write(std::move(update));
}

Task<Result<void>> SqliteStore::delete_conversation(Principal who, std::string id) {
  Writer::Change change = [who = std::move(who), id = std::move(id)](Database& database) {
    return delete_conversation_rows(database, who, id);
  };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<Turn>> SqliteStore::start_turn(Principal who, Turn turn) {
  auto made = std::make_shared<Turn>(std::move(turn));
  Writer::Change change = [who = std::move(who), made](Database& database) {
    return insert_turn(database, who, *made);
  };
  const Result<void> done = co_await writer_.write(std::move(change));
  if (!done) co_return done.error();
  for (TurnImage& image : made->images) {
    image.bytes = image.file->size();
    image.file.reset();
  }
  co_return std::move(*made);
}

Task<Result<void>> SqliteStore::append_events(Principal who, std::string turn_id,
                                              std::vector<EventRow> events) {
  if (events.empty()) co_return Result<void>();
  Writer::Change change = [who = std::move(who), turn_id = std::move(turn_id),
                           events = std::move(events)](Database& database) {
    return insert_events(database, who, turn_id, events);
  };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<void>> SqliteStore::finish_turn(Principal who, std::string turn_id, TurnStatus status,
                                            std::string answer, std::string reasoning) {
  if (status == TurnStatus::kRunning) {
    co_return invalid("A turn ends with another status than running.");
  }
  Turn ended;
  ended.id = std::move(turn_id);
  ended.status = status;
  ended.answer = std::move(answer);
  ended.reasoning = std::move(reasoning);
  Writer::Change change = [who = std::move(who), ended = std::move(ended)](Database& database) {
    return end_turn(database, who, ended);
  };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<Turn>> SqliteStore::turn(Principal who, std::string id) {
  std::function<Result<Turn>(Database&)> query = [who = std::move(who),
                                                  id = std::move(id)](Database& database) {
    return select_turn(database, who, id);
  };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<std::vector<Turn>>> SqliteStore::turns(Principal who, std::string conversation_id) {
  std::function<Result<std::vector<Turn>>(Database&)> query =
      [who = std::move(who), id = std::move(conversation_id)](Database& database) {
        return select_turns(database, who, id);
      };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<TurnImage>> SqliteStore::turn_image(Principal who, std::string turn_id,
                                                std::uint32_t index) {
  std::function<Result<TurnImage>(Database&)> query =
      [who = std::move(who), id = std::move(turn_id), index](Database& database) {
        return select_image(database, who, id, index);
      };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<std::vector<EventRow>>> SqliteStore::events(Principal who, std::string turn_id,
                                                        std::uint64_t after_seq,
                                                        std::size_t limit) {
  std::function<Result<std::vector<EventRow>>(Database&)> query =
      [who = std::move(who), id = std::move(turn_id), after_seq, limit](Database& database) {
        return select_events(database, who, id, after_seq, limit);
      };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<Turn>> SqliteStore::start_response(Principal who, Turn turn, Response response) {
  auto made = std::make_shared<Turn>(std::move(turn));
  Writer::Change change = [who = std::move(who), made,
                           response = std::move(response)](Database& database) {
    return insert_response(database, who, *made, response);
  };
  const Result<void> done = co_await writer_.write(std::move(change));
  if (!done) co_return done.error();
  co_return std::move(*made);
}

Task<Result<Response>> SqliteStore::response(Principal who, std::string id) {
  std::function<Result<Response>(Database&)> query = [who = std::move(who),
                                                      id = std::move(id)](Database& database) {
    return select_response(database, who, id);
  };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<KeyLookup>> SqliteStore::find_key(std::string id) {
  std::function<Result<KeyLookup>(Database&)> query = [id = std::move(id)](Database& database) {
    return select_key(database, id);
  };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<void>> SqliteStore::note_key_use(KeyUse use) {
  Writer::Change change = [use = std::move(use)](Database& database) {
    return update_key_use(database, use);
  };
  co_return co_await writer_.write(std::move(change));
}

}  // namespace ponder::store
