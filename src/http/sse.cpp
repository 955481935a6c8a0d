// The text format of Server-Sent Events.
#include "http/sse.h"

namespace ponder::http {
namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  for (const char c : value) {
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  out += '\n';
}

}  // namespace

std::string sse_frame(std::string_view event, std::string_view data, std::string_view id) {
  std::string out;
  out.reserve(event.size() + data.size() + id.size() + 32);
  if (!id.empty()) {
    append_field(out, "id", id);
  }
  if (!event.empty()) {
    append_field(out, "event", event);
  }
  // CR, LF and CRLF each end a line for the reader.
  for (;;) {
    const auto end = data.find_first_of("\r\n");
    append_field(out, "data", data.substr(0, end));
    if (end == std::string_view::npos) {
      break;
    }
    const bool pair = data[end] == '\r' && end + 1 < data.size() && data[end + 1] == '\n';
    data.remove_prefix(end + (pair ? 2 : 1));
  }
  out += '\n';
  return out;
}

}  // namespace ponder::http
