#include "image/header.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "image/image.h"
#include "image/limits.h"

namespace ponder::image {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto kPngMagic = "\x89PNG\r\n\x1a\n"sv;
constexpr auto kJpegMagic = "\xff\xd8\xff"sv;

// Kinds that people send and that are not read, by how they begin.
std::string_view unread_kind(std::string_view bytes) {
  if (bytes_at(bytes, 4, 8).starts_with("ftypavi")) return "AVIF";
  if (bytes.starts_with("BM")) return "BMP";
  if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv)) return "TIFF";
  if (is_pdf(bytes)) return "PDF";
  if (bytes.starts_with("<svg") || bytes.starts_with("<?xml")) return "SVG";
  return {};
}

Error unknown_kind(std::string_view bytes) {
  const std::string_view kind = unread_kind(bytes);
  const std::string what = bytes.empty()
                               ? "The picture is empty"
                               : (kind.empty() ? "The file is no picture that can be read"
                                               : "The file is of the kind " + std::string(kind));
  return invalid(what + ": send PNG, JPEG, WebP, HEIC or GIF.");
}

bool is_heic(std::string_view bytes) {
  const std::string_view brand = bytes_at(bytes, 4, 8);
  return brand.starts_with("ftyphe") || brand == "ftypmif1" || brand == "ftypmsf1";
}

Result<Header> read(std::string_view bytes) {
  if (bytes.starts_with(kPngMagic)) return png_header(bytes);
  if (bytes.starts_with(kJpegMagic)) return jpeg_header(bytes);
  if (bytes.starts_with("RIFF") && bytes_at(bytes, 8, 4) == "WEBP") return webp_header(bytes);
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return gif_header(bytes);
  if (is_heic(bytes)) return heic_header(bytes);
  return unknown_kind(bytes);
}

Result<void> check(const Header& header, const Bounds& bounds) {
  if (header.width == 0 || header.height == 0) {
    return damaged(header.format, "it has no pixels");
  }
  const std::string size =
      std::to_string(header.width) + " x " + std::to_string(header.height) + " pixels";
  if (std::max(header.width, header.height) > bounds.side_max) {
    return Error{ErrorCode::kTooLarge, "The picture has " + size + "; a side may have at most " +
                                           std::to_string(bounds.side_max) + "."};
  }
  const std::uint64_t pixels = std::uint64_t{header.width} * header.height;
  if (pixels > bounds.pixels_max) {
    return Error{ErrorCode::kTooLarge, "The picture has " + size + ", which are " +
                                           std::to_string(pixels) + "; at most " +
                                           std::to_string(bounds.pixels_max) + " are read."};
  }
  return {};
}

}  // namespace

bool is_pdf(std::string_view bytes) { return bytes.starts_with("%PDF-"); }

std::string_view format_name(Format format) {
  constexpr std::array<std::string_view, 5> kNames = {"PNG", "JPEG", "WebP", "GIF", "HEIC"};
  return kNames.at(static_cast<std::size_t>(format));
}

std::string_view media_type(Format format) {
  constexpr std::array<std::string_view, 5> kTypes = {"image/png", "image/jpeg", "image/webp",
                                                      "image/gif", "image/heic"};
  return kTypes.at(static_cast<std::size_t>(format));
}

Error damaged(Format format, std::string_view what) {
  return invalid("The picture is damaged: it begins as " + std::string(format_name(format)) +
                 ", but " + std::string(what) + ".");
}

Result<Header> inspect(std::string_view bytes, const Bounds& bounds) {
  if (bytes.size() > bounds.bytes_max) {
    return Error{ErrorCode::kTooLarge, "The picture has " + std::to_string(bytes.size()) +
                                           " bytes; at most " + std::to_string(bounds.bytes_max) +
                                           " are read."};
  }
  Result<Header> header = read(bytes);
  if (!header) return header;
  if (auto within = check(*header, bounds); !within) return within.error();
  return header;
}

}  // namespace ponder::image
