/** Scrape configurations in Prometheus' own spelling, as it reads them at its start: it takes all of them or none. */
import { isObject, textOf } from '../json';
import { isTemplate } from '../text/template';
import { DURATION_PATTERN } from '../units/duration';
import { checkHttpClient, HTTP_CLIENT } from './http-client';
import { type Problem, problem } from './problem';
import { checkRelabelling, unknownField } from './relabel';

/** What Prometheus would refuse in a list of scrape configurations. */
export function checkScrapeConfigs(list: readonly unknown[]): Problem[] {
  const names = new Set<string>();
  return list.flatMap((one, at): Problem[] => {
    const path = [String(at)];
    if (!isObject(one)) return [problem(path, 'is no map', 'write job_name: and static_configs:')];
    const { job_name: name } = one;
    const twice = typeof name === 'string' && name !== '' && !isTemplate(name) && names.has(name);
    names.add(textOf(name));
    return [
      ...(twice ? [problem([...path, 'job_name'], `${JSON.stringify(name)} is there twice`, 'rename one')] : []),
      ...job(one, path),
    ];
  });
}

// --- internal ---

const FIELDS = [
  ...'job_name honor_labels honor_timestamps track_timestamps_staleness params scrape_interval scrape_timeout scrape_protocols fallback_scrape_protocol scrape_native_histograms scrape_classic_histograms always_scrape_classic_histograms convert_classic_histograms_to_nhcb scrape_failure_log_file metrics_path scheme enable_compression body_size_limit sample_limit target_limit label_limit label_name_length_limit label_value_length_limit native_histogram_bucket_limit native_histogram_min_bucket_factor keep_dropped_targets metric_name_validation_scheme metric_name_escaping_scheme extra_scrape_metrics relabel_configs metric_relabel_configs static_configs'.split(
    ' ',
  ),
  ...HTTP_CLIENT.split(' ').map((field) => field.replace(/:.*/, '')),
];

const DURATION = new RegExp(DURATION_PATTERN);

function job(map: Readonly<Record<string, unknown>>, path: readonly string[]): Problem[] {
  const unknown = Object.keys(map)
    .filter((key) => !FIELDS.includes(key) && !/^[a-z]+_sd_configs$/.test(key))
    .map((key) => unknownField(key, FIELDS, path));
  // The name may be the field that is misspelt.
  const unnamed = unknown.length === 0 && !map['job_name'] ? [problem(path, 'has no job_name', 'add it')] : [];
  const durations = ['scrape_interval', 'scrape_timeout'].flatMap((key) => {
    const value = map[key];
    if (value === undefined || value === null || isTemplate(value) || DURATION.test(textOf(value))) return [];
    return [problem([...path, key], `is ${JSON.stringify(value)}, no duration`, 'for example 30s or 5m')];
  });
  return [
    ...unknown,
    ...unnamed,
    ...durations,
    ...checkHttpClient(map, path, 'Prometheus'),
    ...targets(map['static_configs'], [...path, 'static_configs'], isRelabelled(map)),
    ...checkRelabelling(map['relabel_configs'], [...path, 'relabel_configs']),
    ...checkRelabelling(map['metric_relabel_configs'], [...path, 'metric_relabel_configs']),
  ];
}

/** Steps may make an address of anything: the blackbox exporter is given URLs. */
const isRelabelled = ({ relabel_configs: steps }: Readonly<Record<string, unknown>>) =>
  steps !== undefined && steps !== null && !(Array.isArray(steps) && steps.length === 0);

function targets(given: unknown, path: readonly string[], relabelled: boolean): Problem[] {
  if (given === undefined || given === null || isTemplate(given)) return [];
  if (!Array.isArray(given))
    return [problem(path, 'is no list', 'put a dash before each entry: - targets: [HOST:PORT]')];
  return given.flatMap((one, at): Problem[] => {
    const here = [...path, String(at)];
    if (!isObject(one)) return [problem(here, 'is no map', 'write targets: [HOST:PORT]')];
    const unknown = Object.keys(one).filter((key) => key !== 'targets' && key !== 'labels');
    if (unknown.length > 0) return unknown.map((key) => unknownField(key, ['targets', 'labels'], here));
    const { targets: hosts } = one;
    if (hosts === undefined || hosts === null || isTemplate(hosts)) return [];
    if (!Array.isArray(hosts))
      return [problem([...here, 'targets'], 'is no list', `write a list: [${JSON.stringify(hosts)}]`)];
    return hosts.flatMap((host, index) =>
      !relabelled && typeof host === 'string' && host.includes('/') && !isTemplate(host)
        ? [
            problem(
              [...here, 'targets', String(index)],
              `is ${JSON.stringify(host)}, and a target is host:port`,
              'put what is before the host into scheme, and what is behind it into metrics_path',
            ),
          ]
        : [],
    );
  });
}
