// GET /openapi.json: put together from one part a dialect (src/server/openapi/*.json), with what is
// the same for all: security, errors, request ids, idempotency.
#pragma once

#include <string>
#include <vector>

#include "server/route_name.h"

namespace ponder::server {

// The document as text. Which key an operation asks for comes from server/access.h. A broken part
// is a defect (checked).
std::string openapi_document();

// The routes that the document has to describe: all but the files of the page.
std::vector<RouteName> described_routes(const std::vector<RouteName>& routes);

// "/v1/models/{id...}" -> "/v1/models/{id}".
std::string openapi_path(const std::string& pattern);

}  // namespace ponder::server
