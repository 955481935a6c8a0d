// JSON text in one form, so that two tool calls with the same arguments compare equal. Not a JSON
// library: it reads nothing out, it only rewrites.
#pragma once

#include <string>
#include <string_view>

namespace ponder::modes {

// `json` without space outside of strings, object keys sorted, numbers in one form (1.0 = 1,
// 1e3 = 1000). Escapes inside strings stay as written. Text that is no JSON, or is nested deeper
// than limits::kJsonDepthMax, comes back trimmed.
std::string canonical_json(std::string_view json);

}  // namespace ponder::modes
