"""Turns text files into C++ strings, for a library that carries its data.

Usage: embed_text.py --header HEADER --namespace NAMESPACE --out FILE.cpp FILE...

HEADER is included; it declares `std::string_view data_file(std::string_view name)` in NAMESPACE, which
gives the text of the file of that name, or nothing where there is none.
"""

import argparse
from pathlib import Path

LINE_BYTES = 120  # Compilers bound the length of one literal, not of many in a row.


def literal(data: bytes) -> str:
    """`data` as adjacent C++ string literals."""
    pieces = [data[i:i + LINE_BYTES] for i in range(0, len(data), LINE_BYTES)]
    return "\n    ".join('"' + "".join(f"\\{byte:03o}" for byte in piece) + '"' for piece in pieces) or '""'


def generate(files: list[Path], header: str, namespace: str) -> str:
    lines = [f'#include "{header}"', "", f"namespace {namespace} {{", "",
             "std::string_view data_file(std::string_view name) {"]
    for file in sorted(files):
        data = file.read_bytes()
        lines.append(f'  if (name == "{file.name}") return std::string_view(\n    {literal(data)}, {len(data)});')
    lines += ["  return {};", "}", "", f"}}  // namespace {namespace}", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--header", "--namespace"):
        parser.add_argument(option, required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(generate(arguments.files, arguments.header, arguments.namespace))


if __name__ == "__main__":
    main()
