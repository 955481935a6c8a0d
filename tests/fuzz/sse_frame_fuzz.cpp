// The writer of Server-Sent Events, against a reader of them: whatever is written as one frame is
// read as one event, with the same data.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "fuzz.h"
#include "http/sse.h"

namespace {

using ponder::fuzz::require;

struct Read {
  int events = 0;
  std::string event, data, id;
};

// As the specification of EventSource says, for one whole stream. Lines end with LF here: the
// writer is required to send no CR.
Read read_stream(std::string_view text) {
  Read read;
  bool has_data = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    require(end != std::string_view::npos, "the last line is ended");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.empty()) {
      if (has_data) ++read.events;
      has_data = false;
      continue;
    }
    const std::size_t colon = line.find(": ");
    require(colon != std::string_view::npos, "a line has a name and a value");
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = line.substr(colon + 2);
    if (name == "data") {
      if (std::exchange(has_data, true)) read.data += '\n';
      read.data += value;
    } else if (name == "event") {
      read.event = value;
    } else if (name == "id") {
      read.id = value;
    } else {
      require(false, "no other field is written");
    }
  }
  return read;
}

std::string with_line_feeds(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i] == '\r' ? '\n' : text[i];
  }
  return out;
}

std::string in_one_line(std::string text) {
  for (char& c : text) {
    if (c == '\r' || c == '\n') c = ' ';
  }
  return text;
}

}  // namespace

// The first two bytes say where the input is cut into event, id and data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string text = ponder::fuzz::text_of(data + 2, size - 2);
  const std::size_t event_bytes = std::min<std::size_t>(data[0], text.size());
  const std::size_t id_bytes = std::min<std::size_t>(data[1], text.size() - event_bytes);
  const std::string event = text.substr(0, event_bytes);
  const std::string id = text.substr(event_bytes, id_bytes);
  const std::string content = text.substr(event_bytes + id_bytes);

  const std::string frame = ponder::http::sse_frame(event, content, id);
  require(frame.find('\r') == std::string::npos, "no carriage return is sent");
  require(frame.ends_with("\n\n"), "a frame ends with an empty line");
  const Read read = read_stream(frame);
  require(read.events == 1, "a frame is one event");
  require(read.data == with_line_feeds(content), "the data comes through");
  require(read.event == in_one_line(event) && read.id == in_one_line(id), "the names come through");
  return 0;
}
