import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SourceError } from '../errors';
import { withSection } from './marked-section';

const page = 'Before.\n<!-- generated: rules -->\nold\n<!-- end: rules -->\nAfter.\n';

describe('a generated section', () => {
  test('is made anew, and the text around it stays', () => {
    const made = withSection(page, 'rules', '| new |\n', 'p.md');
    assert.equal(made, page.replace('old', '| new |'));
    assert.equal(withSection(made, 'rules', '| new |\n', 'p.md'), made);
  });

  test('whose comments are missing is an error, not a section less', () => {
    const without = (mark: string) => () => withSection(page.replace(`${mark}\n`, ''), 'rules', '', 'p.md');
    assert.throws(without('<!-- generated: rules -->'), new SourceError('p.md has no line <!-- generated: rules -->'));
    assert.throws(
      without('<!-- end: rules -->'),
      new SourceError('p.md has no line <!-- end: rules --> after <!-- generated: rules -->'),
    );
  });
});
