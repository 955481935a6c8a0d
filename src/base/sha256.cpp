#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "base/check.h"

namespace ponder {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  PONDER_CHECK(state_->context != nullptr);
  PONDER_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  PONDER_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  PONDER_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), &size) == 1);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    hex += kDigits[digest.at(i) >> 4U];
    hex += kDigits[digest.at(i) & 0xFU];
  }
  return hex;
}

std::string sha256_of(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.finish();
}

Result<std::string> sha256_of_file(const std::filesystem::path& path,
                                   const std::function<bool(std::uint64_t)>& on_progress) {
  constexpr std::size_t kBlockBytes = 1U << 20U;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) {
    return Error{ErrorCode::kIo, "Cannot read " + path.string() + ": " + std::strerror(errno)};
  }
  Sha256 sum;
  std::vector<char> block(kBlockBytes);
  std::uint64_t total = 0;
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), file.get())) {
    sum.add({block.data(), got});
    total += got;
    if (on_progress && !on_progress(total)) {
      return Error{ErrorCode::kCancelled, "Stopped while checking " + path.string() + "."};
    }
  }
  if (std::ferror(file.get()) != 0) {
    return Error{ErrorCode::kIo, "Reading " + path.string() + " failed."};
  }
  return sum.finish();
}

}  // namespace ponder
