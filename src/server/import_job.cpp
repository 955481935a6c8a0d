#include "server/import_job.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/import/conversation.h"
#include "api/import/limits.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "server/history.h"
#include "server/log_reader.h"
#include "server/zip_archive.h"

namespace ponder::server {
namespace {

constexpr std::size_t kPieceBytes = 1U << 20U;

store::TurnStatus status_from(const std::string& name) {
  using store::TurnStatus;
  for (const TurnStatus status :
       {TurnStatus::kFinished, TurnStatus::kFailed, TurnStatus::kStopped}) {
    if (store::turn_status_name(status) == name) return status;
  }
  return TurnStatus::kInterrupted;
}

std::string title_of(const api::ImportedConversation& conversation) {
  if (conversation.title.empty()) return title_from(conversation.turns.front().input);
  return std::string(utf8_begin(conversation.title, limits::kTitleBytesMax));
}

// Of one without an id: the same text is the same conversation.
std::string source_of(const api::ImportedConversation& conversation, const std::string& text) {
  if (!conversation.source.empty()) return conversation.source;
  return "sha256:" + sha256_of(text);
}

store::Turn row_of(api::ImportedTurn& turn, const std::vector<store::Turn>& before) {
  store::Turn row;
  row.id = make_id("turn_");
  if (turn.parent) row.parent = before[*turn.parent].id;
  row.model = std::move(turn.model);
  row.mode = std::move(turn.mode);
  row.request_json = std::move(turn.settings_json);
  row.input = std::move(turn.input);
  row.answer = std::move(turn.answer);
  row.reasoning = std::move(turn.reasoning);
  row.status = status_from(turn.status);
  row.created_ms = turn.created_ms;
  row.finished_ms = std::max(turn.finished_ms, turn.created_ms);
  row.last_seq = closing_events(row, {}).size();
  return row;
}

store::ImportedRows rows_of(api::ImportedConversation conversation, const std::string& text) {
  store::ImportedRows rows;
  rows.source = source_of(conversation, text);
  rows.conversation.id = make_id("conv_");
  rows.conversation.title = title_of(conversation);
  rows.conversation.created_ms = conversation.created_ms;
  rows.conversation.updated_ms = conversation.updated_ms;
  rows.conversation.pinned = conversation.pinned;
  rows.conversation.archived = conversation.archived;
  rows.conversation.folder = std::move(conversation.folder);
  for (api::ImportedTurn& turn : conversation.turns) {
    rows.turns.push_back(row_of(turn, rows.turns));
  }
  rows.conversation.leaf = rows.turns[conversation.leaf].id;
  return rows;
}

// Exports hold other files too: users, settings, pictures.
bool holds_conversations(std::string_view name) {
  name.remove_prefix(name.rfind('/') + 1);  // npos + 1 is 0.
  return name.starts_with("conversations") && name.ends_with(".json");
}
bool holds_json(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".jsonl");
}

}  // namespace

Task<Result<ImportReport>> ImportJob::run(std::string_view file) {
  Result<void> read;
  if (is_zip(file)) {
    read = co_await read_zip(file);
  } else {
    read = co_await read_plain(file);
  }
  if (read && !understood_ && !report_.skipped.empty()) {
    read = invalid("Nothing in the file could be imported. The first problem: " +
                   report_.skipped.front().reason);
  }
  if (read) co_return std::move(report_);
  Error error = read.error();
  if (report_.imported > 0) {
    error.message += " The " + std::to_string(report_.imported) +
                     " conversations before it were imported; another try does not double them.";
  }
  co_return error;
}

Task<Result<void>> ImportJob::read_plain(std::string_view file) {
  api::JsonSplitter splitter(import_limits::kConversationBytesMax);
  while (!file.empty()) {
    const Result<void> read = co_await read_piece(splitter, file.substr(0, kPieceBytes));
    if (!read) co_return read;
    file.remove_prefix(std::min(file.size(), kPieceBytes));
  }
  co_return splitter.finish();
}

Task<Result<void>> ImportJob::read_zip(std::string_view archive) {
  auto entries = zip_entries(archive);
  if (!entries) co_return entries.error();
  const bool named = std::ranges::any_of(
      *entries, [](const ZipEntry& entry) { return holds_conversations(entry.name); });
  std::erase_if(*entries, [named](const ZipEntry& entry) {
    return named ? !holds_conversations(entry.name) : !holds_json(entry.name);
  });
  if (entries->empty()) {
    co_return invalid("The zip archive holds no conversations.json and no other JSON file.");
  }
  for (const ZipEntry& entry : *entries) {
    auto stream = ZipStream::open(entry);
    if (!stream) co_return stream.error();
    api::JsonSplitter splitter(import_limits::kConversationBytesMax);
    for (;;) {
      const auto piece = stream->next();
      if (!piece) co_return piece.error();
      if (piece->empty()) break;
      unpacked_bytes_ += piece->size();
      if (unpacked_bytes_ > import_limits::kUnpackedBytesMax) {
        co_return Error{ErrorCode::kTooLarge, "The files in the zip archive have more than " +
                                                  std::to_string(import_limits::kUnpackedBytesMax) +
                                                  " bytes, which is the limit."};
      }
      const Result<void> read = co_await read_piece(splitter, *piece);
      if (!read) co_return read;
    }
    if (const Result<void> whole = splitter.finish(); !whole) co_return whole;
  }
  co_return Result<void>();
}

Task<Result<void>> ImportJob::read_piece(api::JsonSplitter& splitter, std::string_view piece) {
  for (auto& entry : splitter.feed(piece)) {
    const Result<void> taken = co_await take(std::move(entry.text), entry.bytes);
    if (!taken) co_return taken;
  }
  if (const auto& error = splitter.error()) co_return *error;
  co_return Result<void>();
}

Task<Result<void>> ImportJob::take(std::string text, std::uint64_t bytes) {
  ++seen_;
  if (text.empty()) {
    skip("The conversation has " + std::to_string(bytes) + " bytes; the limit is " +
         std::to_string(import_limits::kConversationBytesMax) + ".");
    co_return Result<void>();
  }
  auto conversation = api::read_imported(text);
  if (!conversation) {
    skip(conversation.error().message);
    co_return Result<void>();
  }
  std::vector<std::vector<store::TurnImage>> images;
  for (api::ImportedTurn& turn : conversation->turns) {
    auto kept = co_await keeper_.keep(who_, std::move(turn.images));
    if (!kept) {
      skip("Turn " + std::to_string(images.size() + 1) + ", " + kept.error().param + ": " +
           kept.error().message);
      co_return Result<void>();
    }
    images.push_back(std::move(*kept));
  }
  understood_ = true;
  auto rows = rows_of(std::move(*conversation), text);
  for (std::size_t i = 0; i < images.size(); ++i) rows.turns[i].images = std::move(images[i]);
  const auto fresh = co_await store_.history().import_conversation(who_, std::move(rows));
  if (!fresh) co_return fresh.error();
  if (*fresh) {
    ++report_.imported;
  } else {
    skip("It is here already.");
  }
  co_return Result<void>();
}

void ImportJob::skip(std::string reason) {
  if (report_.skipped.size() < import_limits::kSkippedShownMax) {
    report_.skipped.push_back({seen_, std::move(reason)});
  } else {
    ++report_.skipped_more;
  }
}

}  // namespace ponder::server
