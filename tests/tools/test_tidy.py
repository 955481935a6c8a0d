"""Each rule of tools/tidy.py meets something wrong, which it names, and something right."""

import copy
import json
import re
import unittest

from support import ROOT
import tidy
from source import Source, blanked

TABLE = json.loads((ROOT / "tools/layers.json").read_text())
CMAKE = (ROOT / "CMakeLists.txt").read_text()


def messages(problems) -> list[str]:
    return [f"{p.line}: {p.message}" for p in problems]


class Blanking(unittest.TestCase):
    def test_comments_and_literals_go_and_lines_stay(self):
        text = 'int a; // std::thread(\n/* x\n y */ auto s = "co_await"; char c = \'"\'; int b;\n'
        code = blanked(text)
        self.assertEqual(code.count("\n"), text.count("\n"))
        self.assertEqual(code.split(), ["int", "a;", "auto", "s", "=", ";", "char", "c", "=", ";", "int", "b;"])

    def test_raw_strings_end_at_their_mark(self):
        self.assertEqual(blanked('f(R"x( " )" )x", 1);').split(), ["f(", ",", "1);"])

    def test_digit_separators_are_no_literals(self):
        self.assertEqual(blanked("n = 1'000'000; m"), "n = 1'000'000; m")


class Layers(unittest.TestCase):
    def problems(self, path: str, line: str) -> list[str]:
        return messages(tidy.layer_includes(Source(path, f"// A file.\n{line}\n"), TABLE))

    def test_way_up_is_refused_and_says_what_is_allowed(self):
        found = self.problems("src/modes/vote.cpp", '#include "server/app.h"')
        self.assertEqual(len(found), 1)
        self.assertIn("only base, chat, generate, modes", found[0])
        self.assertTrue(found[0].startswith("2:"))

    def test_way_down_and_own_folder_are_fine(self):
        self.assertEqual(self.problems("src/modes/vote.cpp", '#include "chat/event.h"'), [])
        self.assertEqual(self.problems("src/modes/vote.cpp", '#include "modes/tally.h"'), [])

    def test_quotes_need_a_folder(self):
        self.assertEqual(len(self.problems("src/chat/a.cpp", '#include "event.h"')), 1)

    def test_our_headers_stand_in_quotes(self):
        self.assertEqual(len(self.problems("src/chat/a.cpp", "#include <base/ids.h>")), 1)

    def test_unknown_folder(self):
        self.assertIn("not in tools/layers.json", self.problems("src/misc/a.cpp", "")[0])

    def test_llama_headers_stay_in_llama(self):
        for name in ("<llama.h>", '"llama.h"', "<mtmd-helper.h>", "<gguf.h>", "<ggml-cpu.h>"):
            self.assertTrue(self.problems("src/local/a.cpp", f"#include {name}"), name)
            self.assertEqual(self.problems("src/llama/a.cpp", f"#include {name}"), [], name)

    def test_json_stays_at_the_edge(self):
        self.assertTrue(self.problems("src/engine/a.cpp", "#include <nlohmann/json.hpp>"))
        self.assertEqual(self.problems("src/api/a.cpp", "#include <nlohmann/json.hpp>"), [])


class Table(unittest.TestCase):
    def problems(self, table=TABLE, cmake=CMAKE, existing=frozenset()) -> list[str]:
        return [p.message for p in tidy.table_agrees(table, cmake, set(existing))]

    def test_links_are_followed_down(self):
        links = tidy.links_of("ponder_layer(a DEPENDS ponder_b X::y)\nponder_layer(b DEPENDS\n ponder_c)\n"
                              "ponder_layer(c)\n")
        self.assertEqual(links, {"a": {"b", "c"}, "b": {"c"}, "c": set()})

    def test_the_table_and_cmake_agree(self):
        self.assertEqual(self.problems(), [])

    def test_contributing_shows_the_same_table(self):
        shown = {}
        for line in (ROOT / "CONTRIBUTING.md").read_text().splitlines():
            if m := re.match(r"\| (\d) \| `([a-z.]+)` \| (.*) \|$", line):
                shown[m[2]] = {"layer": int(m[1]), "may_include": [x for x in m[3].split(", ") if x != "-"]}
        self.assertEqual(shown, TABLE["folders"])

    def test_link_without_a_row(self):
        cmake = CMAKE.replace("ponder_layer(chat DEPENDS", "ponder_layer(chat DEPENDS ponder_engine")
        self.assertTrue(any("chat links ponder_engine" in m for m in self.problems(cmake=cmake)))

    def test_row_without_a_link(self):
        cmake = CMAKE.replace("ponder_layer(chat DEPENDS ponder_base)", "ponder_layer(chat)")
        self.assertTrue(any("chat may include base" in m for m in self.problems(cmake=cmake)))

    def test_no_way_up_and_no_circle(self):
        table = copy.deepcopy(TABLE)
        table["folders"]["base"]["may_include"] = ["server"]
        self.assertTrue(any("no lower layer" in m for m in self.problems(table=table)))
        table["folders"]["base"]["may_include"] = []
        table["folders"]["chat"]["may_include"] = ["base", "generate"]
        self.assertTrue(any("include each other" in m for m in self.problems(table=table)))

    def test_folder_without_a_library(self):
        self.assertIn("src/agents has no ponder_layer line", self.problems(existing={"agents"}))


class Banned(unittest.TestCase):
    def problems(self, path: str, code: str) -> list[str]:
        return messages(tidy.banned_text(Source(path, code)))

    def test_each_rule_bites_and_has_an_exception(self):
        cases = [
            ("src/http/a.cpp", "std::thread worker([] {});", "src/base/a.cpp"),
            ("src/http/a.cpp", "x = std::thread(f);", "src/server/model_pool.cpp"),
            ("src/http/a.h", "using namespace boost;", "src/http/a.cpp"),
            ("src/http/a.cpp", "auto p = reinterpret_cast<char*>(x);", "src/store/a.cpp"),
            ("src/http/a.cpp", "std::this_thread::sleep_for(1s);", "src/local/fake_backend.cpp"),
        ]
        for path, code, exempt in cases:
            self.assertEqual(len(self.problems(path, code)), 1, code)
            self.assertEqual(self.problems(exempt, code), [], code)

    def test_awaited_capturing_lambda(self):
        self.assertTrue(self.problems("src/a/a.cpp", "co_await run(\n  [this]() -> Task<void> {});"))
        self.assertTrue(self.problems("src/a/a.cpp", "co_await run([&x] { return x; });"))
        self.assertEqual(self.problems("src/a/a.cpp", "co_await run([] { return 1; });"), [])
        self.assertEqual(self.problems("src/a/a.cpp", "co_await handlers[i](request);"), [])

    def test_spawned_capturing_lambda(self):
        self.assertTrue(self.problems("src/a/a.cpp", "co_spawn(ex, [x]() -> Task<void> {}, detached);"))
        self.assertEqual(self.problems("src/a/a.cpp", "co_spawn(ex, serve(x), detached);"), [])
        self.assertEqual(self.problems("src/a/a.cpp", "co_spawn(ex, serve(x), [&](Error e) { f(e); });"), [])

    def test_what_stands_in_comments_and_strings_is_free(self):
        self.assertEqual(self.problems("src/a/a.cpp", '// std::thread(\nf("reinterpret_cast");'), [])

    def test_unfinished_work_is_found_everywhere(self):
        for mark in ("TO" "DO", "FIX" "ME"):
            self.assertEqual(len(self.problems("docs/a.md", f"{mark}: later")), 1)
        self.assertEqual(self.problems("docs/a.md", "Nothing to do here."), [])


class Text(unittest.TestCase):
    def test_registry_hosts(self):
        host = "registry.npm" "js.org"
        self.assertEqual(len(list(tidy.hosts(Source("web/lock.json", f'"https://{host}/x"')))), 1)
        self.assertEqual(list(tidy.hosts(Source("a.md", "the Debian 12 packages"))), [])

    def test_ascii(self):
        self.assertIn("U+00E9", messages(tidy.ascii_only(Source("src/a/a.cpp", 'f("\u00e9");')))[0])
        self.assertEqual(list(tidy.ascii_only(Source("src/a/a.cpp", 'f("\\u00e9");\tg();'))), [])
        self.assertEqual(list(tidy.ascii_only(Source("README.md", "\u00e9"))), [])

    def test_first_line(self):
        def bad(path, text):
            return bool(list(tidy.first_line(Source(path, text))))
        self.assertTrue(bad("src/a/a.h", "#pragma once\n"))
        self.assertTrue(bad("src/a/b.cpp", '#include "a/a.h"\n'))
        self.assertTrue(bad("tools/a.py", "import os\n"))
        self.assertTrue(bad("tools/a.sh", "#!/bin/sh\nls\n"))
        self.assertFalse(bad("src/a/a.h", "// What it is.\n#pragma once\n"))
        self.assertFalse(bad("src/a/a.cpp", '#include "a/a.h"\n'))
        self.assertFalse(bad("tests/unit/a/a_test.cpp", '#include "a/a.h"\n'))
        self.assertFalse(bad("tests/support/a.cpp", '#include "support/a.h"\n'))
        self.assertTrue(bad("tests/unit/a/b_test.cpp", '#include "a/a.h"\n'))
        self.assertFalse(bad("tools/a.py", '"""What it is."""\n'))
        self.assertFalse(bad("tools/a.sh", "#!/bin/sh\n# What it is.\n"))

    def test_dead_headers(self):
        dead = Source("src/a/dead.h", "// A.\n")
        used = Source("src/a/used.h", "// A.\n")
        user = Source("src/a/a.cpp", '#include "a/used.h"\n')
        self.assertEqual([p.path for p in tidy.dead_headers([dead, used, user])], ["src/a/dead.h"])


class Sizes(unittest.TestCase):
    long_file = Source("src/a/a.cpp", "x\n" * 450)

    def problems(self, budget) -> list[str]:
        return messages(tidy.sizes([self.long_file], budget))

    def test_long_file_without_budget(self):
        self.assertIn("split it", self.problems({})[0])

    def test_budget_allows_and_may_only_shrink(self):
        self.assertEqual(self.problems({"src/a/a.cpp": 450}), [])
        self.assertIn("do not grow it", self.problems({"src/a/a.cpp": 440})[0])
        self.assertIn("well done", self.problems({"src/a/a.cpp": 460})[0])

    def test_budget_of_a_file_that_is_gone(self):
        self.assertIn("is gone", self.problems({"src/a/a.cpp": 450, "src/a/b.cpp": 500})[0])

    def test_writing_the_budget_never_raises_it(self):
        read = tidy.read_budget
        self.assertEqual(read(tidy.shrink_budget([self.long_file], {"src/a/a.cpp": 440})), {"src/a/a.cpp": 440})
        self.assertEqual(read(tidy.shrink_budget([self.long_file], {"src/a/a.cpp": 460})), {"src/a/a.cpp": 450})
        self.assertEqual(read(tidy.shrink_budget([self.long_file], {})), {})


if __name__ == "__main__":
    unittest.main()
