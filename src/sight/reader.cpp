#include "sight/reader.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "base/sha256.h"
#include "image/image.h"
#include "image/measure.h"
#include "image/transform.h"
#include "sight/codes.h"
#include "sight/limits.h"
#include "sight/ocr.h"
#include "sight/reading.h"

namespace ponder::sight {
namespace {

// So sure of so many letters that no other attempt is worth its time.
constexpr float kClear = 3.0F;

struct Attempt {
  std::vector<Line> lines;
  std::uint32_t turned = 0;
};

// Boxes of a picture that was enlarged, in the picture's own pixels.
void shrink_boxes(std::vector<Line>& lines, std::uint32_t times) {
  for (Line& line : lines) {
    line.box = {line.box.left / times, line.box.top / times, line.box.width / times,
                line.box.height / times};
  }
}

// Tries one way after the other until something is read clearly; the best attempt counts.
Result<Attempt> read_text(const image::Picture& picture) {
  constexpr std::uint32_t kSmallSide = 700;  // Below, letters are too small for Tesseract.
  const std::uint32_t longer = std::max(picture.width, picture.height);
  const std::uint32_t times = longer < kSmallSide ? 2 : 1;
  const image::Picture ground = image::enlarged(image::for_reading(picture), times);
  Attempt best;
  const auto attempt = [&](const image::Picture& view, Layout layout,
                           std::uint32_t turned) -> Result<bool> {
    auto lines = read_lines(view, layout);
    if (!lines) return lines.error();
    shrink_boxes(*lines, times);
    if (worth_of(*lines) > worth_of(best.lines)) best = {std::move(*lines), turned};
    return worth_of(best.lines) >= kClear;
  };
  for (const Layout layout : {Layout::kPage, Layout::kSparse}) {
    const auto clear = attempt(ground, layout, 0);
    if (!clear) return clear.error();
    if (*clear) return best;
  }
  using image::Orientation;
  constexpr std::array<std::pair<Orientation, std::uint32_t>, 3> kTurns = {
      {{Orientation::kNeedsRight, 90},
       {Orientation::kUpsideDown, 180},
       {Orientation::kNeedsLeft, 270}}};
  for (const auto& [orientation, degrees] : kTurns) {
    const auto clear = attempt(image::turned(ground, orientation), Layout::kSparse, degrees);
    if (!clear) return clear.error();
    if (*clear) break;
  }
  return best;
}

}  // namespace

Result<Reading> read_picture(const std::string& file) {
  const auto picture = image::decode(file, kReadingSide);
  if (!picture) return picture.error();
  Reading reading;
  reading.measures = image::measure(*picture);
  if (auto text = read_text(*picture)) {
    reading.lines = std::move(text->lines);
    reading.turned = text->turned;
  } else {
    reading.notes.push_back(text.error().message);
  }
  if (auto codes = read_codes(*picture)) {
    reading.codes = std::move(*codes);
  } else {
    reading.notes.push_back(codes.error().message);
  }
  return reading;
}

struct Reader::State {
  struct Known {
    std::string sum;
    Reading reading;
  };

  asio::thread_pool pool{1};
  std::atomic<std::size_t> waiting{0};
  std::mutex mutex;
  std::list<Known> known;  // The latest in front.

  std::optional<Reading> find(const std::string& sum) {
    const std::lock_guard lock(mutex);
    const auto found = std::ranges::find(known, sum, &Known::sum);
    if (found == known.end()) return std::nullopt;
    known.splice(known.begin(), known, found);
    return found->reading;
  }
  void keep(const std::string& sum, const Reading& reading) {
    const std::lock_guard lock(mutex);
    known.push_front({sum, reading});
    if (known.size() > kReadingsKept) known.pop_back();
  }
};

namespace {

struct Leave {
  std::atomic<std::size_t>& waiting;
  ~Leave() { --waiting; }
};

template <class State>
Task<Result<Reading>> read_here(std::shared_ptr<State> state,
                                std::shared_ptr<const std::string> file) {
  const std::string sum = sha256_of(*file);
  if (auto known = state->find(sum)) co_return *std::move(known);
  auto reading = read_picture(*file);
  // A reading without one of the programs is made again: it may be installed by then.
  if (reading && reading->notes.empty()) state->keep(sum, *reading);
  co_return reading;
}

}  // namespace

Reader::Reader() : state_(std::make_shared<State>()) {}

Reader::~Reader() { state_->pool.join(); }

Task<Result<Reading>> Reader::read(std::shared_ptr<const std::string> file) {
  const std::shared_ptr<State> state = state_;
  const Leave leave{state->waiting};
  const std::size_t waiting = ++state->waiting;
  if (waiting > kReadingsWaitingMax) {
    co_return Error{ErrorCode::kOverloaded, "There are " + std::to_string(waiting) +
                                                " pictures to read; at most " +
                                                std::to_string(kReadingsWaitingMax) +
                                                " wait at one time: try again later."};
  }
  co_return co_await asio::co_spawn(state->pool, read_here(state, std::move(file)),
                                    asio::use_awaitable);
}

}  // namespace ponder::sight
