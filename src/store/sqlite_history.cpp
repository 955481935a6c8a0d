#include "store/sqlite_history.h"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "store/rows_history.h"
#include "store/sqlite.h"

namespace ponder::store {

Task<Result<Folder>> SqliteHistory::create_folder(Principal who, std::string name) {
  std::function<Result<Folder>(Database&)> change = [who = std::move(who),
                                                     name = std::move(name)](Database& database) {
    return insert_folder(database, who, name);
  };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<std::vector<Folder>>> SqliteHistory::folders(Principal who) {
  std::function<Result<std::vector<Folder>>(Database&)> query =
      [who = std::move(who)](Database& database) { return select_folders(database, who); };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<Folder>> SqliteHistory::rename_folder(Principal who, std::string id, std::string name) {
  std::function<Result<Folder>(Database&)> change = [who = std::move(who), id = std::move(id),
                                                     name = std::move(name)](Database& database) {
    return update_folder(database, who, id, name);
  };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<void>> SqliteHistory::delete_folder(Principal who, std::string id) {
  Writer::Change change = [who = std::move(who), id = std::move(id)](Database& database) {
    return delete_folder_row(database, who, id);
  };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<std::vector<SearchHit>>> SqliteHistory::search(Principal who, std::string text,
                                                           std::size_t limit) {
  std::function<Result<std::vector<SearchHit>>(Database&)> query =
      [who = std::move(who), text = std::move(text), limit](Database& database) {
        return search_rows(database, who, text, limit);
      };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<std::string>> SqliteHistory::share(Principal who, std::string conversation_id,
                                               Share share) {
  std::function<Result<std::string>(Database&)> change =
      [who = std::move(who), id = std::move(conversation_id), share = std::move(share)](
          Database& database) { return upsert_share(database, who, id, share); };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<void>> SqliteHistory::unshare(Principal who, std::string conversation_id) {
  Writer::Change change = [who = std::move(who), id = std::move(conversation_id)](
                              Database& database) { return delete_share(database, who, id); };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<Share>> SqliteHistory::shared(std::string token) {
  std::function<Result<Share>(Database&)> query = [token = std::move(token)](Database& database) {
    return select_share(database, token);
  };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<TurnImage>> SqliteHistory::shared_image(std::string token, std::string turn_id,
                                                    std::uint32_t index) {
  std::function<Result<TurnImage>(Database&)> query =
      [token = std::move(token), id = std::move(turn_id), index](Database& database) {
        return select_shared_image(database, token, id, index);
      };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<void>> SqliteHistory::add_summary(Principal who, std::string conversation_id,
                                              Summary summary) {
  Writer::Change change = [who = std::move(who), id = std::move(conversation_id),
                           summary = std::move(summary)](Database& database) {
    return upsert_summary(database, who, id, summary);
  };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<std::vector<Summary>>> SqliteHistory::summaries(Principal who,
                                                            std::string conversation_id) {
  std::function<Result<std::vector<Summary>>(Database&)> query =
      [who = std::move(who), id = std::move(conversation_id)](Database& database) {
        return select_summaries(database, who, id);
      };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<std::string>> SqliteHistory::settings_json(Principal who) {
  std::function<Result<std::string>(Database&)> query = [who = std::move(who)](Database& database) {
    return select_settings(database, who);
  };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<void>> SqliteHistory::keep_settings(Principal who, std::string settings_json) {
  Writer::Change change = [who = std::move(who), json = std::move(settings_json)](
                              Database& database) { return upsert_settings(database, who, json); };
  co_return co_await writer_.write(std::move(change));
}

Task<Result<std::vector<std::string>>> SqliteHistory::conversation_ids(Principal who) {
  std::function<Result<std::vector<std::string>>(Database&)> query =
      [who = std::move(who)](Database& database) { return select_conversation_ids(database, who); };
  co_return co_await readers_.read(std::move(query));
}

Task<Result<bool>> SqliteHistory::import_conversation(Principal who, ImportedRows rows) {
  std::function<Result<bool>(Database&)> change = [who = std::move(who),
                                                   rows = std::move(rows)](Database& database) {
    return insert_imported(database, who, rows);
  };
  co_return co_await writer_.write(std::move(change));
}

}  // namespace ponder::store
