// `ponder cert create`: a certificate for this machine that signs itself.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/machine.h"
#include "http/certificate.h"

namespace ponder::cli {
namespace {

constexpr int kDaysDefault = 397;  // The longest that phones take without complaint.
constexpr mode_t kPrivate = 0600;
constexpr mode_t kPublic = 0644;

struct CertOptions {
  std::vector<std::string> names;
  std::vector<std::string> addresses;
  int days = kDaysDefault;
  bool force = false;
};

Result<void> write_file(const std::filesystem::path& path, const std::string& text, mode_t mode,
                        bool replace) {
  const auto failed = [&] {
    return Error{ErrorCode::kIo, "Cannot write " + path.string() + " (" +
                                     std::generic_category().message(errno) + ")" +
                                     (errno == EEXIST ? ": --force replaces it." : ".")};
  };
  if (replace && ::unlink(path.c_str()) != 0 && errno != ENOENT) return failed();
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return failed();
  const auto written = ::write(file, text.data(), text.size());
  const bool whole = written == static_cast<ssize_t>(text.size());
  if (::close(file) != 0 || !whole) return failed();
  return {};
}

int create(Run& run, CertOptions options) {
  options.names.insert(options.names.begin(), "localhost");
  for (const std::string& name : machine_names()) options.names.push_back(name);
  options.addresses.insert(options.addresses.begin(), {"127.0.0.1", "::1"});
  for (const std::string& address : machine_addresses()) options.addresses.push_back(address);
  const auto made =
      http::make_certificate(options.names, options.addresses, std::chrono::days(options.days));
  if (!made) return usage_error(run.console, made.error());

  const auto folder = std::filesystem::path(run.config().data) / "tls";
  std::error_code ec;
  std::filesystem::create_directories(folder, ec);
  if (ec) return fail(run.console, {ErrorCode::kIo, folder.string() + ": " + ec.message()});
  const auto key = folder / "key.pem";
  const auto certificate = folder / "cert.pem";
  for (const auto& [path, text, mode] : {std::tuple{key, made->key_pem, kPrivate},
                                         std::tuple{certificate, made->certificate_pem, kPublic}}) {
    const auto written = write_file(path, text, mode, options.force);
    if (!written) return fail(run.console, written.error());
  }
  std::ostream& out = run.console.out;
  out << "Certificate  " << certificate.string() << "\nKey          " << key.string()
      << "\nSHA-256      " << made->fingerprint << "\nFor          ";
  for (const std::string& name : options.names) out << name << ' ';
  for (const std::string& address : options.addresses) out << address << ' ';
  out << "\n\nUse it:  ponder serve --host 0.0.0.0 --tls-cert " << certificate.string()
      << " --tls-key " << key.string()
      << "\nNobody vouches for it: the first time, a browser warns; compare the SHA-256 sum that "
         "it "
         "shows with the one above.\n";
  return kSuccess;
}

}  // namespace

void add_cert(CommandLine& line) {
  CLI::App* parent = line.app.add_subcommand("cert", "Make a certificate for HTTPS");
  parent->require_subcommand(1);
  auto options = std::make_shared<CertOptions>();
  CLI::App* command =
      add_command(line, *parent, "create", "Make one for this machine's names and addresses",
                  {"data"}, [options](Run& run) { return create(run, *options); });
  command->add_option("--name", options->names, "Another name it is reached by; may be repeated")
      ->type_name("NAME");
  command->add_option("--address", options->addresses, "Another address; may be repeated")
      ->type_name("IP");
  constexpr int kDaysMax = 3650;
  command->add_option("--days", options->days, "How long it is valid")
      ->type_name("N")
      ->check(CLI::Range(1, kDaysMax))
      ->default_str(std::to_string(kDaysDefault));
  command->add_flag("--force", options->force, "Replace the one that is there");
}

}  // namespace ponder::cli
