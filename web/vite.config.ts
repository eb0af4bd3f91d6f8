import { gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

// DOOR names the node that the development server reads from; NODE is npm's own, the path of Node.js.
const door = process.env['DOOR'] ?? 'http://127.0.0.1:7700';

// What a browser must fetch before the first screen: gzipped JavaScript, in bytes.
const FIRST_LOAD_LIMIT = 120_000;

// Fails the build when the entries and all that they import statically outgrow the limit.
// Screens that are imported when they are opened do not count: their own fetch waits for the reader.
function firstLoad(limit: number): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    enforce: 'post',
    // Before the page is written, so that a page too large is never left for make to take for built.
    generateBundle(_options, bundle) {
      const names = new Set(Object.values(bundle).flatMap((part) => (part.type === 'chunk' && part.isEntry ? [part.fileName] : [])));
      let bytes = 0;
      // A set visits what is added to it while it is read, so that imports of imports are counted, each once.
      for (const name of names) {
        const part = bundle[name];
        if (part?.type !== 'chunk') continue;
        bytes += gzipSync(part.code).length;
        for (const imported of part.imports) names.add(imported);
      }
      const told = `first load: ${bytes} bytes of gzipped JavaScript in ${names.size} files, limit ${limit}`;
      if (names.size === 0) this.error('first load: no entry was found to measure');
      if (bytes > limit) this.error(`${told}; import what the first screen does not need when it is opened`);
      console.log(told);
    },
  };
}

export default defineConfig({
  plugins: [svelte(), firstLoad(FIRST_LOAD_LIMIT)],
  base: './',
  build: {
    target: 'es2022',
    // Nothing is inlined: the policy of the page is default-src 'self', which bars data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
  },
  server: { proxy: { '/v1': door } },
});
