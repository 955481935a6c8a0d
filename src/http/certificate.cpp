#include "http/certificate.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <memory>

#include "base/async.h"

namespace ponder::http {
namespace {

template <auto free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeBy<&EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, FreeBy<&X509_free>>;
using Bio = std::unique_ptr<BIO, FreeBy<&BIO_free_all>>;
using Bignum = std::unique_ptr<BIGNUM, FreeBy<&BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreeBy<&X509_EXTENSION_free>>;

constexpr int kSerialBits = 127;

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  const Bignum number(BN_new());
  return number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509* certificate, const std::string& name) {
  constexpr std::size_t kCommonNameBytesMax = 64;  // Of X.509.
  X509_NAME* const subject = X509_get_subject_name(certificate);
  const std::string text = "Ponder on " + name;
  const std::string cut = text.substr(0, kCommonNameBytesMax);
  const std::vector<unsigned char> bytes(cut.begin(), cut.end());
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes.data(),
                                    static_cast<int>(bytes.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool set_validity(X509* certificate, std::chrono::days valid) {
  constexpr long kAllowance = -3600;  // For a client whose clock is a little late.
  return X509_gmtime_adj(X509_getm_notBefore(certificate), kAllowance) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), std::chrono::seconds(valid).count()) !=
             nullptr;
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned int size = 0;
  X509_digest(certificate, EVP_sha256(), sum.data(), &size);
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    if (i > 0) {
      out += ':';
    }
    out += kHex[sum.at(i) >> 4U];
    out += kHex[sum.at(i) & 0xFU];
  }
  return out;
}

Result<std::string> alternative_names(const std::vector<std::string>& names,
                                      const std::vector<std::string>& addresses) {
  std::string out;
  for (const std::string& name : names) {
    if (name.empty() || name.find_first_of(", \t\r\n:") != std::string::npos) {
      return invalid("'" + name + "' is no host name");
    }
    out += (out.empty() ? "DNS:" : ",DNS:") + name;
  }
  for (const std::string& text : addresses) {
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(text, ec);
    if (ec) {
      return invalid("'" + text + "' is no IP address");
    }
    out += (out.empty() ? "IP:" : ",IP:") + address.to_string();
  }
  if (out.empty()) {
    return invalid("a certificate needs at least one name or address");
  }
  return out;
}

}  // namespace

Result<Certificate> make_certificate(const std::vector<std::string>& names,
                                     const std::vector<std::string>& addresses,
                                     std::chrono::days valid) {
  const auto alternatives = alternative_names(names, addresses);
  if (!alternatives) {
    return alternatives.error();
  }
  Error failed{ErrorCode::kBackend, "OpenSSL could not make the certificate"};
  const Key key(EVP_EC_gen("P-256"));
  const X509Ptr certificate(X509_new());
  constexpr long kVersion3 = 2;
  // It may vouch for this server only: a device that trusts it does not trust it to sign others.
  if (!key || !certificate || X509_set_version(certificate.get(), kVersion3) != 1 ||
      !set_serial(certificate.get()) ||
      !set_name(certificate.get(), names.empty() ? addresses.front() : names.front()) ||
      !set_validity(certificate.get(), valid) ||
      X509_set_pubkey(certificate.get(), key.get()) != 1 ||
      !add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") ||
      !add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature") ||
      !add_extension(certificate.get(), NID_ext_key_usage, "serverAuth") ||
      !add_extension(certificate.get(), NID_subject_alt_name, *alternatives) ||
      X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) {
    return failed;
  }
  const Bio certificate_out(BIO_new(BIO_s_mem()));
  const Bio key_out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(certificate_out.get(), certificate.get()) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1) {
    return failed;
  }
  return Certificate{text_of(certificate_out.get()), text_of(key_out.get()),
                     fingerprint_of(certificate.get())};
}

}  // namespace ponder::http
