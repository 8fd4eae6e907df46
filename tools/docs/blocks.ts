/**
 * The commands of a page, as its readers type them. A block in `sh` is run by a test, unless a comment above it says where it runs instead:
 *
 *     <!-- cluster -->                on the cluster of the end-to-end test
 *     <!-- docker -->                 nowhere: it takes Docker
 *     <!-- not run: the reason -->    nowhere, for another reason
 *
 * A block in `text` below it shows lines of what it prints, in their order; `…` stands for anything.
 */

import { escaped } from '../values/text/escape';

export interface Block {
  /** The heading above it. */
  heading: string;
  runs: 'local' | 'cluster' | 'nowhere';
  /** Why it runs nowhere. */
  reason: string;
  commands: string;
  /** The lines that it has to print. */
  shows: string[];
}

/** @throws Error for a mark that is none */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  for (const [, title, mark, language, body = ''] of markdown.matchAll(PARTS)) {
    if (title !== undefined) heading = title;
    else if (language === 'sh') blocks.push({ heading, ...whereItRuns(mark), commands: body, shows: [] });
    else if (language === 'text') blocks.at(-1)?.shows.push(...body.trimEnd().split('\n'));
  }
  return blocks;
}

/** The first of the lines that wasn't printed, in their order; undefined: none. A reply of the API ends without a line break, so one may begin within a line. */
export function missingLine(shows: readonly string[], printed: string): string | undefined {
  let rest = printed.replaceAll('\r', '');
  for (const line of shows) {
    const found = patternOf(line).exec(rest);
    if (found === null) return line;
    rest = rest.slice(found.index + found[0].length);
  }
  return undefined;
}

// --- internal ---

const PARTS = /^#+ (.*)$|(?:^<!-- (.*) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm;

function whereItRuns(mark: string | undefined): Pick<Block, 'runs' | 'reason'> {
  if (mark === undefined) return { runs: 'local', reason: '' };
  if (mark === 'cluster') return { runs: 'cluster', reason: '' };
  if (mark === 'docker') return { runs: 'nowhere', reason: 'takes Docker' };
  const [, reason] = /^not run: (.+)$/.exec(mark) ?? [];
  if (reason === undefined) throw new Error(`<!-- ${mark} --> above a block says nothing that is known`);
  return { runs: 'nowhere', reason };
}

/** Columns may be wider or narrower than the page shows. */
function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.split(/\s+/).map(escaped).join('[ \\t]+'));
  return new RegExp(parts.join('.*'));
}
