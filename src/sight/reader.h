// Reads pictures on a thread of its own, which begins with the first, and remembers the latest
// readings by the file's sum.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/async.h"
#include "base/result.h"
#include "image/image.h"
#include "sight/given_up.h"
#include "sight/pdf.h"
#include "sight/reading.h"

namespace ponder::sight {

// All of it at once: decode, measure, read text (turned or enlarged where that reads more), read
// codes. Blocks for some seconds. Where a program is missing or fails, `notes` says so. Errors:
// those of image::decode.
Result<Reading> read_picture(const std::string& file);

// Thread-safe. Destroying it waits for the picture that is being read.
class Reader {
 public:
  using ReadPicture = std::function<Result<Reading>(const std::string& file)>;
  explicit Reader(ReadPicture read = &read_picture);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Resumes on the caller's executor. Errors: those of image::decode; kOverloaded
  // (kReadingsWaitingMax), kCancelled (it was given up before its turn came).
  Task<Result<Reading>> read(std::shared_ptr<const std::string> file, GivenUp given_up = {});
  // As read_pdf(); also kOverloaded.
  Task<Result<Pdf>> read_pages(std::shared_ptr<const std::string> file, std::uint32_t first,
                               std::uint32_t count, GivenUp given_up = {});

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ponder::sight
