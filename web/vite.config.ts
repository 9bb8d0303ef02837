import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/**
 * Puts `theme.js` among the built files under a name that holds its hash, as theirs do. Vite itself leaves scripts alone that
 * are no modules, and this one is none: it has to run before the first paint.
 */
function themeFile(): Plugin {
  const source = readFileSync(new URL('theme.js', import.meta.url), 'utf8');
  const fileName = `assets/theme-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`;
  return {
    name: 'sightline-theme-file',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: (html) => html.replace('./theme.js', `./${fileName}`),
  };
}

/** Builds the page into dist/web, from where `sightline serve` serves it; nothing in it comes from another host. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative, so that the page also works behind a path of a proxy.
  base: './',
  plugins: [themeFile()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    // Browsers that know light-dark(), nesting and popovers.
    target: ['chrome125', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    // Everything stays a file: the page's content security policy allows no data: URLs but for pictures.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  server: {
    proxy: { '/api': process.env.SIGHTLINE_SERVER ?? 'http://127.0.0.1:4800' },
  },
});
