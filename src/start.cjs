// Lets Node run the project's TypeScript: node --require ./src/start.cjs main.ts
//
// tsx works too, but takes longer than synthesising the example: it starts a thread for ES modules, which this project
// does not use, scans every file of the libraries, and has Node read their source maps. This hook transpiles only the
// project's own files, and caches the result.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { dirname, join, relative } = require('node:path');

const PROJECT = dirname(__dirname);
const CACHE = join(PROJECT, 'node_modules', '.cache', 'redis-privatelink');
const TRANSPILED = join(CACHE, 'transpiled.json');
const OPTIONS = { loader: 'ts', format: 'cjs', target: 'es2022', sourcemap: 'inline', sourcesContent: false };

// Caches the compiled libraries. Node 22.8 and later.
enableCompileCache?.(join(CACHE, 'v8'));

/** Each file's JavaScript, with the hash of its TypeScript source. */
const transpiled = readCache();
let isStale = false;

const loadLibrary = require.extensions['.js'];
require.extensions['.js'] = (module, file) => {
  // Source maps are half the size of cdktf and its provider; Node would read them all.
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
  // Files outside the project would never leave the cache.
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
    // Atomically: another process may be reading it.
    const draft = `${TRANSPILED}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(transpiled));
    renameSync(draft, TRANSPILED);
  } catch {
    // node_modules may be read-only. Then every start takes longer, nothing else.
  }
}
