#include "sight/reader.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/async.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/worker.h"
#include "image/image.h"
#include "image/measure.h"
#include "sight/codes.h"
#include "sight/given_up.h"
#include "sight/limits.h"
#include "sight/reading.h"
#include "sight/text.h"

namespace ponder::sight {

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

  explicit State(ReadPicture given) : read_anew(std::move(given)) {}

  const ReadPicture read_anew;
  std::list<Known> known;  // The latest in front; the worker's only.
  Worker worker{"pictures to read", kReadingsWaitingMax};  // Last: it ends before what it uses.

  std::optional<Reading> find(const std::string& sum) {
    const auto found = std::ranges::find(known, sum, &Known::sum);
    if (found == known.end()) return std::nullopt;
    known.splice(known.begin(), known, found);
    return found->reading;
  }
  void keep(const std::string& sum, const Reading& reading) {
    known.push_front({sum, reading});
    if (known.size() > kReadingsKept) known.pop_back();
  }

  Result<Reading> read(const std::string& file) {
    const std::string sum = sha256_of(file);
    if (auto found = find(sum)) return *std::move(found);
    auto reading = read_anew(file);
    // A reading without one of the programs is made again: it may be installed by then.
    if (reading && reading->notes.empty()) keep(sum, *reading);
    return reading;
  }
};

Reader::Reader(ReadPicture read) : state_(std::make_shared<State>(std::move(read))) {}

Reader::~Reader() { state_->worker.join(); }

Task<Result<Reading>> Reader::read(std::shared_ptr<const std::string> file, GivenUp given_up) {
  const std::shared_ptr<State> state = state_;
  std::function<Result<Reading>()> work = [state, file = std::move(file),
                                           given_up = std::move(given_up)]() -> Result<Reading> {
    if (const auto wanted = go_on_unless(given_up); !wanted) return wanted.error();
    return state->read(*file);
  };
  co_return co_await state->worker.run(std::move(work));
}

Task<Result<Pdf>> Reader::read_pages(std::shared_ptr<const std::string> file, std::uint32_t first,
                                     std::uint32_t count, GivenUp given_up) {
  const std::shared_ptr<State> state = state_;
  std::function<Result<Pdf>()> work = [file = std::move(file), first, count,
                                       given_up = std::move(given_up)] {
    return read_pdf(*file, first, count, given_up);
  };
  co_return co_await state->worker.run(std::move(work));
}

}  // namespace ponder::sight
