// A hue for each different answer of a turn, kept from its first sight on, so that a colour never
// changes its meaning while the votes move. Colour only repeats what text says.

const HUES = 6; // As many as agents.css knows.

export class Hues {
  #of = new Map();

  // The hue's number, or null where there is no answer yet.
  of(normalised) {
    if (!normalised) return null;
    if (!this.#of.has(normalised)) this.#of.set(normalised, this.#of.size % HUES);
    return this.#of.get(normalised);
  }
}
