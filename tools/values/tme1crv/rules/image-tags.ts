import { type Rule, type Violation, warning } from '../../rules/rule';
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
} as const satisfies Words;

export const imageTags: Rule<'image-tags'> = {
  name: 'image-tags',
  what: 'An image has the tag `latest`, or none.',
  why: 'What `latest` means, or a name without a tag, changes between two pulls.',
  example: {
    wrong: 'webapp: { image: { tag: latest } }',
    right: 'webapp: { image: { tag: "1.4.0" } }',
  },
  check(values) {
    return [...values.maps()].flatMap(({ path, map }): Violation[] => {
      if ('repository' in map) {
        const moving = map['tag'] === 'latest' && !map['digest'] && !map['sha'];
        return moving ? [warning([[...path, 'tag']], WORDS.latestTag)] : [];
      }
      // A container as in a pod: an image in one word.
      const image = 'name' in map ? map['image'] : undefined;
      if (typeof image !== 'string' || !IMAGE.test(image)) return [];
      const paths = [[...path, 'image']];
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
