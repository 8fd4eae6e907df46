import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NotHealedError, undoAll } from './undo';

describe('undoing', () => {
  test('goes backwards, and one that fails keeps none of the others from it', async () => {
    const done: string[] = [];
    const said: string[] = [];
    const step = (what: string, fails = false) => ({
      what,
      undo: async () => {
        done.push(what);
        if (fails) throw new Error('no way');
      },
    });
    const steps = [step('first'), step('second', true), step('third')];
    await assert.rejects(
      undoAll(steps, (line) => said.push(line)),
      new NotHealedError('could not second'),
    );
    assert.deepEqual(done, ['third', 'second', 'first']);
    assert.match(said[0] ?? '', /^NOT UNDONE: second: Error: no way/);
  });
});
