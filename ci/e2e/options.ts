/** What the environment asks of the end-to-end test. */
import { StackError } from '../../tools/deploy/errors';

export interface Options {
  topology: 'plain' | 'sentinel';
  only: 'main' | 'gitops' | 'lasting' | undefined;
  /** The tool that is called as `helm` in the main part. */
  helm: string;
  extraValues: string | undefined;
  freeVolumes: string | undefined;
  pictures: string | undefined;
  smallRelease: string;
}

/** @throws StackError for a word that isn't known */
export function optionsOf(env: Readonly<Record<string, string | undefined>>): Options {
  const value = (name: string) => env[name] || undefined;
  const helm = value('E2E_HELM') ?? 'helm';
  return {
    topology: oneOf('E2E_TOPOLOGY', value('E2E_TOPOLOGY') ?? 'plain', ['plain', 'sentinel']),
    only: oneOf('E2E_ONLY', value('E2E_ONLY') ?? (helm === 'helm' ? undefined : 'main'), [
      'main',
      'gitops',
      'lasting',
      undefined,
    ]),
    helm: oneOf('E2E_HELM', helm, ['helm', 'helm4']),
    extraValues: value('E2E_VALUES'),
    freeVolumes: value('E2E_FREE_VOLUMES'),
    pictures: value('E2E_PICTURES'),
    smallRelease: value('E2E_SMALL_RELEASE') ?? 'small',
  };
}

// --- internal ---

function oneOf<T extends string | undefined>(name: string, value: string | undefined, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined && value !== undefined) {
    throw new StackError(`${name}=${value} is not known`, `It can be ${words.filter(Boolean).join(' or ')}.`, 2);
  }
  return found as T;
}
