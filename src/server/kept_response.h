// Responses that were kept: found, encoded from their turn's log, and told as the history of the
// next one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/responses.h"
#include "base/async.h"
#include "base/result.h"
#include "server/services.h"
#include "server/turn_reader.h"
#include "store/store.h"

namespace ponder::server {

struct KeptResponse {
  store::Turn turn;
  store::Response row;
};

// kNotFound says why a response may not be there; `param` names the field that holds the id.
Task<Result<KeptResponse>> find_response(Services services, store::Principal who, std::string id,
                                         std::string param);

api::ResponseHead head_of(const KeptResponse& kept);

// The events of a page; kIo where the log cannot be read.
Result<std::vector<chat::Event>> events_of(const TurnPage& page);

using SharedEncoder = std::shared_ptr<api::ResponseEncoder>;

// The response as far as it is now, or at its end (waits for it).
Task<Result<SharedEncoder>> encode_now(Services services, store::Principal who, KeptResponse kept);
Task<Result<SharedEncoder>> encode_whole(Services services, store::Principal who,
                                         KeptResponse kept);

// Fills the messages of `call` with what its previous responses said, and puts what its references
// mean in their place. Errors: kNotFound, kConflict (a previous response still runs), kTooLong
// (limits::kResponseChainMax, kMessagesMax), kInvalid (nothing was said).
Task<Result<void>> tell_history(Services services, store::Principal who,
                                std::shared_ptr<api::ResponsesCall> call);

}  // namespace ponder::server
