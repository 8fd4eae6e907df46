import { fill, WORDING } from './messages';
import type { Rule } from './rule';

export const imageTags: Rule = {
  name: 'image-tags',
  why: 'What `latest` means changes between two pulls.',
  check(values) {
    return [...values.maps()].flatMap(({ path, map }) => {
      const moving = 'repository' in map && map['tag'] === 'latest' && !map['digest'] && !map['sha'];
      return moving ? [{ severity: 'warning' as const, paths: [[...path, 'tag']], ...fill(WORDING.latestTag) }] : [];
    });
  },
};
