#include "server/zip_archive.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace ponder::server {
namespace {

constexpr std::string_view kLocalMark = "PK\x03\x04";
constexpr std::string_view kCentralMark = "PK\x01\x02";
constexpr std::string_view kEndMark = "PK\x05\x06";
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kCommentBytesMax = 0xFFFF;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;  // The true value stands in the extra field.
constexpr std::uint16_t kExtra64 = 0x0001;
constexpr std::uint16_t kEncrypted = 0x0001;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::size_t kPieceBytes = 256U << 10U;

Error damaged(const std::string& why) {
  return invalid("The zip archive is damaged or of a kind that is not read: " + why + ".");
}

std::uint16_t number16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(little_endian(bytes, at, 2));
}
std::uint32_t number32(std::string_view bytes, std::size_t at) {
  return little_endian(bytes, at, 4);
}
std::uint64_t number64(std::string_view bytes, std::size_t at) {
  return std::uint64_t{number32(bytes, at + 4)} << 32U | number32(bytes, at);
}

// The sizes and the place of a file, where they do not fit their fields.
void read_extra64(std::string_view extra, ZipEntry& entry, std::uint64_t& offset) {
  while (extra.size() >= 4) {
    const std::size_t size = number16(extra, 2);
    std::string_view field = extra.substr(4, size);
    if (number16(extra, 0) == kExtra64) {
      for (std::uint64_t* value : {&entry.bytes, &entry.packed_bytes, &offset}) {
        if (*value != kIn64 || field.size() < 8) continue;
        *value = number64(field, 0);
        field.remove_prefix(8);
      }
    }
    extra.remove_prefix(std::min(extra.size(), 4 + size));
  }
}

Result<void> find_packed(std::string_view archive, std::uint64_t offset, ZipEntry& entry) {
  if (offset > archive.size() || archive.size() - offset < kLocalBytes) {
    return damaged("\"" + entry.name + "\" lies behind its end");
  }
  const std::string_view local = archive.substr(offset);
  if (!local.starts_with(kLocalMark)) return damaged("\"" + entry.name + "\" has no head");
  const std::size_t head = kLocalBytes + number16(local, 26) + number16(local, 28);
  if (head > local.size() || entry.packed_bytes > local.size() - head) {
    return damaged("\"" + entry.name + "\" is cut off");
  }
  entry.packed = local.substr(head, entry.packed_bytes);
  return {};
}

}  // namespace

bool is_zip(std::string_view file) {
  return file.starts_with(kLocalMark) || file.starts_with(kEndMark);
}

Result<std::vector<ZipEntry>> zip_entries(std::string_view archive) {
  const std::size_t searched = std::min(archive.size(), kEndBytes + kCommentBytesMax);
  const std::size_t found = archive.substr(archive.size() - searched).rfind(kEndMark);
  if (found == std::string_view::npos) return damaged("its list of files is missing");
  const std::string_view end = archive.substr(archive.size() - searched + found);
  if (end.size() < kEndBytes) return damaged("its end is cut off");
  const std::size_t count = number16(end, 10);
  std::uint64_t at = number32(end, 16);
  std::vector<ZipEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    if (at > archive.size() || !archive.substr(at).starts_with(kCentralMark)) {
      return damaged("its list of files is cut off");
    }
    const std::string_view head = archive.substr(at);
    const std::size_t name_bytes = number16(head, 28);
    const std::size_t extra_bytes = number16(head, 30);
    if (head.size() < kCentralBytes + name_bytes + extra_bytes) {
      return damaged("its list of files is cut off");
    }
    ZipEntry entry;
    entry.name = head.substr(kCentralBytes, name_bytes);
    entry.method = number16(head, 10);
    entry.crc32 = number32(head, 16);
    entry.packed_bytes = number32(head, 20);
    entry.bytes = number32(head, 24);
    std::uint64_t offset = number32(head, 42);
    read_extra64(head.substr(kCentralBytes + name_bytes, extra_bytes), entry, offset);
    at += kCentralBytes + name_bytes + extra_bytes + number16(head, 32);
    if (entry.name.ends_with('/')) continue;
    if ((number16(head, 8) & kEncrypted) != 0)
      return damaged("\"" + entry.name + "\" is encrypted");
    const Result<void> packed = find_packed(archive, offset, entry);
    if (!packed) return packed.error();
    entries.push_back(std::move(entry));
  }
  return entries;
}

struct ZipStream::Impl {
  explicit Impl(const ZipEntry& from) : entry(from), rest(from.packed) {}
  ~Impl() {
    if (inflating) inflateEnd(&stream);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Error broken() const { return damaged("\"" + entry.name + "\" cannot be unpacked"); }

  Result<std::string> stored() {
    std::string piece(rest.substr(0, kPieceBytes));
    rest.remove_prefix(piece.size());
    return piece;
  }
  Result<std::string> inflated() {
    std::string piece(kPieceBytes, '\0');
    std::string input(rest.substr(0, kPieceBytes));  // zlib's input is not const.
    void* const in = input.data();
    void* const out = piece.data();
    stream.next_in = static_cast<Bytef*>(in);
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = static_cast<Bytef*>(out);
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) return broken();
    rest.remove_prefix(input.size() - stream.avail_in);
    piece.resize(piece.size() - stream.avail_out);
    ended = state == Z_STREAM_END;
    return piece;
  }

  ZipEntry entry;
  std::string_view rest;
  z_stream stream{};
  bool inflating = false;
  bool ended = false;
  std::uint64_t bytes = 0;
  uLong sum = crc32(0, nullptr, 0);
};

ZipStream::ZipStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ZipStream::ZipStream(ZipStream&&) noexcept = default;
ZipStream& ZipStream::operator=(ZipStream&&) noexcept = default;
ZipStream::~ZipStream() = default;

Result<ZipStream> ZipStream::open(const ZipEntry& entry) {
  auto impl = std::make_unique<Impl>(entry);
  if (entry.method == kDeflated) {
    if (inflateInit2(&impl->stream, -MAX_WBITS) != Z_OK) {
      return Error{ErrorCode::kIo, "There is no memory to unpack a file."};
    }
    impl->inflating = true;
  } else if (entry.method != kStored) {
    return damaged("\"" + entry.name + "\" is packed by method " + std::to_string(entry.method));
  }
  return ZipStream(std::move(impl));
}

Result<std::string> ZipStream::next() {
  Impl& self = *impl_;
  std::string piece;
  while (piece.empty() && !self.ended) {
    if (!self.inflating && self.rest.empty()) self.ended = true;
    if (self.ended) break;
    Result<std::string> read = self.inflating ? self.inflated() : self.stored();
    if (!read) return read;
    piece = std::move(*read);
    if (piece.empty() && !self.ended && self.rest.empty()) return self.broken();
  }
  self.bytes += piece.size();
  self.sum = crc32(self.sum, unsigned_bytes(piece), static_cast<uInt>(piece.size()));
  const bool whole = self.bytes == self.entry.bytes && self.sum == self.entry.crc32;
  if (self.bytes > self.entry.bytes || (piece.empty() && !whole)) return self.broken();
  return piece;
}

}  // namespace ponder::server
