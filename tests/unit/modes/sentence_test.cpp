// Answers that are whole sentences, against the bare value: those that join it, and those that must
// not.
#include "modes/sentence.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "modes/normalise.h"

namespace ponder::modes {
namespace {

using Pair = std::pair<const char*, const char*>;

std::string shown(const char* text) {
  const Normalised form = normalise(text);
  return std::string(text) + " -> '" + form.text() + "'";
}

TEST(Sentence, JoinsTheBareValue) {
  const std::vector<Pair> same = {
      // Behind the verb.
      {"12 pens cost $8.", "8"},
      {"12 pens cost $8.", "$8"},
      {"12 pens cost $8.", "8 dollars"},
      {"The 12 pens will cost $8.00 in total.", "8"},
      {"The train travels at 30 km/h.", "30 km/h"},
      {"The train travels at 30 km/h.", "30"},
      {"The train is traveling at 30 kilometers per hour.", "30 km/h"},
      {"So the answer is 42 apples", "42"},
      {"So the answer is 42 apples.", "42 apples"},
      {"The sum of 3 and 5 is 8.", "8"},
      {"The sum of 3 and 5 is equal to 8.", "8"},
      {"3 plus 5 equals 8", "8"},
      {"John has 5 apples left.", "5"},
      {"John has 5 apples left", "5 apples"},
      {"Mary will have 17 stickers.", "17"},
      {"She needs 5 more eggs.", "5"},
      {"It takes him 3 hours.", "3 hours"},
      {"It takes 5 days.", "5"},
      {"He earns $1,200 a year.", "1200"},
      {"He earned 14,400 dollars.", "14400"},
      {"The total is 1,234.50.", "1234.5"},
      {"The total cost will be $64.", "64"},
      {"The total number of calories is 48 calories.", "48"},
      {"There are 24 students in the class.", "24"},
      {"There were 7 birds left on the tree.", "7"},
      {"There will be 120 people.", "120"},
      {"The probability is 3/4.", "3/4"},
      {"The probability is $\\frac{3}{4}$.", "0.75"},
      {"The probability is \\(\\frac{3}{4}\\).", "3/4"},
      {"The value of x is -2.", "-2"},
      {"The value of $x$ is $-2$.", "-2"},
      {"The slope is 2x + 1.", "2x+1"},
      {"The solutions are 2 and 3.", "2, 3"},
      {"The solutions are $x = 2$ and $x = 3$.", "x = 2 or x = 3"},
      {"The point is (1, 2).", "(1, 2)"},
      {"The vertex is at (1, 2).", "(1,2)"},
      {"The correct choice would be option (B).", "B"},
      {"The correct choice would be (B).", "b)"},
      {"The right answer must be B.", "B"},
      {"The temperature is 25 degrees.", "25"},
      {"The angle measures 90\xC2\xB0.", "90^\\circ"},
      {"The area is 25 square centimeters.", "25 cm^2"},
      {"The discount is 20%.", "20"},
      {"The discount is 20 percent.", "20%"},
      {"The answer would be about 3.14.", "3.14"},
      {"The answer should be exactly 12.", "12"},
      {"She spent a total of 50 dollars.", "$50"},
      {"She paid $50 in total.", "50"},
      {"The price is now $36.", "36"},
      {"The square root of 16 is 4.", "4"},
      {"8 divided by 2 is 4.", "4"},
      {"Half of 12 is 6.", "6"},
      {"The remainder is 0.", "0"},
      {"The next term is 64.", "64"},
      {"The war ended in 1945.", "1945"},
      {"He was born in 1809.", "1809"},
      {"The book weighs 2.5 kg.", "2.5 kilograms"},
      {"The trip lasts 90 minutes.", "90 min"},
      {"The expression equals \\sqrt{2}.", "\\sqrt2"},
      {"The interval is [0, 1).", "[0,1)"},
      {"The distance is 3 \\times 10^8 m.", "300000000 m"},
      {"It was 5 million.", "5000000"},
      // The conclusion of several clauses.
      {"Each pen costs $2, so 12 pens cost $24.", "24"},
      {"Each pen costs $2. 12 pens cost $24.", "24"},
      {"Since there are 12 pens and each is $2, the total is $24.", "24"},
      {"If each pen is $2, 12 pens cost $24.", "24"},
      {"He had 12 and gave away 5, so he has 7 left.", "7"},
      {"This means the total is 15 miles.", "15"},
      {"Therefore, the number of eggs is 12.", "12"},
      {"Thus, Tom has 9 marbles.", "9"},
      {"Hence the answer is 9.", "9"},
      {"We conclude that x equals 4.", "4"},
      {"So, they will need 30 chairs!", "30"},
      {"Let's see. The total is 15.", "15"},
      // The only number.
      {"42 apples are left.", "42"},
      {"42 apples remain.", "42"},
      {"$8 is the cost.", "8"},
      {"She will be able to buy as many as 6 toys.", "6"},
      {"Tom bought himself 5 apples.", "5"},
      {"They have together 17 dollars.", "17"},
      {"They have together 17 dollars, which is a lot.", "17 dollars"},
      {"The farmer sold all of his 36 sheep.", "36"},
      {"The number of weeks needed is 7 weeks.", "7 weeks"},
      // Boxes and forms of a value alone.
      {"x = 3/4", "3/4"},
      {"\\boxed{\\frac{3}{4}}", "0.75"},
      {"The answer is \\boxed{42}.", "42"},
      {"So we get $\\boxed{42}$ apples, as 6 times 7 is 42.", "42"},
      {"\\[\\boxed{x = 5}\\]", "5"},
      {"Option (B)", "B"},
      {"**The answer is 42**", "42"},
      {"The answer is: 42", "42"},
      {"Answer: 42", "42"},
      {"Final answer: 42 apples", "42"},
      {"x \\in [-2,7]", "[-2, 7]"},
      {"\\frac{2\\sqrt{3}}{3}", "2\\sqrt{3}/3"},
      {"\\dfrac{2 \\sqrt{3}}{3}", "\\frac{2\\sqrt3}{3}"},
      {"-\\frac{3\\pi}{4}", "-3\\pi/4"},
      {"6-5i", "6 - 5i"},
      {"\\$36", "36 dollars"},
      {"36^\\circ", "36 degrees"},
      {"18 \\text{ inches}", "18"},
      {"10\\%", "10"},
      {"1,\\! 000", "1000"},
      {"3 / 4", "\\frac34"},
      {"\\left( 3, \\frac{\\pi}{2} \\right)", "(3, \\pi/2)"},
      {"\\text{Evelyn}", "Evelyn"},
      {"$\\text{Evelyn}$.", "evelyn"},
      {"p - q", "p-q"},
  };
  for (const auto& [sentence, bare] : same) {
    EXPECT_TRUE(same_answer(normalise(sentence), normalise(bare)))
        << shown(sentence) << ", " << shown(bare);
  }
}

TEST(Sentence, LeavesAloneWhatStatesNoSingleValue) {
  const std::vector<Pair> different = {
      // Comparisons and denials.
      {"x is more than 5.", "5"},
      {"x is greater than 5", "5"},
      {"It is at least 5.", "5"},
      {"It is at most 5.", "5"},
      {"He has fewer than 5 apples.", "5"},
      {"It is between 3 and 5.", "5"},
      {"The answer is not 5.", "5"},
      {"It can't be 5.", "5"},
      {"There are no 5 apples.", "5"},
      {"It was never 5.", "5"},
      {"The price increased by 5 dollars.", "5"},
      {"It is over 5 km.", "5 km"},
      {"3 more than x", "3"},
      // More than one value.
      {"Tom has 5 apples and Ann has 3.", "3"},
      {"Tom has 5 apples and Ann has 3.", "5"},
      {"The sum is 8 and the product is 15.", "15"},
      {"The sum is 8 and the product is 15.", "8"},
      {"The answer is 5 or 6.", "5"},
      {"The answer is 5 or 6.", "6"},
      {"The solutions are 2 and 3.", "3"},
      {"42 apples are in 6 baskets.", "42"},
      {"42 apples are in 6 baskets.", "6"},
      {"The ratio is 3 to 5.", "5"},
      {"The ratio is 3:5.", "3"},
      {"5 of the 12 pens", "5"},
      {"He paid $8 for 12 pens.", "12"},
      {"From 3 to 5", "3"},
      // Names and dates.
      {"Apollo 11", "11"},
      {"The Apollo 11 mission was the first.", "11"},
      {"It was Apollo 11.", "11"},
      {"It is Chapter 5.", "5"},
      {"It is on page 5.", "5"},
      {"It is version 2", "2"},
      {"She was born on July 4, 1776.", "1776"},
      {"She was born on July 4.", "4"},
      {"It is on 4 July.", "4"},
      {"It ended in May 1945", "5"},
      {"The meeting is at 3:30.", "3"},
      {"The meeting is at 3 pm.", "3"},
      {"iPhone 5", "5"},
      {"Henry 8 was a king.", "8"},
      {"It is the 3rd.", "3"},
      {"H2O is water.", "2"},
      // Formulas with letters.
      {"The term is 2x.", "2"},
      {"The answer is 3 pi.", "3"},
      {"The function is x^2.", "2"},
      {"The answer is 5x + 3.", "3"},
      // The wrong one, the wrong unit, the wrong side.
      {"12 pens cost $8.", "12"},
      {"12 pens cost $8.", "8%"},
      {"The train travels at 30 km/h.", "30 mph"},
      {"The sum of 3 and 5 is 8.", "3"},
      {"8 is the sum of 3 and 5.", "5"},
      {"8 is the sum of 3 and 5.", "3"},
      {"Each pen costs $2, so 12 pens cost $24.", "2"},
      {"The total is 1,234.", "234"},
      {"The value is -2.", "2"},
      {"It is a dog.", "A"},
      {"The winner is Anna.", "A"},
      {"Is it 5?", "5"},
      // Boxes and forms of a value alone.
      {"\\boxed{42} or 43", "43"},
      {"\\frac{2+\\sqrt{3}}{3}", "2+\\sqrt{3}/3"},
      {"\\frac{x}{2}\\cdot 3", "x/(2 \\cdot 3)"},
      {"x \\in (-2,7]", "[-2, 7]"},
      {"x = 3/4", "4/3"},
      {"Option (B)", "Option (C)"},
      {"6-5i", "6+5i"},
      {"4210_{5}", "4210"},
      {"\\text{Evelyn}", "Carla"},
      {"p - q", "q - p"},
  };
  for (const auto& [a, b] : different) {
    EXPECT_FALSE(same_answer(normalise(a), normalise(b))) << shown(a) << ", " << shown(b);
  }
}

// An answer that is watched for must not close at a sentence on the way to it.
TEST(Sentence, IsNoPlainValue) {
  EXPECT_TRUE(normalise("42 apples").is_value());
  EXPECT_TRUE(normalise("The answer is 42.").is_value());
  EXPECT_FALSE(normalise("John has 5 apples left.").is_value());
  EXPECT_FALSE(normalise("First, each pen costs $2.").is_value());
}

TEST(Sentence, LongTextsStayTexts) {
  const std::string story =
      "The harbour was quiet that morning and the boats lay still. Nobody had come down to the "
      "water since the storm, and the old keeper wondered whether the light would be needed at "
      "all. In the end he has 5 lamps.";
  EXPECT_EQ(normalise(story).kind, Normalised::Kind::kText);
}

TEST(Sentence, FindsNothingInWords) {
  EXPECT_TRUE(values_in_sentence("").empty());
  EXPECT_TRUE(values_in_sentence("The sea").empty());
  EXPECT_EQ(normalise("The capital is Paris.").kind, Normalised::Kind::kText);
}

}  // namespace
}  // namespace ponder::modes
