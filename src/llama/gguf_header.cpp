#include "llama/gguf_header.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "llama/library.h"

namespace ponder::llama {

namespace {

namespace fs = std::filesystem;

Error io_error(const fs::path& file, const std::string& why) {
  return Error{ErrorCode::kIo, "cannot read " + file.string() + ": " + why};
}

// A number of any integer type, from an array's element or a single value.
std::optional<std::uint64_t> number_at(gguf_type type, const void* data, std::size_t index) {
  const auto read = [&]<class T>(T) -> std::optional<std::uint64_t> {
    const T value = static_cast<const T*>(data)[index];
    if (value < T{}) return std::nullopt;
    return static_cast<std::uint64_t>(value);
  };
  switch (type) {
    case GGUF_TYPE_BOOL:
    case GGUF_TYPE_UINT8:
      return read(std::uint8_t{});
    case GGUF_TYPE_INT8:
      return read(std::int8_t{});
    case GGUF_TYPE_UINT16:
      return read(std::uint16_t{});
    case GGUF_TYPE_INT16:
      return read(std::int16_t{});
    case GGUF_TYPE_UINT32:
      return read(std::uint32_t{});
    case GGUF_TYPE_INT32:
      return read(std::int32_t{});
    case GGUF_TYPE_UINT64:
      return read(std::uint64_t{});
    case GGUF_TYPE_INT64:
      return read(std::int64_t{});
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<GgufHeader> GgufHeader::read(const fs::path& file) {
  init_library();
  std::error_code error;
  if (!fs::exists(file, error)) return io_error(file, "no such file");
  if (!fs::is_regular_file(file, error)) return io_error(file, "not a file");
  const std::uint64_t bytes = fs::file_size(file, error);
  if (error) return io_error(file, error.message());

  std::ifstream in(file, std::ios::binary);
  if (!in) return io_error(file, "no permission, or the disk failed");
  std::array<char, 4> magic{};
  in.read(magic.data(), magic.size());
  if (!in || std::string_view(magic.data(), magic.size()) != GGUF_MAGIC) {
    return invalid(file.string() + " is not a GGUF file: it does not begin with \"GGUF\"");
  }

  const ErrorCapture errors;
  gguf_context* context =
      gguf_init_from_file(file.string().c_str(), {.no_alloc = true, .ctx = nullptr});
  if (context == nullptr) {
    return invalid(file.string() + " has a damaged or cut header (" +
                   errors.text("no reason given") + "); download it again");
  }
  GgufHeader header(context, bytes);
  const std::uint64_t promised = header.bytes_promised();
  if (promised > bytes) {
    return invalid(file.string() + " is truncated: its header promises " +
                   std::to_string(promised) + " bytes, the file has " + std::to_string(bytes) +
                   "; download it again");
  }
  return header;
}

std::uint64_t GgufHeader::bytes_promised() const {
  std::uint64_t end = 0;
  for (std::int64_t i = 0; i < gguf_get_n_tensors(context_.get()); ++i) {
    end = std::max<std::uint64_t>(
        end, gguf_get_tensor_offset(context_.get(), i) + gguf_get_tensor_size(context_.get(), i));
  }
  return gguf_get_data_offset(context_.get()) + end;
}

std::string GgufHeader::text(const std::string& key) const {
  const std::int64_t id = gguf_find_key(context_.get(), key.c_str());
  if (id < 0 || gguf_get_kv_type(context_.get(), id) != GGUF_TYPE_STRING) return {};
  return gguf_get_val_str(context_.get(), id);
}

std::optional<std::uint64_t> GgufHeader::number(const std::string& key) const {
  const std::int64_t id = gguf_find_key(context_.get(), key.c_str());
  if (id < 0) return std::nullopt;
  const gguf_type type = gguf_get_kv_type(context_.get(), id);
  if (type == GGUF_TYPE_ARRAY || type == GGUF_TYPE_STRING) return std::nullopt;
  return number_at(type, gguf_get_val_data(context_.get(), id), 0);
}

std::vector<std::uint64_t> GgufHeader::numbers(const std::string& key, std::size_t count) const {
  const std::int64_t id = gguf_find_key(context_.get(), key.c_str());
  if (id < 0) return {};
  if (gguf_get_kv_type(context_.get(), id) != GGUF_TYPE_ARRAY) {
    const auto one = number(key);
    return one ? std::vector<std::uint64_t>(count, *one) : std::vector<std::uint64_t>{};
  }
  const gguf_type type = gguf_get_arr_type(context_.get(), id);
  const std::size_t length = std::min<std::size_t>(count, gguf_get_arr_n(context_.get(), id));
  std::vector<std::uint64_t> result;
  if (type == GGUF_TYPE_STRING) return result;
  for (std::size_t i = 0; i < length; ++i) {
    result.push_back(number_at(type, gguf_get_arr_data(context_.get(), id), i).value_or(0));
  }
  return result;
}

std::size_t GgufHeader::array_length(const std::string& key) const {
  const std::int64_t id = gguf_find_key(context_.get(), key.c_str());
  if (id < 0 || gguf_get_kv_type(context_.get(), id) != GGUF_TYPE_ARRAY) return 0;
  return gguf_get_arr_n(context_.get(), id);
}

std::uint64_t GgufHeader::parameters() const {
  std::uint64_t sum = 0;
  for (std::int64_t i = 0; i < gguf_get_n_tensors(context_.get()); ++i) {
    const std::int64_t* ne = gguf_get_tensor_ne(context_.get(), i);
    sum += static_cast<std::uint64_t>(ne[0] * ne[1] * ne[2] * ne[3]);
  }
  return sum;
}

}  // namespace ponder::llama
