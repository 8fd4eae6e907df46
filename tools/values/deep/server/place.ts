/** A map within an object, and what is to be said of its fields. */
import { isSet } from '../../check/kubernetes-relations';
import { quote } from '../../check/words';
import { isObject } from '../../json';
import { parseQuantity } from '../../units/quantity';
import { DNS_1123_SUBDOMAIN, type Form, formProblem } from '../name-forms';

/** Something that the API server refuses. */
export interface Said {
  field: readonly (string | number)[];
  message: string;
  fix?: string;
  /** Only where a cluster's settings decide. */
  severity?: 'warning';
}

export class Place {
  /** @param found takes what is said */
  constructor(
    readonly value: Readonly<Record<string, unknown>>,
    private readonly field: Said['field'],
    private readonly found: Said[],
  ) {}

  has(key: string): boolean {
    return isSet(this.value[key]);
  }

  /** Undefined unless it is a text that isn't empty. */
  text(key: string): string | undefined {
    const value = this.value[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** The map of a field; empty where there is none. */
  at(...keys: string[]): Place {
    const value = keys.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), this.value);
    return new Place(isObject(value) ? value : {}, [...this.field, ...keys], this.found);
  }

  /** The maps of a list. */
  each(key: string): Place[] {
    return this.entries(key).flatMap((one, at) =>
      isObject(one) ? [new Place(one, [...this.field, key, at], this.found)] : [],
    );
  }

  /** The texts of a list, with what says something of one of them. */
  texts(key: string): { text: string; say: (message: string, fix?: string) => void }[] {
    return this.entries(key).flatMap((text, at) =>
      typeof text === 'string'
        ? [{ text, say: (message: string, fix?: string) => this.add([key, at], message, fix) }]
        : [],
    );
  }

  say(key: string, message: string, fix?: string): void {
    this.add([key], message, fix);
  }

  /** Says what is so unless the cluster has been told otherwise. */
  warn(key: string, message: string, fix: string): void {
    this.found.push({ field: [...this.field, key], message, fix, severity: 'warning' });
  }

  /** Says it of the map itself. */
  sayOfAll(message: string, fix?: string): void {
    this.add([], message, fix);
  }

  /** The field is a number from `min` to `max`, if it is one. */
  number(key: string, min: number, max = Number.POSITIVE_INFINITY): void {
    const value = this.value[key];
    if (typeof value !== 'number' || (value >= min && value <= max)) return;
    const takes = max === Number.POSITIVE_INFINITY ? `${min} or more` : `${min} to ${max}`;
    this.say(key, `is ${value}; Kubernetes takes ${takes}`);
  }

  /** The field is one of these words, if it is set. */
  word(key: string, ...allowed: string[]): void {
    const value = this.text(key);
    if (value === undefined || allowed.includes(value)) return;
    const same = allowed.find((one) => one.toLowerCase() === value.toLowerCase());
    this.say(key, `is ${quote(value)}; Kubernetes takes ${allowed.join(', ')}`, same && `write ${same}`);
  }

  /** The field has this form, if it is set; by default that of an object's name. */
  form(key: string, form: Form = DNS_1123_SUBDOMAIN): void {
    const value = this.text(key);
    const problem = value === undefined ? undefined : formProblem(value, form);
    if (problem) this.say(key, problem);
  }

  /** The field is set. */
  required(key: string, why: string, fix?: string): void {
    if (!this.has(key)) this.say(key, why, fix);
  }

  /** The field is no quantity below zero, or at most zero. What is no quantity at all the schemas find. */
  quantity(key: string, { positive = false } = {}): void {
    const value = this.value[key];
    const isWrong = /^-/.test(String(value)) || (positive && parseQuantity(value) === 0);
    if (!isWrong) return;
    this.say(key, `is ${String(this.value[key])}; Kubernetes takes ${positive ? 'what is above 0' : '0 or more'}`);
  }

  /** Of these fields at most one is set; exactly one, where `needed` says what they are. */
  oneOf(keys: readonly string[], needed?: string): void {
    const [first, second] = keys.filter((key) => this.has(key));
    if (second !== undefined)
      this.say(second, `stands beside ${first}, and Kubernetes takes one of the two`, 'delete one of them');
    else if (first === undefined && needed !== undefined)
      this.sayOfAll(`has no ${needed}`, `set one of ${keys.join(', ')}`);
  }

  // --- internal ---

  private entries(key: string): unknown[] {
    const value = this.value[key];
    return Array.isArray(value) ? value : [];
  }

  private add(field: Said['field'], message: string, fix: string | undefined): void {
    this.found.push({ field: [...this.field, ...field], message, ...(fix === undefined ? {} : { fix }) });
  }
}
