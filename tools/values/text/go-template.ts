/** Go's text templates, as far as their shape goes: which actions there are, and whether each block is closed. */

/** The actions of a text, without their braces; and what keeps Go from reading it. */
export interface GoTemplate {
  readonly actions: readonly string[];
  /** As the end of "the template …". */
  readonly broken?: string;
}

/** Reads it as Go does: strings and comments within an action may hold braces. */
export function readGoTemplate(text: string): GoTemplate {
  const actions: string[] = [];
  let open = 0;
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at)) {
    const action = ACTION.exec(text.slice(at));
    if (!action) return { actions, broken: 'has {{ without }}' };
    at += action[0].length;
    const inner = (action[1] as string).replace(/^-(?=\s)|(?<=\s)-$/g, '').trim();
    actions.push(inner);
    const word = /^\w+/.exec(inner)?.[0] ?? '';
    if (BLOCKS.has(word)) open++;
    if (word === 'end' && --open < 0) return { actions, broken: 'has an {{ end }} that closes nothing' };
  }
  return open > 0 ? { actions, broken: 'lacks an {{ end }}' } : { actions };
}

// --- internal ---

const BLOCKS = new Set(['if', 'range', 'with', 'define', 'block']);
const ACTION = /^\{\{((?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|(?!\}\})[^"`'])*)\}\}/;
