import { isObject, textOf } from '../../json';
import { distinct, error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { replicas, withSentinel } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisAlpine: {
    message: '%s is %s: an Alpine image has no bash, which runs the scripts of this chart, so no Redis pod would start',
    fix: 'take the Debian image, whose tag ends in -trixie or -bookworm',
  },
  redisTooOld: {
    message:
      "%s is %s: a Redis before 7.0 doesn't know replica-ignore-disk-write-errors, with which this chart starts replicas and nodes, so none of them would start",
    fix: 'take 7.0 or newer',
  },
  redisExporterImage: {
    message:
      'redis.metrics.image.repository is %s, which has no /redis_exporter, and %s starts that: no Redis pod would get ready',
    fix: "leave redis.metrics.image as it is, or, without Sentinel, set redis.metrics.command to [] beside Bitnami's exporter",
  },
  redisExporterShell: {
    message:
      'redis.metrics.command is empty, so the subchart would start the exporter by /bin/bash, which %s lacks: no Redis pod would get ready',
    fix: 'leave redis.metrics.command as it is',
  },
  redisInitImage: {
    message: '%s is true: it takes the image %s, which is gone, so pods would wait for it for ever',
    fix: 'set it to false, or name another image there',
  },
} as const satisfies Words;

const WORDS = {
  redisInsecureImages: {
    message: "%s is %s: Redis' subchart refuses every image that isn't Bitnami's, also those of this chart",
    fix: 'set it to true',
  },
  sentinelImage: {
    message:
      'redis.sentinel.image is %s and redis.image is %s: Sentinel is Redis with another option, and should be the same',
    fix: 'set both to the same image',
  },
  bitnamiImage: {
    message: "%s:%s can't be pulled any more: Bitnami's free images with versions are gone",
    fix: "delete the lines of the image, and this chart's own image is used",
  },
} as const satisfies Words;

export const redisImages: Rule<'redis-images'> = {
  name: 'redis-images',
  what: 'An image lacks what starts it here, or can no longer be pulled.',
  why: 'The scripts and commands of this chart are made for the official images of Redis and of its exporter. With others pods never get ready, or their image is gone.',
  example: {
    wrong: 'redis: { image: { tag: 8.6.7-alpine3.22 } }',
    right: 'redis: { image: { tag: 8.6.7-trixie } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    const all = values.withDefaults;
    return distinct([
      ...alpine(all),
      ...tooOld(all),
      ...exporter(all),
      ...initImages(all),
      ...consent(all),
      ...gone(all),
      ...sentinelImage(all),
    ]);
  },
};

/** Whether an exporter runs beside Redis, and by which command. */
export function exporterCommand(values: Values): string | undefined {
  if (withSentinel(values)) return '/redis_exporter';
  if (values.get('redis.metrics.enabled') === false) return undefined;
  return textOf(values.list('redis.metrics.command')[0] ?? '');
}

// --- internal ---

function alpine(values: Values): Violation[] {
  const images = ['redis.image', ...(withSentinel(values) ? ['redis.sentinel.image'] : [])];
  return images.flatMap((image) =>
    ['tag', 'repository']
      .filter((key) => /alpine/i.test(values.text(`${image}.${key}`)))
      .map((key) =>
        error([`${image}.${key}`], IN_CHART.redisAlpine, `${image}.${key}`, values.text(`${image}.${key}`)),
      ),
  );
}

/** The version of an image whose tag begins with one, as those of Redis do; the digest would win over the tag. */
function tooOld(values: Values): Violation[] {
  const tag = 'redis.image.tag';
  const version = /^v?(\d+)(?![\d])/.exec(String(values.get(tag) ?? ''))?.[1];
  const named = /(^|\/)redis$/.test(values.text('redis.image.repository')) && values.text('redis.image.digest') === '';
  if (replicas(values) === 0 || !named || version === undefined || Number(version) >= OLDEST) return [];
  return [error([tag], IN_CHART.redisTooOld, tag, values.get(tag))];
}

const OLDEST = 7;

/** Bitnami's is called with a dash, the official one with an underscore. */
const BITNAMI_EXPORTER = /(^|\/)bitnami\w*\/|(^|\/)redis-exporter$/;

function exporter(values: Values): Violation[] {
  const command = exporterCommand(values);
  const repository = values.text('redis.metrics.image.repository');
  if (command === undefined) return [];
  const paths = ['redis.metrics.image.repository', 'redis.metrics.command'];
  if (command === '/redis_exporter' && BITNAMI_EXPORTER.test(repository)) {
    const by = withSentinel(values) ? 'the exporter of a node with Sentinel' : 'redis.metrics.command';
    return [error(paths, IN_CHART.redisExporterImage, repository, by)];
  }
  if (command === '' && !BITNAMI_EXPORTER.test(repository))
    return [error([...paths].reverse(), IN_CHART.redisExporterShell, repository)];
  return [];
}

function initImages(values: Values): Violation[] {
  const used: [string, string][] = [
    ['redis.volumePermissions.enabled', 'redis.volumePermissions.image'],
    ['redis.sysctl.enabled', 'redis.sysctl.image'],
    ...(withSentinel(values)
      ? ([
          ['redis.sentinel.masterService.enabled', 'redis.kubectl.image'],
          ['redis.sentinel.service.createMaster', 'redis.kubectl.image'],
        ] as [string, string][])
      : []),
  ];
  return used.flatMap(([by, image]) => {
    const repository = values.text(`${image}.repository`) || DEFAULT_IMAGES[image] || '';
    const moved = values.text('global.imageRegistry') || values.text('redis.global.imageRegistry');
    if (!values.on(by) || !repository.startsWith('bitnami/') || moved) return [];
    return [error([by], IN_CHART.redisInitImage, by, repository)];
  });
}

/** As the subchart has them. */
const DEFAULT_IMAGES: Readonly<Record<string, string>> = {
  'redis.volumePermissions.image': 'bitnami/os-shell',
  'redis.sysctl.image': 'bitnami/os-shell',
  'redis.kubectl.image': 'bitnami/kubectl',
};

function consent(values: Values): Violation[] {
  const ours = values.text('redis.image.repository').startsWith('bitnami/');
  // The umbrella's `global` wins over the subchart's.
  const path = ['global', 'redis.global'].find(
    (one) => values.get(`${one}.security.allowInsecureImages`) !== undefined,
  );
  const at = `${path ?? 'redis.global'}.security.allowInsecureImages`;
  const given = values.get(at);
  return ours || given === true ? [] : [error([at], WORDS.redisInsecureImages, at, given ?? 'not set')];
}

function sentinelImage(values: Values): Violation[] {
  const name = (at: string) => ['repository', 'tag', 'digest'].map((key) => values.text(`${at}.${key}`)).join(':');
  const shown = (at: string) => `${values.text(`${at}.repository`)}:${values.text(`${at}.tag`)}`;
  const [own, redis] = ['redis.sentinel.image', 'redis.image'];
  if (!withSentinel(values) || name(own) === name(redis)) return [];
  return [warning([`${own}.tag`, `${redis}.tag`, `${own}.repository`], WORDS.sentinelImage, shown(own), shown(redis))];
}

/** The images that are used by default. */
function gone(values: Values): Violation[] {
  if (values.text('global.imageRegistry') || values.text('redis.global.imageRegistry')) return [];
  const images = [
    'redis.image',
    ...(withSentinel(values) ? ['redis.sentinel.image'] : []),
    // An exporter that lacks its command has a finding already.
    ...(values.get('redis.metrics.enabled') === false || exporter(values).length > 0 ? [] : ['redis.metrics.image']),
  ];
  return images.flatMap((at) => {
    const image = values.get(at);
    if (!isObject(image)) return [];
    const { registry = '', repository = '', tag = '', digest = '' } = image;
    const free = ['', 'docker.io', 'registry-1.docker.io'].includes(textOf(registry));
    if (!free || !textOf(repository).startsWith('bitnami/') || digest || tag === 'latest') return [];
    return [warning([`${at}.repository`, at], WORDS.bitnamiImage, `docker.io/${repository}`, tag)];
  });
}
