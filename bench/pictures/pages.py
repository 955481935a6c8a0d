"""What stands on worksheets and on type plates, made up by a seed; no task of any collection is in it."""

import random

from PIL import Image, ImageDraw, ImageFont

FONTS = {"sans": "truetype/dejavu/DejaVuSans-Bold.ttf", "mono": "truetype/dejavu/DejaVuSansMono-Bold.ttf",
         "narrow": "truetype/liberation/LiberationSansNarrow-Bold.ttf",
         "serif": "truetype/liberation/LiberationSerif-Bold.ttf",
         "book": "truetype/liberation/LiberationSerif-Regular.ttf",
         "school": "truetype/dejavu/DejaVuSans.ttf", "type": "truetype/liberation/LiberationSans-Regular.ttf"}
TOPICS = ["Lengths and areas", "Speed and time", "Mass and force", "Electric circuits", "Energy at home",
          "Fractions and percent", "Volumes of bodies", "Heat and temperature"]
THINGS = ["A cyclist", "A pump", "A small motor", "A lift", "A kettle", "A train", "A crane", "A tap"]
TABLES = [("Time in h", "Way in km"), ("Mass in kg", "Price in euros"), ("Voltage in V", "Current in A"),
          ("Length in cm", "Area in cm^2")]
MAKERS = ["NORDHEIM", "Kelvano", "ARDENT", "Lumira", "HYDROS", "Tessan", "BRUNEK", "Ovalis"]


def typeface(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype("/usr/share/fonts/" + FONTS[name], size)


def exercise(rng: random.Random) -> str:
    a, b, c = rng.randrange(2, 90), rng.randrange(2, 60), rng.randrange(2, 12)
    unit, small = rng.choice([("m", "cm"), ("kg", "g"), ("h", "min"), ("L", "mL"), ("km", "m")])
    amount = rng.choice(["L", "kg", "kJ", "mL"])
    return rng.choice([
        f"{a}.{c} {unit} + {b * 10} {small} = ? {unit}",
        f"{a} m/s \u00d7 {c} s = ? m",
        f"{a * c} km \u00f7 {c} h = ? km/h",
        f"{c}/{b} + {a % 9 + 1}/{c} - 1/{b} = ?",
        f"({a} + {b}) \u00d7 {c} = ?",
        f"{b}% of {a * 10} {unit} = ? {unit}",
        f"{rng.choice(THINGS)} needs {a} {amount} in {c} minutes. How much is that in {b} minutes?",
        f"{rng.choice(THINGS)} works with {a * 10} W for {c} hours. Give the energy in kWh.",
        f"Write {a * 10} {small} in {unit}, and {c}.{b} {unit} in {small}.",
    ])


def folded(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = (lines[-1] + " " + word).strip()
        if face.getlength(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def worksheet(rng: random.Random, ink: tuple, ground: tuple) -> tuple[Image.Image, str]:
    """A page with a heading, numbered exercises and a small table; and all that is written on it."""
    size = rng.randrange(24, 34)
    name = rng.choice(["book", "school", "type"])
    face, bold = typeface(name, size), typeface("serif" if name == "book" else "sans", size * 5 // 4)
    width, margin = size * 36, size * 2
    page = Image.new("RGB", (width, size * 60), ground)
    draw = ImageDraw.Draw(page)
    heading = f"Worksheet {rng.randrange(1, 40)}: {rng.choice(TOPICS)}"
    draw.text((margin, margin), heading, font=bold, fill=ink)
    said, y = [heading], margin + size * 3
    for number in range(1, rng.randrange(5, 8)):
        for i, line in enumerate(folded(f"{number}. {exercise(rng)}", face, width - 3 * margin)):
            draw.text((margin + (size if i else 0), y), line, font=face, fill=ink)
            said.append(line)
            y += size * 3 // 2
        y += size * 2 // 3
    table, y = small_table(rng, draw, face, (margin, y + size // 2), ink)
    return page.crop((0, 0, width, y + margin)), "\n".join([*said, *table])


def small_table(rng: random.Random, draw: ImageDraw.ImageDraw, face: ImageFont.FreeTypeFont, at: tuple[int, int],
                ink: tuple) -> tuple[list[str], int]:
    """Two ruled rows; the lines that they say, and where they end."""
    (x, y), height = at, int(face.size * 2)
    step, factor = rng.randrange(1, 9), rng.randrange(3, 40)
    said = []
    for name, by in zip(rng.choice(TABLES), (1, factor), strict=True):
        cells = [name, *(str(step * k * by) for k in (1, 2, 3, 4))]
        widths = [int(face.size * 8), *[int(face.size * 4)] * 4]
        left = x
        for cell, wide in zip(cells, widths, strict=True):
            draw.rectangle((left, y, left + wide, y + height), outline=ink, width=2)
            draw.text((left + face.size // 2, y + face.size // 3), cell, font=face, fill=ink)
            left += wide
        said.append(" ".join(cells))
        y += height
    return said, y


def plate(rng: random.Random) -> tuple[str, str]:
    """The model, and the lines of an appliance's type plate."""
    model = "".join(rng.choice("ABDFHKLMPRTWX") for _ in range(2)) + str(rng.randrange(1000, 99999))
    lines = [rng.choice(MAKERS), f"Model {model}",
             f"Serial No. {rng.randrange(10**7, 10**8)} {rng.randrange(100, 1000)}",
             rng.choice(["220-240 V ~ 50 Hz", "230 V ~ 50/60 Hz", "100-240 V ~ 50/60 Hz"]),
             f"{rng.randrange(30, 260) * 10} W   IPX{rng.randrange(1, 8)}"]
    return model, "\n".join(lines)
