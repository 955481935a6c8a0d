"""Prompts of a wanted length, made of common words by a seed: never the same twice, so that nothing is
found in a cache, and alike for both servers.
"""

import json
import random
import urllib.request

WORDS = ("river stone garden window paper music winter summer bread table copper silver market bridge "
         "letter candle forest ocean harbor mountain village engine signal orange purple yellow quiet "
         "simple narrow gentle heavy early morning evening station farmer doctor teacher painter sailor "
         "basket button circle corner doorway feather ladder mirror needle pocket ribbon saddle tunnel "
         "valley wagon anchor barrel blanket bottle branch camera carpet castle cotton desert dinner "
         "dragon family finger flower friend guitar hammer island jacket kitchen lemon magnet meadow").split()


def words(count: int, seed: int) -> str:
    """`count` words; each is about one token."""
    return " ".join(random.Random(seed).choices(WORDS, k=count))


END_OF_TURN = ("<|im_end|>", "<|endoftext|>")  # What the models of these benchmarks end with.


def tokens_of(port: int, text: str, parse_special: bool = False) -> list[int]:
    """As llama-server's tokenizer cuts; both servers run the same model."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/tokenize",
                                     json.dumps({"content": text, "parse_special": parse_special}).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["tokens"]


class Maker:
    """Makes prompts whose length in tokens is within one word of what is asked."""

    def __init__(self, tokenizer_port: int, seed: int):
        self.port, self.seed = tokenizer_port, seed
        # Fields of a request whose answer goes on until max_tokens.
        ends = [ids[0] for text in END_OF_TURN if len(ids := tokens_of(tokenizer_port, text, True)) == 1]
        self.endless = {"logit_bias": {str(token): -100 for token in ends}}

    def text(self, tokens: int) -> str:
        self.seed += 1
        parts = words(tokens * 2, self.seed).split()
        low, high = 1, len(parts)
        while low < high:  # The largest count of words that fits.
            middle = (low + high + 1) // 2
            fits = len(tokens_of(self.port, " ".join(parts[:middle]))) <= tokens
            low, high = (middle, high) if fits else (low, middle - 1)
        return " ".join(parts[:low])

    def story(self, tokens: int) -> str:
        """A prompt that is answered at length."""
        return ("Write a very long story, at least two thousand words, in which these words occur: "
                + self.text(max(tokens - 20, 5)))
