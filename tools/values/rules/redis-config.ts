/** Reads redis.conf as far as the rules need it. */

/** The last value of a directive, which is the one that counts; undefined when it isn't set. Names in any case, as Redis. */
export function redisDirective(configuration: string, name: string): string | undefined {
  let found: string | undefined;
  for (const line of configuration.split('\n')) {
    const match = /^\s*([a-z][\w-]*)\s+(.*?)\s*$/i.exec(line);
    if (match?.[1]?.toLowerCase() === name) found = match[2]?.replace(/^(["'])(.*)\1$/, '$2');
  }
  return found;
}
