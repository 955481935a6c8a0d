# Every command of the project, in one place. `make` prints them; the work is done by tools/.
.DEFAULT_GOAL := help
.PHONY: help deps llama build run models test test-unit test-law test-e2e test-web test-page test-tools conformance fuzz asan tsan \
        tidy lint fmt fmt-check bench bench-image bench-kernels peers clean snap

PYTHON ?= python3
ARGS ?=

help: ## what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install the Debian packages that are missing (tools/debian-packages.txt)
	@$(PYTHON) tools/deps.py

llama: ## fetch llama.cpp's pinned source into the cache
	@$(PYTHON) tools/fetch_llama.py

build: deps ## build/ponder, with the model engine (PONDER_CMAKE_FLAGS=-DGGML_CUDA=ON for a GPU)
	@$(PYTHON) tools/build.py release ponder

run: build ## build, fetch the starter model if it is missing, serve (ARGS="--port 9000")
	@build/ponder pull
	@build/ponder serve $(ARGS)

models: build ## fetch the models that tests and benchmarks use
	@build/ponder pull smollm2-135m
	@build/ponder pull qwen2.5-coder-0.5b

test: deps ## every test, with a summary at the end (ARGS="all asan": what CI runs)
	@$(PYTHON) tools/test.py $(ARGS)

test-unit: deps ## unit, snapshot and simulation tests (ARGS="-R engine" picks)
	@$(PYTHON) tools/test.py unit $(ARGS)

test-law: deps ## laws on real weights
	@$(PYTHON) tools/test.py law $(ARGS)

test-e2e: deps ## the program from outside: clients, kill -9, bad input
	@$(PYTHON) tools/test.py e2e $(ARGS)

test-web: ## the web app's types and logic (vitest)
	@$(PYTHON) tools/test.py web $(ARGS)

test-page: deps ## the web app in a browser, against the program
	@$(PYTHON) tools/test.py page $(ARGS)

conformance: deps ## clients that others wrote, against the program (ARGS="--write" renews docs/conformance.md)
	@$(PYTHON) tools/test.py conformance -- $(ARGS)

test-tools: ## the tests of tools/
	@$(PYTHON) tools/test.py tools

fuzz: deps ## the request parsers and the event writer against any input (ARGS="--seconds 600")
	@$(PYTHON) tools/test.py fuzz -- $(ARGS)

asan: deps ## unit tests under AddressSanitizer and UBSan
	@$(PYTHON) tools/test.py asan $(ARGS)

tsan: deps ## unit tests under ThreadSanitizer
	@$(PYTHON) tools/test.py tsan $(ARGS)

tidy: ## the project's own rules: layers, banned text, sizes (tools/tidy.py)
	@$(PYTHON) tools/tidy.py

lint: deps ## clang-tidy on what changed since it last passed
	@$(PYTHON) tools/test.py lint

fmt: ## format the C++ code
	@$(PYTHON) tools/fmt.py

fmt-check: ## say what is not formatted
	@$(PYTHON) tools/fmt.py --check

bench: build peers ## measure against llama-server, on a quiet machine (ARGS="decode fork")
	@$(PYTHON) tools/build.py release random_pair
	@$(PYTHON) bench/run.py $(ARGS)

bench-image: deps ## time and memory of decoding pictures of 12 million pixels
	@$(PYTHON) tools/build.py release bench_image
	@build/bench_image

bench-kernels: deps ## products of small batches: the kernels of our own beside llama.cpp's (ARGS=1: one thread)
	@$(PYTHON) tools/build.py release bench_kernels
	@echo "llama.cpp's kernels, 10^9 multiplications a second" && PONDER_KERNELS=0 build/bench_kernels $(ARGS)
	@echo "Ponder's kernels" && build/bench_kernels $(ARGS)

peers: deps ## llama.cpp's own programs into build/peers/bin, from the same tree
	@$(PYTHON) tools/build.py peers

snap: ## accept what the snapshot tests print as their new truth; read the diff
	@PONDER_SNAP=1 $(PYTHON) tools/test.py unit $(ARGS)

clean: ## remove build/ (the cache with sources, models and objects stays)
	rm -rf build
