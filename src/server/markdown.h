// Markdown of a model as HTML that is safe to show: its own HTML is left out, and links lead only
// where a click may go.
#pragma once

#include <string>
#include <string_view>

namespace ponder::server {

// CommonMark with GitHub's tables, strikethrough and plain links. Raw HTML, pictures and addresses
// such as "javascript:" are left out.
std::string markdown_html(std::string_view markdown);

}  // namespace ponder::server
