/**
 * Reads Go templates as far as values go: which expressions stand in them, and around which text. It takes what Go takes, and what Go
 * refuses it reads as far as it can: whether a template is right, Helm says.
 */
import { type Token, tokens } from './tokens';

/** An operand: what a command is called with, or the word that is called. */
export type Expression =
  | { kind: 'dot' }
  | { kind: 'variable'; name: string }
  | { kind: 'text'; text: string }
  | { kind: 'boolean' }
  | { kind: 'word'; name: string }
  | { kind: 'field'; of: Expression; name: string }
  | { kind: 'pipe'; pipe: Pipe };

/** Commands, each of which gets the result of the one before as its last argument. */
export type Pipe = readonly (readonly Expression[])[];

export type Statement =
  | { kind: 'output'; pipe: Pipe }
  | { kind: 'assign'; name: string; pipe: Pipe }
  | { kind: 'if' | 'with'; variable: string | undefined; pipe: Pipe; body: Statement[]; otherwise: Statement[] }
  | { kind: 'range'; variables: readonly string[]; pipe: Pipe; body: Statement[]; otherwise: Statement[] }
  | { kind: 'include'; name: string; pipe: Pipe };

export interface Template {
  body: Statement[];
  /** What it defines, by name. */
  defined: Map<string, Statement[]>;
}

/** More than this in one expression is nothing that a person wrote. */
const MAX_DEPTH = 100;

export function parseTemplate(text: string): Template {
  return new Parser(tokens(text)).template();
}

// --- internal ---

class Parser {
  private at = 0;
  private readonly defined = new Map<string, Statement[]>();
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  template(): Template {
    const body: Statement[] = [];
    while (this.at < this.tokens.length) {
      body.push(...this.statements());
      this.at++; // an `end` too many
    }
    return { body, defined: this.defined };
  }

  /** Up to an `end` or an `else`, which is left. */
  private statements(): Statement[] {
    const found: Statement[] = [];
    if (++this.depth > MAX_DEPTH) this.at = this.tokens.length;
    while (this.at < this.tokens.length && !this.isWord('end') && !this.isWord('else')) {
      const before = this.at;
      found.push(...this.action());
      if (this.at === before) this.at++;
    }
    this.depth--;
    return found;
  }

  private action(): Statement[] {
    const word = this.peek()?.type === 'word' ? (this.peek() as Token).text : '';
    if (word === 'if' || word === 'with' || word === 'range') return [this.block(word)];
    if (word === 'define' || word === 'block') return this.define(word);
    if (word === 'template') return this.includes();
    if (word === 'break' || word === 'continue') return this.skip();
    const variable = this.assigned();
    const pipe = this.pipe();
    this.endOfAction();
    return [variable === undefined ? { kind: 'output', pipe } : { kind: 'assign', name: variable, pipe }];
  }

  private skip(): Statement[] {
    this.endOfAction();
    return [];
  }

  private block(kind: 'if' | 'with' | 'range'): Statement {
    this.at++;
    const variables: string[] = [];
    if (kind === 'range' && this.peek()?.type === 'variable' && this.tokens[this.at + 1]?.text === ',') {
      variables.push((this.peek() as Token).text);
      this.at += 2;
    }
    const last = this.assigned();
    if (last !== undefined) variables.push(last);
    const pipe = this.pipe();
    this.endOfAction();
    const body = this.statements();
    const otherwise = this.otherwise();
    if (kind === 'range') return { kind, variables, pipe, body, otherwise };
    return { kind, variable: last, pipe, body, otherwise };
  }

  /** `{{ else }}…{{ end }}`, `{{ else if … }}` or nothing but `{{ end }}`. */
  private otherwise(): Statement[] {
    if (this.isWord('else')) {
      this.at++;
      const word = this.peek()?.text;
      if (word === 'if' || word === 'with') return [this.block(word)];
      this.endOfAction();
      const body = this.statements();
      this.end();
      return body;
    }
    this.end();
    return [];
  }

  private end(): void {
    if (!this.isWord('end')) return;
    this.at++;
    this.endOfAction();
  }

  private define(word: 'define' | 'block'): Statement[] {
    this.at++;
    const name = this.peek()?.type === 'text' ? (this.tokens[this.at++] as Token).text : '';
    const pipe = word === 'block' ? this.pipe() : [];
    this.endOfAction();
    this.defined.set(name, this.statements());
    this.end();
    return word === 'block' ? [{ kind: 'include', name, pipe }] : [];
  }

  private includes(): Statement[] {
    this.at++;
    const name = this.peek()?.type === 'text' ? (this.tokens[this.at++] as Token).text : '';
    const pipe = this.pipe();
    this.endOfAction();
    return [{ kind: 'include', name, pipe }];
  }

  /** The variable of `$x :=` or `$x =`, which are consumed. */
  private assigned(): string | undefined {
    const [variable, sign] = [this.peek(), this.tokens[this.at + 1]];
    if (variable?.type !== 'variable' || sign?.type !== 'sign' || !/^:?=$/.test(sign.text)) return undefined;
    this.at += 2;
    return variable.text;
  }

  private pipe(): Pipe {
    const commands: Expression[][] = [];
    if (++this.depth > MAX_DEPTH) this.at = this.tokens.length;
    for (;;) {
      const operands: Expression[] = [];
      for (let one = this.operand(); one; one = this.operand()) operands.push(one);
      commands.push(operands);
      if (this.peek()?.text !== '|' || this.peek()?.type !== 'sign') break;
      this.at++;
    }
    this.depth--;
    return commands;
  }

  private operand(): Expression | undefined {
    const token = this.peek();
    const first = token && this.simple(token);
    if (!first) return undefined;
    let expression: Expression = first;
    for (let next = this.peek(); next?.type === 'field' && next.joined; next = this.peek()) {
      expression = { kind: 'field', of: expression, name: next.text };
      this.at++;
    }
    return expression;
  }

  private simple(token: Token): Expression | undefined {
    if (token.type === 'end') return undefined;
    if (token.type === 'sign') {
      if (token.text !== '(') return undefined;
      this.at++;
      const pipe = this.pipe();
      if (this.peek()?.text === ')') this.at++;
      return { kind: 'pipe', pipe };
    }
    this.at++;
    if (token.type === 'dot') return { kind: 'dot' };
    if (token.type === 'field') return { kind: 'field', of: { kind: 'dot' }, name: token.text };
    if (token.type === 'variable') return { kind: 'variable', name: token.text };
    if (token.type === 'text') return { kind: 'text', text: token.text };
    if (token.text === 'true' || token.text === 'false') return { kind: 'boolean' };
    return { kind: 'word', name: token.text };
  }

  private endOfAction(): void {
    while (this.at < this.tokens.length && this.peek()?.type !== 'end') this.at++;
    this.at++;
  }

  private peek(): Token | undefined {
    return this.tokens[this.at];
  }

  private isWord(word: string): boolean {
    return this.peek()?.type === 'word' && this.peek()?.text === word;
  }
}
