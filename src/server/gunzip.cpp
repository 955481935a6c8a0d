#include "server/gunzip.h"

#include <zlib.h>

#include <array>
#include <vector>

namespace ponder::server {

Result<std::string> gunzip(std::string_view packed) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) {
    return Error{ErrorCode::kIo, "There is no memory to unpack a file."};
  }
  std::vector<unsigned char> input(packed.begin(), packed.end());  // zlib's input is not const.
  stream.next_in = input.data();
  stream.avail_in = static_cast<uInt>(input.size());
  std::string plain;
  std::array<unsigned char, 16384> piece{};
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    plain.append(piece.begin(), piece.begin() + (piece.size() - stream.avail_out));
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) return Error{ErrorCode::kIo, "A file of the program is damaged."};
  return plain;
}

}  // namespace ponder::server
