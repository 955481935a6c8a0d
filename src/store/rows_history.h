// The statements of store/history.h, one function a call; each sees only the owner's rows. Internal
// to store/.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/history.h"
#include "store/sqlite.h"

namespace ponder::store {

Result<Folder> insert_folder(Database& database, const Principal& who, const std::string& name);
Result<std::vector<Folder>> select_folders(Database& database, const Principal& who);
Result<Folder> update_folder(Database& database, const Principal& who, const std::string& id,
                             const std::string& name);
Result<void> delete_folder_row(Database& database, const Principal& who, const std::string& id);

Result<std::vector<SearchHit>> search_rows(Database& database, const Principal& who,
                                           const std::string& text, std::size_t limit);

// Returns the token that holds.
Result<std::string> upsert_share(Database& database, const Principal& who,
                                 const std::string& conversation_id, const Share& share);
Result<void> delete_share(Database& database, const Principal& who,
                          const std::string& conversation_id);
Result<Share> select_share(Database& database, const std::string& token);
Result<TurnImage> select_shared_image(Database& database, const std::string& token,
                                      const std::string& turn_id, std::uint32_t index);

Result<void> upsert_summary(Database& database, const Principal& who,
                            const std::string& conversation_id, const Summary& summary);
Result<std::vector<Summary>> select_summaries(Database& database, const Principal& who,
                                              const std::string& conversation_id);

Result<std::string> select_settings(Database& database, const Principal& who);
Result<void> upsert_settings(Database& database, const Principal& who, const std::string& json);

Result<std::vector<std::string>> select_conversation_ids(Database& database, const Principal& who);
// False: it is here already.
Result<bool> insert_imported(Database& database, const Principal& who, const ImportedRows& rows);

}  // namespace ponder::store
