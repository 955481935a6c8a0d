// How the app is built: hashed names, one small first load, everything else in pieces of its own, and
// a worker that knows which files the first load needs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const ALWAYS = ['/', '/icon.svg', '/manifest.webmanifest', '/canvas/frame.html'];

// KaTeX names each font three times; browsers that run this app take the first.
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('katex') || !id.endsWith('.css')) return null;
    return code.replace(/,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g, '');
  },
};

const worker: Plugin = {
  name: 'shell-worker',
  apply: 'build',
  generateBundle(_, bundle) {
    const wanted = new Set<string>();
    const add = (name: string) => {
      const file = bundle[name];
      if (!file || wanted.has(name)) return;
      wanted.add(name);
      if (file.type !== 'chunk') return;
      file.imports.forEach(add);
      file.viteMetadata?.importedCss.forEach((css) => wanted.add(css));
    };
    for (const [name, file] of Object.entries(bundle)) {
      if (file.type === 'chunk' && file.isEntry) add(name);
    }
    const files = [...ALWAYS, ...[...wanted].sort().map((name) => `/${name}`)];
    const source = readFileSync(new URL('src/pwa/worker.js', import.meta.url), 'utf8');
    const name = createHash('sha256').update(files.join() + source).digest('hex').slice(0, 12);
    const head = `self.SHELL_FILES = ${JSON.stringify(files)};\nself.SHELL_NAME = "ponder-${name}";\n`;
    this.emitFile({ type: 'asset', fileName: 'sw.js', source: head + source });
  },
};

const SERVER = process.env.PONDER_URL ?? 'http://127.0.0.1:8080'; // For `vite` while developing.

export default defineConfig({
  server: { proxy: Object.fromEntries(['/api', '/health', '/v1'].map((path) => [path, SERVER])) },
  resolve: {
    alias: { 'elkjs/lib/elk.bundled.js': fileURLToPath(new URL('src/markdown/no_elk.ts', import.meta.url)) },
    dedupe: ['katex'], // One copy, to which its style sheet fits.
  },
  plugins: [woff2Only, react(), worker],
  build: {
    target: ['chrome123', 'firefox128', 'safari17.5'], // The first with light-dark().
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
  },
});
