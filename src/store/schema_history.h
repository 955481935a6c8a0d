// The step of the schema that makes a history of the conversations: a tree of turns, folders,
// search in titles and messages, shared copies, summaries, settings. Internal to store/.
#pragma once

#include <string_view>

namespace ponder::store {

// search: an index without texts of its own, which the triggers keep in step with the rows. Its
// row ids must not move, so that search_rows gives them out: a VACUUM may renumber the tables of
// texts. Conversations of kept responses are not searched.
inline constexpr std::string_view kHistorySchema = R"sql(
CREATE TABLE folders (
  id         TEXT NOT NULL PRIMARY KEY,
  owner      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  UNIQUE (owner, name)
) STRICT;

ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
ALTER TABLE conversations ADD COLUMN folder TEXT REFERENCES folders (id) ON DELETE SET NULL;
-- The last turn of the path that is shown; empty: there is none yet.
ALTER TABLE conversations ADD COLUMN leaf TEXT NOT NULL DEFAULT '';
-- Where it was imported from, so that it is imported once; empty: it began here.
ALTER TABLE conversations ADD COLUMN source TEXT NOT NULL DEFAULT '';
CREATE INDEX conversations_by_folder ON conversations (folder) WHERE folder IS NOT NULL;
CREATE INDEX conversations_pinned ON conversations (owner, updated_ms) WHERE pinned = 1;
CREATE UNIQUE INDEX conversations_by_source ON conversations (owner, source) WHERE source <> '';

-- The turn that it follows; empty: it begins the conversation anew.
ALTER TABLE turns ADD COLUMN parent TEXT NOT NULL DEFAULT '';
UPDATE turns SET parent = coalesce(
  (SELECT before.id FROM turns AS before
   WHERE before.conversation_id = turns.conversation_id AND before.position = turns.position - 1),
  '');
UPDATE conversations SET leaf = coalesce(
  (SELECT id FROM turns WHERE conversation_id = conversations.id ORDER BY position DESC LIMIT 1),
  '');

-- turn_id NULL: the conversation's title.
CREATE TABLE search_rows (
  id              INTEGER PRIMARY KEY,
  conversation_id TEXT NOT NULL,
  turn_id         TEXT UNIQUE
) STRICT;
CREATE UNIQUE INDEX search_titles ON search_rows (conversation_id) WHERE turn_id IS NULL;
CREATE VIEW search_texts AS
  SELECT search_rows.id AS id, coalesce(turns.input, conversations.title) AS said,
         coalesce(turns.answer, '') AS answer
  FROM search_rows
  LEFT JOIN turns ON turns.id = search_rows.turn_id
  LEFT JOIN conversations ON conversations.id = search_rows.conversation_id;
CREATE VIRTUAL TABLE search USING fts5 (
  said, answer, content = 'search_texts', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO search_rows (conversation_id) SELECT id FROM conversations WHERE hidden = 0;
INSERT INTO search_rows (conversation_id, turn_id)
  SELECT turns.conversation_id, turns.id FROM turns
  JOIN conversations ON conversations.id = turns.conversation_id WHERE conversations.hidden = 0;
INSERT INTO search (search) VALUES ('rebuild');

CREATE TRIGGER search_title_made AFTER INSERT ON conversations WHEN new.hidden = 0 BEGIN
  INSERT INTO search_rows (conversation_id) VALUES (new.id);
  INSERT INTO search (rowid, said, answer)
    SELECT id, new.title, '' FROM search_rows
    WHERE conversation_id = new.id AND turn_id IS NULL;
END;
CREATE TRIGGER search_title_changed AFTER UPDATE OF title ON conversations BEGIN
  INSERT INTO search (search, rowid, said, answer)
    SELECT 'delete', id, old.title, '' FROM search_rows
    WHERE conversation_id = old.id AND turn_id IS NULL;
  INSERT INTO search (rowid, said, answer)
    SELECT id, new.title, '' FROM search_rows
    WHERE conversation_id = new.id AND turn_id IS NULL;
END;
CREATE TRIGGER search_title_gone AFTER DELETE ON conversations BEGIN
  INSERT INTO search (search, rowid, said, answer)
    SELECT 'delete', id, old.title, '' FROM search_rows
    WHERE conversation_id = old.id AND turn_id IS NULL;
  DELETE FROM search_rows WHERE conversation_id = old.id AND turn_id IS NULL;
END;
CREATE TRIGGER search_turn_made AFTER INSERT ON turns
WHEN (SELECT hidden FROM conversations WHERE id = new.conversation_id) = 0 BEGIN
  INSERT INTO search_rows (conversation_id, turn_id) VALUES (new.conversation_id, new.id);
  INSERT INTO search (rowid, said, answer)
    SELECT id, new.input, new.answer FROM search_rows WHERE turn_id = new.id;
END;
CREATE TRIGGER search_turn_changed AFTER UPDATE OF input, answer ON turns BEGIN
  INSERT INTO search (search, rowid, said, answer)
    SELECT 'delete', id, old.input, old.answer FROM search_rows WHERE turn_id = old.id;
  INSERT INTO search (rowid, said, answer)
    SELECT id, new.input, new.answer FROM search_rows WHERE turn_id = new.id;
END;
CREATE TRIGGER search_turn_gone AFTER DELETE ON turns BEGIN
  INSERT INTO search (search, rowid, said, answer)
    SELECT 'delete', id, old.input, old.answer FROM search_rows WHERE turn_id = old.id;
  DELETE FROM search_rows WHERE turn_id = old.id;
END;

-- copy_json: the conversation as it was when it was shared.
CREATE TABLE shares (
  token           TEXT NOT NULL PRIMARY KEY,
  owner           TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
  copy_json       TEXT NOT NULL,
  created_ms      INTEGER NOT NULL
) STRICT;

-- What stands for a turn and all before it where the whole does not fit the model's context.
CREATE TABLE summaries (
  turn_id         TEXT NOT NULL PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
  owner           TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  summary         TEXT NOT NULL,
  model           TEXT NOT NULL,
  created_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX summaries_by_conversation ON summaries (conversation_id);

CREATE TABLE settings (
  owner         TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  settings_json TEXT NOT NULL
) STRICT;
)sql";

}  // namespace ponder::store
