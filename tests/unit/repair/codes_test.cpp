// Codes: found however they are written, and never taken for another.
#include "repair/codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "repair/recognise.h"

namespace ponder::repair {
namespace {

TEST(Codes, AreFoundHoweverTheyAreWritten) {
  const CodeEntry* entry = find_code("dishwasher", "Bosch", "E24");
  ASSERT_NE(entry, nullptr);
  for (const std::string same : {"e24", "E 24", "E-24", "E:24", "E24.", "E.24", " E24 "}) {
    EXPECT_EQ(find_code("dishwasher", "bosch", same), entry) << same;
  }
  const CodeEntry* drain = find_code("washer", "LG", "OE");
  ASSERT_NE(drain, nullptr);
  EXPECT_EQ(find_code("washer", "LG", "0E"), drain);
  EXPECT_EQ(find_code("washer", "LG", "1E"), find_code("washer", "LG", "IE"));
  EXPECT_EQ(find_code("washer", "Whirlpool", "F9 E1"), find_code("washer", "Maytag", "F9E1"));
  EXPECT_EQ(find_code("washer", "Hotpoint", "H20"), find_code("washer", "Hotpoint", "H2O"));
  EXPECT_EQ(find_code("gas_boiler", "Vaillant", "F.28"),
            find_code("gas_boiler", "Vaillant", "F28"));
}

TEST(Codes, AreNeverTakenForOthers) {
  for (const std::string other : {"E25 ", "E2", "E240", "E24-10", "F24x", "24", "E42", "B24", ""}) {
    const CodeEntry* found = find_code("dishwasher", "Bosch", other);
    EXPECT_NE(found, find_code("dishwasher", "Bosch", "E24")) << other;
  }
  EXPECT_EQ(find_code("dishwasher", "Bosch", "E99"), nullptr);
  EXPECT_EQ(find_code("dishwasher", "Miele", "E24"), nullptr);
  EXPECT_EQ(find_code("washer", "Bosch", "E24"), nullptr);
  EXPECT_EQ(find_code("dishwasher", "", "E24"), nullptr);
  EXPECT_NE(find_code("washer", "LG", "OE"), find_code("washer", "Samsung", "OE"));
  EXPECT_NE(find_code("washer", "Samsung", "5C"), find_code("washer", "Samsung", "SC"));
}

TEST(Codes, WithoutABrandTheirBrandsAreNamed) {
  EXPECT_THAT(brands_with("dishwasher", "e-24"), ::testing::ElementsAre("Bosch"));
  EXPECT_THAT(brands_with("washer", "0E"), ::testing::ElementsAre("Samsung", "LG"));
  EXPECT_THAT(brands_with("washer", "ZZ"), ::testing::IsEmpty());
}

TEST(Codes, AreFoundInWords) {
  EXPECT_EQ(code_in_words("My Bosch dishwasher shows E24."), "E24");
  EXPECT_EQ(code_in_words("it says E 24 and beeps"), "E 24");
  EXPECT_EQ(code_in_words("error F9 E1 on my Whirlpool"), "F9 E1");
  EXPECT_EQ(code_in_words("LG washer error OE"), "OE");
  EXPECT_EQ(code_in_words("the display shows E99"), "E99");
  EXPECT_EQ(code_in_words("die Anzeige zeigt E24"), "E24");
  EXPECT_EQ(code_in_words("muestra el codigo 5C"), "5C");
  EXPECT_EQ(code_in_words("\u0627\u0644\u0631\u0645\u0632 E24"), "E24");
  for (const std::string none :
       {"It does not drain at 230 V and 50 Hz", "la lavadora de mi casa", "I paid 24 euros in 2020",
        "der Deckel ist zu", "it uses R600a", "", "the lamp is E14, socket E27"}) {
    EXPECT_EQ(code_in_words(none), std::nullopt) << none;
  }
}

TEST(Codes, AreFoundInPictures) {
  EXPECT_EQ(code_in_picture("E24"), "E24");
  EXPECT_EQ(code_in_picture("ERROR\nE:24"), "E:24");
  EXPECT_EQ(code_in_picture("OE"), "OE");
  EXPECT_EQ(code_in_picture("Bosch\nE-Nr. SMS46MI01E/25\n220-240 V 50/60 Hz 2000 W\nMade in EU"),
            std::nullopt);
}

TEST(Facts, AreRecognised) {
  EXPECT_EQ(kind_in("my dish washer is broken"), "dishwasher");
  EXPECT_EQ(kind_in("the washing machine next to the dishwasher"), "washer");
  EXPECT_EQ(kind_in("Der Geschirrsp\u00fcler pumpt nicht ab"), "dishwasher");
  EXPECT_EQ(kind_in("la lavadora"), "washer");
  EXPECT_EQ(kind_in("gas oven"), "gas_cooker");
  EXPECT_EQ(kind_in("electric oven"), "oven");
  EXPECT_EQ(kind_in("\u063a\u0633\u0627\u0644\u0629 \u0627\u0644\u0635\u062d\u0648\u0646"),
            "dishwasher");
  EXPECT_EQ(kind_in("the thing"), "");
  EXPECT_EQ(symptom_in("it won't drain", "dishwasher"), "not_draining");
  EXPECT_EQ(symptom_in("Die Maschine pumpt nicht ab", "washer"), "not_draining");
  EXPECT_EQ(symptom_in("no desagua", "washer"), "not_draining");
  EXPECT_EQ(symptom_in("it does not cool", "fridge"), "not_cooling");
  EXPECT_EQ(brand_in("eine BOSCH Maschine"), "Bosch");
  EXPECT_EQ(model_on_plate("BOSCH\nE-Nr. SMS46MI01E/25 FD 9602"), "SMS46MI01E/25");
  EXPECT_EQ(model_on_plate("Model: WW90T4540AE\nS/N 0B4C"), "WW90T4540AE");
  EXPECT_EQ(model_on_plate("Modern times 12345"), "");
}

}  // namespace
}  // namespace ponder::repair
