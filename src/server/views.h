// Rows of the store as the values that api/ encodes.
#pragma once

#include <vector>

#include "api/turns.h"
#include "store/store.h"

namespace ponder::server {

api::TurnView view(const store::Turn& turn);
api::ConversationView view(const store::Conversation& conversation);
api::SummaryView view(const store::Summary& summary);

template <class Row>
auto views(const std::vector<Row>& rows) {
  std::vector<decltype(view(rows.front()))> all;
  all.reserve(rows.size());
  for (const Row& row : rows) all.push_back(view(row));
  return all;
}

}  // namespace ponder::server
