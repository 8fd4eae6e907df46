import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

const WORDS = {
  latestTag: {
    message: 'is latest: two pods of one release may run different images, and nothing can be rolled back',
    fix: 'name a version',
  },
  untaggedImage: {
    message: 'image %s has no tag: that means latest, which changes between two pulls',
    fix: 'name a version',
  },
  capitalImage: {
    message: 'the image %s has capital letters, which no name of an image may have: its pods wait for it for ever',
    fix: 'write it in lower case: %s',
  },
  doubleRegistry: {
    message: '%s names a registry, and the one of registry comes before it: the image would be %s',
    fix: 'write registry: %s and repository: %s',
  },
} as const satisfies Words;

export const imageTags: Rule<'image-tags'> = {
  name: 'image-tags',
  what: 'An image has the tag `latest`, or none, or a name that no image can have, or a registry twice.',
  why: 'What `latest` means, or a name without a tag, changes between two pulls.',
  example: {
    wrong: 'webapp: { image: { tag: latest } }',
    right: 'webapp: { image: { tag: "1.4.0" } }',
  },
  check(values) {
    return [...values.maps()].flatMap(({ path, map }): Violation[] => {
      if ('repository' in map) {
        const moving = map['tag'] === 'latest' && !map['digest'] && !map['sha'];
        return [
          ...capitals(map['repository'], [...path, 'repository']),
          ...twoRegistries(values, path, map['repository']),
          ...(moving ? [warning([[...path, 'tag']], WORDS.latestTag)] : []),
        ];
      }
      // A container as in a pod: an image in one word.
      const image = 'name' in map ? map['image'] : undefined;
      if (typeof image !== 'string' || !IMAGE.test(image)) return [];
      const paths = [[...path, 'image']];
      const named = capitals(image.replace(VERSION, ''), [...path, 'image']);
      if (named.length > 0) return named;
      if (image.endsWith(':latest')) return [warning(paths, WORDS.latestTag)];
      return TAGGED.test(image) ? [] : [warning(paths, WORDS.untaggedImage, image)];
    });
  },
};

// --- internal ---

/** Not a template, which only Helm can read. */
const IMAGE = /^[\w][\w./:@-]*$/;
/** A tag or a digest after the last slash; a colon before it is a port. */
const TAGGED = /[:@][^/]+$/;
/** The tag or digest, whose letters may be of any case. */
const VERSION = /[:@][^/]+$/;

/** The registry's host that an image begins with, or '', and the rest. */
function hostOf(image: string): [string, string] {
  const [first = '', ...rest] = image.split('/');
  const host = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return host ? [first, rest.join('/')] : ['', image];
}

/** Templates put both together with a slash. */
function twoRegistries(values: Values, path: string[], repository: unknown): Violation[] {
  if (typeof repository !== 'string' || !IMAGE.test(repository)) return [];
  const [host, name] = hostOf(repository);
  const own = values.withDefaults.get([...path, 'registry'].join('.'));
  if (host === '' || typeof own !== 'string') return [];
  const registry = values.text('global.imageRegistry') || own;
  if (registry === '') return [];
  const at = [...path, 'repository'];
  return [error([at], WORDS.doubleRegistry, repository, `${registry}/${repository}`, host, name)];
}

/** Of what comes after the registry's host, if it begins with one. */
function capitals(image: unknown, path: string[]): Violation[] {
  if (typeof image !== 'string' || !IMAGE.test(image)) return [];
  const [, name] = hostOf(image);
  return /[A-Z]/.test(name) ? [error([path], WORDS.capitalImage, image, image.toLowerCase())] : [];
}
