// Conversations out of the server as files, and in.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/export.h"
#include "api/import/limits.h"
#include "api/json_write.h"
#include "base/base64.h"
#include "http/sse.h"
#include "server/history.h"
#include "server/import_job.h"
#include "server/open_stream.h"
#include "server/replies.h"
#include "server/routes.h"
#include "server/views.h"

namespace ponder::server {
namespace {

struct Format {
  std::string_view name, content_type, ending;
};
constexpr Format kJsonLines{"jsonl", "application/x-ndjson", ".jsonl"};
constexpr Format kMarkdown{"markdown", "text/markdown; charset=utf-8", ".md"};

Result<Format> wanted_format(const http::Request& request) {
  const auto found = request.query.find("format");
  if (found == request.query.end() || found->second == kJsonLines.name) return kJsonLines;
  if (found->second == kMarkdown.name) return kMarkdown;
  return invalid("\"format\" must be jsonl or markdown, not \"" + found->second + "\".", "format");
}

std::pair<std::string, std::string> attachment(const std::string& name, const Format& format) {
  return {"Content-Disposition",
          "attachment; filename=\"" + name + std::string(format.ending) + "\""};
}

using Folders = std::vector<store::Folder>;

std::string folder_name(const Folders& folders, const std::string& id) {
  const auto found = std::ranges::find(folders, id, &store::Folder::id);
  return found == folders.end() ? std::string() : found->name;
}

// Gives the pictures their files as addresses; those that are too much for one conversation get
// none.
Task<Result<void>> put_files(Services services, store::Principal who,
                             std::vector<api::TurnView>& turns) {
  std::uint64_t bytes = 0;
  for (api::TurnView& turn : turns) {
    for (std::uint32_t i = 0; i < turn.images.size(); ++i) {
      api::ImageView& image = turn.images[i];
      image.url.clear();
      if (bytes + image.bytes > import_limits::kExportedImagesBytesMax) continue;
      const auto kept = co_await services.store->turn_image(who, turn.id, i);
      if (!kept) co_return kept.error();
      bytes += image.bytes;
      image.url = data_url(image.media_type, *kept->file);
    }
  }
  co_return Result<void>();
}

// The file's text of one conversation.
Task<Result<std::string>> exported(Services services, store::Principal who, std::string id,
                                   Format format, const Folders& folders) {
  const auto conversation = co_await services.store->conversation(who, id);
  if (!conversation) co_return conversation.error();
  auto turns = co_await services.turns->turns(who, id);
  if (!turns) co_return turns.error();
  if (format.name == kMarkdown.name) {
    const auto path = path_to(*turns, conversation->leaf);
    if (!path) co_return path.error();
    co_return api::export_markdown(view(*conversation), views(*path));
  }
  auto shown = views(*turns);
  const auto filled = co_await put_files(services, who, shown);
  if (!filled) co_return filled.error();
  co_return api::export_line(view(*conversation), folder_name(folders, conversation->folder),
                             shown);
}

Task<http::Answer> export_one(Services services, std::shared_ptr<http::Request> request) {
  const auto format = wanted_format(*request);
  if (!format) co_return error_reply(format.error());
  const store::Principal who = authenticate(services, *request);
  const auto folders = co_await services.store->history().folders(who);
  if (!folders) co_return error_reply(folders.error());
  auto text = co_await exported(services, who, request->params.at("id"), *format, *folders);
  if (!text) co_return error_reply(text.error());
  http::Response response = json_reply(std::move(*text));
  response.content_type = format->content_type;
  response.headers.push_back(attachment("conversation", *format));
  co_return response;
}

// One conversation at a time. One that is deleted meanwhile is left out.
Task<void> send_all(std::shared_ptr<http::SseWriter> out, Services services, store::Principal who,
                    std::vector<std::string> ids, Format format, Folders folders,
                    OpenStream /*open*/) {
  for (const std::string& id : ids) {
    auto text = co_await exported(services, who, id, format, folders);
    if (!text && text.error().code == ErrorCode::kNotFound) continue;
    // Cuts the connection: what has come is not taken for all.
    if (!text) throw std::runtime_error(text.error().message);
    const Result<void> sent = co_await out->send_raw(std::move(*text));
    if (!sent) co_return;
  }
}

Task<http::Answer> export_all(Services services, std::shared_ptr<http::Request> request) {
  const auto format = wanted_format(*request);
  if (!format) co_return error_reply(format.error());
  const store::Principal who = authenticate(services, *request);
  auto ids = co_await services.store->history().conversation_ids(who);
  if (!ids) co_return error_reply(ids.error());
  auto folders = co_await services.store->history().folders(who);
  if (!folders) co_return error_reply(folders.error());
  http::Stream stream;
  stream.content_type = format->content_type;
  stream.headers.push_back(attachment("ponder-history", *format));
  stream.run = [services, who, ids = std::move(*ids), format = *format,
                folders = std::move(*folders),
                open = OpenStream(services)](std::shared_ptr<http::SseWriter> out) {
    return send_all(std::move(out), services, who, ids, format, folders, open);
  };
  co_return stream;
}

std::string report_json(const ImportReport& report) {
  api::JsonWriter out;
  out.begin_object().field("imported", report.imported).key("skipped").begin_list();
  for (const ImportReport::Skipped& one : report.skipped) {
    out.begin_object().field("at", one.at).field("reason", one.reason).end_object();
  }
  return out.end_list().field("skipped_more", report.skipped_more).end_object().take();
}

Task<http::Answer> import_file(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  ImportJob job(*services.store, services.turns->keeper(), who);
  const auto report = co_await job.run(request->body);
  services.changes->tell(who);  // Also of a file that broke in the middle.
  if (!report) co_return error_reply(report.error());
  co_return json_reply(report_json(*report), 201);
}

}  // namespace

void add_transfer_routes(Routes& routes) {
  routes.add("GET", "/api/export", &export_all);
  routes.add("GET", "/api/conversations/{id}/export", &export_one);
  routes.add("POST", "/api/import", &import_file, import_limits::kFileBytesMax);
}

}  // namespace ponder::server
