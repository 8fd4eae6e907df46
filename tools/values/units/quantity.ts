/** Kubernetes resource.Quantity: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */

/** The grammar as a pattern that JavaScript, Go (Helm) and editors read alike; without signs, as every value here is an amount. */
export const QUANTITY_PATTERN =
  '^([0-9]+|[0-9]+[.][0-9]*|[.][0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]+)?$';

const QUANTITY = new RegExp(QUANTITY_PATTERN);

const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The quantity in its base unit (bytes, or CPU cores), or undefined when it isn't one. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = QUANTITY.exec(value);
  if (!match) return undefined;
  const suffix = match[2] ?? '';
  const factor = FACTORS[suffix];
  return factor === undefined ? Number(value) : Number(value.slice(0, -suffix.length)) * factor;
}

/** Bytes for a reader: the largest binary unit that keeps it above one, with at most one decimal: `1.5Gi`. */
export function formatBytes(bytes: number): string {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
  let power = 0;
  let rest = bytes;
  while (rest >= 1024 && power < units.length - 1) {
    rest /= 1024;
    power += 1;
  }
  return `${Number(rest.toFixed(1))}${units[power]}`;
}
