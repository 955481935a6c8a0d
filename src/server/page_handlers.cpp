// The web app at / and its files, out of the program itself.
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "server/asset_reply.h"
#include "server/assets.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

constexpr std::string_view kIndex = "/index.html";

}  // namespace

void add_page_routes(Routes& routes) {
  for (const Asset& asset : std::span(assets_begin(), assets_count())) {
    const auto handler = asset_handler(asset);
    routes.add("GET", std::string(asset.path), handler);
    if (asset.path != kIndex) continue;
    routes.add("GET", "/", handler);
    routes.add("GET", "/share/{id}", handler);  // The app shows it alone.
  }
}

}  // namespace ponder::server
