// Files that are imported: wherever they are cut they give the same conversations, and each of them
// is read or refused.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "api/import/conversation.h"
#include "api/import/splitter.h"
#include "fuzz.h"

namespace {

using ponder::fuzz::require;

struct Split {
  std::vector<std::string> texts;
  std::string error;
};

Split split(std::string_view file, std::size_t piece) {
  constexpr std::size_t kBytesMax = 4096;
  ponder::api::JsonSplitter splitter(kBytesMax);
  Split result;
  for (; !file.empty(); file.remove_prefix(std::min(piece, file.size()))) {
    for (const auto& entry : splitter.feed(file.substr(0, piece))) {
      result.texts.push_back(entry.text);
    }
  }
  if (const auto whole = splitter.finish(); !whole) result.error = whole.error().message;
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = ponder::fuzz::text_of(data, size);
  const Split whole = split(file, file.size() + 1);
  const Split bytes = split(file, 1);
  require(whole.error == bytes.error, "the same error");
  require(bytes.texts == whole.texts, "the same conversations");
  for (const std::string& text : bytes.texts) {
    const auto read = ponder::api::read_imported(text);
    if (!read) {
      require(!read.error().message.empty(), "a refusal says why");
      continue;
    }
    require(read->leaf < read->turns.size(), "the leaf is a turn");
    for (std::size_t i = 0; i < read->turns.size(); ++i) {
      require(read->turns[i].parent.value_or(0) <= i, "a parent stands before");
    }
  }
  return 0;
}
