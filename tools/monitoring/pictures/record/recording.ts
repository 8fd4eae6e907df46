/** What one recording holds: everything that the pictures are drawn from. Times are seconds since 1970. */

/** A series of a response of Prometheus: samples of a range query, or the one sample of an instant query. */
export interface Series {
  metric: Record<string, string>;
  values: [time: number, value: string][];
}

export interface Recording {
  from: number;
  to: number;
  /** Grafana's variables as they were filled in, `__rate_interval` included. */
  variables: Record<string, string>;
  /** The responses by query, as it stands in the dashboard. */
  range: Record<string, Series[]>;
  instant: Record<string, Series[]>;
}
