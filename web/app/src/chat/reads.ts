// Which reading of a conversation counts: answers of a server can overtake each other, and what was asked for
// before a change made here may be older than that change.

export class Reads {
  #asked = 0;
  #taken = 0; // The newest that has come, or was given up.

  // A reading begins: those before it are late from now on.
  begin(): number {
    this.#asked += 1;
    return this.#asked;
  }

  // It has come: whether it counts.
  take(read: number): boolean {
    if (read !== this.#asked || read === this.#taken) return false;
    this.#taken = read;
    return true;
  }

  // Something was changed here. True where a reading was under way, which then has to be made again.
  outdate(): boolean {
    const underWay = this.#taken !== this.#asked;
    this.#taken = this.#asked;
    return underWay;
  }
}
