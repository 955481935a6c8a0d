// What a user does with the history of conversations: folders, search. Owners, threads and errors
// as in store/store.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "store/conversation.h"
#include "store/principal.h"

namespace ponder::store {

struct Folder {
  std::string id;
  std::string name;
  std::int64_t created_ms = 0;
  bool operator==(const Folder&) const = default;
};

struct SearchHit {
  std::string conversation_id;
  std::string title;    // Of the conversation.
  std::string turn_id;  // Empty: found in the title.
  // The text around what was found, cut into pieces: plain, found, plain, found... The first may be
  // empty.
  std::vector<std::string> pieces;
};

// A conversation with its turns that did not begin here: all but the times of its row are kept.
struct ImportedRows {
  Conversation conversation;  // With the id that it gets; `folder` is a name, which is made if need
                              // be. One pin or folder too many is left out.
  std::string source;         // The same for the same conversation; empty: unknown.
  std::vector<Turn> turns;    // Parents before those that follow them; positions are set.
};

// A copy of a conversation that whoever knows the token may read.
struct Share {
  std::string token;
  std::string copy_json;
  std::int64_t created_ms = 0;
};

// What stands for a turn and all before it where a model cannot be told the whole.
struct Summary {
  std::string turn_id;  // The last turn that it covers.
  std::string text;
  std::string model;
  std::int64_t created_ms = 0;
  bool operator==(const Summary&) const = default;
};

class History {
 public:
  virtual ~History() = default;

  // Sets id and time. kConflict: the name is in use, or history_limits::kFoldersMax are there.
  virtual Task<Result<Folder>> create_folder(Principal who, std::string name) = 0;
  virtual Task<Result<std::vector<Folder>>> folders(Principal who) = 0;  // By name.
  virtual Task<Result<Folder>> rename_folder(Principal who, std::string id, std::string name) = 0;
  virtual Task<Result<void>> delete_folder(Principal who,
                                           std::string id) = 0;  // Not what is in it.

  // Titles and messages that hold all words of `text` or words that begin so, best first; any text
  // is taken as words. Where it has letters of a script that is written without spaces, or none at
  // all: those that hold its words as they are, titles first, then the newest. At most `limit` and
  // history_limits::kSearchHitsMax. kTooLong: history_limits::kSearchBytesMax.
  virtual Task<Result<std::vector<SearchHit>>> search(Principal who, std::string text,
                                                      std::size_t limit) = 0;

  // Keeps the copy, in place of an earlier one, whose token then stays. Returns the token that
  // holds.
  virtual Task<Result<std::string>> share(Principal who, std::string conversation_id,
                                          Share share) = 0;
  // kNotFound: also where it is not shared.
  virtual Task<Result<void>> unshare(Principal who, std::string conversation_id) = 0;
  virtual Task<Result<Share>> shared(std::string token) = 0;  // For anybody.
  // A picture of a turn of the conversation that is shared so, also of a turn that the copy does
  // not have: see there first. For anybody.
  virtual Task<Result<TurnImage>> shared_image(std::string token, std::string turn_id,
                                               std::uint32_t index) = 0;

  // Sets its time; takes the place of an earlier one of the same turn.
  virtual Task<Result<void>> add_summary(Principal who, std::string conversation_id,
                                         Summary summary) = 0;
  virtual Task<Result<std::vector<Summary>>> summaries(Principal who,
                                                       std::string conversation_id) = 0;

  virtual Task<Result<std::string>> settings_json(Principal who) = 0;  // "{}": none are kept.
  virtual Task<Result<void>> keep_settings(Principal who, std::string settings_json) = 0;

  // Of all conversations that are listed or archived, newest first.
  virtual Task<Result<std::vector<std::string>>> conversation_ids(Principal who) = 0;
  // False: a conversation of this source is here already.
  virtual Task<Result<bool>> import_conversation(Principal who, ImportedRows rows) = 0;
};

}  // namespace ponder::store
