/**
 * Refuses text that would keep the parser busy for seconds. The lexer is linear and lazy, so it can be stopped early;
 * parsing and composing are not. A real values file is far below all of these: the largest chart we depend on has
 * 24000 tokens in 6000 lines and nests 14 deep.
 */
import { CST, Lexer } from 'yaml';

export const MAX_BYTES = 2 ** 20;
export const MAX_TOKENS = 60_000;
/** Of a chart's own values.yaml, which may be longer than what a user writes. */
export const MAX_CHART_TOKENS = 400_000;
const MAX_DEPTH = 64;

export interface Hostile {
  line: number;
  column: number;
  message: string;
  fix: string;
}

/** Why this text isn't even tried, or undefined. */
export function hostileReason(text: string, maxTokens = MAX_TOKENS): Hostile | undefined {
  let tokens = 0;
  let offset = 0;
  let flowDepth = 0;
  let markersInLine = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme);
    if (type === 'flow-map-start' || type === 'flow-seq-start') flowDepth++;
    else if (type === 'flow-map-end' || type === 'flow-seq-end') flowDepth--;
    if (type === 'newline') markersInLine = 0;
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind' || type === 'map-value-ind') markersInLine++;
    if (flowDepth > MAX_DEPTH || (flowDepth === 0 && markersInLine > MAX_DEPTH)) {
      return at(text, offset, `nests more than ${MAX_DEPTH} levels deep`);
    }
    if (++tokens > maxTokens) return at(text, offset, `holds more than ${maxTokens} YAML tokens`);
    if (type !== 'doc-mode' && type !== 'flow-error-end' && type !== 'scalar') offset += lexeme.length;
  }
  return undefined;
}

function at(text: string, offset: number, message: string): Hostile {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return {
    line,
    column: offset - before.lastIndexOf('\n'),
    message,
    fix: 'a values file is never like this; is it the right file?',
  };
}
