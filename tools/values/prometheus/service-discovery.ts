/** How Prometheus finds targets: https://prometheus.io/docs/prometheus/latest/configuration/configuration */
import { textOf } from '../json';
import { isTemplate } from '../text/template';
import { eachMap } from './each-map';
import { fields } from './fields';
import { HTTP_CLIENT } from './http-client';
import { checkFields } from './known-fields';
import { type Problem, problem } from './problem';

/** The keys of a scrape configuration, and of the lists of Alertmanagers, that name a way to find targets. */
export const DISCOVERIES: readonly string[] =
  'aws azure consul digitalocean dns docker dockerswarm ec2 ecs elasticache eureka file gce hetzner http ionos kubernetes kuma lightsail linode marathon msk nerve nomad oci openstack outscale ovhcloud puppetdb rds scaleway serverset stackit triton uyuni vultr'
    .split(' ')
    .map((name) => `${name}_sd_configs`);

/** What Prometheus would refuse in such a list. The fields of the ways that a cluster's user has are known; those of the others are taken as they are. */
export function checkDiscovery(key: string, given: unknown, path: readonly string[]): Problem[] {
  const fixes = { list: 'put a dash before each entry', map: 'write `key: value` lines below the dash' };
  return eachMap(given, path, fixes, (one, here) => {
    const way = WAYS[key];
    if (way === undefined) return [];
    const found = checkFields(one, way.known, here);
    const missing = way.needs.filter((field) => isNothing(one[field]));
    if (found.length === 0)
      found.push(...missing.map((field) => problem(here, `has no ${field}, which it needs`, way.add ?? 'add it')));
    return [...found, ...(key === 'file_sd_configs' ? files(one['files'], [...here, 'files']) : [])];
  });
}

// --- internal ---

const ROLES = 'pod,service,endpoints,endpointslice,node,ingress';

const WAYS: Readonly<Record<string, { known: ReturnType<typeof fields>; needs: readonly string[]; add?: string }>> = {
  kubernetes_sd_configs: {
    known: fields(
      `role:=${ROLES} api_server kubeconfig_file namespaces:namespaces selectors:any attach_metadata:any ${HTTP_CLIENT}`,
    ),
    needs: ['role'],
    add: `add role: one of ${ROLES.replaceAll(',', ', ')}`,
  },
  dns_sd_configs: {
    known: fields('names:texts refresh_interval:span type:=SRV,A,AAAA,MX,NS port:count'),
    needs: ['names'],
  },
  file_sd_configs: { known: fields('files:texts refresh_interval:span'), needs: ['files'] },
  http_sd_configs: { known: fields(`url refresh_interval:span ${HTTP_CLIENT}`), needs: ['url'] },
};

const isNothing = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

function files(given: unknown, path: readonly string[]): Problem[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((name, at) =>
    isTemplate(name) || /\.(json|yml|yaml)$/.test(textOf(name))
      ? []
      : [
          problem(
            [...path, String(at)],
            `is ${JSON.stringify(name)}, and Prometheus reads files that end in .json, .yml or .yaml`,
            'give the file such an end',
          ),
        ],
  );
}
