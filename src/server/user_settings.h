// What the user of a request wants of every turn.
#pragma once

#include "api/settings.h"
#include "base/async.h"
#include "base/result.h"
#include "server/services.h"
#include "store/store.h"

namespace ponder::server {

// A model that is not here any more is left out.
Task<Result<api::UserSettings>> settings_of(Services services, store::Principal who);

}  // namespace ponder::server
