/** The package ships no types; these cover the options that this app uses. */
declare module 'express-prometheus-middleware' {
  import type { Express, Request, Response } from 'express';

  interface Options {
    metricsPath?: string;
    /** Gets the metrics route instead of the returned app. */
    metricsApp?: Express;
    collectDefaultMetrics?: boolean;
    /** Upper bounds in seconds. */
    requestDurationBuckets?: number[];
    /** Upper bounds in bytes. */
    requestLengthBuckets?: number[];
    /** Upper bounds in bytes. */
    responseLengthBuckets?: number[];
    /** Changes the labels in place. */
    transformLabels?: (labels: Record<string, string>, req: Request, res: Response) => void;
  }

  function expressPrometheusMiddleware(options?: Options): Express;
  export = expressPrometheusMiddleware;
}
