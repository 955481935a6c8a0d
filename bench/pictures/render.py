"""Pictures as a phone sees them: displays, labels and lines with error codes on them, type plates, worksheets,
each by a seed. What was done to a picture is said beside it."""

import random
from dataclasses import dataclass

from pages import plate, typeface, worksheet
from PIL import Image, ImageChops, ImageDraw, ImageFilter

PRINTED = ["sans", "mono", "narrow", "serif"]
PAPERS = {"paper": ((250, 250, 246), (30, 30, 36)), "recycled": ((226, 220, 206), (40, 38, 36))}
GROUNDS = {"lcd": ((178, 194, 160), (35, 45, 30)), "led": ((18, 16, 18), (245, 60, 40)),
           "vfd": ((10, 24, 28), (110, 240, 220)), "label": ((240, 240, 236), (25, 25, 30)),
           "steel": ((170, 172, 176), (20, 20, 24))}
PLATES = {name: GROUNDS[name] for name in ("label", "steel")}
# Which of the seven strokes, from the top and clockwise, the middle one last.
SEGMENTS = {"0": "012345", "1": "12", "2": "01346", "3": "01236", "4": "1256", "5": "02356", "6": "023456",
            "7": "012", "8": "0123456", "9": "012356", "E": "03456", "F": "0456", "H": "12456", "L": "345", "U": "12345"}


@dataclass
class Picture:
    image: Image.Image
    code: str   # What must be read; empty: nothing more than the rest.
    words: str  # All that is written.
    done: str   # In which way.


def a_code(rng: random.Random) -> str:
    return rng.choice("EFHLU") + "".join(rng.choice("0123456789") for _ in range(rng.choice([1, 2, 2, 2])))


def seven_segments(code: str, height: int, ink: tuple, ground: tuple) -> Image.Image:
    """As on a display: strokes with gaps between them."""
    width, stroke, gap = int(height * 0.52), max(3, height // 9), max(1, height // 40)
    image = Image.new("RGB", (len(code) * (width + height // 5) + height // 5, height + height // 3), ground)
    draw = ImageDraw.Draw(image)
    for i, sign in enumerate(code):
        left, top = height // 5 + i * (width + height // 5), height // 6
        right, bottom, middle = left + width, top + height, top + height // 2
        half = stroke // 2
        places = [(left + gap + half, top, right - gap - half, top + stroke),
                  (right - stroke, top + gap + half, right, middle - gap),
                  (right - stroke, middle + gap, right, bottom - gap - half),
                  (left + gap + half, bottom - stroke, right - gap - half, bottom),
                  (left, middle + gap, left + stroke, bottom - gap - half),
                  (left, top + gap + half, left + stroke, middle - gap),
                  (left + gap + half, middle - half, right - gap - half, middle + half)]
        for segment in SEGMENTS[sign]:
            draw.rectangle(places[int(segment)], fill=ink)
    return image


def written(words: str, size: int, font: str, ink: tuple, ground: tuple) -> Image.Image:
    face = typeface(font, size)
    box = ImageDraw.Draw(Image.new("RGB", (1, 1))).multiline_textbbox((0, 0), words, font=face, spacing=size // 3)
    image = Image.new("RGB", (box[2] + size * 2, box[3] + size * 2), ground)
    ImageDraw.Draw(image).multiline_text((size, size), words, font=face, fill=ink, spacing=size // 3)
    return image


def tilted(image: Image.Image, share: float, rng: random.Random, ground: tuple) -> Image.Image:
    """Seen from the side: each corner moves by up to this share of the picture."""
    w, h = image.size
    shift = [(rng.uniform(0, share) * w, rng.uniform(0, share) * h) for _ in range(4)]
    source = [(0, 0), (w, 0), (w, h), (0, h)]
    target = [(shift[0][0], shift[0][1]), (w - shift[1][0], shift[1][1]),
              (w - shift[2][0], h - shift[2][1]), (shift[3][0], h - shift[3][1])]
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return image.transform(image.size, Image.Transform.PERSPECTIVE, solved(rows, values),
                           Image.Resampling.BICUBIC, fillcolor=ground)


def solved(rows: list[list[float]], values: list[float]) -> list[float]:
    """Gauss, for the eight numbers of a perspective."""
    n = len(values)
    m = [row[:] + [value] for row, value in zip(rows, values, strict=True)]
    for i in range(n):
        best = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[best] = m[best], m[i]
        for r in range(n):
            if r != i:
                share = m[r][i] / m[i][i]
                m[r] = [a - share * b for a, b in zip(m[r], m[i], strict=True)]
    return [m[i][n] / m[i][i] for i in range(n)]


def noisy(image: Image.Image, sigma: float, rng: random.Random) -> Image.Image:
    """Grains of brightness, as of a sensor in the dark."""
    grains = Image.frombytes("L", image.size, bytes(min(255, max(0, int(rng.gauss(128, sigma))))
                                                    for _ in range(image.width * image.height)))
    return Image.merge("RGB", [ImageChops.add(band, grains, 1, -128) for band in image.split()])


def noisy_page(image: Image.Image, sigma: float, rng: random.Random) -> Image.Image:
    """The same for a million pixels and more: the mean of four even values is nearly normal."""
    one, two, three, four = (Image.frombytes("L", image.size, rng.randbytes(image.width * image.height)) for _ in range(4))
    mean = ImageChops.add(ImageChops.add(one, two, 2), ImageChops.add(three, four, 2), 2)
    grains = mean.point(lambda v: min(255, max(0, round(128 + (v - 127) * sigma / 36.9))))
    return Image.merge("RGB", [ImageChops.add(band, grains, 1, -128) for band in image.split()])


def drawn(kind: str, code: str, rng: random.Random, ink: tuple, ground: tuple) -> tuple[Image.Image, str, str]:
    """As it is before a camera sees it; what must be read, and all that is written."""
    if kind == "worksheet":
        image, words = worksheet(rng, ink, ground)
        return image, "", words
    if kind == "plate":
        model, words = plate(rng)
        return written(words, rng.randrange(26, 48), rng.choice(PRINTED), ink, ground), model, words
    if kind == "segments":
        return seven_segments(code, rng.randrange(90, 220), ink, ground), code, code
    words = rng.choice([code, "ERROR " + code, "Fault " + code, code + "\nCheck drain", "Code: " + code])
    return written(words, rng.randrange(34, 90), rng.choice(PRINTED), ink, ground), code, words


def picture(seed: int, kind: str, hard: bool) -> Picture:
    """`kind`: "print" (a display or label with letters), "segments" (a seven-segment display), "plate" (an
    appliance's type plate), "worksheet" (a page of exercises)."""
    rng = random.Random(f"{kind} {hard} {seed}")
    code = a_code(rng)
    grounds = {"worksheet": PAPERS, "plate": PLATES}.get(kind, GROUNDS)
    name = rng.choice(list(grounds))
    ground, ink = grounds[name]
    if hard:  # Paler ink: between a half and all of the contrast.
        pale = rng.uniform(0.5, 1)
        ink = tuple(int(g + (i - g) * pale) for g, i in zip(ground, ink, strict=True))
    image, code, words = drawn(kind, code, rng, ink, ground)
    frame = rng.randrange(20, 120)
    whole = Image.new("RGB", (image.width + 2 * frame, image.height + 2 * frame), ground)
    whole.paste(image, (frame, frame))
    angle = rng.uniform(-12, 12) if hard else rng.uniform(-1, 1)
    whole = whole.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
    share, blur, grain = (rng.uniform(0, 0.12), rng.uniform(0.5, 2.2), rng.uniform(4, 18)) if hard else (0, 0.4, 2)
    if share:
        whole = tilted(whole, share, rng, ground)
    add_noise = noisy_page if kind == "worksheet" else noisy
    whole = add_noise(whole.filter(ImageFilter.GaussianBlur(blur)), grain, rng)
    return Picture(whole, code, words,
                   f"{name}, turned {angle:.0f} degrees, tilted {share:.2f}, blur {blur:.1f}, noise {grain:.0f}")
