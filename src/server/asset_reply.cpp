#include "server/asset_reply.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "server/gunzip.h"
#include "server/replies.h"

namespace ponder::server {
namespace {

// Where the app shows pages that models made: tools/web.py and web/app/public/canvas have the file.
constexpr std::string_view kCanvas = "/canvas/frame.html";

// Files here have their content's hash in their name: what a name stands for never changes.
constexpr std::string_view kHashed = "/assets/";

// What somebody shared is for those who have the link.
constexpr std::string_view kShared = "/share/";

// All that the app needs comes from this server, and nobody may frame it. Styles may stand in
// elements (diagrams and formulas carry theirs), scripts may not.
constexpr std::string_view kAppPolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

// A page that a model made gets an origin of its own, also in a tab of its own, and no network.
constexpr std::string_view kCanvasPolicy =
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:; "
    "connect-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types default";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3; "q=0" refuses).
bool takes_gzip(std::string_view accepted) {
  while (!accepted.empty()) {
    const std::string_view item = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(item.size() + 1, accepted.size()));
    const std::string_view coding = trimmed(item.substr(0, item.find(';')));
    if (coding != "gzip" && coding != "*") continue;
    const auto weight = item.find("q=");
    return weight == std::string_view::npos ||
           item.find_first_of("123456789", weight) != std::string_view::npos;
  }
  return false;
}

// Whether an If-None-Match header names `etag`.
bool names(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

http::Response asset_reply(const Asset& asset, const http::Request& request) {
  http::Response response;
  response.content_type = asset.content_type;
  const bool canvas = asset.path == kCanvas;
  const bool hashed = asset.path.starts_with(kHashed);
  response.headers = {
      {"Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache"},
      {"ETag", "W/" + std::string(asset.etag)},
      {"Vary", "Accept-Encoding"},
      {"Content-Security-Policy", std::string(canvas ? kCanvasPolicy : kAppPolicy)},
      {"X-Content-Type-Options", "nosniff"},
      {"X-DNS-Prefetch-Control", "off"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      // With "no-referrer" browsers would name no origin in the forms that sign in and out.
      {"Referrer-Policy", canvas ? "no-referrer" : "same-origin"}};
  if (request.path.starts_with(kShared)) keep_from_robots(response);
  if (names(request.header("if-none-match"), asset.etag)) {
    response.status = 304;
  } else if (takes_gzip(request.header("accept-encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body.assign(asset.gzip);
  } else {
    auto plain = gunzip(asset.gzip);
    if (!plain) return error_reply(plain.error());
    response.body = std::move(*plain);
  }
  return response;
}

Task<http::Answer> show(const Asset* asset, std::shared_ptr<http::Request> request) {
  co_return asset_reply(*asset, *request);
}

}  // namespace

http::Handler asset_handler(const Asset& asset) {
  return
      [&asset](std::shared_ptr<http::Request> request) { return show(&asset, std::move(request)); };
}

const Asset& portal_file(std::string_view path) {
  const std::span files(portal_begin(), portal_count());
  return *std::ranges::find(files, path, &Asset::path);
}

}  // namespace ponder::server
