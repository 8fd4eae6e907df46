/**
 * Which fields of an Application and of an ExternalSecret the examples may use. No package carries the definitions of these two that isn't many
 * times the size of the chart; Flux's are checked by `make lint-test`. The fields are those of Argo CD 3.6 and External Secrets 0.16.
 */
import type { Manifest } from '../../tools/deploy/manifests';

/** `true`: anything below. An array has the fields of its items. */
type Fields = { readonly [field: string]: Fields | true };

const METADATA: Fields = { name: true, namespace: true, annotations: true, labels: true };

const FIELDS: Record<string, { apiVersion: string; fields: Fields }> = {
  Application: {
    apiVersion: 'argoproj.io/v1alpha1',
    fields: {
      metadata: METADATA,
      spec: {
        project: true,
        destination: { server: true, namespace: true },
        sources: {
          repoURL: true,
          targetRevision: true,
          path: true,
          helm: { releaseName: true, skipTests: true, valuesObject: true },
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: true,
          retry: { limit: true, backoff: { duration: true, factor: true, maxDuration: true } },
        },
      },
    },
  },
  ExternalSecret: {
    apiVersion: 'external-secrets.io/v1',
    fields: {
      metadata: METADATA,
      spec: {
        refreshPolicy: true,
        secretStoreRef: { kind: true, name: true },
        target: { name: true, creationPolicy: true },
        data: { secretKey: true, remoteRef: { key: true, property: true } },
      },
    },
  },
};

/** Paths of fields that such an object doesn't have; other kinds have none to check. */
export function unknownFields({ kind, apiVersion, ...object }: Manifest): string[] {
  const known = FIELDS[kind];
  if (known === undefined) return [];
  const wrongVersion = known.apiVersion === apiVersion ? [] : [`apiVersion: ${apiVersion}`];
  return [...wrongVersion, ...unknownIn(object, known.fields, kind)];
}

// --- internal ---

function unknownIn(value: unknown, fields: Fields, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownIn(item, fields, `${at}[${index}]`));
  if (value === null || typeof value !== 'object') return [`${at}: ${value} in the place of an object`];
  return Object.entries(value).flatMap(([field, below]) => {
    const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (known === undefined) return [`${at}.${field}`];
    return known === true ? [] : unknownIn(below, known, `${at}.${field}`);
  });
}
