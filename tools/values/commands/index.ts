/** The commands by name. Each is loaded only when it is asked for: validating must not wait for the generators' libraries. */
import type { Command } from './command';

export const COMMANDS: Record<string, () => Promise<Command>> = {
  generate: async () => (await import('./generate')).generate,
  validate: async () => (await import('./validate')).validate,
  explain: async () => (await import('./explain')).explain,
  plan: async () => (await import('./plan')).plan,
  diff: async () => (await import('./diff')).diff,
  render: async () => (await import('./render')).render,
  completion: async () =>
    (await import('./completion')).completion(() => Promise.all(Object.values(COMMANDS).map((load) => load()))),
};
