/** A generated section of a page that people write: what stands between two comments. */
import { SourceError } from '../errors';

/**
 * The page with one section made anew: what stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
 * @param page its name, for the error
 * @throws SourceError when the comments are missing
 */
export function withSection(text: string, name: string, content: string, page: string): string {
  const [begin, end] = [`<!-- generated: ${name} -->\n`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0) throw new SourceError(`${page} has no line ${begin.trim()}`);
  if (to < from) throw new SourceError(`${page} has no line ${end} after ${begin.trim()}`);
  return text.slice(0, from + begin.length) + content + text.slice(to);
}
