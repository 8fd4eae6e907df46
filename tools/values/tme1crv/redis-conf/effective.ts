/** What each server of the Redis subchart is configured with, in the order in which Redis takes it: the last one counts. */
import type { Values } from '../../rules/values';
import { isJoined } from './directive-values';
import { type Directive, parseArguments, parseConfiguration } from './parse';
import { SPELLINGS } from './spellings';

export type Role = 'master' | 'replica';

/** A directive, under its present name, with the value that it comes from. */
export interface Setting extends Directive {
  source: string;
  /** The shell may change the value when the pod starts. */
  filledIn: boolean;
}

export interface ServerConfiguration {
  role: Role;
  settings: readonly Setting[];
  /** Nothing else reaches this server, as far as values can say: what isn't set has Redis' default. */
  complete: boolean;
}

export const COMMON = 'redis.commonConfiguration';
export const FOREIGN = 'redis.existingConfigmap';
export const configurationOf = (role: Role) => `redis.${role}.configuration`;
export const flagsOf = (role: Role) => `redis.${role}.extraFlags`;

/** The servers that these values install. */
export function serversOf(values: Values): ServerConfiguration[] {
  if (!values.on('redis.enabled')) return [];
  const nodes = withSentinel(values);
  const roles: Role[] = nodes ? ['replica'] : replicas(values) > 0 ? ['master', 'replica'] : ['master'];
  return roles.map((role) => ({ role, ...configuration(values, role, nodes) }));
}

/** Whether the servers are nodes with Sentinel, of which any may lead. A standalone server has none, whatever the setting. */
export function withSentinel(values: Values): boolean {
  const replicated = values.text('redis.architecture') === 'replication';
  return values.on('redis.enabled') && replicated && values.on('redis.sentinel.enabled');
}

/** How many replicas follow the primary. */
export function replicas(values: Values): number {
  return values.text('redis.architecture') === 'replication' ? (values.number('redis.replica.replicaCount') ?? 0) : 0;
}

/** The one that counts; undefined when it isn't set. */
export function last({ settings }: ServerConfiguration, name: string): Setting | undefined {
  return settings.findLast((setting) => setting.name === name);
}

/** Its value in one text; undefined when it isn't set, or when only the pod knows it. */
export function textOf(setting: Setting | undefined): string | undefined {
  return setting && !setting.filledIn ? setting.args.join(' ') : undefined;
}

/** Redis takes a comment behind a value for more values. Users have passwords that begin with the same sign. */
export const hasComment = ({ name, args }: Setting) =>
  name !== 'user' && args.slice(1).some((arg) => arg.startsWith('#'));

/** The text is a template, which only Helm can fill in. */
export const isTemplate = (text: string) => text.includes('{{');

/** Start scripts put an argument between double quotes, where bash fills these in. */
export const expandsInPod = (text: string) => /[$`]/.test(text);

/** The entries of extraFlags, as Helm prints them. */
export const flags = (values: Values, role: Role): string[] => values.list(flagsOf(role)).map(asHelmPrints);

// --- internal ---

function configuration(values: Values, role: Role, nodes: boolean): Omit<ServerConfiguration, 'role'> {
  const own = configurationOf(role);
  // Sentinel's start script includes the common file last.
  const order = nodes ? [own, COMMON] : [COMMON, own];
  const files = values.text(FOREIGN) === '' ? order : [];
  const settings = [
    ...files.flatMap((source) => {
      const text = values.text(source);
      return (isTemplate(text) ? [] : parseConfiguration(text)).map((one) => setting(one, source, false));
    }),
    ...parseArguments(flags(values, role)).map((one) => setting(one, flagsOf(role), one.args.some(expandsInPod))),
  ];
  const seen = files.length > 0 && !files.some((source) => isTemplate(values.text(source)));
  // Lines that Redis can't read may hold what was meant to be set.
  const included = settings.some((one) => one.name === 'include' || one.name === '' || isJoined(one));
  const filledIn = flags(values, role).some(expandsInPod);
  return { settings, complete: seen && !included && !filledIn };
}

function setting({ name, args }: Directive, source: string, filledIn: boolean): Setting {
  return { name: SPELLINGS[name] ?? name, args, source, filledIn };
}

/** Helm reads every number as a float, and prints one of a million or more with an exponent. */
function asHelmPrints(value: unknown): string {
  if (typeof value !== 'number' || Math.abs(value) < 1e6) return String(value);
  return value.toExponential().replace(/e\+(\d)$/, 'e+0$1');
}
