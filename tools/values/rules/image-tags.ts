import { fill, WORDING } from './messages';
import type { Rule, Violation } from './rule';

export const imageTags: Rule = {
  name: 'image-tags',
  why: 'What `latest` means, or a name without a tag, changes between two pulls.',
  check(values) {
    return [...values.maps()].flatMap(({ path, map }): Violation[] => {
      if ('repository' in map) {
        const moving = map['tag'] === 'latest' && !map['digest'] && !map['sha'];
        return moving ? [{ severity: 'warning', paths: [[...path, 'tag']], ...fill(WORDING.latestTag) }] : [];
      }
      // A container as in a pod: an image in one word.
      const image = 'name' in map ? map['image'] : undefined;
      if (typeof image !== 'string' || !IMAGE.test(image)) return [];
      const paths = [[...path, 'image']];
      if (image.endsWith(':latest')) return [{ severity: 'warning', paths, ...fill(WORDING.latestTag) }];
      return TAGGED.test(image) ? [] : [{ severity: 'warning', paths, ...fill(WORDING.untaggedImage, image) }];
    });
  },
};

// --- internal ---

/** Not a template, which only Helm can read. */
const IMAGE = /^[\w][\w./:@-]*$/;
/** A tag or a digest after the last slash; a colon before it is a port. */
const TAGGED = /[:@][^/]+$/;
