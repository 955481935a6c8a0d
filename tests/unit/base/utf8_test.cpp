// UTF-8 against a plain definition of it, over every lead and second byte.
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>

namespace ponder {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

std::string encoded(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  const auto tail = [&](unsigned shift) { return byte(0x80U | ((code >> shift) & 0x3FU)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0U | (code >> 6U)), tail(0)};
  if (code < 0x10000) return {byte(0xE0U | (code >> 12U)), tail(6), tail(0)};
  return {byte(0xF0U | (code >> 18U)), tail(12), tail(6), tail(0)};
}

bool is_surrogate(std::uint32_t code) { return code >= 0xD800 && code <= 0xDFFF; }

// By the definition: decode the bits, then see whether encoding gives the same bytes.
bool is_one_character(const std::string& text) {
  static constexpr std::array<std::uint32_t, 5> kLeadMask = {0, 0x7F, 0x1F, 0x0F, 0x07};
  if (text.empty() || text.size() > 4) return false;
  std::uint32_t code = static_cast<std::uint8_t>(text[0]) & kLeadMask.at(text.size());
  for (std::size_t i = 1; i < text.size(); ++i) {
    code = (code << 6U) | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
  }
  return code <= 0x10FFFF && !is_surrogate(code) && encoded(code) == text;
}

// Each lead byte with each second byte, and the edges of the third and the fourth.
template <class Visit>
void for_each_edge_sequence(Visit visit) {
  constexpr std::array<int, 4> kEdges = {0x7F, 0x80, 0xBF, 0xC0};
  for (int lead = 0; lead < 256; ++lead) {
    visit(std::string{static_cast<char>(lead)});
    for (int second = 0; second < 256; ++second) {
      const std::string two = {static_cast<char>(lead), static_cast<char>(second)};
      visit(two);
      for (const int third : kEdges) {
        const std::string three = two + static_cast<char>(third);
        visit(three);
        for (const int fourth : kEdges) visit(three + static_cast<char>(fourth));
      }
    }
  }
}

// Cut into characters from the left; the offset of the first byte that begins none.
std::size_t first_invalid(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 1;
    while (length <= 4 && !is_one_character(text.substr(i, length))) ++length;
    if (length > 4) return i;
    i += length;
  }
  return kNone;
}

TEST(Utf8, EveryCharacterIsValid) {
  for (std::uint32_t code = 0; code <= 0x10FFFF; ++code) {
    const std::string text = encoded(code);
    ASSERT_EQ(utf8_invalid_at(text), is_surrogate(code) ? 0 : kNone) << code;
  }
}

TEST(Utf8, EverySequenceIsJudgedByTheDefinition) {
  for_each_edge_sequence([](const std::string& text) {
    ASSERT_EQ(utf8_invalid_at(text), first_invalid(text)) << ::testing::PrintToString(text);
    ASSERT_EQ(utf8_invalid_at("ab" + text), first_invalid("ab" + text));
  });
}

TEST(Utf8, NamesTheOffsetOfTheFirstFault) {
  EXPECT_EQ(utf8_invalid_at(""), kNone);
  EXPECT_EQ(utf8_invalid_at("\xC3\xA4\xFF\xFF"), 2U);
  EXPECT_EQ(utf8_invalid_at("abc\xE2\x82"), 3U);
  EXPECT_EQ(utf8_invalid_at(std::string_view("\0a", 2)), kNone);
}

TEST(Utf8, KnowsHowManyBytesOfACharacterAreThere) {
  for (const std::uint32_t code : {0x41U, 0xE4U, 0x20ACU, 0x1F642U, 0x10FFFFU}) {
    const std::string whole = "x" + encoded(code);
    for (std::size_t size = 1; size < whole.size(); ++size) {
      EXPECT_EQ(utf8_cut_bytes(whole.substr(0, size)), size - 1) << code << " cut at " << size;
    }
    EXPECT_EQ(utf8_cut_bytes(whole), 0U);
  }
  EXPECT_EQ(utf8_cut_bytes(""), 0U);
}

TEST(Utf8, WhatCanNeverBecomeACharacterIsNotCut) {
  EXPECT_EQ(utf8_cut_bytes("\x80"), 0U);
  EXPECT_EQ(utf8_cut_bytes("\xC0"), 0U);
  EXPECT_EQ(utf8_cut_bytes("\xFF"), 0U);
  EXPECT_EQ(utf8_cut_bytes("\x80\x80\x80\x80"), 0U);
}

TEST(Utf8, TakingTheCutBytesOffALegalTextLeavesALegalText) {
  std::string text;
  for (const std::uint32_t code : {0x41U, 0xE4U, 0x20ACU, 0x1F642U, 0x7AU, 0xFFFFU}) {
    text += encoded(code);
  }
  for (std::size_t size = 0; size <= text.size(); ++size) {
    std::string head = text.substr(0, size);
    head.resize(head.size() - utf8_cut_bytes(head));
    EXPECT_EQ(utf8_invalid_at(head), kNone) << size;
  }
}

TEST(Utf8, BeginAndEndCutNoCharacter) {
  const std::string text = "a\xC3\xA4\xE2\x82\xAC";
  EXPECT_EQ(utf8_begin(text, 6), text);
  EXPECT_EQ(utf8_begin(text, 5), "a\xC3\xA4");
  EXPECT_EQ(utf8_begin(text, 2), "a");
  EXPECT_EQ(utf8_begin(text, 0), "");
  EXPECT_EQ(utf8_end(text, 6), text);
  EXPECT_EQ(utf8_end(text, 5), "\xC3\xA4\xE2\x82\xAC");
  EXPECT_EQ(utf8_end(text, 4), "\xE2\x82\xAC");
  EXPECT_EQ(utf8_end(text, 2), "");
}

TEST(Utf8, RepairReplacesEachWrongByteAndKeepsTheRest) {
  const std::string replacement = "\xEF\xBF\xBD";
  EXPECT_EQ(utf8_repaired(""), "");
  EXPECT_EQ(utf8_repaired("a\xC3\xA4z"), "a\xC3\xA4z");
  EXPECT_EQ(utf8_repaired("a\xFFz"), "a" + replacement + "z");
  EXPECT_EQ(utf8_repaired("\xE2\x82"), replacement + replacement);
  EXPECT_EQ(utf8_repaired("\xED\xA0\x80"), replacement + replacement + replacement);
}

TEST(Utf8, WhatIsRepairedIsValid) {
  for_each_edge_sequence([](const std::string& text) {
    const std::string repaired = utf8_repaired(text);
    ASSERT_EQ(utf8_invalid_at(repaired), kNone);
    if (utf8_invalid_at(text) == kNone) {
      ASSERT_EQ(repaired, text);
    }
  });
}

}  // namespace
}  // namespace ponder
