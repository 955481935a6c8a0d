// Text for people: sizes, times, and cutting to the columns of a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::cli {

std::string format_bytes(std::uint64_t bytes);  // "98 MB", "1.1 GB" (powers of ten).
std::string format_count(std::uint64_t count);  // "32,768".
std::string format_seconds(double seconds);     // "0.4 s", "3.2 s", "2 min 5 s".

// Columns that `text` takes on a terminal. Wide (East Asian, emoji) characters take two, combining
// ones none; a byte that is not UTF-8 takes one.
std::size_t columns_of(std::string_view text);
// The longest beginning, or end, that fits into so many columns.
std::string first_columns(std::string_view text, std::size_t columns);
std::string last_columns(std::string_view text, std::size_t columns);
// Cut or filled with spaces to exactly so many columns.
std::string padded(std::string_view text, std::size_t columns);

// Without what would drive a terminal: control characters but newline and tab are dropped, so a
// model's output cannot move the cursor or set the title.
std::string printable(std::string_view text);
// On one line: runs of white space and line ends become one space.
std::string one_line(std::string_view text);

// Rows of cells as left-aligned columns, two spaces apart, no trailing spaces.
std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace ponder::cli
