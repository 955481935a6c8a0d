// The History on SQLite: hands each call's statements to the writer or to the readers. Internal to
// store/.
#pragma once

#include <string>
#include <vector>

#include "store/history.h"
#include "store/readers.h"
#include "store/writer.h"

namespace ponder::store {

class SqliteHistory : public History {
 public:
  SqliteHistory(Writer& writer, Readers& readers) : writer_(writer), readers_(readers) {}

  Task<Result<Folder>> create_folder(Principal who, std::string name) override;
  Task<Result<std::vector<Folder>>> folders(Principal who) override;
  Task<Result<Folder>> rename_folder(Principal who, std::string id, std::string name) override;
  Task<Result<void>> delete_folder(Principal who, std::string id) override;
  Task<Result<std::vector<SearchHit>>> search(Principal who, std::string text,
                                              std::size_t limit) override;
  Task<Result<std::string>> share(Principal who, std::string conversation_id, Share share) override;
  Task<Result<void>> unshare(Principal who, std::string conversation_id) override;
  Task<Result<Share>> shared(std::string token) override;
  Task<Result<TurnImage>> shared_image(std::string token, std::string turn_id,
                                       std::uint32_t index) override;
  Task<Result<void>> add_summary(Principal who, std::string conversation_id,
                                 Summary summary) override;
  Task<Result<std::vector<Summary>>> summaries(Principal who, std::string conversation_id) override;
  Task<Result<std::string>> settings_json(Principal who) override;
  Task<Result<void>> keep_settings(Principal who, std::string settings_json) override;
  Task<Result<std::vector<std::string>>> conversation_ids(Principal who) override;
  Task<Result<bool>> import_conversation(Principal who, ImportedRows rows) override;

 private:
  Writer& writer_;
  Readers& readers_;
};

}  // namespace ponder::store
