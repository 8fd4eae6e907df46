/**
 * Goes through the templates of a chart and notes what they do with its values, without rendering anything: every branch is taken, and
 * an expression stands for all that it may be. So it is known which keys a template asks for, also through variables, `with`, `range`,
 * and templates that it includes.
 */
import { call, matching } from './functions';
import type { Expression, Pipe, Statement, Template } from './parse';
import { Scope } from './scope';
import type { Usage } from './usage';
import {
  context,
  eachUsage,
  entryOf,
  field,
  map,
  NOTHING,
  parsed,
  print,
  rendered,
  text,
  textsOf,
  UNKNOWN_TEXT,
  union,
  type Values,
} from './values';

/** So many expressions are looked into; the largest public charts have a twentieth. */
const MAX_STEPS = 1_000_000;
const MAX_INCLUDES = 60;
/** A template is looked into for so many different things that it is given; what more of them do with it is taken for the same. */
const MAX_GIVEN = 120;

export class Interpreter {
  private steps = 0;
  private readonly done = new Map<string, Values>();
  private readonly times = new Map<string, number>();
  private depth = 0;

  /** @param defined what all charts of a release define: they share the names */
  constructor(private readonly defined: ReadonlyMap<string, readonly Statement[]>) {}

  /** Whether there was more than it could look into; then what it found says nothing about what isn't used. */
  get gaveUp(): boolean {
    return this.steps > MAX_STEPS;
  }

  /** Notes what one template does with the values of its chart. */
  run(template: Template, values: Usage): void {
    const all = context(values);
    print(this.statements(template.body, new Scope(all, all)));
  }

  // --- internal ---

  /** @returns what is printed of YAML that is made of values */
  private statements(statements: readonly Statement[], scope: Scope): Values {
    let printed = NOTHING;
    for (const statement of statements) {
      if (++this.steps > MAX_STEPS) break;
      printed = union(printed, this.statement(statement, scope));
    }
    return printed;
  }

  private statement(statement: Statement, scope: Scope): Values {
    const value = this.pipe(statement.pipe, scope);
    if (statement.kind === 'assign') {
      scope.set(statement.name, value);
      return NOTHING;
    }
    if (statement.kind === 'output') return printable(value);
    if (statement.kind === 'include') return this.include(text(statement.name), value);
    const inner = new Scope(scope.root, scope.dot, scope);
    if (statement.kind === 'range') this.range(statement.variables, value, inner);
    else {
      eachUsage(value, (node) => (node.condition = true));
      if (statement.kind === 'with') inner.dot = value;
      if (statement.variable !== undefined) inner.declare(statement.variable, value);
    }
    const body = this.statements(statement.body, inner);
    return union(body, this.statements(statement.otherwise, new Scope(scope.root, scope.dot, scope)));
  }

  private range(variables: readonly string[], value: Values, scope: Scope): void {
    eachUsage(value, (node) => (node.ranged = true));
    scope.dot = entryOf(value);
    const [key, entry] = variables.length > 1 ? variables : [undefined, variables[0]];
    if (key !== undefined) scope.declare(key, keysOf(value));
    if (entry !== undefined) scope.declare(entry, scope.dot);
  }

  private pipe(pipe: Pipe, scope: Scope): Values {
    let result: Values | undefined;
    for (const command of pipe) result = this.command(command, scope, result);
    return result ?? NOTHING;
  }

  private command(command: readonly Expression[], scope: Scope, piped: Values | undefined): Values {
    const [head, ...operands] = command;
    if (!head || ++this.steps > MAX_STEPS) return piped ?? NOTHING;
    if (head.kind !== 'word') return this.expression(head, scope);
    const args = operands.map((one) => this.expression(one, scope));
    if (piped) args.push(piped);
    const { name } = head;
    if (/^-?\.?[0-9]/.test(name)) return text(name);
    if (name === 'include') return this.include(args[0] ?? NOTHING, args[1] ?? NOTHING);
    if (name === 'tpl') return this.tpl(args[0] ?? NOTHING);
    if (name === 'eq' || name === 'ne') return compare(command, args);
    const result = call(name, args);
    // These change the map that they are given.
    if (/^(set|merge|mergeOverwrite|mustMerge|mustMergeOverwrite)$/.test(name)) this.change(operands[0], result, scope);
    return result;
  }

  private change(target: Expression | undefined, value: Values, scope: Scope): void {
    if (target?.kind === 'variable') scope.set(target.name, value);
    else if (target?.kind === 'dot') scope.dot = union(scope.dot, value);
    else if (target?.kind === 'field' && target.of.kind === 'variable')
      scope.set(target.of.name, union(this.expression(target.of, scope), map(new Map([[target.name, value]]))));
  }

  private expression(expression: Expression, scope: Scope): Values {
    if (expression.kind === 'dot') return scope.dot;
    if (expression.kind === 'variable') return scope.get(expression.name);
    if (expression.kind === 'text') return text(expression.text);
    if (expression.kind === 'field') return field(this.expression(expression.of, scope), expression.name);
    if (expression.kind === 'pipe') return this.pipe(expression.pipe, scope);
    return expression.kind === 'word' ? this.command([expression], scope, undefined) : NOTHING;
  }

  private include(name: Values, given: Values): Values {
    const names = textsOf(name).flatMap((one) => matching(one, one.includes('*') ? this.defined.keys() : []));
    return union(UNKNOWN_TEXT, ...new Set(names.map((one) => this.includeOne(one, given))));
  }

  private includeOne(name: string, given: Values): Values {
    const body = this.defined.get(name);
    // Of a library that isn't there, or deeper than anybody goes.
    if (!body || this.depth > MAX_INCLUDES) return this.unseen(given);
    const id = `${name}\n${given.id}`;
    const known = this.done.get(id);
    if (known) return known;
    const times = (this.times.get(name) ?? 0) + 1;
    this.times.set(name, times);
    if (times > MAX_GIVEN) return this.unseen(given);
    this.done.set(id, NOTHING);
    this.depth++;
    const result = this.statements(body, new Scope(given, given));
    this.depth--;
    this.done.set(id, result);
    return result;
  }

  /** Nobody looked what is done with it: it may be anything. */
  private unseen(given: Values): Values {
    eachUsage(given, (node) => {
      node.whole = true;
    });
    for (const member of given.members)
      if (member.kind === 'map')
        for (const value of member.entries.values())
          eachUsage(value, (node) => {
            node.whole = true;
          });
    return NOTHING;
  }

  private tpl(value: Values): Values {
    eachUsage(value, (node) => (node.text = true));
    return value;
  }
}

/** A value that is printed as it is is a text; YAML is handed to whoever asked for it. */
function printable(value: Values): Values {
  eachUsage(value, (node) => (node.text = true));
  const of = parsed(value);
  return of.members.length > 0 ? rendered(of) : NOTHING;
}

function keysOf(value: Values): Values {
  const keys = value.members.flatMap((member) => (member.kind === 'map' ? [...member.entries.keys()].map(text) : []));
  return keys.length > 0 ? union(...keys) : UNKNOWN_TEXT;
}

function compare(command: readonly Expression[], args: readonly Values[]): Values {
  const boolean = command.some(({ kind }) => kind === 'boolean');
  for (const one of args) {
    eachUsage(one, (node) => {
      if (boolean) node.condition = true;
      else node.text = true;
    });
  }
  return UNKNOWN_TEXT;
}
