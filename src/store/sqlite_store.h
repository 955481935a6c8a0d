// The Store on SQLite: hands each call's statements to the writer or to the readers. Internal to
// store/.
#pragma once

#include <string>
#include <vector>

#include "store/folder.h"
#include "store/readers.h"
#include "store/sqlite_history.h"
#include "store/store.h"
#include "store/writer.h"

namespace ponder::store {

class SqliteStore : public Store {
 public:
  SqliteStore(FolderLock lock, Principal local_user, Database writer, std::vector<Database> readers)
      : lock_(std::move(lock)),
        local_user_(std::move(local_user)),
        writer_(std::move(writer)),
        readers_(std::move(readers)) {}

  Principal local_user() const override { return local_user_; }
  History& history() override { return history_; }
  StoreStats stats() const override { return writer_.stats(); }

  Task<Result<Conversation>> create_conversation(Principal who, std::string title) override;
  Task<Result<Conversation>> conversation(Principal who, std::string id) override;
  Task<Result<std::vector<Conversation>>> conversations(Principal who, Listing listing) override;
  Task<Result<void>> change_conversation(Principal who, std::string id,
                                         ConversationChange change) override;
  Task<Result<void>> delete_conversation(Principal who, std::string id) override;
  Task<Result<Turn>> start_turn(Principal who, Turn turn) override;
  Task<Result<void>> append_events(Principal who, std::string turn_id,
                                   std::vector<EventRow> events) override;
  Task<Result<void>> finish_turn(Principal who, std::string turn_id, TurnStatus status,
                                 std::string answer, std::string reasoning) override;
  Task<Result<Turn>> turn(Principal who, std::string id) override;
  Task<Result<std::vector<Turn>>> turns(Principal who, std::string conversation_id) override;
  Task<Result<TurnImage>> turn_image(Principal who, std::string turn_id,
                                     std::uint32_t index) override;
  Task<Result<std::vector<EventRow>>> events(Principal who, std::string turn_id,
                                             std::uint64_t after_seq, std::size_t limit) override;
  Task<Result<Turn>> start_response(Principal who, Turn turn, Response response) override;
  Task<Result<Response>> response(Principal who, std::string id) override;
  Task<Result<KeyLookup>> find_key(std::string id) override;
  Task<Result<void>> note_key_use(KeyUse use) override;

 private:
  FolderLock lock_;  // Given up last.
  Principal local_user_;
  Writer writer_;
  Readers readers_;
  SqliteHistory history_{writer_, readers_};
};

}  // namespace ponder::store
