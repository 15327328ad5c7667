import { defineConfig, type Plugin, type Rolldown } from 'vite';

// Builds the viewer into one HTML file with room for a trial: `src/report/viewer/viewer-page.ts` fills it.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  logLevel: 'warn',
  plugins: [oneFile()],
  build: {
    outDir: '../dist/report/viewer',
    // The compiler writes there, too.
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    reportCompressedSize: false,
  },
});

/** Puts scripts and styles into the page, and names it for what it is. */
function oneFile(): Plugin {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const page = files.find(({ fileName }) => fileName === 'index.html');
      if (page?.type !== 'asset') throw new Error('The viewer was built without a page.');
      page.source = files.reduce((html, file) => {
        if (file === page) return html;
        delete bundle[file.fileName];
        return inlined(html, file);
      }, String(page.source));
      page.fileName = 'template.html';
    },
  };
}

type BundledFile = Rolldown.OutputAsset | Rolldown.OutputChunk;

/** Puts the content of a file where the page asks for it. */
function inlined(html: string, file: BundledFile): string {
  const reference = new RegExp(`<(script|link)[^>]*${file.fileName}"[^>]*>(</script>)?`);
  if (!reference.test(html)) throw new Error(`The page does not ask for ${file.fileName}.`);
  const element =
    file.type === 'chunk'
      ? `<script type="module">${file.code.replaceAll('</script', '<\\/script')}</script>`
      : `<style>${file.source}</style>`;
  return html.replace(reference, () => element);
}
