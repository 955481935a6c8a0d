// Every setting of the program in one struct. A setting is named once, in `visit_settings`; its
// flag
// (--gpu-layers), environment variable (PONDER_GPU_LAYERS) and key in the file (gpu_layers) all
// come from that name. Strongest first: flags, environment, file, default.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "chat/request.h"
#include "cli/log.h"

namespace ponder::cli {

struct Config {
  std::string model;  // Empty: the starter, or the newest pulled one.
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::vector<std::string> allowed_host;
  std::vector<std::string> cors_origin;
  std::string tls_cert;
  std::string tls_key;
  bool loopback_open = false;
  bool plain_titles = false;
  std::uint32_t requests_per_minute = 0;
  std::uint32_t tokens_per_minute = 0;
  std::string data;   // Filled from the environment's folders where nothing sets it.
  std::string cache;  // Likewise.
  std::uint32_t context = 0;
  std::uint32_t cells = 0;
  std::uint32_t slots = 0;
  std::uint32_t threads = 0;
  std::int32_t gpu_layers = -1;
  std::string mmproj;  // Empty: the one beside the model, if there is one.
  chat::Mode mode = chat::Mode::kInstant;
  std::uint32_t agents = 8;
  std::uint32_t max_tokens = limits::kTokensNewDefault;
  LogLevel log = LogLevel::kWarning;
};

// What is told about a setting besides its value.
struct Setting {
  std::string_view key;
  std::string_view help;
  std::int64_t min = 0, max = 0;  // Of numbers.
};

// Calls `visitor(Setting, field)` for each setting, in the order in which they are shown.
template <class AnyConfig, class Visitor>
void visit_settings(AnyConfig& config, Visitor&& visitor) {
  constexpr std::int64_t kAny32 = 0xFFFFFFFF;
  using S = Setting;
  visitor(S{"model", "Name of a pulled model, path of a GGUF file, or fake:SCRIPT"}, config.model);
  visitor(S{"host", "Address to listen on; beyond loopback only with an API key"}, config.host);
  visitor(S{"port", "Port to listen on; 0 takes any free one", 0, 65535}, config.port);
  visitor(S{"allowed_host", "Another Host name that requests may carry; may be repeated"},
          config.allowed_host);
  visitor(S{"cors_origin", "Origin of another page that may use the API, or *; may be repeated"},
          config.cors_origin);
  visitor(S{"tls_cert", "Certificate chain in a PEM file: serve HTTPS"}, config.tls_cert);
  visitor(S{"tls_key", "The certificate's key in a PEM file"}, config.tls_key);
  visitor(S{"loopback_open", "Ask for no key on this machine, even where there are keys"},
          config.loopback_open);
  visitor(S{"plain_titles", "Call conversations by their first words; the model gives no titles"},
          config.plain_titles);
  visitor(S{"requests_per_minute", "Of each key that has no limit of its own; 0: any", 0, kAny32},
          config.requests_per_minute);
  visitor(S{"tokens_per_minute", "Of each key that has no limit of its own; 0: any", 0, kAny32},
          config.tokens_per_minute);
  visitor(S{"data", "Folder of conversations"}, config.data);
  visitor(S{"cache", "Folder of models and downloads"}, config.cache);
  visitor(S{"context", "Longest conversation in tokens; 0: the loader decides", 0, kAny32},
          config.context);
  visitor(S{"cells", "KV cache, all agents and users together, in tokens; 0: the loader decides", 0,
            kAny32},
          config.cells);
  visitor(S{"slots", "Sequences in memory at once; 0: the loader decides", 0, 256}, config.slots);
  visitor(S{"threads", "Threads that compute; 0: all cores", 0, 1024}, config.threads);
  visitor(S{"gpu_layers", "Layers on the GPU; -1: all that fit", -1, 10000}, config.gpu_layers);
  visitor(S{"mmproj", "GGUF file that the model sees pictures with; found where it lies beside it"},
          config.mmproj);
  visitor(S{"mode", "How to think: instant, thinking or contemplating"}, config.mode);
  visitor(S{"agents", "Agents of a contemplating turn", 2, limits::kAgentsMax}, config.agents);
  visitor(S{"max_tokens", "Most new tokens of an answer, for each agent", 1, kAny32},
          config.max_tokens);
  visitor(S{"log", "What is logged: error, warning, info (every request) or debug"}, config.log);
}

std::string flag_name(std::string_view key);         // "gpu_layers" -> "--gpu-layers".
std::string environment_name(std::string_view key);  // "gpu_layers" -> "PONDER_GPU_LAYERS".

// Where a value comes from; prints as "flag --port", "file /etc/ponder.toml:3"...
struct Source {
  enum Kind : std::uint8_t { kDefault, kFile, kEnvironment, kFlag } kind = kDefault;
  std::string name;  // The flag, the variable, the file.
  std::size_t line = 0;
};
std::string_view source_kind_name(Source::Kind kind);  // "flag", "environment", "file", "default".
std::string to_string(const Source& source);

struct LoadedConfig {
  Config config;
  std::map<std::string, Source, std::less<>> sources;  // One for each setting.
  std::string file;                                    // The file that was read, or empty.
};

using Environment = std::function<std::optional<std::string>(const std::string&)>;
// What stood on the command line: key -> values, as text.
using Flags = std::map<std::string, std::vector<std::string>, std::less<>>;

// `file`: from --config; must exist. Unset: PONDER_CONFIG, else the user's own file if there is
// one. Errors: kInvalid (names the source, the value and what is allowed; of a file also the line),
// kIo.
Result<LoadedConfig> load_config(const Flags& flags, const Environment& environment,
                                 const std::optional<std::string>& file);

std::string to_text(const std::string& value);
std::string to_text(const std::vector<std::string>& value);
std::string to_text(chat::Mode value);
std::string to_text(LogLevel value);
std::string to_text(bool value);
template <class Number>
std::string to_text(Number value)
  requires std::is_integral_v<Number>
{
  return std::to_string(value);
}

}  // namespace ponder::cli
