// The statements of the store, one function a call; each sees only the owner's rows. Internal to
// store/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/keys.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace ponder::store {

Error not_found(std::string_view what, const std::string& id);
std::int64_t unix_ms();

// The only user for now; made when first asked for.
Result<Principal> ensure_local_user(Database& database);

Result<void> insert_conversation(Database& database, const Principal& who,
                                 Conversation& conversation,  // Sets its times.
                                 bool hidden = false);
// Now, or a little later than the owner's newest conversation: unique, and never going backwards.
Result<std::int64_t> next_updated_ms(Database& database, const Principal& who);
// kConflict where no conversation beside `id` can be pinned.
Result<void> check_pins(Database& database, const Principal& who, const std::string& id);
// Moves a conversation to the top of its owner's list.
Result<void> touch_conversation(Database& database, const Principal& who, const std::string& id);
Result<Conversation> select_conversation(Database& database, const Principal& who,
                                         const std::string& id);
Result<std::vector<Conversation>> select_conversations(Database& database, const Principal& who,
                                                       const Listing& listing);
Result<void> update_conversation(Database& database, const Principal& who, const std::string& id,
                                 const ConversationChange& change);
Result<void> delete_conversation_rows(Database& database, const Principal& who,
                                      const std::string& id);

Result<void> insert_turn(Database& database, const Principal& who, Turn& turn);
Result<void> end_turn(Database& database, const Principal& who, const Turn& ended);
Result<Turn> select_turn(Database& database, const Principal& who, const std::string& id);
Result<std::vector<Turn>> select_turns(Database& database, const Principal& who,
                                       const std::string& conversation_id);
// kNotFound where the conversation has no such turn. An empty id is fine: none.
Result<void> check_turn_of(Database& database, const Principal& who,
                           const std::string& conversation_id, const std::string& turn_id);

Result<void> insert_images(Database& database, const Principal& who, const Turn& turn);
// Of the turns of one conversation, without files. `turns` are by position.
Result<void> add_images(Database& database, const Principal& who,
                        const std::string& conversation_id, std::vector<Turn>& turns);
Result<TurnImage> select_image(Database& database, const Principal& who, const std::string& turn_id,
                               std::uint32_t index);

Result<void> insert_events(Database& database, const Principal& who, const std::string& turn_id,
                           const std::vector<EventRow>& events);
Result<std::vector<EventRow>> select_events(Database& database, const Principal& who,
                                            const std::string& turn_id, std::uint64_t after_seq,
                                            std::size_t limit);

Result<void> insert_response(Database& database, const Principal& who, Turn& turn,
                             const Response& response);
Result<Response> select_response(Database& database, const Principal& who, const std::string& id);

// `id` empty: only whether there is any key.
Result<KeyLookup> select_key(Database& database, const std::string& id);
Result<std::vector<ApiKey>> select_keys(Database& database);
Result<void> insert_key(Database& database, ApiKey& key);  // Sets its time.
Result<ApiKey> revoke_key(Database& database, const std::string& id_or_name);
Result<void> update_key_use(Database& database, const KeyUse& use);

// Of all owners: the turns that a server left running when it went down.
struct RunningTurn {
  Principal owner;
  std::string id;
};
Result<std::vector<RunningTurn>> select_running_turns(Database& database);

}  // namespace ponder::store
