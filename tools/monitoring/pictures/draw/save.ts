/** Pictures as small files. As a program it makes those of a folder small: `save.ts FROM TO`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** How true the palette is to the colours, of 100: a third of the bytes of a picture without palette, and hardly a difference to see. */
const QUALITY = 60;

export async function save(file: string, picture: Uint8Array): Promise<void> {
  const small = await sharp(picture)
    .png({ palette: true, quality: QUALITY, dither: 0, effort: 10, compressionLevel: 9 })
    .toBuffer();
  writeFileSync(file, small);
  process.stdout.write(`wrote ${file} (${Math.ceil(small.length / 1000)} kB)\n`);
}

async function main(from: string, to: string): Promise<void> {
  for (const name of readdirSync(from)) await save(join(to, name), readFileSync(join(from, name)));
}

const [from, to] = process.argv.slice(2);
if (require.main === module && from !== undefined && to !== undefined) {
  main(from, to).catch((error: Error) => {
    process.stderr.write(`pictures: ${error.message}\n`);
    process.exitCode = 1;
  });
}
