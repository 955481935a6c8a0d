#include "http/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "http/tls.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class CertificateTest : public ::testing::Test {
 protected:
  CertificateTest() {
    std::string name = (std::filesystem::temp_directory_path() / "ponder-cert-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~CertificateTest() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  std::filesystem::path folder_;
};

TEST_F(CertificateTest, IsForItsNamesAndAddresses) {
  const auto made = make_certificate({"localhost", "box.local"}, {"192.168.1.5", "fd00::1"},
                                     std::chrono::days(30));
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_THAT(made->fingerprint, MatchesRegex("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
  BIO* bio =
      BIO_new_mem_buf(made->certificate_pem.data(), static_cast<int>(made->certificate_pem.size()));
  X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_check_host(certificate, "box.local", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(certificate, "evil.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(certificate, "192.168.1.5", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate, "fd00::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate, "192.168.1.6", 0), 0);
  EXPECT_EQ(X509_check_ca(certificate), 0) << "it may sign no others";
  EXPECT_GT(X509_cmp_current_time(X509_get0_notAfter(certificate)), 0);
  EXPECT_LT(X509_cmp_current_time(X509_get0_notBefore(certificate)), 0);
  X509_free(certificate);
  BIO_free(bio);
}

TEST_F(CertificateTest, CanBeServed) {
  const auto made = make_certificate({"localhost"}, {}, std::chrono::days(1)).value();
  const auto other = make_certificate({"localhost"}, {}, std::chrono::days(1)).value();
  EXPECT_NE(made.fingerprint, other.fingerprint);
  const std::string certificate = file("cert.pem", made.certificate_pem);
  const std::string key = file("key.pem", made.key_pem);
  const auto loaded = TlsContext::load(certificate, key);
  EXPECT_TRUE(loaded.has_value()) << loaded.error().message;

  const auto mismatch = TlsContext::load(certificate, file("other.pem", other.key_pem));
  ASSERT_FALSE(mismatch.has_value());
  EXPECT_THAT(mismatch.error().message, HasSubstr("other.pem"));
  const auto swapped = TlsContext::load(key, certificate);
  ASSERT_FALSE(swapped.has_value());
  EXPECT_THAT(swapped.error().message, HasSubstr("no usable certificate"));
  const auto missing = TlsContext::load(certificate, (folder_ / "none").string());
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
}

TEST_F(CertificateTest, RefusesWhatIsNoNameOrAddress) {
  EXPECT_FALSE(make_certificate({}, {}, std::chrono::days(1)).has_value());
  for (const char* name : {"", "a,DNS:evil.example", "a b", "a:b", "a\nb"}) {
    EXPECT_FALSE(make_certificate({name}, {}, std::chrono::days(1)).has_value()) << name;
  }
  for (const char* address : {"", "1.2.3", "box", "1.2.3.4,IP:5.6.7.8"}) {
    EXPECT_FALSE(make_certificate({"a"}, {address}, std::chrono::days(1)).has_value()) << address;
  }
}

}  // namespace
}  // namespace ponder::http
