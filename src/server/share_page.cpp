#include "server/share_page.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "api/share.h"
#include "base/html.h"
#include "server/markdown.h"
#include "server/replies.h"

namespace ponder::server {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

http::Response page(unsigned status, const std::string& title, const std::string& inside) {
  http::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Cache-Control", "no-store"},
                      {"Content-Security-Policy", std::string(kPolicy)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"}};
  keep_from_robots(response);
  response.body =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"" +
      std::string(kNoRobots) + "\">\n<title>" + html_escaped(title) +
      "</title>\n<link rel=\"stylesheet\" href=\"/portal/portal.css\">\n"
      "<link rel=\"stylesheet\" href=\"/portal/share.css\">\n</head>\n<body>\n<main>\n" +
      inside + "</main>\n</body>\n</html>\n";
  return response;
}

std::string turn_html(const api::SharedTurn& turn, const std::string& token) {
  std::string html = "<article>\n<div class=\"question\" dir=\"auto\">";
  for (std::size_t i = 0; i < turn.images.size(); ++i) {
    const std::string& name = turn.images[i];
    html += "<img src=\"/api/shares/" + html_escaped(token) + "/turns/" + html_escaped(turn.id) +
            "/images/" + std::to_string(i) + "\" alt=\"" +
            html_escaped(name.empty() ? "A picture" : name) + "\">\n";
  }
  html += html_escaped(turn.input) + "</div>\n";
  html += "<div class=\"answer\" dir=\"auto\">\n";
  html += turn.answer.empty() ? "<p class=\"note\">No answer.</p>\n" : markdown_html(turn.answer);
  html += "</div>\n<p class=\"note\" dir=\"auto\">" + html_escaped(turn.model) + " &middot; " +
          html_escaped(turn.mode) + "</p>\n</article>\n";
  return html;
}

}  // namespace

http::Response share_page(const std::string& copy_json, const std::string& token) {
  const auto copy = api::decode_shared(copy_json);
  if (!copy) return share_missing_page(copy.error());
  std::string inside = "<header>\n<h1 dir=\"auto\">" + html_escaped(copy->title) +
                       "</h1>\n<p class=\"note\">A conversation that somebody shared, as it was "
                       "then. It cannot be answered here.</p>\n</header>\n";
  for (const api::SharedTurn& turn : copy->turns) inside += turn_html(turn, token);
  return page(200, copy->title, inside);
}

http::Response share_missing_page(const Error& error) {
  return page(404, "Nothing is shared here",
              "<header>\n<h1>Nothing is shared here</h1>\n<p class=\"note\">" +
                  html_escaped(error.message) + "</p>\n</header>\n");
}

}  // namespace ponder::server
