import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// NODE names the node that the development server reads from.
const node = process.env['NODE'] ?? 'http://127.0.0.1:7700';

export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    target: 'es2022',
    // Nothing is inlined: the policy of the page is default-src 'self', which bars data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
  },
  server: { proxy: { '/v1': node } },
});
