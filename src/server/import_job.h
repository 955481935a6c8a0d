// Brings the conversations of a file in: finds out what the file is, reads one conversation after
// the other and stores each. What is understood comes in, what is not is named.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/import/splitter.h"
#include "base/async.h"
#include "base/result.h"
#include "server/picture_keeper.h"
#include "store/store.h"

namespace ponder::server {

struct ImportReport {
  struct Skipped {
    std::uint64_t at = 0;  // Which one of the file: 1, 2, 3...
    std::string reason;
  };
  std::uint64_t imported = 0;
  std::vector<Skipped> skipped;  // The first import_limits::kSkippedShownMax.
  std::uint64_t skipped_more = 0;
};

class ImportJob {
 public:
  // All outlive it.
  ImportJob(store::Store& store, PictureKeeper& keeper, store::Principal who)
      : store_(store), keeper_(keeper), who_(std::move(who)) {}

  // `file`: JSON, JSON lines or a zip with such files. Errors: kInvalid, kTooLarge (what is wrong
  // with the file; what came before that has been imported), and the store's.
  Task<Result<ImportReport>> run(std::string_view file);

 private:
  Task<Result<void>> read_plain(std::string_view file);
  Task<Result<void>> read_zip(std::string_view archive);
  Task<Result<void>> read_piece(api::JsonSplitter& splitter, std::string_view piece);
  Task<Result<void>> take(std::string text, std::uint64_t bytes);
  void skip(std::string reason);

  store::Store& store_;
  PictureKeeper& keeper_;
  const store::Principal who_;
  ImportReport report_;
  std::uint64_t seen_ = 0;
  std::uint64_t unpacked_bytes_ = 0;
  bool understood_ = false;  // At least one of them.
};

}  // namespace ponder::server
