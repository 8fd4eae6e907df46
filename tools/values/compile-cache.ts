/**
 * Keeps what ts-node makes of each source file, so that only the first run after a change waits for the compiler. To be imported before
 * anything else: what is loaded earlier isn't seen.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { version } from '@swc/core/package.json';
import { cacheFolder, readCached, writeCached } from './cache';

interface Compiler {
  compile(code: string, fileName: string): string;
}

/** Raise it whenever tsconfig.json changes what comes out. */
const CACHE_VERSION = 1;

const compiler = (process as unknown as Record<symbol, Compiler | undefined>)[Symbol.for('ts-node.register.instance')];

if (compiler) {
  const compile = compiler.compile.bind(compiler);
  const folder = path.join(cacheFolder(process.env), 'code');
  compiler.compile = (code, fileName) => {
    const key = createHash('sha256').update(`${CACHE_VERSION}\n${version}\n${fileName}\n${code}`).digest('hex');
    const file = path.join(folder, `${key}.js`);
    const known = readCached(file);
    if (known) return known;
    const compiled = compile(code, fileName);
    writeCached(file, compiled);
    return compiled;
  };
}
