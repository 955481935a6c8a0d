// Puts the pages of PDF files into the messages that came with them: their text, and their pictures
// where a model sees, or where a page has no text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "chat/message.h"
#include "sight/given_up.h"
#include "sight/reader.h"

namespace ponder::sight {

bool has_pdf(const chat::Message& message);

// Afterwards it has none. `pictures_left`: how many pages may still be shown as pictures; the other
// pages are text alone. Returns what was told of each file. Errors: those of Reader::read_pages;
// the message is in pieces then.
Task<Result<std::vector<std::string>>> put_pages(chat::Message& message, bool sees,
                                                 std::size_t& pictures_left,
                                                 std::shared_ptr<Reader> reader,
                                                 GivenUp given_up = {});

}  // namespace ponder::sight
