// Answers that are sent piece by piece: Server-Sent Events (WHATWG HTML, "server-sent events"), and
// long files.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/result.h"

namespace ponder::http {

inline constexpr std::string_view kEventStream = "text/event-stream";

// Writes one response as events. Sends the headers with the first write and a comment line every
// Timeouts::heartbeat of silence. Used on the connection's strand only.
class SseWriter {
 public:
  virtual ~SseWriter() = default;
  // Waits until the bytes are taken by the socket; `frame` holds whole frames (sse_frame).
  // Errors: kCancelled (the client hung up, took nothing for Timeouts::write, the server stops, or
  // the stream has ended). After an error the stream stays closed. Cancelling a send cuts the
  // stream.
  virtual Task<Result<void>> send_raw(std::string frame) = 0;
  virtual bool closed() const = 0;  // As after kCancelled; also set while nothing is written.
  // Runs once on the strand when the stream is cut, at once if it is; never after its own end.
  virtual void on_closed(std::function<void()> callback) = 0;
};

// Formats one event frame; `id` and `event` may be empty, a line break in them becomes a space.
// Each line of `data` gets its own "data:".
std::string sse_frame(std::string_view event, std::string_view data, std::string_view id = {});

// An answer that takes the connection over until `run` returns. An exception from `run` cuts the
// connection, so that the client does not take the stream for a whole one.
struct Stream {
  std::function<Task<void>(std::shared_ptr<SseWriter>)> run;
  std::vector<std::pair<std::string, std::string>> headers = {};
  // Another one: what is sent is no list of events and gets no heartbeat.
  std::string content_type = std::string(kEventStream);
};

}  // namespace ponder::http
