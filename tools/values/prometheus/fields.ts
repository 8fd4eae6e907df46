/** The fields of maps in a configuration of Prometheus or Alertmanager, which refuse one with any other. */

/** What a field takes: the kinds of kinds.ts, or the name of a further map, with `[]` behind it for a list of such maps. */
export type Fields = Readonly<Record<string, string>>;

/** One word for each field; behind a colon stands what it takes, where that isn't a text. */
export const fields = (text: string): Fields =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s+/)
      .map((word) => {
        const [name = '', kind = 'text'] = word.split(':');
        return [name, kind];
      }),
  );
