/** Express 5, ioredis and express-prometheus-middleware mounted as its README mounts it: what people write by hand. */
import express from 'express';
import expressPrometheusMiddleware from 'express-prometheus-middleware';
import { Redis } from 'ioredis';
import { PORT, PRIMARY_URL, REPLICA_URL } from './environment';

const primary = new Redis(PRIMARY_URL);
const replica = new Redis(REPLICA_URL);
const app = express();

app.use(
  expressPrometheusMiddleware({
    metricsPath: '/metrics',
    collectDefaultMetrics: true,
    requestDurationBuckets: [0.1, 0.5, 1, 1.5],
    requestLengthBuckets: [512, 1024, 5120, 10240, 51200, 102400],
    responseLengthBuckets: [512, 1024, 5120, 10240, 51200, 102400],
  }),
);
app.use(express.json());

app.get('/items/:id', async (req, res) => {
  const { id } = req.params;
  const value = await replica.get(`item:${id}`);
  if (value === null) return void res.status(404).json({});
  res.json({ id, value: JSON.parse(value) });
});

app.put('/items/:id', async (req, res) => {
  const { id } = req.params;
  const { value } = req.body as { value: unknown };
  await primary.set(`item:${id}`, JSON.stringify(value));
  res.json({ id, value });
});

app.listen(PORT, '127.0.0.1');
