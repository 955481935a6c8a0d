// Makes a request's pictures and PDF files fit for a model: one that sees gets them as they are,
// one that does not is told in words what is in them.
#pragma once

#include <memory>

#include "base/async.h"
#include "base/result.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "sight/given_up.h"
#include "sight/reader.h"

namespace ponder::sight {

// `reader` may be null where the request has no pictures. The result's `image_uses` say what became
// of the PDF files and pictures of the last user message. Errors: those of Reader, with `param`
// "messages"; kCancelled among them, between two pictures or pages.
Task<Result<chat::TurnRequest>> prepare(chat::TurnRequest request,
                                        const generate::Capabilities& capabilities,
                                        std::shared_ptr<Reader> reader, GivenUp given_up = {});

}  // namespace ponder::sight
