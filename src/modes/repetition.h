// Notices that a text goes round in circles: small models fall into loops that only the limit of
// tokens ends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ponder::modes {

inline constexpr std::size_t kRepeatedBytesMin =
    320;                                           // So much of the end is one piece, repeated...
inline constexpr std::size_t kRepetitionsMin = 4;  // ...so often.
inline constexpr std::size_t kRepeatedPieceMax = 1024;

// Whether `text` ends with a piece that stands there again and again, to the byte. Lines that count
// upwards differ, so a list or a table is none. Time and memory grow with the constants above, not
// with the text. Source of the method: the failure function of Knuth, Morris and Pratt, 1977.
bool ends_in_repetition(std::string_view text);

// The same for a text that grows: looks again only when enough has come. Keeps its end, not all of
// it.
class RepetitionWatcher {
 public:
  // `piece` is what came since the last call. Once true, always true.
  bool add(std::string_view piece);

 private:
  std::string end_;
  std::size_t unseen_ = 0;  // Bytes that came since it looked last.
  bool found_ = false;
};

}  // namespace ponder::modes
