#include "sight/codes.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/result.h"
#include "base/utf8.h"
#include "image/image.h"
#include "sandbox/sandbox.h"
#include "sight/limits.h"
#include "sight/reading.h"

namespace ponder::sight {
namespace {

// What stands between `before` and `after`, searched from `at`, which moves behind it.
std::string_view between(std::string_view text, std::string_view before, std::string_view after,
                         std::size_t& at) {
  const std::size_t begin = text.find(before, at);
  if (begin == std::string_view::npos) {
    at = text.size();
    return {};
  }
  const std::size_t from = begin + before.size();
  const std::size_t end = text.find(after, from);
  if (end == std::string_view::npos) {
    at = text.size();
    return {};
  }
  at = end + after.size();
  return text.substr(from, end - from);
}

}  // namespace

std::vector<Code> codes_of_xml(std::string_view xml) {
  std::vector<Code> codes;
  std::size_t at = 0;
  while (at < xml.size()) {
    const std::string_view symbol = between(xml, "<symbol ", "</symbol>", at);
    if (symbol.empty()) break;
    std::size_t inside = 0;
    const std::string_view kind = between(symbol, "type='", "'", inside);
    const bool encoded = symbol.find("format='base64'") != std::string_view::npos;
    const std::string_view data = between(symbol, "<![CDATA[", "]]>", inside);
    if (kind.empty() || data.empty()) continue;
    const auto decoded = encoded ? base64_decoded(data) : Result<std::string>(std::string(data));
    if (decoded) codes.push_back({std::string(kind), utf8_repaired(*decoded)});
  }
  return codes;
}

Result<std::vector<Code>> read_codes(const image::Picture& picture) {
  const auto program = sandbox::find_program("zbarimg");
  if (!program) {
    return Error{ErrorCode::kNotFound,
                 "barcodes are not read: zbar is not installed (Debian: zbar-tools)"};
  }
  sandbox::Job job;
  job.program = *program;
  job.arguments = {"--xml", "--quiet", "PNM:fd:0"};  // "-" makes a file first.
  job.environment = {{"OMP_THREAD_LIMIT", "1"}, {"MAGICK_THREAD_LIMIT", "1"}};
  job.input = image::encode_ppm(picture);
  auto ended = sandbox::run(job, {.wall = kCodesTime});
  if (!ended) return ended.error();
  constexpr int kNoneFound = 4;
  if (ended->exit_code != 0 && ended->exit_code != kNoneFound) {
    return Error{ErrorCode::kIo, "barcodes were not read: zbarimg failed (" +
                                     std::to_string(ended->exit_code) + ")"};
  }
  return codes_of_xml(ended->output);
}

}  // namespace ponder::sight
