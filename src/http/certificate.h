// Makes a certificate that signs itself, for machines that nobody else vouches for.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace ponder::http {

struct Certificate {
  std::string certificate_pem;
  std::string key_pem;      // Secret.
  std::string fingerprint;  // SHA-256 in the form that browsers show: "AB:CD:...".
};

// For a server with these DNS names and IP addresses (as text; at least one of both), valid from
// now on. ECDSA P-256. Errors: kInvalid (no names, not an address), kBackend.
Result<Certificate> make_certificate(const std::vector<std::string>& names,
                                     const std::vector<std::string>& addresses,
                                     std::chrono::days valid);

}  // namespace ponder::http
