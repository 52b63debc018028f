// Lets Node run the project's TypeScript: node --require ./src/start.cjs main.ts
//
// tsx would do, and takes longer than a whole synth of the example: it starts a thread for ES modules, which are not used
// here, looks through every file of the libraries, and has Node read their source maps. This does the project's own files
// only, and keeps what esbuild made of them.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { dirname, join, relative } = require('node:path');

const PROJECT = dirname(__dirname);
const CACHE = join(PROJECT, 'node_modules', '.cache', 'redis-privatelink');
const TRANSPILED = join(CACHE, 'transpiled.json');
const OPTIONS = { loader: 'ts', format: 'cjs', target: 'es2022', sourcemap: 'inline', sourcesContent: false };

// Spares V8 compiling the libraries. Node has it from 22.8 on.
enableCompileCache?.(join(CACHE, 'v8'));

/** The JavaScript of each file, with the hash of the TypeScript that it was made from. */
const transpiled = readCache();
let isStale = false;

const loadLibrary = require.extensions['.js'];
require.extensions['.js'] = (module, file) => {
  // Half the size of cdktf and its provider is source maps, and Node would read them all.
  process.setSourceMapsEnabled(false);
  try {
    loadLibrary(module, file);
  } finally {
    process.setSourceMapsEnabled(true);
  }
};
require.extensions['.ts'] = (module, file) => module._compile(javaScript(file), file);
process.setSourceMapsEnabled(true);
process.on('exit', writeCache);

function javaScript(file) {
  const source = readFileSync(file, 'utf8');
  const hash = createHash('sha1').update(JSON.stringify(OPTIONS)).update(source).digest('base64');
  const name = relative(PROJECT, file);
  if (transpiled[name]?.hash === hash) return transpiled[name].code;
  const { code } = require('esbuild').transformSync(source, { ...OPTIONS, sourcefile: file });
  // Files from elsewhere would stay in the cache for good.
  if (!name.startsWith('..')) {
    transpiled[name] = { hash, code };
    isStale = true;
  }
  return code;
}

function readCache() {
  try {
    return JSON.parse(readFileSync(TRANSPILED, 'utf8'));
  } catch {
    return {};
  }
}

function writeCache() {
  if (!isStale) return;
  try {
    mkdirSync(CACHE, { recursive: true });
    // As a whole: another process may be reading it.
    const draft = `${TRANSPILED}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(transpiled));
    renameSync(draft, TRANSPILED);
  } catch {
    // Somebody else's node_modules, perhaps: the next start takes longer, and nothing else.
  }
}
