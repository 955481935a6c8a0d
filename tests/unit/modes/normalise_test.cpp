#include "modes/normalise.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace ponder::modes {
namespace {

using Pair = std::pair<const char*, const char*>;

TEST(Normalise, FindsTheSameValueInManyForms) {
  const std::vector<Pair> same = {
      // Numbers.
      {"42", "42."},
      {"42", " 42 "},
      {"42", "+42"},
      {"42", "42.0"},
      {"42", "042"},
      {"42", "= 42"},
      {"42", "**42**"},
      {"42", "*42*"},
      {"42", "`42`"},
      {"42", "\"42\""},
      {"42", "$42$"},
      {"42", "\\(42\\)"},
      {"42", "\\[ 42 \\]"},
      {"42", "$$42$$"},
      {"42", "\\boxed{42}"},
      {"42", "The answer is 42."},
      {"42", "the final answer is: 42"},
      {"42", "So, the answer is 42"},
      {"42", "(42)"},
      {"1234", "1,234"},
      {"1234", "1 234"},
      {"1234", "1\\,234"},
      {"1234", "1{,}234"},
      {"1234567", "1,234,567.00"},
      {"1234.5", "1,234.50"},
      {"-5",
       "\xE2\x88\x92"
       "5"},
      {"-5", "- 5"},
      {"0.5", ".5"},
      {"0.5", "1/2"},
      {"0.5", "\\frac{1}{2}"},
      {"0.5", "\\dfrac12"},
      {"0.5", "\xC2\xBD"},
      {"0.5", "2/4"},
      {"-0.5", "-\\frac{1}{2}"},
      {"-0.5", "\\frac{-1}{2}"},
      {"1/3", "2/6"},
      {"2.5", "2 1/2"},
      {"2.5", "2\\frac{1}{2}"},
      {"2.5", "2\xC2\xBD"},
      {"1500", "1.5e3"},
      {"1500", "1.5 \\times 10^3"},
      {"1500", "1.5 \\cdot 10^{3}"},
      {"1500",
       "1.5\xC3\x97"
       "10^3"},
      {"0.0015", "1.5 \\times 10^{-3}"},
      {"5000000", "5 million"},
      {"0", "-0"},
      {"123456789012345678901234", "123,456,789,012,345,678,901,234"},
      {"7", "seven"},
      {"21", "twenty-one"},
      {"300", "three hundred"},
      {"3.14", "\xE2\x89\x88 3.14"},
      {"3.14", "approximately 3.14"},
      // Equations.
      {"5", "x = 5"},
      {"5", "$x=5$"},
      {"5", "2 + 3 = 5"},
      {"5 cm", "AB = 5 cm"},
      {"2x+1", "y = 2x + 1"},
      // Units, money, percent.
      {"5 cm", "5"},
      {"5 cm", "5cm"},
      {"5 cm", "5 centimetres"},
      {"5 cm", "5\\text{ cm}"},
      {"5 cm", "$5\\,\\mathrm{cm}$"},
      {"5 cm", "5 cm tall"},
      {"5 in total", "5 a day"},
      {"25 cm^2", "25 square centimeters"},
      {"25 cm^2", "25 cm\xC2\xB2"},
      {"60 km/h", "60 kilometers per hour"},
      {"12", "12 students"},
      {"12 apples", "12 pieces of fruit"},
      {"$5", "5"},
      {"$5", "5 dollars"},
      {"\\$5", "5 dollars"},
      {"$5.00", "5 USD"},
      {"-$5", "-5"},
      {"\xE2\x82\xAC"
       "5",
       "5 euros"},
      {"$1,200", "1200 dollars"},
      {"50%", "50"},
      {"50\\%", "50 percent"},
      {"90\xC2\xB0", "90^\\circ"},
      {"90 degrees", "90"},
      {"5 hours", "5 h"},
      {"98 lbs", "98 pounds"},
      // Lists.
      {"2, 3", "3, 2"},
      {"2 and 3", "{2, 3}"},
      {"x = 2 or x = 3", "2, 3"},
      {"\\{1, 2, 3\\}", "1,2,3"},
      {"\\pm 2", "2, -2"},
      {"x = \xC2\xB1"
       "2",
       "-2 and 2"},
      {"(1, 2)", "$\\left(1,2\\right)$"},
      {"[0, 1)", "[0,1)"},
      // Expressions.
      {"2x", "2 \\cdot x"},
      {"2x", "2*x"},
      {"3\\pi", "3 \xCF\x80"},
      {"\\sqrt{2}", "\\sqrt2"},
      {"\\sqrt{2}",
       "\xE2\x88\x9A"
       "2"},
      {"2\\sqrt{3}", "2*sqrt(3)"},
      {"x^{2}", "x^2"},
      {"x^2", "x\xC2\xB2"},
      {"x^{10}+1", "x^10 + 1"},
      {"\\frac{x}{2}", "x/2"},
      {"\\frac{\\pi}{2}", "\\pi/2"},
      {"x \\leq 3", "x \xE2\x89\xA4 3"},
      {"-x", "\xE2\x88\x92x"},
      {"-x", "$-x$"},
      {"-x", "\\left(-x\\right)"},
      {"-x", "y = -x"},
      {"-\\infty", "-\xE2\x88\x9E"},
      {"-\\infty", "- \\infty"},
      {"(-\\infty, 3)", "$\\left(-\\infty, 3\\right)$"},
      {"i, -i", "x = -i or x = i"},
      {"p \\& q", "p&q"},
      {"n!", "$n!$"},
      {"n!", "**n!**."},
      {"(n-1)!", "(n - 1)!"},
      // Choices.
      {"B", "b"},
      {"B", "(B)"},
      {"B", "B."},
      {"B", "B)"},
      {"B", "(b)"},
      {"B", "Option B"},
      {"B", "The correct option is (B)"},
      {"B", "B) Paris"},
      {"B", "B. Paris"},
      {"B", "(B) 42 apples"},
      {"B", "B: 42"},
      {"B", "**B**"},
      // Yes and no, words.
      {"Yes", "yes."},
      {"Yes", "Yes, it is."},
      {"No", "no, 9 is not prime"},
      {"True", "true"},
      {"Yes", "yes!"},
      {"No", "- no"},
      {"B", "B!"},
      {"B", "- B"},
      {"42", "42!"},
      {"x", "It is x!"},
      {"5 m", "5 m!"},
      {"-5", "-5!"},
      {"OK", "ok!"},
      {"Paris", "paris."},
      {"Paris", "- Paris"},
      {"Paris", "# Paris"},
      {"Paris", "> Paris"},
      {"Paris", "| Paris |"},
      {"Paris", "Paris!"},
      {"Paris", "the answer is Paris"},
      {"the Moon", "Moon"},
      {"New York", "new   york!"},
      {"St. Petersburg", "St Petersburg"},
      {"\"Hamlet\"", "Hamlet"},
      {"well-known", "well known"},
      {"3:30 p.m.", "3:30 PM"},
      {"3:30pm", "3:30 pm"},
      {"July 4, 1776", "July 4 1776"},
  };
  for (const auto& [a, b] : same) {
    const Normalised left = normalise(a);
    const Normalised right = normalise(b);
    EXPECT_TRUE(same_answer(left, right))
        << a << " -> '" << left.text() << "', " << b << " -> '" << right.text() << "'";
  }
}

TEST(Normalise, KeepsDifferentValuesApart) {
  const std::vector<Pair> different = {
      {"42", "43"},
      {"42", "-42"},
      {"42", "4.2"},
      {"42", "420"},
      {"1,234", "1, 234"},
      {"1.234", "1,234"},
      {"0.5", "50%"},
      {"0.333", "1/3"},
      {"1/2", "2/1"},
      {"2 1/2", "21/2"},
      {"1e3", "1e4"},
      {"5 million", "5"},
      {"123456789012345678901234", "123456789012345678901235"},
      {"5 cm", "5 m"},
      {"5 cm", "5 cm^2"},
      {"$5", "5%"},
      {"$5", "5 euros"},
      {"5 hours", "5 minutes"},
      {"60 km/h", "60 miles per hour"},
      {"2x", "2"},
      {"2n", "2"},
      {"2 x", "2"},
      {"5 or 6", "5"},
      {"3 pi", "3"},
      {"4 July", "4 August"},
      {"3 more than x", "3"},
      {"a = 1, b = 2", "b = 2"},
      {"x = 2 or x = 3", "3"},
      {"2, 3", "2, 4"},
      {"2, 3", "2, 3, 3"},
      {"(1, 2)", "(2, 1)"},
      {"(1, 2)", "[1, 2]"},
      {"\\pm 2", "2"},
      {"x^2", "x2"},
      {"x^{10}", "x^1"},
      {"x^{a+1}", "x^a+1"},
      {"\\sqrt{2}", "2"},
      {"\\sqrt{2}", "\\sqrt{3}"},
      {"\\sqrt{2}+1", "\\sqrt{2+1}"},
      {"\\frac{x}{2}", "\\frac{2}{x}"},
      {"\\frac{a+b}{2}", "a+b/2"},
      {"x < 3", "x > 3"},
      {"x < 3", "x \\leq 3"},
      {"A", "B"},
      {"(A) 42", "(B) 42"},
      {"yes", "no"},
      {"true", "yes"},
      {"E. coli", "E. faecalis"},
      {"no solution", "no"},
      {"Paris", "London"},
      {"New York", "New Jersey"},
      {"The Three Musketeers", "Three Amigos"},
      {"3:30 am", "3:30 pm"},
      {"1/2/2020", "2/1/2020"},
      {"C#", "C++"},
      // Signs.
      {"-\\infty", "\\infty"},
      {"- \\infty", "\\infty"},
      {"-\\pi", "\\pi"},
      {"-\\pi", "\\pi-1"},
      {"\xE2\x88\x92\xCF\x80", "\xCF\x80"},
      {"-x", "x"},
      {"\\left(-x\\right)", "x"},
      {"-xy", "xy"},
      {"-i", "i"},
      {"i, -i", "i"},
      {"(-\\infty, 3)", "(\\infty, 3)"},
      {"x = -y", "x = y"},
      {"x = -y", "y"},
      {"x - y", "x + y"},
      {"x - y", "x = y"},
      {"C#", "C"},
      {"Notepad++", "Notepad"},
      {"Disney+", "Disney"},
      {"A-", "A"},
      {"A+", "A"},
      {"A-", "A+"},
      {"AB-", "AB"},
      {"p & q", "p | q"},
      {"p & q", "p q"},
      {"salt & pepper", "salt | pepper"},
      {"|x|", "x"},
      {"n!", "n"},
      {"n!!", "n!"},
      {"(n-1)!", "(n-1)"},
      {"x = n!", "x = n"},
      {"2^n n!", "2^n n"},
      {"n!/k!", "n!/k"},
      {"\\frac{n!}{k!}", "\\frac{n}{k}"},
  };
  for (const auto& [a, b] : different) {
    const Normalised left = normalise(a);
    const Normalised right = normalise(b);
    EXPECT_FALSE(same_answer(left, right))
        << a << " -> '" << left.text() << "', " << b << " -> '" << right.text() << "'";
  }
}

TEST(Normalise, SaysWhatKindOfAnswerItIs) {
  using Kind = Normalised::Kind;
  const std::vector<std::pair<const char*, Kind>> kinds = {
      {"42 cm", Kind::kNumber},   {"1, 2", Kind::kList}, {"2x + 1", Kind::kExpression},
      {"(C)", Kind::kChoice},     {"no", Kind::kYesNo},  {"Paris", Kind::kText},
      {"It rains.", Kind::kText}, {"", Kind::kText},
  };
  for (const auto& [text, kind] : kinds) EXPECT_EQ(normalise(text).kind, kind) << text;
}

TEST(Normalise, KeepsWhatIsOnlySigns) {
  EXPECT_EQ(normalise("?!").key, "?!");
  EXPECT_FALSE(same_answer(normalise("?!"), normalise("...")));
}

TEST(Normalise, TellsLongTextsFromShortAnswers) {
  EXPECT_FALSE(is_long_answer(normalise("The mitochondrion")));
  EXPECT_FALSE(is_long_answer(normalise("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14")));
  EXPECT_TRUE(is_long_answer(normalise(
      "The sea was calm that day and nobody on the old pier spoke a single word about it")));
  EXPECT_TRUE(is_long_answer(normalise(std::string(300, 'x'))));
}

// Whatever a model writes, there is a form, and it is its own equal.
TEST(Normalise, TakesAnyBytes) {
  constexpr std::string_view kAlphabet =
      "\\{}()[]$^_/*=-+.,;:%~!?&|#<> \n0123456789abEexfracsqrt\xC2\xB2\xE2";
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto n = random() % 24; n > 0; --n) text += kAlphabet[random() % kAlphabet.size()];
    const Normalised form = normalise(text);
    EXPECT_TRUE(same_answer(form, normalise(text)));
  }
}

TEST(Normalise, TakesDeepNesting) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "^{";
  EXPECT_NO_THROW(normalise(text));
  EXPECT_NO_THROW(normalise("\\frac{\\frac{\\frac{1}{"));
}

}  // namespace
}  // namespace ponder::modes
