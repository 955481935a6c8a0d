// How a direct turn is answered, whatever the dialect: whole, or as a stream of frames.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/reduce.h"
#include "chat/request.h"
#include "http/message.h"
#include "http/sse.h"
#include "server/direct_turn.h"
#include "server/services.h"

namespace ponder::server {

// Starts a turn for the client of `request`; it stops when the client goes. Errors: those of
// TurnService::start_direct.
Task<Result<std::shared_ptr<DirectTurn>>> start_for(Services services,
                                                    std::shared_ptr<http::Request> request,
                                                    std::string id, chat::TurnRequest turn);

// Reads the turn to its end. Errors: the turn's own, kCancelled (the client left).
Task<Result<chat::TurnState>> whole_turn(std::shared_ptr<DirectTurn> turn);

// The frames of one event, ready to be sent; may be empty.
using EncodeFrames = std::function<std::string(const chat::Event&)>;

http::Stream stream_turn(const Services& services, std::shared_ptr<DirectTurn> turn,
                         EncodeFrames encode);

}  // namespace ponder::server
