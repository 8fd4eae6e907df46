import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from '../errors';

/** Options and words of a command line; what isn't known is a UsageError. */
export function parseCommandLine<const O extends ParseArgsOptionsConfig>(argv: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(
      message.replace(/\. To specify a positional.*$/, '').replace(/^./, (letter) => letter.toLowerCase()),
    );
  }
}
