// The pictures of questions: of one's own turns, and of those that somebody shared.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "api/share.h"
#include "server/query.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

http::Response picture(store::TurnImage image, const char* cache) {
  http::Response response;
  response.content_type = std::move(image.media_type);
  response.headers = {{"Cache-Control", cache},
                      {"Content-Security-Policy", "default-src 'none'"},
                      {"X-Content-Type-Options", "nosniff"}};
  keep_from_robots(response);
  response.body = *image.file;
  return response;
}

Task<http::Answer> show_image(Services services, std::shared_ptr<http::Request> request) {
  const auto index = parse_number<std::uint32_t>(request->params.at("index"), "index");
  if (!index) co_return error_reply(index.error());
  auto image = co_await services.store->turn_image(authenticate(services, *request),
                                                   request->params.at("id"), *index);
  if (!image) co_return error_reply(image.error());
  co_return picture(std::move(*image), "private, max-age=31536000, immutable");
}

// Of the turns that the copy shows, and of no others.
Task<http::Answer> show_shared_image(Services services, std::shared_ptr<http::Request> request) {
  const auto index = parse_number<std::uint32_t>(request->params.at("index"), "index");
  if (!index) co_return error_reply(index.error());
  const std::string& token = request->params.at("share");
  const std::string& id = request->params.at("id");
  const auto shared = co_await services.store->history().shared(token);
  if (!shared) co_return error_reply(shared.error());
  const auto copy = api::decode_shared(shared->copy_json);
  if (!copy) co_return error_reply(copy.error());
  if (std::ranges::find(copy->turns, id, &api::SharedTurn::id) == copy->turns.end()) {
    co_return error_reply({ErrorCode::kNotFound, "There is no turn " + id + " in what is shared."});
  }
  auto image = co_await services.store->history().shared_image(token, id, *index);
  if (!image) co_return error_reply(image.error());
  co_return picture(std::move(*image), "no-store");
}

}  // namespace

void add_turn_image_routes(Routes& routes) {
  routes.add("GET", "/api/turns/{id}/images/{index}", &show_image);
  routes.add("GET", "/api/shares/{share}/turns/{id}/images/{index}", &show_shared_image);
}

}  // namespace ponder::server
