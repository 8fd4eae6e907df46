/** The images that a chart brings with its default values. */
import { parseManifests } from '../../deploy/manifests';
import { type Context, command } from '../context';

/** Every image of the rendered pods, and those that the Prometheus operator is told to use; sorted, each once. */
export async function imagesOf(context: Context, chart: string): Promise<string[]> {
  const rendered = await command(context, 'rendering the chart', context.tools.helm, ['template', 'tme1crv', chart]);
  const images = new Set<string>();
  for (const manifest of parseManifests(rendered)) collect(manifest, images);
  return [...images].sort();
}

// --- internal ---

const OPERATOR_ARGUMENT = /^--prometheus-config-reloader=(.+)$/;

function collect(value: unknown, images: Set<string>): void {
  if (typeof value === 'string') {
    const [, image] = OPERATOR_ARGUMENT.exec(value) ?? [];
    if (image !== undefined) images.add(image);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'image' && typeof inner === 'string' && inner !== '') images.add(inner);
    else collect(inner, images);
  }
}
