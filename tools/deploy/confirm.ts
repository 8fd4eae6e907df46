/** Asking before data is lost. */

import type { Context } from './context';
import { StackError } from './errors';

/** @throws StackError when the answer isn't yes, or nobody can be asked */
export async function confirm({ options, ask }: Context, question: string): Promise<void> {
  if (options.yes) return;
  const answer = await ask(`${question} [y/N] `);
  if (answer === undefined) throw new StackError(question, 'There is nobody to ask here: give --yes to do it.');
  if (!/^y(es)?$/i.test(answer.trim())) throw new StackError('Nothing was deleted.');
}
