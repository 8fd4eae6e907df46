/** What a profile is made of: overrides of the chart's defaults, each with its reason. */
import type { Values } from '../generated/values';

/** A value and why it differs from the default; the reason becomes the comment above it. */
export class Because<T> {
  constructor(
    readonly reason: string,
    readonly value: T,
  ) {}
}

/** Overrides `value` for a reason; a reason given to a map covers everything in it. */
export function because<const T>(reason: string, value: T): Because<T> {
  return new Because(reason, value);
}

/** Any part of T, with reasons anywhere. */
export type Overrides<T> = Part<T> | Because<Part<T>>;

type Part<T> = T extends readonly unknown[]
  ? Readonly<T>
  : T extends object
    ? { readonly [K in keyof T]?: Overrides<T[K]> }
    : T;

export interface Profile {
  /** The file's name, without `.yaml`. */
  name: string;
  /** What it is for: the head of the file. */
  description: string;
  values: Overrides<Values>;
}
